"""One estimate: what was offered, what was answered, what was made of it, its deposits, and what can still be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.errors import NotFound
from app.domain.language import _
from app.services.estimates.deposits import DepositTaken
from app.services.office import Reader
from app.services.queries.activity import ActivityFacts, activity_rows
from app.services.queries.document_history import document_activity_ids
from app.services.queries.estimates import EstimateListRow, EstimatePage, estimate_page, estimate_rows
from app.ui.customers.menus import Entry, MenuButton, RowMenu, pop_up
from app.ui.estimates.menu import opening
from app.ui.estimates.words import made_parts, row_pill
from app.ui.invoices.details import LineRow, history_columns, line_columns
from app.ui.kit.pieces import Fact, Footer, PageHeader, Pill, TabPages, Tile, column, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import method_words

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from app.ui.estimates.doings import EstimateDoings


@dataclass(frozen=True, slots=True)
class EstimateView:
    """An estimate as its list shows it, with everything about it and its diary."""

    row: EstimateListRow
    page: EstimatePage
    history: list[ActivityFacts]


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit, with an id for the table: its payment's."""

    id: int
    deposit: DepositTaken


def read_view(reader: Reader, estimate_id: int) -> EstimateView:
    """Return what the window shows.

    Raises:
        NotFound: there is no such estimate (any more).
    """
    page = estimate_page(reader, estimate_id)
    ids = document_activity_ids(reader, page.facts.customer_id, page.facts.number)
    return EstimateView(estimate_rows(reader, [estimate_id])[0], page, activity_rows(reader, ids))


