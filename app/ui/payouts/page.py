"""Reconciling deposits: payouts at the left, what one consists of at the right, and the difference, zero when it ties out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from app.domain.language import _, ngettext
from app.services.office import Reader
from app.services.queries.clearing import Clearing, clearing_parts
from app.services.queries.hand_payouts import hand_payouts, lines_between
from app.services.queries.payout_lines import PayoutLine, payout_lines
from app.services.queries.payouts import PayoutView, payout_views
from app.ui.kit.fields import ComboField
from app.ui.kit.pieces import Footer, Pill, Tile, column, label, row
from app.ui.kit.tables import PagedModel, RowsModel, Table, shown
from app.ui.kit.theme import Tone
from app.ui.payouts.columns import PayoutSource, line_columns, payout_columns
from app.ui.payouts.seen import Ticking
from app.ui.payouts.ways import PayoutWays
from app.ui.payouts.words import payout_pill
from app.ui.session import Export, Session

HELD = 0
"""Stands for what the processor holds, where the id of a payout stands otherwise."""


@dataclass(frozen=True, slots=True)
class _Read:
    which: int
    payout: PayoutView | None
    lines: list[PayoutLine]
    carried_minor: int = 0


def _read(reader: Reader, which: int) -> _Read:
    """Read what is shown at the right; what was carried over from the payout before is of those made by hand."""
    found = payout_views(reader, [which]) if which != HELD else []
    if found:
        around = found[0].around
        if around is None:
            return _Read(which, found[0], payout_lines(reader, found[0].remote_id))
        lines = lines_between(reader, around.since_at, around.made_at)
        return _Read(which, found[0], lines, around.carried_minor)
    last = next(reversed(hand_payouts(reader)), None)
    if last is None:
        return _Read(which, None, payout_lines(reader, ""))
    return _Read(which, None, lines_between(reader, last.made_at, None), last.after_minor)


class PayoutsPage(QWidget):
    """Behind the tab “Payouts”."""

    def __init__(self, session: Session, ways: PayoutWays) -> None:
        super().__init__()
        self._session, self._ways = session, ways
        self._which = -1
        self._payout: PayoutView | None = None
        self.held = Tile(_("Held by the processor"))
        self.moving = Tile(_("On its way to the bank"))
        self.off = Tile(_("Does not tie out"))
        self.held.clicked.connect(self.show_held)
        for tile in (self.moving, self.off):
            tile.set_opens(opens=False)
        self.note = label("", "strong", wrap=True)
        self.told = label("", "quiet", wrap=True)
        self.told.hide()
        self.note.hide()
        self.model = PagedModel(
            PayoutSource(session.office), payout_columns(session), session.tasks, self, "on", descending=True
        )
        self.table: Table[PayoutView] = Table("payouts.list", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Payouts"))
        self.table.set_empty(_("Nothing was paid out yet. What the processor sends to the bank will stand here."))
        self.table.current_changed.connect(self._stood_on)
        self.which = ComboField([(False, _("All payouts")), (True, _("Not yet seen on the bank statement"))])
        self.which.setAccessibleName(_("Which payouts"))
        self.which.changed.connect(self._filtered)
        self.ticking = Ticking(session, self.table, self.model, self)
        self.title = label("", "subheading")
        self.pill = Pill()
        self.gross, self.fees = Tile(_("Lines in sum")), Tile(_("Fees"))
        self.difference, self.deposit = Tile(_("Difference")), Tile(_("Deposit in the bank"))
        self.before, self.after = Tile(_("Held before")), Tile(_("Held afterwards"))
        parts = (self.before, self.gross, self.fees, self.deposit, self.after, self.difference)
        for tile in parts:
            tile.set_opens(opens=False)
        self.lines = RowsModel(line_columns(session), self)
        self.lines_table: Table[PayoutLine] = Table("payouts.lines", session.settings)
        self.lines_table.show_model(self.lines)
        self.lines_table.setAccessibleName(_("What it consists of"))
        self.lines_table.opened.connect(self._open_line)
        self.lines_table.selection_changed.connect(self._line_selected)
        self.open = QPushButton(_("Open payment"))
        self.open.clicked.connect(self._open_current)
        self.export = QPushButton(_("Export…"))
        self.export.clicked.connect(self._export)
        self.export.setVisible(session.actions.export is not None)
        self.print = QPushButton(_("Print…"))
        self.print.clicked.connect(self._print)
        self.print.setVisible(session.actions.print_table is not None)
        self.footer = Footer()
        left, right = QWidget(), QWidget()
        listed = column(row(self.which, None), self.table, row(self.ticking.button, None), spacing=8)
        listed.setStretch(1, 1)
        left.setLayout(listed)
        shown_ = column(
            row(self.title, self.pill, None, self.open, self.export, self.print),
            row(*parts, spacing=12),
            self.note,
            self.told,
            self.lines_table,
            self.footer,
            spacing=10,
        )
        shown_.setStretchFactor(self.lines_table, 1)
        shown_.setContentsMargins(16, 0, 0, 0)
        right.setLayout(shown_)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 5)
        split.setSizes([470, 860])
        box = column(row(self.held, self.moving, self.off, spacing=12), split, spacing=12)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setTabOrder(self.held, self.which)
        self.setTabOrder(self.which, self.table)
        self.setTabOrder(self.table, self.ticking.button)
        self.setTabOrder(self.ticking.button, self.lines_table)
        self._line_selected()
        self.model.loaded.connect(self._listed)
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again for everything shown."""
        self.model.refresh()
        self._session.tasks.read(self._session.read(clearing_parts), self._show_clearing, key=f"clearing-{id(self)}")
        if self._which >= 0:
            self._ask(self._which)

    @Slot()
    def show_held(self) -> None:
        """Show the lines that no payout has taken yet."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())  # so that standing on the same payout again shows it
        self._ask(HELD)

    @Slot()
    def _filtered(self, _value: object = None) -> None:
        unseen = self.which.value() is True
        self.table.set_empty(
            _("Every payout was seen on the bank's statement.")
            if unseen
            else _("Nothing was paid out yet. What the processor sends to the bank will stand here.")
        )
        self.model.set_filter(unseen)

    @Slot()
    def _listed(self) -> None:
        if self._which >= 0:
            return
        if self.model.count():
            self.table.set_current(self.model.all_ids()[0])
        else:
            self._ask(HELD)

    @Slot(object)
    def _stood_on(self, payout_id: int | None) -> None:
        if payout_id is not None:
            self._ask(payout_id)

    def _ask(self, which: int) -> None:
        self._which = which
        self._session.tasks.read(self._session.read(_read, which), self._show, key=f"payout-{id(self)}")

    # What is shown

    def _show_clearing(self, found: Clearing) -> None:
        money = self._session.amounts.money
        tone = None if found.waiting_minor else Tone.QUIET
        self.held.show_figure(money(found.waiting_minor), _("what it consists of…"), tone)
        self.moving.show_figure(money(found.on_the_way_minor), "", None if found.on_the_way_minor else Tone.QUIET)
        off = found.unexplained_minor + found.other_minor
        words = _("the bank has more than the book explains") if off < 0 else _("the book has more than the bank")
        self.off.show_figure(money(-off), words if off else _("every deposit is explained"), Tone.ALARM if off else Tone.QUIET)

    def _show(self, found: _Read) -> None:
        if found.which != self._which:
            return
        self._payout = payout = found.payout
        amounts, dates = self._session.amounts, self._session.dates
        gross = sum(line.amount_minor for line in found.lines)
        fees = sum(line.fee_minor for line in found.lines)
        gap = sum(line.gap_minor for line in found.lines)
        self.lines.set_rows(found.lines)
        around = None if payout is None else payout.around
        for tile in (self.before, self.after):
            tile.setVisible(around is not None)
        for tile in (self.gross, self.fees):
            tile.setVisible(around is None)
        self.pill.setVisible(payout is not None)
        self.deposit.setVisible(payout is not None)
        off = gap
        if payout is None:
            self.title.setText(_("Not paid out yet"))
            self.lines_table.set_empty(_("Everything that the processor took was paid out."))
        else:
            words = _("Payout of {date}, made by hand") if payout.by_hand else _("Payout of {date}")
            self.title.setText(words.format(date=dates.medium(payout.arrives_on)))
            self.pill.show_status(payout_pill(payout, amounts.money))
            where = _("in the bank") if payout.posted else _("not in the bank yet")
            self.deposit.show_figure(amounts.money(payout.amount_minor), where)
            self.lines_table.set_empty(_("Nothing came in since the payout before."))
            off = payout.off_minor
        if around is not None:
            self.before.show_figure(amounts.money(around.before_minor), _("by the lines until then"))
            self.after.show_figure(amounts.money(around.after_minor), "", None if around.after_minor else Tone.QUIET)
        self._tell_of_hand(found)
        self.gross.show_figure(amounts.money(gross), _("before fees"))
        self.fees.show_figure(amounts.money(fees), "", None if fees else Tone.QUIET)
        self.difference.show_figure(
            amounts.money(off), _("not in the book") if off else _("to the cent"), Tone.ALARM if off else Tone.GOOD
        )
        wrong = [line for line in found.lines if line.gap_minor]
        self.note.setVisible(bool(off))
        self.note.setText(self._why(wrong, payout))
        self.footer.show_texts(
            ngettext("{count} line", "{count} lines", len(found.lines)).format(count=amounts.count(len(found.lines))),
            self._sums(found.lines),
        )
        self._line_selected()

    def _tell_of_hand(self, found: _Read) -> None:
        carried = self._session.amounts.money(found.carried_minor)
        told = ""
        if found.payout is not None and found.payout.by_hand:
            told = _("The processor does not say what a payout made by hand consists of. These lines came in before it.")
            if found.carried_minor:
                told += " " + _("{amount} was left from the payout before.").format(amount=carried)
        elif found.payout is None and found.carried_minor:
            told = _("{amount} more is left of what came in before the last payout.").format(amount=carried)
        self.told.setText(told)
        self.told.setVisible(bool(told))

    def _why(self, wrong: list[PayoutLine], payout: PayoutView | None) -> str:
        sentences = []
        strangers = sum(line.unmatched for line in wrong)
        if strangers:
            sentences.append(
                ngettext(
                    "{count} payment was made by somebody this book does not know: match it with a customer.",
                    "{count} payments were made by somebody this book does not know: match them with a customer.",
                    strangers,
                ).format(count=strangers)
            )
        if len(wrong) > strangers:
            count = len(wrong) - strangers
            sentences.append(
                ngettext(
                    "{count} line was posted with another amount, or not at all.",
                    "{count} lines were posted with another amount, or not at all.",
                    count,
                ).format(count=count)
            )
        if payout is not None and payout.difference_minor and payout.by_hand:
            sentences.append(
                _("{amount} of it is nothing that this book knows of, such as from before it was connected.").format(
                    amount=self._session.amounts.money(payout.difference_minor)
                )
            )
        elif payout is not None and payout.difference_minor:
            sentences.append(
                _("Its lines and the deposit differ by {amount}.").format(
                    amount=self._session.amounts.money(payout.difference_minor)
                )
            )
        return " ".join(sentences)

    def _sums(self, lines: list[PayoutLine] | tuple[PayoutLine, ...]) -> tuple[tuple[str, str], ...]:
        money = self._session.amounts.money
        return (
            (_("Amount"), money(sum(line.amount_minor for line in lines))),
            (_("Fees"), money(sum(line.fee_minor for line in lines))),
            (_("Net"), money(sum(line.net_minor for line in lines))),
        )

    # What can be done with a line

    @Slot()
    def _line_selected(self) -> None:
        line = self.lines.row(self.lines_table.current_id() or 0)
        stranger = line is not None and line.unmatched
        self.open.setText(_("Match with a customer…") if stranger else _("Open payment"))
        self.open.setEnabled(stranger or (line is not None and line.payment_id is not None))

    @Slot()
    def _open_current(self) -> None:
        self._open_line(self.lines_table.current_id() or 0)

    @Slot(object)
    def _open_line(self, line_id: int) -> None:
        line = self.lines.row(line_id)
        if line is None:
            return
        if line.unmatched:
            self._ways.match(line.payment_remote_id)
        elif line.payment_id is not None:
            self._ways.show_payment(line.payment_id)

    # Export and print: exactly what is shown

    def _what(self) -> Export:
        return Export(self.title.text(), shown(self.lines_table), self._sums(self.lines.rows()), self._note())

    def _note(self) -> str:
        payout = self._payout
        if payout is None:
            return ""
        return _("Payout {id} · deposit {amount} · difference {difference}").format(
            id=payout.remote_id,
            amount=self._session.amounts.money(payout.amount_minor),
            difference=self._session.amounts.money(payout.off_minor),
        )

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(self._what())

    @Slot()
    def _print(self) -> None:
        if self._session.actions.print_table is not None:
            self._session.actions.print_table(self._what())
