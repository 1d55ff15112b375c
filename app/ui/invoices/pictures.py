"""The pictures of the invoice screens."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.rounding import MILLION
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.office import Writer
from app.services.queries.invoice_form import tax_rates
from app.services.queries.invoices import InvoiceFilter, invoice_ids, invoice_rows
from app.ui.invoices.editor_sheet import InvoiceSheet
from app.ui.invoices.screens import InvoiceScreens
from app.ui.paper.pictures import room_for
from app.ui.pictures import Screen
from app.ui.session import Session


def screens() -> list[Screen]:
    """Return the pictures."""
    return [
        Screen("invoices-editor", _draft, size=(1080, 760), grab=_sheet),
        Screen("invoices-editor-cell", _new, size=(1080, 760), grab=_sheet),
        Screen("invoices-details", _details, size=(1040, 700)),
        Screen("invoices-details-payments", _details, then=(_to_payments,), size=(1040, 700)),
        Screen("invoices-details-history", _details, then=(_to_history,), size=(1040, 700)),
    ]


class _Stage(QWidget):
    """Stands behind a sheet that opens when its data has come."""

    def __init__(self, ways: InvoiceScreens) -> None:
        super().__init__()
        self.ways = ways


def _screens(session: Session) -> InvoiceScreens:
    ways = InvoiceScreens(session, room_for(session))
    ways.install()
    session.actions.take_payment = ways.__class__
    session.actions.show_customer = ways.show
    return ways


def _sheet(stage: QWidget) -> QWidget:
    if not isinstance(stage, _Stage) or not isinstance(stage.ways.sheet, InvoiceSheet):
        raise TypeError(stage)
    return stage.ways.sheet


def _write(writer: Writer) -> int:
    taxes = tax_rates(writer)
    tax = taxes[0] if taxes else None
    rate, tax_id = (tax.rate_ppm, tax.id) if tax is not None else (0, None)
    lines = (
        NewLine("Quarterly pump-out, Pier 4 north", 48_000, MILLION, 0, rate, tax_id),
        NewLine("Quarterly pump-out, Pier 4 south", 48_000, MILLION, 100_000, rate, tax_id),
        NewLine("Technician, hours on site", 9_500, 2_500_000),
        NewLine("Gasket set DN50", 1_875, 4_000_000, 0, rate, tax_id),
    )
    new = NewInvoice(1, writer.today, lines, subject="Quarterly pump-out", message="Thank you. Gate code needed next time.")
    return save_draft(writer, new)


def _draft(session: Session) -> QWidget:
    stage = _Stage(_screens(session))
    stage.ways.edit_draft(session.office.write(_write))
    return stage


def _new(session: Session) -> QWidget:
    stage = _Stage(_screens(session))
    stage.ways.new_invoice(1)
    return stage


def _details(session: Session) -> QWidget:
    def partly(reader: object) -> int:
        ids = invoice_ids(reader, InvoiceFilter(open_only=True))  # type: ignore[arg-type]
        rows = [row for row in invoice_rows(reader, ids[:400]) if row.is_partly_paid]  # type: ignore[arg-type]
        return rows[0].id if rows else ids[0]

    return _screens(session).show(session.office.read(partly))


def _to_payments(window: QWidget) -> None:
    window.tabs.select("allocations")  # type: ignore[attr-defined]


def _to_history(window: QWidget) -> None:
    window.tabs.select("history")  # type: ignore[attr-defined]
