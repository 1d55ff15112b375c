"""The form of an estimate: date and validity, lines, what it comes to, a deposit, a message. Decides nothing."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.language import _
from app.services.estimates.writing import LONGEST_TITLE
from app.services.queries.invoice_form import InvoiceForm
from app.ui.estimates.fields import DepositField
from app.ui.invoices.line_sheet import LineSheet
from app.ui.invoices.sums import Sums
from app.ui.kit.fields import ComboField, DateField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import label, row
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper


class EstimateSheet(LineSheet):
    """The form.

    Signals:
        mail_wanted(): keep it and write to the customer with it.
        sent_wanted(): keep it and note that it went out otherwise.
        discard_wanted(): throw the draft away.
    """

    mail_wanted = Signal()
    sent_wanted = Signal()
    discard_wanted = Signal()

    def __init__(
        self,
        session: Session,
        form: InvoiceForm,
        number: str = "",
        *,
        is_new: bool,
        parent: QWidget | None = None,
    ) -> None:
        draft = _("Draft of estimate {number}").format(number=number) if number else _("Draft of an estimate")
        title = _("New estimate") if is_new else draft
        super().__init__(session, title, f"{form.name} · {form.account}", form.taxes, (), parent)
        self.setMinimumSize(QSize(920, 620))
        SizeKeeper(self, session.settings, "estimate-editor", QSize(1020, 720))
        self.title_field = TextField(_("What it is about; the first line when empty"), longest=LONGEST_TITLE)
        self.date, self.until = DateField(session.dates, session.today), DateField(session.dates, session.today)
        for field in (self.date, self.until):
            field.set_needed(needed=True)
        self.site = ComboField([(None, _("No site")), *((site.id, site.name) for site in form.sites)])
        self.message = NoteField(_("Printed under the total"))
        self.message.setMaximumHeight(84)
        self.deposit = DepositField(session.amounts)
        self.deposit_words = label("", "small")
        self.sums = Sums(session.amounts, _("Total"))
        first = row(spacing=12)
        self._boxes = {
            "title": Captioned(_("&What"), self.title_field),
            "site": Captioned(_("Sit&e"), self.site),
            "date": Captioned(_("&Date"), self.date),
            "until": Captioned(_("&Valid until"), self.until),
        }
        for name, stretch in (("title", 5), ("site", 3), ("date", 2), ("until", 2)):
            first.addWidget(self._boxes[name], stretch)
        self._boxes["site"].setVisible(bool(form.sites))
        self.table.setMinimumHeight(200)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.sums)
        right.addWidget(Captioned(_("De&posit to ask for"), self.deposit))
        right.addWidget(self.deposit_words)
        right.addStretch(1)
        below = row(Captioned(_("Messa&ge"), self.message), spacing=48)
        below.addLayout(right)
        below.setStretch(0, 1)
        self.body.addLayout(first)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._trouble)
        self.body.addLayout(row(self.add_line, self.remove_line, None, spacing=4))
        self.body.addLayout(below)
        self.set_buttons(_("&Save draft"))
        self.mail_button = self.add_button(_("Save and &mail…"), self._mail_pressed)
        self.mail_button.setVisible(session.actions.mail_paper is not None)
        self.sent_button = self.add_button(_("Save and note as sen&t"), self._sent_pressed)
        self.discard_button = self.add_button(_("Discard draft"), self._discard_pressed)
        set_role(self.discard_button, "danger")
        self.discard_button.setVisible(not is_new and not number)
        order: tuple[QWidget, ...] = (
            self.title_field, self.site, self.date, self.until, self.table, self.message, self.deposit,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.title_field, self.date, self.until, self.deposit):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return ""

    @Slot()
    def _mail_pressed(self) -> None:
        self._settle()
        self.mail_wanted.emit()

    @Slot()
    def _sent_pressed(self) -> None:
        self._settle()
        self.sent_wanted.emit()

    @Slot()
    def _discard_pressed(self) -> None:
        self.discard_wanted.emit()
