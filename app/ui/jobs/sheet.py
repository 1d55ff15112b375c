"""The form of a job: what, where, when and who, what it costs, and its diary. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _
from app.services.invoicing.figures import Figures
from app.services.queries.activity import ActivityFacts, sentence
from app.services.queries.job_page import JobForm
from app.ui.customers.menus import MenuButton
from app.ui.invoices.line_sheet import LineSheet
from app.ui.jobs.fields import HourField, LengthField
from app.ui.jobs.words import weeks
from app.ui.kit.fields import ComboField, DateField, NoteField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.pieces import Footer, Pill, TabPages, column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper


class JobSheet(LineSheet):
    """The form.

    Signals:
        people_wanted(): somebody is to be added to those who are sent.
    """

    people_wanted = Signal()

    def __init__(
        self, session: Session, form: JobForm, number: str = "", *, is_visit: bool = False, parent: QWidget | None = None
    ) -> None:
        title = _("Job {number}").format(number=number) if number else _("New job")
        super().__init__(session, title, f"{form.customer.name} · {form.customer.account}", form.customer.taxes, parent=parent)
        self._session = session
        self.setMinimumSize(QSize(880, 600))
        SizeKeeper(self, session.settings, "job", QSize(960, 700))
        self.pill = Pill()
        self.steps = MenuButton(_("Change status"))
        self.go_on = QPushButton()
        self.go_on.setAutoDefault(False)
        set_role(self.go_on, "link")
        self.notices = column(spacing=4)
        self.what = TextField(_("What is to be done"), longest=200)
        self.what.set_needed(needed=True)
        self.site = ComboField([(None, _("No site")), *((site.id, site.name) for site in form.customer.sites)])
        self.due = DateField(session.dates, session.today)
        self.day = DateField(session.dates, session.today)
        self.hour = HourField(weeks(session))
        self.length = LengthField()
        self.who = ComboField()
        self.add_person = QPushButton(_("People…"))
        self.add_person.setAutoDefault(False)
        set_role(self.add_person, "link")
        self.add_person.clicked.connect(self.people_wanted)
        self.details = NoteField(_("What whoever is sent should know"))
        self.details.setMaximumHeight(76)
        self._clash = label("", "alarm", wrap=True)
        self._clash.hide()
        self.boxes = {
            "what": Captioned(_("&What"), self.what),
            "site": Captioned(_("Sit&e"), self.site),
            "due": Captioned(_("D&ue by"), self.due),
            "day": Captioned(_("&Day"), self.day),
            "hour": Captioned(_("&From"), self.hour),
            "length": Captioned(_("F&or"), self.length),
            "who": Captioned(_("W&ho"), self.who),
        }
        first, second = row(spacing=12), row(spacing=12)
        for name, stretch in (("what", 6), ("site", 3), ("due", 2)):
            first.addWidget(self.boxes[name], stretch)
        for name, stretch in (("day", 3), ("hour", 2), ("length", 2), ("who", 4)):
            second.addWidget(self.boxes[name], stretch)
        second.addWidget(self.add_person, 0, Qt.AlignmentFlag.AlignBottom)
        self.boxes["site"].setVisible(bool(form.customer.sites))
        self._status_line = QWidget()
        line = row(self.pill, self.steps, None, self.go_on, spacing=12)
        self._status_line.setLayout(line)
        self._status_line.setVisible(bool(number))
        self.history = RowsModel(_history_columns(session), self)
        self.footer = Footer()
        self.tabs = TabPages()
        self._is_visit = is_visit
        self.tabs.add("lines", _("What it costs"), self._make_lines)
        if number:
            self.tabs.add("history", _("History"), self._make_history)
        self.body.addWidget(self._status_line)
        self.body.addLayout(self.notices)
        self.body.addLayout(first)
        self.body.addLayout(second)
        self.body.addWidget(self._clash)
        self.body.addWidget(Captioned(_("De&tails"), self.details))
        self.body.addWidget(self.tabs, 1)
        self.set_buttons(_("&Save"), "" if number else _("Save and &next"))
        order: tuple[QWidget, ...] = (
            self.what, self.site, self.due, self.day, self.hour, self.length, self.who, self.add_person, self.details,
            *(() if is_visit else (self.table,)),
        )
        self.tabs.page("lines")
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    # Tabs

    def _make_lines(self) -> QWidget:
        page = QWidget()
        if self._is_visit:
            words = label(_("This visit is included in a service plan, and the plan is billed for it."), "quiet", wrap=True)
            page.setLayout(column(words, None))
            return page
        box = column(
            self.table, self._trouble, row(self.add_line, self.remove_line, None, self.footer, spacing=4), spacing=4
        )
        box.setStretch(0, 1)
        page.setLayout(box)
        page.setFocusProxy(self.table)
        return page

    def _make_history(self) -> QWidget:
        table: Table[ActivityFacts] = Table("job.history", self._session.settings)
        table.show_model(self.history)
        table.set_empty(_("The diary has nothing about it."))
        return table

    # What it shows

    def show_sums(self, figures: Figures) -> None:
        """Show what the lines come to."""
        money = self._session.amounts.money
        sums = [(_("Total"), money(figures.total_minor))]
        if figures.tax_minor:
            sums = [(_("Before tax"), money(figures.net_minor)), (_("Tax"), money(figures.tax_minor)), *sums]
        self.footer.show_texts("", sums)

    def show_people(self, people: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """Offer these people."""
        self.who.set_choices([(None, _("Nobody yet")), *people])
        self.who.set_value(chosen)

    def show_clash(self, sentence: str) -> None:
        """Say that somebody is booked twice, or nothing. It can be saved all the same."""
        self._clash.setText(sentence)
        self._clash.setVisible(bool(sentence))

    def clash(self) -> str:
        """Return what is said of a double booking."""
        return "" if self._clash.isHidden() else self._clash.text()

    def set_frozen(self, *, appointment: bool, lines: bool) -> None:
        """Take no changes of the appointment, or of what an invoice asks for."""
        for field in (self.day, self.hour, self.length, self.who):
            field.setEnabled(not appointment)
        for part in (self.site, self.add_line, self.remove_line):
            part.setEnabled(not lines)
        self.table.setEnabled(not lines)

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.what, self.due, self.day, self.hour, self.length):
            sentence = field.error()
            if not sentence and field is self.what and not self.what.value():
                sentence = _("Say what is to be done.")
            if sentence:
                field.setFocus()
                return sentence
        return ""


def _history_columns(session: Session) -> list[Column[ActivityFacts]]:
    profile = session.profile
    return [
        Column("when", _("When"), lambda fact: session.moment(fact.happened_at), Kind.DATE, width=170),
        Column("who", _("Who"), lambda fact: fact.actor, width=130),
        Column("what", _("What"), lambda fact: sentence(fact, profile), width=320, stretch=True),
    ]
