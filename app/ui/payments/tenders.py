"""How it is paid: by one tender, or split over several; a saved card or bank account to be charged may be one of them.

The amount received stands once, above: every further part takes its own off it, and the first part is what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.charging.customers import Method
from app.services.collecting.depositing import WAITING_METHODS
from app.services.collecting.splitting import Tender
from app.ui.kit.fields import AmountField, ComboField, DateField, TextField
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.icons import icon
from app.ui.kit.pieces import label, row
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.words import method_words

METHODS = ("check", "cash", "card", "bank", "other")
NEW = "new"
"""Stands among the ways to pay for one that is still to be saved."""


@dataclass(frozen=True, slots=True)
class SavedWay:
    """A saved card or bank account among the ways to pay."""

    id: int
    words: str


def saved_ways(session: Session, methods: Sequence[Method]) -> list[SavedWay]:
    """Return the saved cards and bank accounts that can be charged today, the default first."""
    today = session.today
    fit = [each for each in methods if not each.removed and (each.expires_on is None or each.expires_on >= today)]
    return [
        SavedWay(each.id, _("Charge {brand} ending in {last4}").format(brand=each.brand, last4=each.last4))
        for each in sorted(fit, key=lambda each: not each.is_default)
    ]


def reference_name(method: object) -> str:
    """Return what the reference of a way to pay is called, with its letter."""
    return {
        "check": _("Check &number"),
        "card": _("Card, last four &numbers"),
        "bank": _("Bank &number or reference"),
        "cash": _("Receipt &number"),
    }.get(str(method), _("Refere&nce"))


class TenderLine(QWidget):
    """One further part.

    Signals:
        changed(): something of it is another.
        removed(QWidget): it is not wanted any more.
        new_wanted(): a card or bank account is to be saved.
    """

    changed = Signal()
    removed = Signal(object)
    new_wanted = Signal()

    def __init__(self, session: Session, choices: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self.method = ComboField(choices)
        self.method.setAccessibleName(_("Further part: paid by"))
        self._before = self.method.value()
        self.reference, self.drawn_on = TextField(longest=80), TextField(_("Bank of the check"), longest=80)
        self.reference.setAccessibleName(_("Further part: number"))
        self.drawn_on.setAccessibleName(_("Further part: bank of the check"))
        self.amount = AmountField(session.amounts)
        self.amount.setAccessibleName(_("Further part: amount"))
        self.amount.setPlaceholderText(_("Amount"))
        self.remove = QPushButton()
        self.remove.setIcon(icon("cross"))
        self.remove.setAutoDefault(False)
        set_role(self.remove, "link")
        self.remove.setAccessibleName(_("Take this part away"))
        self.remove.setToolTip(_("Take this part away"))
        self.remove.setMinimumSize(QSize(28, 28))
        line = row(spacing=12)
        for widget, stretch in ((self.method, 3), (self.reference, 3), (self.drawn_on, 2), (self.amount, 2)):
            line.addWidget(widget, stretch)
        line.addWidget(self.remove)
        self.setLayout(line)
        self.method.changed.connect(self._method_chosen)
        for field in (self.reference, self.drawn_on, self.amount):
            field.changed.connect(self._told)
        self.remove.clicked.connect(self._remove)
        self._dress()

    def offer(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer these ways to pay."""
        self.method.set_choices(choices)
        if self.method.value() is None:
            self.method.set_value(METHODS[0])
        self._dress()

    def tender(self) -> Tender:
        """Return the part as it stands."""
        return tender_of(self.method.value(), self.amount.value() or 0, self.reference.value(), self.drawn_on.value())

    @Slot(object)
    def _method_chosen(self, method: object) -> None:
        if method == NEW:
            self.method.set_value(self._before)
            self.new_wanted.emit()
            return
        self._before = method
        self._dress()
        self.changed.emit()

    @Slot()
    def _told(self) -> None:
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    def _dress(self) -> None:
        method = self.method.value()
        charged = isinstance(method, int)
        self.reference.setPlaceholderText(reference_name(method).replace("&", ""))
        self.reference.setEnabled(not charged)
        self.drawn_on.setVisible(method == "check")


