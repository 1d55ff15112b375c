"""What callers are asked for, in the settings. Shows and reads fields only; what it means is decided in the services."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import UserError
from app.domain.language import _
from app.services.customers.callers import Before, CallerRules, Detail, detail_words
from app.ui.kit.fields import CheckField, ComboField, NumberField
from app.ui.kit.pieces import column, label, row


class CallerRulesForm(QWidget):
    """The rules as fields.

    Signals:
        edited(): something is another.
    """

    edited = Signal()

    def __init__(self, rules: CallerRules) -> None:
        super().__init__()
        self.ticks = {detail: CheckField(detail_words(detail)) for detail in Detail}
        self.needed = NumberField(1, len(Detail))
        self.needed.setMaximumWidth(72)
        self.needed.setAccessibleName(_("How many must be given correctly"))
        self.discuss = CheckField(_("Remind of it above every account"))
        self.pay = ComboField(
            [
                (Before.NEVER, _("Payments are taken without it")),
                (Before.CHARGE, _("Before a saved card or bank account is charged")),
                (Before.ALWAYS, _("Before every payment")),
            ]
        )
        self.pay.setAccessibleName(_("Which payments want a verified caller"))
        for detail, tick in self.ticks.items():
            tick.set_value(detail in rules.details)
            tick.changed.connect(self._edited)
        self.needed.set_value(rules.needed)
        self.discuss.set_value(rules.discuss)
        self.pay.set_value(rules.pay)
        self.needed.textEdited.connect(self._edited)
        self.discuss.changed.connect(self._edited)
        self.pay.changed.connect(self._edited)
        self.setLayout(
            column(
                label(_("What callers are asked for"), "subheading"),
                label(_("Without a tick here nobody is asked. Details that are not on file are left out."), "quiet", wrap=True),
                *self.ticks.values(),
                row(label(_("Given correctly, at least"), "quiet"), self.needed, None),
                label(_("When"), "subheading"),
                self.discuss,
                row(self.pay, None),
                None,
                spacing=8,
            )
        )
        self._dress()

    def rules(self) -> CallerRules:
        """Return what the fields say.

        Raises:
            UserError: the number is missing, or more than there are ticks.
        """
        details = tuple(detail for detail, tick in self.ticks.items() if tick.value())
        needed = self.needed.value()
        if details and (needed is None or needed > len(details)):
            raise UserError(_("Callers cannot give more details than they are asked for."))
        pay = self.pay.value()
        return CallerRules(
            details,
            needed if details and needed is not None else 1,
            discuss=self.discuss.value(),
            pay=pay if isinstance(pay, Before) else Before.CHARGE,
        )

    @Slot()
    def _edited(self) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        on = any(tick.value() for tick in self.ticks.values())
        for field in (self.needed, self.discuss, self.pay):
            field.setEnabled(on)
