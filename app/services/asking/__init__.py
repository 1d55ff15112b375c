"""Answering questions about the book: a question or a query becomes SQL, and the answer names its records.

``understanding`` reads what was typed (with ``names``, who is meant), ``grounds`` says where the fields of the query form are
in the store, ``comparing`` turns conditions into SQL, ``answering`` asks, ``records`` and ``sentences`` word the answer,
``wording`` puts a query in words. The form itself, and how questions are read, is ``app.domain.asking``.
"""
