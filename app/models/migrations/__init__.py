"""How a book's tables came to be what they are: Alembic's environment and one file a revision under ``versions``.

``app.models.migrating`` runs them; ``make`` writes the text of the first one from the tables.
"""
