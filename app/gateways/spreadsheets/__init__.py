"""Tables in files: CSV in any encoding and notation, XLSX; read with limits, written whole and harmless.

What the tables mean belongs to ``app.services.importing`` and ``app.services.exporting``.
"""
