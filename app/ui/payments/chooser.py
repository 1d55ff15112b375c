"""What is being paid: the open invoices with what each gets, and the line that says what is left over and where it goes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.domain.language import _, ngettext
from app.services.queries.statuses import InvoiceStatus
from app.ui.kit.fields import AmountField, ComboField
from app.ui.kit.pieces import label, row
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.payments.sites import ApplyRow, laid_out
from app.ui.payments.taking import Choice, Kinds, Rest, Way
from app.ui.session import Session
from app.ui.words import invoice_pill


class ApplyTable(Table[ApplyRow]):
    """Figures typed anywhere in a row go into its Applied cell; + and − unfold and fold the sites of a parent.

    Signals:
        misunderstood(str): what was typed into a cell means nothing, in words.
        fold_wanted(int, bool): show (or hide) the sites of this parent.
    """

    misunderstood = Signal(str)
    fold_wanted = Signal(object, bool)

    def ids_in_view(self) -> list[int]:
        """Return the rows that can be seen whole or in part, without scrolling."""
        first, last = self._shown_rows()
        return list(self.rows_model().all_ids()[max(first, 0) : last + 1])

    def commitData(self, editor: QWidget) -> None:  # noqa: N802 - Qt's name
        """Say why a cell's text changes nothing."""
        error = getattr(editor, "error", None)
        sentence = error() if error is not None else ""
        super().commitData(editor)
        if sentence:
            self.misunderstood.emit(sentence)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Unfold or fold a parent by a click on its number."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.rows_model().row_at(index.row())
        if row is not None and row.is_parent and index.column() == self.rows_model().column_at("number"):
            self.fold_wanted.emit(row.id, not row.unfolded)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Begin editing the amount with the first figure."""
        text = event.text()
        index = self.currentIndex()
        row = self.rows_model().row_at(index.row())
        if row is not None and row.is_parent and text in ("+", "-"):
            self.fold_wanted.emit(row.id, text == "+")
            event.accept()
            return
        if index.isValid() and text and (text in "0123456789" or event.key() == Qt.Key.Key_F2):
            applied = index.siblingAtColumn(self.rows_model().column_at("applied"))
            if applied != index:
                self.setCurrentIndex(applied)
        super().keyPressEvent(event)


class Chooser(QWidget):
    """Holds a ``Choice`` and shows it.

    Signals:
        changed(): the choice is another; ``choice`` has it.
        refused(str): what was typed into a cell cannot be, in words; "" when it can.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._fixed = False
        self._unfolded: frozenset[int] = frozenset()
        self.choice = Choice()
        self.oldest = QRadioButton(_("An amount, &oldest invoices first"))
        self.chosen = QRadioButton(_("&Chosen invoices"))
        self.oldest.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.oldest)
        group.addButton(self.chosen)
        self.oldest.clicked.connect(self._way_changed)
        self.chosen.clicked.connect(self._way_changed)
        self.kinds = ComboField(
            (
                (Kinds.ALL, _("All invoices")),
                (Kinds.SINGLE, _("Single-site invoices")),
                (Kinds.MULTI, _("Multi-site invoices")),
            )
        )
        self.kinds.set_value(Kinds.ALL)
        self.kinds.setAccessibleName(_("Which invoices are shown"))
        self.kinds.changed.connect(self._show)
        self.page = QPushButton(_("Tick pa&ge"))
        self.page.setToolTip(_("Ticks the invoices in view"))
        self.all = QPushButton(_("Tick &all"))
        self.none = QPushButton(_("Tick none"))
        for button in (self.page, self.all, self.none):
            set_role(button, "link")
            button.setAutoDefault(False)
        self.page.clicked.connect(self._tick_page)
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self._tick_none)
        self.model = RowsModel(self._columns(), self)
        self.model.edited.connect(self._edited)
        self.table = ApplyTable("payments.apply", session.settings)
        self.table.show_model(self.model)
        self.table.misunderstood.connect(self._complain)
        self.table.fold_wanted.connect(self._fold)
        self.show_payer(known=False)
        self.table.setAccessibleName(_("Open invoices"))
        self.table.setMinimumHeight(200)
        ways = ((Rest.CREDIT, _("stays as account credit")), (Rest.OLDEST, _("goes to the oldest other invoices")))
        self.rest = ComboField(ways)
        self.rest.setAccessibleName(_("What happens to the rest"))
        self.rest.set_value(Rest.CREDIT)
        self.rest.changed.connect(self._rest_changed)
        self._left = label("", "strong")
        self._what = label("", "quiet")
        self._over = QPushButton()
        set_role(self._over, "link")
        self._over.setAutoDefault(False)
        self._over.clicked.connect(self._receive_more)
        self._sum = label("", "quiet")
        self._trouble: QLabel = label("", "field-error", wrap=True)
        self._trouble.hide()
        self._lead = label(_("&What is being paid"), "subheading")
        self._lead.setBuddy(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(row(self._lead, None))
        box.addLayout(row(self.oldest, self.chosen, self.kinds, None, self.page, self.all, self.none, spacing=16))
        box.addWidget(self.table, 1)
        box.addWidget(self._trouble)
        box.addLayout(row(self._left, self._what, self.rest, self._over, None, self._sum, spacing=6))
        self._show()

    # What it is told

    def set_amount(self, minor: int | None) -> None:
        """Take an amount that was typed."""
        self.take(self.choice.with_amount(minor))

    def take(self, choice: Choice) -> None:
        """Show another state and tell it."""
        self.choice = choice
        self._complain("")
        self._show()
        self.changed.emit()

    def show_payer(self, *, known: bool) -> None:
        """Say what an empty table means: nothing is open, or nobody is chosen yet."""
        words = _("Nothing is open. What is received stays as account credit.")
        self.table.set_empty(words if known else _("The customer's open invoices will stand here."))

    def fix_amount(self) -> None:
        """Offer no other amount: what was received is known for good."""
        self._fixed = True

    def begin(self) -> None:
        """Put the cursor on the first invoice."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if self.table.current_id() is None and self.model.count():
            self.table.set_current(self.model.all_ids()[0])

    def trouble(self) -> str:
        """Return what is wrong with the applied amounts, or ""."""
        return self._trouble.text() if not self._trouble.isHidden() else ""

    # What is done to it

    @Slot()
    def _way_changed(self) -> None:
        self.take(self.choice.with_way(Way.CHOSEN if self.chosen.isChecked() else Way.OLDEST))

    @Slot()
    def _tick_page(self) -> None:
        self.take(self.choice.ticked_too(self.table.ids_in_view()))

    @Slot()
    def _tick_all(self) -> None:
        if self._kinds is Kinds.ALL:
            self.take(self.choice.ticked_all())
        else:
            self.take(self.choice.ticked_too(self.model.all_ids()))

    @Slot()
    def _tick_none(self) -> None:
        self.take(self.choice.with_way(Way.OLDEST).with_way(Way.CHOSEN))

    @Slot(object)
    def _rest_changed(self, rest: Rest) -> None:
        self.take(self.choice.with_rest(rest))

    @Slot()
    def _receive_more(self) -> None:
        self.take(self.choice.with_amount(self.choice.spread().applied_minor))

    @Slot(object)
    def _edited(self, edit: Edit) -> None:
        if edit.key == "pay":
            self.take(self.choice.ticked(edit.id, on=bool(edit.value)))
            return
        minor = edit.value if isinstance(edit.value, int) else None
        try:
            self.take(self.choice.with_applied(edit.id, minor))
        except ValueError:
            line = self.model.row(edit.id)
            if line is None:
                return
            self._complain(
                _("Invoice {number} has {amount} open; more or less than that cannot be applied to it.").format(
                    number=line.item.number, amount=self._session.amounts.money(line.open_minor)
                )
                if (minor or 0) > 0
                else _("A negative amount cannot be applied to invoice {number}.").format(number=line.item.number)
            )

    @Slot(str)
    def _complain(self, sentence: str) -> None:
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self.refused.emit(sentence)

    @Slot(object, bool)
    def _fold(self, parent_id: int, unfolded: bool) -> None:
        self._unfolded = self._unfolded | {parent_id} if unfolded else self._unfolded - {parent_id}
        self._show()
        self.table.set_current(parent_id)

    # What it shows

    @property
    def _kinds(self) -> Kinds:
        if not any(item.parent_id is not None for item in self.choice.items):
            return Kinds.ALL
        return Kinds(str(self.kinds.value()))

    @Slot()
    def _show(self) -> None:
        choice, money, today = self.choice, self._session.amounts.money, self._session.today
        spread = choice.spread()
        (self.oldest if choice.way is Way.OLDEST else self.chosen).setChecked(True)
        self.kinds.setVisible(any(item.parent_id is not None for item in choice.items))
        self.model.set_rows(laid_out(choice, self._kinds, self._unfolded, today))
        self.rest.set_value(choice.rest)
        self.rest.setVisible(choice.could_pay_more)
        self._over.setVisible(spread.over_minor > 0 and not self._fixed)
        if spread.over_minor:
            set_role(self._left, "alarm")
            self._left.setText(_("{amount} more is applied than was received.").format(amount=money(spread.over_minor)))
            self._what.setText("")
            self._over.setText(_("Receive {amount} instead").format(amount=money(spread.applied_minor)))
        else:
            set_role(self._left, "strong")
            self._left.setText(_("Unapplied {amount}").format(amount=money(spread.leftover_minor)))
            self._what.setText(self._fate(spread.leftover_minor))
        count = len(spread.applied)
        self._sum.setText(
            ngettext("{count} invoice · {amount}", "{count} invoices · {amount}", count).format(
                count=count, amount=money(spread.applied_minor)
            )
            if count
            else ""
        )
        self.page.setEnabled(bool(choice.items))
        self.all.setEnabled(bool(choice.items))
        self.none.setEnabled(bool(choice.wanted))

    def _fate(self, leftover_minor: int) -> str:
        if leftover_minor:
            return "" if self.choice.could_pay_more else _("stays as account credit")
        return _("everything received is applied") if self.choice.amount_minor else ""

    def left_words(self) -> str:
        """Return the line about what is left over, as shown."""
        parts = (self._left.text(), self._what.text(), "" if self.rest.isHidden() else self.rest.currentText())
        return " ".join(part for part in parts if part)

    def _columns(self) -> list[Column[ApplyRow]]:
        session = self._session
        amounts, dates = session.amounts, session.dates
        return [
            Column("pay", _("Pay"), lambda _row: "", Kind.CHECK, width=64, checked=lambda line: line.ticked),
            Column("number", _("Number"), lambda line: line.number_words, width=92, strong=lambda line: line.applied_minor > 0),
            Column("issued", _("Date"), lambda line: dates.medium(line.item.issued_on), Kind.DATE, width=112),
            Column(
                "due",
                _("Due"),
                lambda line: dates.medium(line.due_on),
                Kind.DATE,
                width=112,
                tone=lambda line: Tone.ALARM if line.status is InvoiceStatus.OVERDUE else None,
            ),
            Column("subject", _("For"), lambda line: line.subject_words, width=140, stretch=True),
            Column("site", _("Site"), lambda line: line.item.site_name, width=120, visible=False),
            Column("total", _("Amount"), lambda line: amounts.plain(line.total_minor), Kind.AMOUNT, width=96, visible=False),
            Column("open", _("Open"), lambda line: amounts.plain(line.open_minor), Kind.AMOUNT, width=100),
            Column(
                "applied",
                _("Applied"),
                lambda line: amounts.plain(line.applied_minor),
                Kind.AMOUNT,
                width=112,
                value=lambda line: line.applied_minor or None,
                strong=lambda line: line.applied_minor > 0,
                editor=partial(AmountField, amounts),
            ),
            Column(
                "status",
                _("Status"),
                lambda _row: "",
                Kind.STATUS,
                width=190,
                status=lambda line: invoice_pill(line, session.today, amounts.money),
            ),
        ]