class EstimateWindow(QWidget):
    """Shows one estimate and follows what happens to it."""

    def __init__(
        self, session: Session, doings: EstimateDoings, estimate_id: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        SizeKeeper(self, session.settings, "estimate", QSize(980, 660))
        self._session, self._doings, self.estimate_id = session, doings, estimate_id
        self.view: EstimateView | None = None
        self.header = PageHeader(_("Estimate"))
        self.pill = Pill()
        self.header.add_badge(self.pill)
        self._account = self.header.add_action(_("Account"), self._go_to_customer)
        self._account.setVisible(session.actions.show_customer is not None)
        self.more = MenuButton(_("More"))
        self.header.add_widget(self.more)
        self.paper = self.header.add_action(_("Print…"), self._print)
        self.main = self.header.add_action("", self._do_main, primary=True)
        self.total, self.valid = Tile(_("Total")), Tile(_("Valid until"))
        self.deposit, self.made = Tile(_("Deposit")), Tile(_("Made into"))
        for tile in (self.total, self.valid):
            tile.set_opens(opens=False)
        self.deposit.clicked.connect(self._to_deposits)
        self.made.clicked.connect(self._open_made)
        self._facts = {
            name: Fact(words)
            for name, words in (
                ("written", _("Date")),
                ("sent", _("Sent")),
                ("answer", _("Answer")),
                ("site", _("Site")),
                ("message", _("Message")),
            )
        }
        facts = QGridLayout()
        facts.setHorizontalSpacing(24)
        for place, fact in enumerate(self._facts.values()):
            facts.addWidget(fact, 0, place)
        facts.setColumnStretch(2, 1)
        facts.setColumnStretch(4, 1)
        self.lines = RowsModel(line_columns(session), self)
        self.deposits = RowsModel(_deposit_columns(session), self)
        self.history = RowsModel(history_columns(session), self)
        self.footer = Footer()
        self.tabs = TabPages()
        self.tabs.add("lines", _("Lines"), self._make_lines)
        self.tabs.add("deposits", _("Deposits"), self._make_deposits)
        self.tabs.add("history", _("History"), self._make_history)
        tiles = row(self.total, self.valid, self.deposit, self.made, spacing=12)
        box = column(self.header, tiles, facts, self.tabs, spacing=12, margin=24)
        box.setStretchFactor(self.tabs, 1)
        self.setLayout(box)
        self.more.entries.aboutToShow.connect(self._fill_more)
        for keys, slot in (
            (QKeySequence("Escape"), self.close),
            (QKeySequence(QKeySequence.StandardKey.Print), self._print),
        ):
            QShortcut(keys, self).activated.connect(slot)
        session.changed.connect(self._changed)
        self.tabs.page("lines").setFocus()
        self.load()

    # Tabs

    def _make_lines(self) -> QWidget:
        table: Table[LineRow] = Table("estimate.lines", self._session.settings)
        table.show_model(self.lines)
        page = QWidget()
        page.setFocusProxy(table)
        box = column(table, self.footer, spacing=8)
        box.setStretch(0, 1)
        page.setLayout(box)
        return page

    def _make_deposits(self) -> QWidget:
        table: Table[DepositRow] = Table("estimate.deposits", self._session.settings)
        table.show_model(self.deposits)
        table.set_empty(_("No deposit was taken for it."))
        table.opened.connect(self._open_payment)
        self._deposit_table = table
        RowMenu(table).asked.connect(self._deposit_menu)
        return table

    def _make_history(self) -> QWidget:
        table: Table[ActivityFacts] = Table("estimate.history", self._session.settings)
        table.show_model(self.history)
        table.set_empty(_("The diary has nothing about it."))
        return table

    # What it shows

    @Slot()
    def load(self) -> None:
        """Read it anew."""
        job = self._session.read(read_view, self.estimate_id)
        self._session.tasks.read(job, self._show, self._missing, key=f"estimate-{id(self)}")

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"estimates", "invoices", "payments", "jobs", "plans", "profile"}:
            self.load()

    def _missing(self, error: Exception) -> bool:
        if isinstance(error, NotFound):
            self.close()
            return True
        return False

    def _show(self, view: EstimateView) -> None:
        self.view = view
        line, page = view.row, view.page
        amounts, dates = self._session.amounts, self._session.dates
        title = _("Estimate {number}").format(number=line.number) if line.number else _("Draft of an estimate")
        self.setWindowTitle(title)
        self.header.show_title(title, f"{line.title} · {line.customer_name} · {line.account}")
        self.pill.show_status(row_pill(line, self._session.today))
        tax = _("{amount} of it tax").format(amount=amounts.money(line.tax_minor)) if line.tax_minor else ""
        self.total.show_figure(amounts.money(line.total_minor), tax)
        expired = line.status == "expired"
        self.valid.show_figure(dates.medium(line.valid_until), "", Tone.CARE if expired else None)
        self._show_deposit(page)
        parts = made_parts(line) or ["–"]
        self.made.show_figure(parts[0], ", ".join(parts[1:]), None if line.made else Tone.QUIET)
        self.made.set_opens(opens=self._made_entry() is not None)
        shown = {
            "written": dates.medium(line.written_on),
            "sent": self._sent_words(page),
            "answer": self._answer_words(page),
            "site": line.site_name or "–",
            "message": page.facts.message or "–",
        }
        for name, text in shown.items():
            self._facts[name].show_value(text)
        self.lines.set_rows([LineRow(place, each) for place, each in enumerate(page.lines, 1)])
        self.deposits.set_rows([DepositRow(each.payment_id, each) for each in page.deposits])
        self.history.set_rows(view.history)
        for key, model in (("lines", self.lines), ("deposits", self.deposits), ("history", self.history)):
            self.tabs.strip.set_count(key, str(model.count()))
        self.footer.show_texts(
            "",
            (
                (_("Subtotal"), amounts.money(page.facts.net_minor)),
                (_("Tax"), amounts.money(line.tax_minor)),
                (_("Total"), amounts.money(line.total_minor)),
            ),
        )
        main = self._main_entry()
        self.main.setVisible(main is not None)
        if main is not None:
            self.main.setText(main.text)

    def _show_deposit(self, page: EstimatePage) -> None:
        money, asked, taken = self._session.amounts.money, page.facts.asked_minor, page.deposit_minor
        if taken:
            below = _("of {amount} asked for").format(amount=money(asked)) if asked else ""
            self.deposit.show_figure(money(taken), below, Tone.GOOD if taken >= asked else Tone.CARE)
        elif asked:
            self.deposit.show_figure(money(asked), _("asked for, not taken"))
        else:
            self.deposit.show_figure("–", "", Tone.QUIET)

    def _sent_words(self, page: EstimatePage) -> str:
        facts = page.facts
        if facts.sent_on is None:
            return "–"
        on = self._session.dates.medium(facts.sent_on)
        words = _("{date}, by e-mail") if facts.sent_how == "mail" else _("{date}, noted by hand")
        return words.format(date=on)

    def _answer_words(self, page: EstimatePage) -> str:
        facts = page.facts
        if facts.decided_on is None:
            return "–"
        words = [self._session.dates.medium(facts.decided_on), facts.decided_by, facts.reason]
        return " · ".join(word for word in words if word)

    # What can be done

    def _entries(self) -> list[Entry]:
        return self._doings.entries(self.view.row) if self.view is not None else []

    def _main_entry(self) -> Entry | None:
        """Return the step that usually comes next."""
        if self.view is None:
            return None
        line = self.view.row
        if line.status == "draft":
            return Entry(_("Edit…"), partial(self._doings.edit, line.id))
        if line.status in ("sent", "expired"):
            return Entry(_("Accepted…"), partial(self._doings.accept, line.id))
        if line.status == "accepted" and not line.made:
            return Entry(_("Make invoice"), partial(self._doings.invoice, line.id))
        return None

    def _made_entry(self) -> Entry | None:
        """Return what opens the first thing that was made of it."""
        if self.view is None or not self.view.row.made:
            return None
        return next(iter(opening(self._session, self.view.row)), None)

    @Slot()
    def _open_made(self) -> None:
        entry = self._made_entry()
        if entry is not None and entry.act is not None:
            entry.act()

    @Slot()
    def _to_deposits(self) -> None:
        self.tabs.select("deposits")

    @Slot()
    def _fill_more(self) -> None:
        main = self._main_entry()
        hidden = {_("Show estimate"), _("Preview and print…"), main.text if main is not None else ""}
        self.more.entries.set_entries([entry for entry in self._entries() if not entry.text or entry.text not in hidden])

    @Slot()
    def _do_main(self) -> None:
        main = self._main_entry()
        if main is not None and main.act is not None:
            main.act()

    @Slot()
    def _print(self) -> None:
        if self.view is not None:
            self._doings.preview(self.view.row)

    @Slot()
    def _go_to_customer(self) -> None:
        if self.view is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self.view.row.customer_id)

    @Slot(object)
    def _open_payment(self, payment_id: int) -> None:
        if self._session.actions.show_payment is not None:
            self._session.actions.show_payment(payment_id)

    @Slot(object)
    def _deposit_menu(self, at: QPoint) -> None:
        pop_up(self.deposit_entries(self._deposit_table.selected_ids()), at, self)

    def deposit_entries(self, payment_ids: Sequence[int]) -> list[Entry]:
        """Return what can be done with a selected deposit."""
        if len(payment_ids) != 1:
            return []
        payment_id, show = payment_ids[0], self._session.actions.show_payment
        found = [] if show is None else [Entry(_("Open payment"), partial(show, payment_id), keys=_("Enter"))]
        words = _("No deposit any more: ordinary credit")
        return [*found, Entry(words, partial(self._doings.release, self.estimate_id, payment_id))]


def _deposit_columns(session: Session) -> list[Column[DepositRow]]:
    amounts, dates = session.amounts, session.dates
    return [
        Column("on", _("Received"), lambda each: dates.medium(each.deposit.received_on), Kind.DATE, width=112),
        Column("number", _("Number"), lambda each: each.deposit.number, width=110),
        Column("how", _("How"), lambda each: method_words(each.deposit.method), width=160, stretch=True),
        Column("amount", _("Amount"), lambda each: amounts.plain(each.deposit.amount_minor), Kind.AMOUNT, width=120),
        Column("left", _("Not used yet"), lambda each: amounts.plain(each.deposit.open_minor), Kind.AMOUNT, width=120),
    ]
