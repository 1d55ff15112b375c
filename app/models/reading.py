"""The quick way to read: SQL that was compiled before, its rows as the store's driver gives them.

SQLAlchemy's execution and result objects cost ten times what SQLite takes to find a row by its key. Belongs here: running such
text inside the connection's own transaction. Building statements and converting what they return does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection


def driver_rows(
    connection: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> Sequence[tuple[Any, ...]]:
    """Return all rows of a SELECT as plain tuples, unconverted: on SQLite dates are ISO text.

    Args:
        connection: reading or writing; a transaction is begun where there is none yet, ended by ``Book``.
        sql: in the store's own parameter style.
        parameters: as that style wants them: a sequence on SQLite, a mapping on PostgreSQL.

    Raises:
        sqlite3.Error, DBAPIError: named by ``faults_named`` around every use of a book.
    """
    if connection.dialect.name != "sqlite":
        return connection.exec_driver_sql(sql, parameters or None).all()
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute("BEGIN")
    rows: list[tuple[Any, ...]] = driver.execute(sql, parameters).fetchall()
    return rows
