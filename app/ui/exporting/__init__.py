"""Taking what a table shows out of the program: as spreadsheet, CSV or PDF, or onto paper. Same rows, columns, order, totals.

``screens`` has ``ExportScreens``, which bootstrap makes once and which answers ``Actions.export`` and ``Actions.print_table``;
``tables`` turns what is shown into what is written. How files are written belongs to ``app.services.ports.TableWriter``.
"""