class TenderBox(QWidget):
    """All parts of how it is paid.

    Signals:
        changed(): something of it is another.
        new_wanted(): a card or bank account is to be saved first.
    """

    changed = Signal()
    new_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved: list[SavedWay] = []
        self.method = ComboField(self._choices())
        self._before: object = METHODS[0]
        self.reference, self.drawn_on = TextField(longest=80), TextField(longest=80)
        self.memo = TextField(longest=200)
        self.deposit_on = DateField(session.dates, session.today)
        self.deposit_on.setPlaceholderText(_("it waits"))
        self.method_box = Captioned(_("Paid &by"), self.method)
        self.reference_box = Captioned(reference_name(METHODS[0]), self.reference)
        self.drawn_on_box = Captioned(_("Ban&k of the check"), self.drawn_on)
        self.memo_box = Captioned(_("M&emo"), self.memo)
        self.deposit_box = Captioned(_("Depos&ited on"), self.deposit_on)
        self.split = QPushButton(_("Sp&lit over several…"))
        set_role(self.split, "link")
        self.split.setAutoDefault(False)
        self.first_words = label("", "quiet")
        self.first_words.hide()
        self.lines: list[TenderLine] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        first = row(spacing=12)
        boxes = (
            (self.method_box, 3),
            (self.reference_box, 3),
            (self.drawn_on_box, 2),
            (self.memo_box, 3),
            (self.deposit_box, 2),
        )
        for box, stretch in boxes:
            first.addWidget(box, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(first)
        whole.addLayout(self._lines)
        whole.addLayout(row(self.split, self.first_words, None, spacing=12))
        self.method.changed.connect(self._method_chosen)
        self.split.clicked.connect(self.add_part)
        for field in (self.reference, self.drawn_on, self.memo, self.deposit_on):
            field.changed.connect(self._told)
        self._dress()

    # What it is told

    def show_method(self, method: object) -> None:
        """Choose a way to pay: a method, or the id of a saved one."""
        self.method.set_value(method)
        if self.method.value() is None:
            self.method.set_value(METHODS[0])
        self._before = self.method.value()
        self._dress()

    def offer_saved(self, ways: Sequence[SavedWay]) -> None:
        """Offer these saved cards and bank accounts; one that was saved meanwhile is chosen."""
        had = {way.id for way in self._saved}
        fresh = [way for way in ways if way.id not in had]
        waited = self._waiting_for_new
        self._saved = list(ways)
        self.method.set_choices(self._choices())
        self.show_method(self.method.value())
        for line in self.lines:
            line.offer(self._choices())
        if waited and len(fresh) == 1:
            self._waiting_for_new = False
            self.show_method(fresh[0].id)
            self.changed.emit()

    _waiting_for_new = False

    def reset(self) -> None:
        """Begin anew with the same way to pay, if it is not a saved one."""
        self._waiting_for_new = False
        for line in list(self.lines):
            self._drop(line)
        self.offer_saved(())
        self.reference.set_value("")
        self.drawn_on.set_value("")
        self.memo.set_value("")
        self.deposit_on.set_value(None)
        self._dress()

    def show_total(self, total_minor: int) -> None:
        """Show what is left for the first part."""
        self.first_words.setVisible(bool(self.lines))
        rest = total_minor - self._further()
        self.first_words.setText(
            _("First part: {amount}").format(amount=self._session.amounts.money(rest))
            if rest >= 0
            else _("The further parts are {amount} more than was received.").format(
                amount=self._session.amounts.money(-rest)
            )
        )
        set_role(self.first_words, "quiet" if rest >= 0 else "alarm")

    # What it says

    def tenders(self, total_minor: int) -> tuple[Tender, ...]:
        """Return the parts of ``total_minor``, the first of them what the others leave."""
        rest = total_minor - self._further()
        first = tender_of(self.method.value(), rest, self.reference.value(), self.drawn_on.value())
        return (first, *(line.tender() for line in self.lines))

    def complete(self, total_minor: int) -> bool:
        """Whether every part has its amount and the first is left one; moves nothing."""
        return all((line.amount.value() or 0) > 0 for line in self.lines) and total_minor > self._further()

    def trouble(self, total_minor: int) -> str:
        """Return why this cannot be, and go there; or ""."""
        for line in self.lines:
            complaint = line.amount.error()
            if complaint:
                line.amount.setFocus()
                return complaint
            if (line.amount.value() or 0) <= 0:
                line.amount.setFocus()
                return _("Enter how much of it was paid by each part.")
        if self.lines and total_minor <= self._further():
            return _("The further parts leave nothing for the first one.")
        return ""

    def first_complaint(self) -> str:
        """Return what cannot be understood in the first such field and go there, or ""."""
        for field in (self.reference, self.drawn_on, self.memo, self.deposit_on):
            sentence = field.error()
            if sentence:
                field.setFocus()
                return sentence
        return ""

    def charges(self) -> bool:
        """Whether a saved card or bank account is to be charged."""
        return any(isinstance(way, int) for way in self._ways())

    def only_charges(self) -> bool:
        """Whether nothing is received now: all of it is charged."""
        return all(isinstance(way, int) for way in self._ways())

    def plain_method(self) -> str:
        """Return the first part's method to begin with next time; "" for a saved one."""
        way = self.method.value()
        return str(way) if way in METHODS else ""

    # What is done to it

    @Slot()
    def add_part(self) -> None:
        """Add a further part, and go to it."""
        line = TenderLine(self._session, self._choices())
        line.offer(self._choices())
        line.method.set_value("cash" if self.method.value() == "check" else "check")
        line.offer(self._choices())
        line.changed.connect(self._told)
        line.removed.connect(self._drop)
        line.new_wanted.connect(self._want_new)
        before = self.lines[-1].remove if self.lines else self.deposit_on
        self.lines.append(line)
        self._lines.addWidget(line)
        line.show()  # a layout shows it only later, and what is hidden takes no focus
        parts = (before, line.method, line.reference, line.drawn_on, line.amount, line.remove, self.split)
        for one, other in pairwise(parts):
            QWidget.setTabOrder(one, other)
        line.method.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()

    @Slot(object)
    def _drop(self, line: TenderLine) -> None:
        self.lines.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.changed.emit()

    @Slot(object)
    def _method_chosen(self, method: object) -> None:
        if method == NEW:
            self.method.set_value(self._before)
            self._want_new()
            return
        self._before = method
        self._dress()
        self.changed.emit()

    @Slot()
    def _want_new(self) -> None:
        self._waiting_for_new = True
        self.new_wanted.emit()

    @Slot()
    def _told(self) -> None:
        self._dress()
        self.changed.emit()

    def _choices(self) -> list[tuple[object, str]]:
        choices: list[tuple[object, str]] = [(method, method_words(method)) for method in METHODS]
        choices += [(way.id, way.words) for way in self._saved]
        actions = self._session.actions
        if actions.send_operations is not None and actions.add_method is not None:
            choices.append((NEW, _("New card or bank account…")))
        return choices

    def _ways(self) -> list[object]:
        return [self.method.value(), *(line.method.value() for line in self.lines)]

    def _further(self) -> int:
        return sum(line.amount.value() or 0 for line in self.lines)

    def _dress(self) -> None:
        method = self.method.value()
        charged = isinstance(method, int)
        self.reference_box.set_name(reference_name(method))
        self.reference_box.setVisible(not charged)
        self.drawn_on_box.setVisible(method == "check")
        to_bank = any(way in WAITING_METHODS for way in self._ways())
        self.deposit_box.setVisible(to_bank)
        if not to_bank:
            self.deposit_on.set_value(None)


def tender_of(way: object, amount_minor: int, reference: str, drawn_on: str) -> Tender:
    """Return a part; ``way`` is a method, or the id of a saved card or bank account."""
    if isinstance(way, int):
        return Tender("card", amount_minor, saved_id=way)
    return Tender(str(way), amount_minor, reference, drawn_on if way == "check" else "")
