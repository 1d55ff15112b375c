"""What stands above a customer's page while plans owe: the total, and the way to each plan behind it. Gone when settled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton

from app.domain.language import _
from app.services.office import Reader
from app.services.queries.plan_money import PlanDebts, plan_debts
from app.ui.account_notice import AccountNotice
from app.ui.kit.pieces import Banner, column, row
from app.ui.kit.theme import Tone, set_role
from app.ui.session import Session

_MOST_LINKS = 6


class PlanNotice(AccountNotice[PlanDebts]):
    """One plan: “View details”. Several: a link for each, with its amount."""

    concerned = frozenset({"plans", "invoices", "payments", "operations", "profile", "import"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._debts = PlanDebts(())
        self.banner = Banner()
        self.links: list[QPushButton] = []
        self._line = row(spacing=4)
        self.setLayout(column(self.banner, self._line, spacing=4))

    def standing(self, reader: Reader, customer_id: int) -> PlanDebts:
        """Return what plans owe."""
        return plan_debts(reader, customer_id)

    def tell(self, debts: PlanDebts) -> None:
        """Show what is owed and where."""
        self._debts = debts
        while self.links:
            self.links.pop().deleteLater()
        while self._line.count():
            self._line.takeAt(0)
        self.setVisible(bool(debts.plans))
        if not debts.plans:
            return
        can_show = self.session.actions.show_plan is not None
        if len(debts.plans) == 1:
            button = _("View details") if can_show else ""
            self.banner.show_message(Tone.ALARM, self._words(), button, self.show_first if can_show else None)
            return
        self.banner.show_message(Tone.ALARM, self._words())
        for debt in debts.plans[:_MOST_LINKS]:
            text = _("{plan} {number}: {amount}").format(
                plan=debt.name, number=debt.number, amount=self.session.amounts.money(debt.total_minor)
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
        debts, money = self._debts.plans, self.session.amounts.money
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
        if self.session.actions.show_plan is not None:
            self.session.actions.show_plan(plan_id)
