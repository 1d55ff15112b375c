"""From a job to its invoice: what it will ask for, on one small sheet; issue it, or keep it as a draft."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.domain.language import _
from app.services.invoicing.figures import Figures, NewInvoice, figures_of
from app.services.jobs.invoicing import JobInvoiced, invoice_job, invoice_of
from app.services.office import Reader
from app.services.queries.invoice_form import InvoiceForm, invoice_form
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import DateField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.saving import Saving
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job's invoice would ask for."""

    job_id: int
    form: InvoiceForm
    invoice: NewInvoice
    figures: Figures


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    description: str
    quantity_micro: int
    net_minor: int


def read_asked(reader: Reader, job_id: int) -> Asked:
    """Return what a job's invoice would ask for.

    Raises:
        UserError: it cannot be invoiced.
    """
    new = invoice_of(reader, job_id)
    return Asked(job_id, invoice_form(reader, new.customer_id), new, figures_of(new.lines, reader.profile.tax_rounding))


class InvoiceJobSheet(Sheet):
    """The sheet.

    Signals:
        invoiced(JobInvoiced): it was done; what came of it.
    """

    invoiced = Signal(object)

    def __init__(self, session: Session, asked: Asked, parent: QWidget | None = None) -> None:
        form = asked.form
        super().__init__(_("Invoice this job"), parent, f"{form.name} · {form.account}")
        self._session, self._asked = session, asked
        self.setMinimumSize(QSize(640, 380))
        amounts = session.amounts
        self.date = DateField(session.dates, session.today)
        self.date.set_needed(needed=True)
        self.date.set_value(session.today)
        subject = label(asked.invoice.subject, "strong", wrap=True)
        self.model: RowsModel[_Line] = RowsModel(
            [
                Column("what", _("Description"), lambda line: line.description, width=300, stretch=True),
                Column("quantity", _("Quantity"), lambda line: amounts.quantity(line.quantity_micro), Kind.COUNT, width=90),
                Column("net", _("Amount"), lambda line: amounts.plain(line.net_minor), Kind.AMOUNT, width=120),
            ],
            self,
        )
        figures = asked.figures
        self.model.set_rows(
            _Line(place, line.description, line.quantity_micro, net)
            for place, (line, net) in enumerate(zip(asked.invoice.lines, figures.nets, strict=True))
        )
        table: Table[_Line] = Table("job.invoice", session.settings)
        table.show_model(self.model)
        table.setAccessibleName(_("Lines"))
        table.setMinimumHeight(140)
        self.footer = Footer()
        self.footer.show_texts(
            "",
            (
                (_("Before tax"), amounts.money(figures.net_minor)),
                (_("Tax"), amounts.money(figures.tax_minor)),
                (_("Total"), amounts.money(figures.total_minor)),
            ),
        )
        date_box = Captioned(_("&Date"), self.date)
        date_box.setMaximumWidth(180)
        top = row(column(subject, None), date_box, spacing=16)
        top.setStretch(0, 1)
        self.body.addLayout(top)
        self.body.addWidget(table, 1)
        self.body.addWidget(self.footer)
        self.set_buttons(_("&Issue invoice"))
        self.draft_button = self.add_button(_("Keep as &draft"), self._draft)
        self.saved.connect(self._issue)
        self._saving = Saving(session.tasks, self)
        self.finished.connect(self.deleteLater)

    def _issue(self) -> None:
        self._invoice(draft=False)

    def _draft(self) -> None:
        self._settle()
        self._invoice(draft=True)

    def _invoice(self, *, draft: bool) -> None:
        on = self.date.value()
        complaint = self.date.error()
        self.show_error(complaint)
        if complaint or on is None:
            return
        job = self._session.write(invoice_job, self._asked.job_id, draft=draft, on=on)
        self._saving.write(job, self._done)

    def _done(self, made: JobInvoiced) -> None:
        self.accept()
        self.invoiced.emit(made)
