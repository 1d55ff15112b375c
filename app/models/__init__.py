"""The store: SQLAlchemy 2 typed tables, the engine, opening and guarding a book, migrations. No decisions of bookkeeping."""
