"""The sheet of a plan's payment method: the cards and accounts on file, other ways, and what becomes of what is owed.

Decides nothing: ``choosing`` fills and reads it.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.charging.customers import Method
from app.services.plans.on_file import MethodOffer, method_label
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import ComboField, Form, TextField
from app.ui.kit.pieces import column, label, row
from app.ui.kit.theme import set_role
from app.ui.kit.theme.applied import pixels
from app.ui.session import Session
from app.ui.words import method_words

BY_HAND = ("check", "cash", "other")
CHARGE, PAID, WAIVE, LATER = "charge", "paid", "waive", "later"


def method_line(method: Method, session: Session) -> str:
    """Return “Visa ····4242 · expires Nov 2026”."""
    text = method_label(method)
    if method.expires_on is None:
        return text
    when = session.dates.short_month_year(method.expires_on)
    if method.expires_on < session.today:
        return _("{method} · expired {month}").format(method=text, month=when)
    return _("{method} · expires {month}").format(method=text, month=when)


class MethodSheet(Sheet):
    """With what the plan is paid from now on; and, when something is owed, what becomes of it.

    Signals:
        chosen(): another way was chosen.
        add_wanted(): a new card or account is to be entered.
    """

    chosen = Signal()
    add_wanted = Signal()

    def __init__(self, session: Session, offer: MethodOffer, parent: QWidget | None = None) -> None:
        super().__init__(
            _("How plan {number} is paid").format(number=offer.number), parent, f"{offer.name} · {offer.customer_name}"
        )
        self.setMinimumSize(QSize(pixels(560), 0))
        self._session = session
        self.methods = QButtonGroup(self)
        self._method_ids: dict[int, int] = {}
        self._ways: dict[int, str] = {}
        self._keeping = -1
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.add_method = QPushButton(_("Enter a new card or account…"))
        self.add_method.setAutoDefault(False)
        set_role(self.add_method, "link")
        self.add_method.clicked.connect(self._add_pressed)
        self.add_method.setVisible(session.actions.add_plan_method is not None or session.actions.add_method is not None)
        self.body.addWidget(label(_("Paid from now on with"), "subheading"))
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.add_method, None))
        self._make_owed()
        note = _("The billing date does not move.")
        self.body.addWidget(label(note, "quiet"))
        self.set_buttons(_("Save"))
        self.methods.buttonClicked.connect(self._told)
        self.outcomes.buttonClicked.connect(self._told)
        self.show_offer(offer)

    def _make_owed(self) -> None:
        self.owed = label("", "subheading", wrap=True)
        self.owed_list = label("", "quiet", wrap=True)
        self.outcomes = QButtonGroup(self)
        self.charge = QRadioButton()
        self.paid = QRadioButton(_("Mark all outstanding as paid: the money was received"))
        self.waive = QRadioButton(_("Waive all outstanding: the customer owes nothing for it"))
        self.later = QRadioButton(_("Leave it as it is; the customer still owes it"))
        for at, button in enumerate((self.charge, self.paid, self.waive, self.later)):
            self.outcomes.addButton(button, at)
        self.how = ComboField([(way, method_words(way)) for way in ("cash", "check", "card", "bank", "other")])
        self.reference = TextField(_("Check number or the like"), longest=80)
        self.reason = TextField(_("For example: visit did not take place"), longest=300)
        self.reason.set_needed(needed=True)
        self.form = Form()
        self.form.add(_("&Paid by"), self.how, wide=False)
        self.form.add(_("Refere&nce"), self.reference)
        self.form.add(_("&Reason"), self.reason)
        self._owed_part = QWidget()
        inside = column(self.owed, self.owed_list, self.charge, self.paid, self.waive, self.later, self.form, spacing=6)
        self._owed_part.setLayout(inside)
        self.body.addWidget(self._owed_part)

    # What is offered

    def show_offer(self, offer: MethodOffer, wanted: int | None = None) -> None:
        """Offer the methods on file and the other ways; ``wanted`` (a method's id) is chosen, else what the plan has."""
        chosen = wanted if wanted is not None else offer.current_id
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QRadioButton):
                self.methods.removeButton(widget)
            if widget is not None:
                widget.deleteLater()
        self._method_ids, self._ways, self._keeping = {}, {}, -1
        automatic = offer.paid_by in {"card", "bank"}
        if automatic and offer.method_label and offer.current_id is None:
            # On file with the plan, but not among what can be chosen anew.
            button = self._radio(_("{method}, as it is").format(method=offer.method_label))
            self._keeping = self.methods.id(button)
            button.setChecked(wanted is None)
        for method in offer.methods:
            button = self._radio(method_line(method, self._session))
            self._method_ids[self.methods.id(button)] = method.id
            if method.expires_on is not None and method.expires_on < self._session.today:
                button.setEnabled(False)
            elif method.id == chosen and (wanted is not None or automatic):
                button.setChecked(True)
        if not offer.methods and self._keeping == -1:
            self._list.addWidget(label(_("No card or bank account of this customer is on file."), "quiet"))
        for way in BY_HAND:
            button = self._radio(_("{method}, collected by the office").format(method=method_words(way)))
            self._ways[self.methods.id(button)] = way
            if way == offer.paid_by and wanted is None:
                button.setChecked(True)
        self._show_owed(offer)

    def _radio(self, text: str) -> QRadioButton:
        button = QRadioButton(text.replace("&", "&&"))
        self.methods.addButton(button)
        self._list.addWidget(button)
        return button

    def _show_owed(self, offer: MethodOffer) -> None:
        money = self._session.amounts.money
        show = self._session.dates.medium
        self.owed.setText(_("{amount} is outstanding").format(amount=money(offer.owed_minor)))
        lines = [
            _("{number}, due {date}: {amount} {status}").format(
                number=item.number,
                date=show(item.due_on),
                amount=money(item.open_minor),
                status=_("failed") if item.kind == "failed" else _("overdue"),
            )
            for item in offer.owed
        ]
        if offer.processing_minor:
            lines.append(_("{amount} more is being collected and is left alone.").format(amount=money(offer.processing_minor)))
        self.owed_list.setText("\n".join(lines))
        charge = _("Charge all outstanding, {amount}, to this card or account").format(amount=money(offer.owed_minor))
        self.charge.setText(charge)
        self._owed_part.setVisible(bool(offer.owed))

    def focus_first(self) -> None:
        """Begin at what is chosen, or at the first choice."""
        button = self.methods.checkedButton() or next(iter(self.methods.buttons()), None)
        if button is not None:
            button.setFocus()

    # What is chosen

    def method_id(self) -> int | None:
        """Return the saved method that is chosen, None for another way."""
        return self._method_ids.get(self.methods.checkedId())

    def keeps(self) -> bool:
        """Return whether the plan stays with the card or account it has."""
        return self._keeping != -1 and self.methods.checkedId() == self._keeping

    def way(self) -> str:
        """Return the way by hand that is chosen, "" for a saved method."""
        return self._ways.get(self.methods.checkedId(), "")

    def choose_method(self, method_id: int) -> None:
        """Choose a saved method, as somebody would."""
        self._press(next(id_ for id_, method in self._method_ids.items() if method == method_id))

    def choose_way(self, way: str) -> None:
        """Choose a way by hand, as somebody would."""
        self._press(next(id_ for id_, each in self._ways.items() if each == way))

    def _press(self, button_id: int) -> None:
        self.methods.button(button_id).click()

    def outcome(self) -> str:
        """Return what becomes of what is owed: charge, paid, waive, later; "" while nothing was chosen or nothing is owed."""
        if self._owed_part.isHidden():
            return ""
        return {0: CHARGE, 1: PAID, 2: WAIVE, 3: LATER}.get(self.outcomes.checkedId(), "")

    def show_fields(self) -> None:
        """Ask what the choices made so far need to know."""
        to_method, outcome = self.method_id() is not None or self.keeps(), self.outcome()
        self.charge.setEnabled(to_method)
        # A card is charged or the choice is made; by hand what is owed simply stays owed.
        self.later.setVisible(not to_method)
        if not to_method and outcome in {CHARGE, ""}:
            self.later.setChecked(True)
        elif to_method and outcome == LATER:
            self.outcomes.setExclusive(False)
            self.later.setChecked(False)
            self.outcomes.setExclusive(True)
        outcome = self.outcome()
        self.form.set_visible(self.how, visible=outcome == PAID)
        self.form.set_visible(self.reference, visible=outcome == PAID)
        self.form.set_visible(self.reason, visible=outcome == WAIVE)
        self.form.setVisible(outcome in {PAID, WAIVE})

    @Slot()
    def _told(self, _button: object = None) -> None:
        self.chosen.emit()

    @Slot()
    def _add_pressed(self) -> None:
        self.add_wanted.emit()
