"""A statement as a table, for a spreadsheet: the lines that its paper lists and the balance that they come to."""

from __future__ import annotations

from app.domain.language import _
from app.domain.money import Currency
from app.services.documents import ColumnKind, StatementDocument, StatementKind, TableColumn
from app.services.documents.reports import Cell
from app.services.exporting.tables import ExportTable


def statement_table(document: StatementDocument, currency: Currency) -> ExportTable:
    """Return the lines of a statement with their sum as the last one; amounts in minor units of ``currency``.

    The shares of sites are not listed beside their invoice: a column of figures is there to be added up.
    """
    rows = [*statement_rows(document), statement_sum(document)]
    return ExportTable(statement_title(document), statement_columns(document.kind), rows, currency)


def statement_title(document: StatementDocument) -> str:
    """Return what a statement's table is called: whose account, and of which site."""
    whose = document.recipient.account
    return _("Statement {customer}").format(customer=f"{whose} – {document.site}" if document.site else whose)


def statement_columns(kind: StatementKind) -> tuple[TableColumn, ...]:
    """Return the columns of one kind of statement."""
    date, amount = ColumnKind.DATE, ColumnKind.AMOUNT
    if kind is StatementKind.OPEN_ITEM:
        return (
            TableColumn(_("Date"), date),
            TableColumn(_("Due"), date),
            TableColumn(_("Number")),
            TableColumn(_("What")),
            TableColumn(_("Amount"), amount),
            TableColumn(_("Applied"), amount),
            TableColumn(_("Open"), amount),
        )
    return (
        TableColumn(_("Date"), date),
        TableColumn(_("Number")),
        TableColumn(_("What")),
        TableColumn(_("Charges"), amount),
        TableColumn(_("Payments"), amount),
        TableColumn(_("Balance"), amount),
    )


def statement_rows(document: StatementDocument) -> list[tuple[Cell, ...]]:
    """Return a row per line, oldest first; a balance-forward statement begins with the balance brought forward."""
    if document.kind is StatementKind.OPEN_ITEM:
        return [
            (
                item.dated_on,
                item.due_on,
                item.reference,
                item.description,
                item.original_minor,
                item.applied_minor,
                item.open_minor,
            )
            for item in document.items
        ]
    opening: tuple[Cell, ...] = (document.from_on, "", _("Balance forward"), None, None, document.opening_minor)
    return [
        opening,
        *(
            (entry.dated_on, entry.reference, entry.description, entry.charge_minor, entry.payment_minor, entry.balance_minor)
            for entry in document.entries
        ),
    ]


def statement_sum(document: StatementDocument) -> tuple[Cell, ...]:
    """Return the last row: what the lines come to."""
    if document.kind is StatementKind.OPEN_ITEM:
        original, applied = (
            sum(getattr(item, name) for item in document.items) for name in ("original_minor", "applied_minor")
        )
        return (document.to_on, None, "", _("Balance"), original, applied, document.balance_minor)
    return (document.to_on, "", _("Balance"), document.charges_minor, document.payments_minor, document.balance_minor)
