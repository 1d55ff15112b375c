"""The box that answers questions: what was asked, the query it became, the answer, and the records it is about.

``view`` is the dialog, ``presenter`` runs it, ``screens`` opens it for other screens. Questions are read and answered by
``app.services.asking``.
"""
