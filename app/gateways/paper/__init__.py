"""Paper through ReportLab: documents of ``app.services.documents`` become PDF files, previews and charts.

``press`` is the door: one function for each kind of document. ``preview`` turns a file into pictures of
its pages, ``charts`` draws charts for paper and window. The other rooms, from the ground up: ``faces``
and ``pictures`` (what can be drawn), ``style`` and ``sheet`` (how), ``tables``, ``letter`` and ``flow``
(parts that documents share), one room a document, ``embedding`` and ``binding`` (the file). Nothing here
asks the store or the clock, and ReportLab is imported only when the first page is made.
"""
