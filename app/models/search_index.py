"""The full-text index over customers on SQLite: trigrams for what stands anywhere in a name, kept by triggers.

PostgreSQL searches ``customer.search_text`` itself; the office that shares a book gains nothing from a second copy there.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from app.models.customers import Customer

FTS_TABLE = "customer_fts"

STATEMENTS = (
    """CREATE VIRTUAL TABLE customer_fts USING fts5(
        search_text, content='customer', content_rowid='id', tokenize='trigram', columnsize=0)""",
    """CREATE TRIGGER customer_fts_insert AFTER INSERT ON customer BEGIN
        INSERT INTO customer_fts(rowid, search_text) VALUES (new.id, new.search_text); END""",
    """CREATE TRIGGER customer_fts_delete AFTER DELETE ON customer BEGIN
        INSERT INTO customer_fts(customer_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    """CREATE TRIGGER customer_fts_update AFTER UPDATE OF search_text ON customer BEGIN
        INSERT INTO customer_fts(customer_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO customer_fts(rowid, search_text) VALUES (new.id, new.search_text); END""",
)

for _statement in STATEMENTS:
    event.listen(Customer.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
