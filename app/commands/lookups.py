"""Finding what a command names: a customer by account number, an invoice by its number."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.importing.existing import KnownInvoice, ids_of_accounts, known_invoices
from app.services.office import Reader


def customer_id_of(reader: Reader, account: str) -> int:
    """Return the customer with the account number ``account``.

    Raises:
        NotFound: there is none.
    """
    found = ids_of_accounts(reader, [account]).get(account)
    if found is None:
        raise NotFound(_("There is no customer with the account number {account}.").format(account=account[:60]))
    return found


def invoice_of(reader: Reader, number: str) -> KnownInvoice:
    """Return the invoice that bears ``number``.

    Raises:
        NotFound: there is none.
    """
    found = known_invoices(reader, [number]).get(number)
    if found is None:
        raise NotFound(_("There is no invoice {number}.").format(number=number[:60]))
    return found
