"""Statements of account, both kinds, for any range of days, filled for the printer."""

from __future__ import annotations

from datetime import date

from app.services.documents import StatementDocument, StatementKind
from app.services.office import Reader


def statement(
    reader: Reader,
    customer_id: int,
    from_on: date,
    to_on: date,
    kind: StatementKind = StatementKind.OPEN_ITEM,
    *,
    message: str = "",
    with_remittance: bool = True,
) -> StatementDocument:
    """Return a customer's statement as of the end of ``to_on``, in the customer's language.

    Both kinds end on the same balance: what is due less the account credit, which stands on a line of its own.

    Raises:
        NotFound: no such customer.
        UserError: ``to_on`` lies before ``from_on``.
    """
    raise NotImplementedError
