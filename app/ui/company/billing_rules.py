"""How the book bills, in the settings: when refused payments are tried again and what follows, late fees, bounds of a run.

Shows and reads fields only; what is possible is decided in ``app.services.billing.rules``.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.billing.rules import STEPS, BillingRules, LadderStep, LateFeeLevel, check_rules
from app.ui.invoices.line_fields import PercentField
from app.ui.kit.fields import AmountField, ComboField, Form, NumberField, TextField
from app.ui.kit.pieces import label, row
from app.ui.session import Session

_MOST_STEPS = 4
_MOST_LEVELS = 3
_LONGEST_DAYS = 365
_FLAT, _PERCENT = "flat", "percent"


class _StepLine(QWidget):
    """A step of the ladder: so many days after the last try, this is done."""

    changed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.days = NumberField(0, _LONGEST_DAYS)
        self.days.setAccessibleName(_("Step {number}: days after the last try").format(number=number))
        words = {"remind": _("remind the customer"), "pause": _("pause the plan"), "hand_over": _("hand over for collection")}
        self.step = ComboField([("", _("nothing more")), *((step, words[step]) for step in STEPS)])
        self.step.setAccessibleName(_("Step {number}: what is done").format(number=number))
        self.setLayout(row(label(_("after"), "quiet"), self.days, label(_("days"), "quiet"), self.step, None))
        self.days.setMaximumWidth(72)
        self.days.textEdited.connect(self.changed)
        self.step.changed.connect(self._stepped)

    def show_step(self, step: LadderStep | None) -> None:
        """Show a step, or none."""
        self.days.set_value(step.after_days if step is not None else None)
        self.step.set_value(step.step if step is not None else "")
        self._allow()

    def value(self) -> LadderStep | None:
        """Return the step, None for nothing.

        Raises:
            UserError: the days are missing or not understood.
        """
        step = str(self.step.value() or "")
        return LadderStep(_days(self.days), step) if step else None

    @Slot()
    def _stepped(self, _value: object = None) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        self.days.setEnabled(bool(self.step.value()))


class _FeeLine(QWidget):
    """A level of the late fee: so many days after the due date, so much."""

    changed = Signal()

    def __init__(self, session: Session, number: int) -> None:
        super().__init__()
        self.days = NumberField(0, _LONGEST_DAYS)
        self.days.setAccessibleName(_("Level {number}: days of grace").format(number=number))
        self.kind = ComboField([("", _("no fee")), (_FLAT, _("a flat amount")), (_PERCENT, _("a percentage"))])
        self.kind.setAccessibleName(_("Level {number}: kind of fee").format(number=number))
        self.flat, self.percent = AmountField(session.amounts), PercentField(session.amounts)
        self._how_much = QStackedWidget()
        for field in (self.flat, self.percent):
            field.setAccessibleName(_("Level {number}: how much").format(number=number))
            field.textEdited.connect(self.changed)
            self._how_much.addWidget(field)
        self._how_much.setMaximumWidth(110)
        self.setLayout(row(label(_("after"), "quiet"), self.days, label(_("days"), "quiet"), self.kind, self._how_much, None))
        self.days.setMaximumWidth(72)
        self.days.textEdited.connect(self.changed)
        self.kind.changed.connect(self._chosen)

    def show_level(self, level: LateFeeLevel | None) -> None:
        """Show a level, or none."""
        self.days.set_value(level.after_days if level is not None else None)
        self.kind.set_value("" if level is None else _FLAT if level.flat_minor else _PERCENT)
        self.flat.set_value(level.flat_minor or None if level is not None else None)
        self.percent.set_value(level.percent_ppm or None if level is not None else None)
        self._allow()

    def value(self) -> LateFeeLevel | None:
        """Return the level, None for no fee.

        Raises:
            UserError: days or amount are missing or not understood.
        """
        kind = self.kind.value()
        if not kind:
            return None
        days, field = _days(self.days), self.flat if kind == _FLAT else self.percent
        amount = field.value()
        if field.error() or not amount:
            field.setFocus()
            raise UserError(field.error() or _("Say how much the late fee is."))
        return LateFeeLevel(days, flat_minor=amount) if kind == _FLAT else LateFeeLevel(days, percent_ppm=amount)

    @Slot()
    def _chosen(self, _value: object = None) -> None:
        self._allow()
        self.changed.emit()

    def _allow(self) -> None:
        kind = self.kind.value()
        self.days.setEnabled(bool(kind))
        self._how_much.setVisible(bool(kind))
        self._how_much.setCurrentWidget(self.percent if kind == _PERCENT else self.flat)


class BillingRulesForm(Form):
    """Fields for ``BillingRules``.

    Signals:
        edited(): something was changed.
    """

    edited = Signal()

    def __init__(self, session: Session, rules: BillingRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retries = TextField(_("such as 3, 5, 7"))
        # Nothing that is there already is lost because there is no line for it.
        steps, levels = max(_MOST_STEPS, len(rules.ladder)), max(_MOST_LEVELS, len(rules.late_fees))
        self.steps = [_StepLine(number) for number in range(1, steps + 1)]
        self.levels = [_FeeLine(session, number) for number in range(1, levels + 1)]
        self.documents, self.percent = NumberField(1, 10_000), NumberField(100, 100_000)
        self.add_section(_("Refused card and bank payments"))
        words = _("Days after each refusal, only for reasons that can change. Empty: they are not tried again by themselves.")
        self.add(_("Tr&y again after"), self.retries, words)
        for number, line in enumerate(self.steps):
            self.add(_("After the last") if number == 0 else "", line)
        self.add_section(_("Late fees"))
        for number, level in enumerate(self.levels):
            self.add(_("Past due") if number == 0 else "", level)
        words = _("A percentage is of what is still open. Each level is charged once per invoice, by the next billing run.")
        self.add_wide(label(words, "small", wrap=True))
        self.add_section(_("A billing run asks before it posts"))
        self.add(_("&More than"), _counted(self.documents, _("invoices for one customer")))
        self.add(_("A&bove"), _counted(self.percent, _("% of a plan's last invoice")))
        self._show(rules)
        for field in (self.retries, self.documents, self.percent):
            field.textEdited.connect(self._edited)
        for line in self.steps:
            line.changed.connect(self._edited)
        for level in self.levels:
            level.changed.connect(self._edited)

    def _show(self, rules: BillingRules) -> None:
        self.retries.set_value(", ".join(str(days) for days in rules.retry_days))
        for at, line in enumerate(self.steps):
            line.show_step(rules.ladder[at] if at < len(rules.ladder) else None)
        for at, level in enumerate(self.levels):
            level.show_level(rules.late_fees[at] if at < len(rules.late_fees) else None)
        self.documents.set_value(rules.most_documents)
        self.percent.set_value(rules.most_percent)

    def rules(self) -> BillingRules:
        """Return what is filled in.

        Raises:
            UserError: something is missing, not understood, or cannot be followed.
        """
        rules = BillingRules(
            self._retry_days(),
            tuple(step for line in self.steps if (step := line.value()) is not None),
            _number(self.documents),
            _number(self.percent),
            tuple(fee for level in self.levels if (fee := level.value()) is not None),
        )
        check_rules(rules)
        return rules

    def _retry_days(self) -> tuple[int, ...]:
        parts = [part for part in re.split(r"[\s,;]+", self.retries.value().strip()) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            self.retries.setFocus()
            raise UserError(_("Write the days between two tries with commas, such as 3, 5, 7."))
        return tuple(int(part) for part in parts)

    @Slot()
    def _edited(self) -> None:
        self.edited.emit()


def _counted(field: NumberField, words: str) -> QWidget:
    """Return a number with the words that follow it."""
    field.setAccessibleName(words)
    field.setMaximumWidth(90)
    line = QWidget()
    line.setLayout(row(field, label(words, "quiet"), None))
    line.setFocusProxy(field)
    return line


def _days(field: NumberField) -> int:
    if field.value() is None and not field.error():
        field.setFocus()
        raise UserError(_("Say after how many days."))
    return _number(field)


def _number(field: NumberField) -> int:
    value = field.value()
    if field.error() or value is None:
        field.setFocus()
        raise UserError(field.error() or _("That is not a whole number."))
    return value
