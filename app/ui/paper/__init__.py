"""Paper in the window: a file's own pages to look at, print and save, and the question whether they came out well.

``room`` has ``PrintRoom``, which other screens are given to show a ``PrintJob``; ``jobs`` makes the usual ones; ``window`` is
the preview with its pieces in ``asking``, ``view`` draws its pages, ``printing`` feeds the printer. Preview, paper and file are
the same bytes. How pages are laid out belongs to the press behind ``app.services.ports.Press``.
"""
