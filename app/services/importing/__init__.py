"""Taking in other programs' tables: customers, and receivables with their payments. Checked row by row, entered whole or not.

Reading files belongs to ``app.gateways.spreadsheets``; here a table is a value already.
"""
