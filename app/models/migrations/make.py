"""Writes ``versions/0001_initial.py``: the SQL that makes every table, frozen for each store.

``python -m app.models.migrations.make`` writes it anew, which is right only while no book of that revision is in anybody's
hands. From then on the file stays as it is and a change to a table comes with a revision of its own, numbered on in
``app.models.stamp.REVISIONS``. A test compares the tables that the revisions make with those that the models describe.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

from app.models.base import tell_postgresql
from app.models.tables import Base

INITIAL = Path(__file__).parent / "versions" / "0001_initial.py"
_HEAD = '''"""The first tables. Written by ``app.models.migrations.make``; the SQL is frozen with this revision."""

from alembic import op

revision = "0001"
down_revision = None

'''
_TAIL = '''

def upgrade() -> None:
    """Make the tables, in the dialect of the store."""
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
'''


def statements(address: str) -> list[str]:
    """Return the SQL that makes every table on the store of ``address`` (nothing is connected to)."""
    found: list[str] = []

    def keep(statement: Any, *_parameters: object, **_options: object) -> None:
        lines = str(statement.compile(dialect=engine.dialect)).strip().splitlines()
        found.append("\n".join(line.replace("\t", "    ").rstrip() for line in lines))

    engine = create_mock_engine(address, keep)
    tell_postgresql(Base.metadata)
    Base.metadata.create_all(engine, checkfirst=False)
    # A table's indexes come in no particular order: sort each run of them, so that the text is the same every time.
    runs = groupby(found, key=lambda statement: " INDEX " in statement.split("(")[0])
    return [statement for is_index, run in runs for statement in (sorted(run) if is_index else run)]


def text_of_initial() -> str:
    """Return what ``versions/0001_initial.py`` says when it is in step with the tables."""
    parts = [_HEAD]
    for name, address in (("SQLITE", "sqlite://"), ("POSTGRESQL", "postgresql+psycopg://")):
        listed = "".join(f'    """\n{statement}\n""",\n' for statement in statements(address))
        parts.append(f"{name} = (\n{listed})\n")
    return "".join(parts) + _TAIL


if __name__ == "__main__":
    INITIAL.write_text(text_of_initial(), encoding="utf-8")
