"""What stands above a customer's page while plans owe: the total, and the way to each plan behind it. Gone when settled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.plan_money import PlanDebts, plan_debts
from app.ui.kit.pieces import Banner, column, row
from app.ui.kit.theme import Tone, set_role
from app.ui.session import Session

_SHOWN = frozenset({"plans", "invoices", "payments", "operations", "profile", "import"})
_MOST_LINKS = 6


class PlanNotice(QWidget):
    """One plan: “View details”. Several: a link for each, with its amount."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._customer_id: int | None = None
        self._debts = PlanDebts(())
        self.banner = Banner()
        self.links: list[QPushButton] = []
        self._line = row(spacing=4)
        self.setLayout(column(self.banner, self._line, spacing=4))
        self.hide()

    def show_customer(self, customer_id: int) -> None:
        """Tell what this customer's plans owe, as soon as it is read."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Tell again what may have changed."""
        if changed & _SHOWN or f"customer:{self._customer_id}" in changed:
            self._read()

    def _read(self) -> None:
        if self._customer_id is not None:
            job = self._session.read(_debts_of, self._customer_id)
            self._session.tasks.read(job, self._came, key=f"plan-notice-{id(self)}")

    def _came(self, found: tuple[int, PlanDebts]) -> None:
        customer_id, debts = found
        if customer_id != self._customer_id:
            return
        self._debts = debts
        while self.links:
            self.links.pop().deleteLater()
        while self._line.count():
            self._line.takeAt(0)
        self.setVisible(bool(debts.plans))
        if not debts.plans:
            return
        can_show = self._session.actions.show_plan is not None
        if len(debts.plans) == 1:
            button = _("View details") if can_show else ""
            self.banner.show_message(Tone.ALARM, self._words(), button, self.show_first if can_show else None)
            return
        self.banner.show_message(Tone.ALARM, self._words())
        for debt in debts.plans[:_MOST_LINKS]:
            text = _("{plan} {number}: {amount}").format(
                plan=debt.name, number=debt.number, amount=self._session.amounts.money(debt.total_minor)
            )
            link = QPushButton(text.replace("&", "&&"))
            set_role(link, "link")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.setEnabled(can_show)
            link.clicked.connect(partial(self._show, debt.plan_id))
            self.links.append(link)
            self._line.addWidget(link)
        self._line.addStretch(1)

    def _words(self) -> str:
        debts, money = self._debts.plans, self._session.amounts.money
        failed, overdue = sum(debt.failed_minor for debt in debts), sum(debt.overdue_minor for debt in debts)
        parts = []
        if failed:
            parts.append(_("{amount} failed").format(amount=money(failed)))
        if overdue:
            parts.append(_("{amount} overdue").format(amount=money(overdue)))
        if len(debts) == 1:
            text = _("{amount} is owed on plan {number} {plan}: {parts}.").format(
                amount=money(self._debts.total_minor), number=debts[0].number, plan=debts[0].name, parts=", ".join(parts)
            )
            return f"{text} {debts[0].reason}".strip()
        return _("{amount} is owed on {count} service plans: {parts}.").format(
            amount=money(self._debts.total_minor), count=len(debts), parts=", ".join(parts)
        )

    @Slot()
    def show_first(self) -> None:
        """Go to the details of the first plan that owes."""
        self._show(self._debts.plans[0].plan_id)

    def _show(self, plan_id: int, _checked: bool = False) -> None:
        if self._session.actions.show_plan is not None:
            self._session.actions.show_plan(plan_id)


def _debts_of(reader: Reader, customer_id: int) -> tuple[int, PlanDebts]:
    """Return whose debts they are, and what they are."""
    return customer_id, plan_debts(reader, customer_id)
