"""The form for statements: preset, kind, period, message; for a run also the list of customers. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QInputDialog, QPushButton, QRadioButton, QWidget

from app.domain.language import _
from app.services.documents import StatementKind
from app.services.queries.statement_sites import StatementSite
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import CheckField, ComboField, DateField, NoteField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.periods import Period, period_words
from app.ui.session import Session
from app.ui.statements.choosing import PERIODS, Chosen
from app.ui.statements.run import LeftOut, RunRow, why_words

TOGETHER, EACH = "together", "each"
"""What may be chosen instead of one site."""


class StatementSheet(Sheet):
    """The form.

    Signals:
        changed(): something was chosen.
        mail_wanted(): send it by mail instead of showing it.
        export_wanted(): write its lines for a spreadsheet.
        preset_chosen(str), preset_kept(str), preset_forgotten(str): by name.
    """

    changed = Signal()
    mail_wanted = Signal()
    export_wanted = Signal()
    preset_chosen = Signal(str)
    preset_kept = Signal(str)
    preset_forgotten = Signal(str)

    def __init__(self, session: Session, title: str, subtitle: str, *, many: bool, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, subtitle)
        self.many = many
        self.setMinimumSize(QSize(900 if many else 640, 700 if many else 0))
        self.preset = ComboField()
        self.keep = QPushButton(_("Keep as…"))
        self.forget = QPushButton(_("Forget"))
        for link in (self.keep, self.forget):
            link.setAutoDefault(False)
            set_role(link, "link")
        self.open_item = QRadioButton(_("&Open items"))
        self.balance_forward = QRadioButton(_("&Balance forward"))
        self.open_item.setToolTip(_("What is unpaid at the end of the period, invoice by invoice"))
        self.balance_forward.setToolTip(_("The balance at the beginning, everything since, and the balance at the end"))
        kinds = QButtonGroup(self)
        self.period = ComboField([(period, period_words(period)) for period in PERIODS])
        self.first = DateField(session.dates, session.today)
        self.last = DateField(session.dates, session.today)
        for day in (self.first, self.last):
            day.set_needed(needed=True)
        self.message = NoteField(_("Printed above the slip: thanks, how to pay, whom to ask"))
        self.message.setMaximumHeight(72)
        self.message.setMinimumHeight(64)  # the choice of a site comes later and must not press it flat
        self.remittance = CheckField(_("With a &slip to return with the payment"))
        self.owing = CheckField(_("Only customers who owe something or have credit"), self)
        self.overdue = CheckField(_("Only customers who are late"), self)
        self.site = ComboField([(TOGETHER, _("All sites together"))], self)
        self.each_site = CheckField(_("A statement for eac&h site, where a customer has several"), self)
        kind_row = row(self.open_item, self.balance_forward, None, spacing=24)
        self._what = label("", "small", wrap=True)
        self._preset_box = Captioned(_("P&reset"), self.preset)
        preset_row = row(self._preset_box, spacing=8)
        for link in (self.keep, self.forget):
            preset_row.addWidget(link, 0, Qt.AlignmentFlag.AlignBottom)
        preset_row.addStretch(1)
        days = row(spacing=12)
        for box in (
            Captioned(_("&Period"), self.period),
            Captioned(_("&From"), self.first),
            Captioned(_("&To"), self.last),
        ):
            days.addWidget(box)
        days.addStretch(1)
        self.body.addLayout(preset_row)
        self.body.addLayout(column(kind_row, self._what, spacing=2))
        self.body.addLayout(days)
        self._site_box = Captioned(_("S&ite"), self.site)
        self._site_box.hide()
        self.body.addLayout(row(self._site_box, None))
        self.body.addWidget(Captioned(_("&Message"), self.message))
        self.body.addWidget(self.remittance)
        self.model = RowsModel(_columns(session), self)
        self.table: Table[RunRow] = Table("statements.run", session.settings, self)
        self.table.show_model(self.model)
        self.table.set_empty(_("No customer is like this."))
        self.footer = Footer(self)
        if many:
            self.body.addWidget(self.each_site)
            self.body.addLayout(row(self.owing, self.overdue, None, spacing=24))
            self.body.addWidget(self.table, 1)
            self.body.addWidget(self.footer)
        else:
            for part in (self.each_site, self.owing, self.overdue, self.table, self.footer):
                part.hide()
        self.set_buttons(_("Show statements") if many else _("Show statement"))
        self.mail = self.add_button(_("Send by mail…"), self._mail_pressed)
        self.mail.setVisible(session.actions.mail_paper is not None)
        self.export = self.add_button(_("Export…"), self.export_wanted.emit)
        self.export.setVisible(not many and session.actions.export is not None)
        for kind in (self.open_item, self.balance_forward):
            kinds.addButton(kind)
            kind.clicked.connect(self._told)
        for field in (self.period, self.first, self.last, self.message, self.remittance, self.owing, self.overdue):
            field.changed.connect(self._told)
        self.site.changed.connect(self._site_chosen)
        self.preset.changed.connect(self._preset_changed)
        self.keep.clicked.connect(self._ask_name)
        self.forget.clicked.connect(self._forget)

    def offer_sites(self, sites: Sequence[StatementSite]) -> None:
        """Offer a statement of one site, or of each; nothing where the customer has none that was invoiced."""
        if sites:
            each = [(site.id, site.name) for site in sites]
            self.site.set_choices([(TOGETHER, _("All sites together")), (EACH, _("One for each site")), *each])
            self.site.set_value(TOGETHER)
        if sites and self._site_box.isHidden():
            # Nothing else gives way to it.
            self.resize(self.width(), self.height() + self._site_box.sizeHint().height() + self.body.spacing())
        self._site_box.setVisible(bool(sites))

    def show_presets(self, names: Sequence[str], current: str) -> None:
        """Offer presets."""
        self.preset.set_choices([("", _("As last time")), *((name, name) for name in names)])
        self.preset.set_value(current)
        self.forget.setEnabled(bool(current))

    def show_chosen(self, chosen: Chosen, days: tuple[object, object]) -> None:
        """Show what is chosen; ``days`` are the first and last of its period."""
        (self.open_item if chosen.kind is StatementKind.OPEN_ITEM else self.balance_forward).setChecked(True)
        self._what.setText(
            self.open_item.toolTip() if chosen.kind is StatementKind.OPEN_ITEM else self.balance_forward.toolTip()
        )
        self.period.set_value(chosen.period)
        self.first.set_value(days[0])
        self.last.set_value(days[1])
        if self.message.value() != chosen.message:
            self.message.set_value(chosen.message)
        self.remittance.set_value(chosen.with_remittance)
        self.owing.set_value(chosen.owing_only)
        self.overdue.set_value(chosen.overdue_only)
        for field in (self.first, self.last):
            field.setReadOnly(chosen.period is not Period.CUSTOM)

    def chosen(self) -> Chosen:
        """Return what is chosen."""
        period = self.period.value()
        return Chosen(
            StatementKind.OPEN_ITEM if self.open_item.isChecked() else StatementKind.BALANCE_FORWARD,
            period if isinstance(period, Period) else Period.THIS_MONTH,
            self.first.value(),
            self.last.value(),
            self.message.value(),
            self.remittance.value(),
            self.owing.value(),
            self.overdue.value(),
        )

    @Slot()
    def _site_chosen(self) -> None:
        several = self.site.value() == EACH
        self.export.setEnabled(not several)
        self.export.setToolTip(_("Choose one site: each statement is a file of its own.") if several else "")
        self.changed.emit()

    def _told(self) -> None:
        self.changed.emit()

    def _mail_pressed(self) -> None:
        self.mail_wanted.emit()

    def _preset_changed(self, name: object) -> None:
        self.preset_chosen.emit(str(name or ""))

    def _ask_name(self) -> None:
        name, agreed = QInputDialog.getText(self, _("Keep this choice"), _("Name"), text=str(self.preset.value() or ""))
        if agreed and name.strip():
            self.preset_kept.emit(name.strip()[:60])

    def _forget(self) -> None:
        self.preset_forgotten.emit(str(self.preset.value() or ""))


def _columns(session: Session) -> list[Column[RunRow]]:
    amounts = session.amounts

    def gets(line: RunRow) -> bool | None:
        return None if line.left_out in (LeftOut.NOTHING_OWED, LeftOut.NOTHING_LATE) else line.left_out is LeftOut.NO

    def quiet(line: RunRow) -> Tone | None:
        return Tone.QUIET if line.left_out is not LeftOut.NO else None

    return [
        Column("gets", _("Print"), lambda _line: "", Kind.CHECK, width=84, checked=gets),
        Column("account", _("Account"), lambda line: line.account, width=92, sort="account", tone=quiet),
        Column("name", _("Customer"), lambda line: line.name, width=200, sort="name", stretch=True, tone=quiet),
        Column("why", _("Left out"), lambda line: why_words(line.left_out), width=130, sort="why", tone=quiet),
        Column(
            "due",
            _("Total due"),
            lambda line: amounts.plain(line.balance.due_minor),
            Kind.AMOUNT,
            width=128,
            sort="due",
            value=lambda line: line.balance.due_minor,
        ),
        Column(
            "overdue",
            _("Overdue"),
            lambda line: amounts.plain(line.balance.overdue_minor),
            Kind.AMOUNT,
            width=112,
            sort="overdue",
            value=lambda line: line.balance.overdue_minor,
            tone=lambda line: Tone.ALARM if line.balance.overdue_minor else None,
        ),
        Column(
            "credit",
            _("Credit"),
            lambda line: amounts.plain(line.balance.credit_minor),
            Kind.AMOUNT,
            width=112,
            sort="credit",
            value=lambda line: line.balance.credit_minor,
        ),
    ]
