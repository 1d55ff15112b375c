"""The list of credits that wait, for whoever approves them: approve, decline with a reason, or take one's own back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.collecting.rules import PaymentRules, payment_rules
from app.services.invoicing.credit_requests import approve_credit, decline_credit, same_person, withdraw_credit
from app.services.invoicing.crediting import IssuedCredit
from app.services.office import Reader
from app.services.queries.credit_requests import CreditRequestView, waiting_credits
from app.ui.customers.menus import LINE, Entry, RowMenu, pop_up
from app.ui.kit.dialogs import ask_reason, confirm
from app.ui.kit.pieces import Footer, column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table, shown
from app.ui.kit.theme import set_role
from app.ui.session import Export, Session


@dataclass(frozen=True, slots=True)
class _Found:
    views: list[CreditRequestView]
    rules: PaymentRules


def _read(reader: Reader) -> _Found:
    return _Found(waiting_credits(reader), payment_rules(reader))


class ApprovalsPage(QWidget):
    """Behind the tab “Credits to approve”."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._said = ""
        self.model = RowsModel(_columns(session), self)
        self.table: Table[CreditRequestView] = Table("credits.waiting", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Credits to approve"))
        self.table.set_empty(_("No credit waits for approval."))
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(self._selected)
        RowMenu(self.table).asked.connect(self._menu)
        self.lead = label("", "quiet", wrap=True)
        self.approve = QPushButton(_("&Approve…"))
        set_role(self.approve, "primary")
        self.decline = QPushButton(_("&Decline…"))
        self.withdraw = QPushButton(_("Take &back"))
        self.export = QPushButton(_("Export…"))
        self.export.setVisible(session.actions.export is not None)
        for button, slot in (
            (self.approve, self.approve_current),
            (self.decline, self.decline_current),
            (self.withdraw, self.withdraw_current),
            (self.export, self._export),
        ):
            button.clicked.connect(slot)
        self.footer = Footer()
        tools = row(self.lead, self.export, self.withdraw, self.decline, self.approve)
        tools.setStretch(0, 1)
        box = column(tools, self.table, self.footer, spacing=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask again which wait."""
        self._session.tasks.read(self._session.read(_read), self._show, key=f"credits-waiting-{id(self)}")

    def _show(self, found: _Found) -> None:
        self.lead.setText(self._rule(found.rules, bool(found.views)))
        self.model.set_rows(found.views)
        if found.views and self.table.current_id() is None:
            self.table.set_current(found.views[0].id)
        words = ngettext("{count} credit waits", "{count} credits wait", len(found.views))
        self.footer.show_texts(words.format(count=self._session.amounts.count(len(found.views))), self._sums())
        self._selected()

    def _rule(self, rules: PaymentRules, some: bool) -> str:
        me = self._session.office.actor
        if rules.credit_limit_minor is None and not some:
            return _("Credits are given at once. Above which amount they wait is decided in the settings, under Payments.")
        if rules.credit_limit_minor is None:
            return _("Credits are not asked about any more; these were asked for before. You work here as {me}.").format(me=me)
        limit = self._session.amounts.money(rules.credit_limit_minor)
        if rules.approvers:
            words = _("Credits above {limit} are approved by {names}. You work here as {me}.")
            return words.format(limit=limit, names=", ".join(rules.approvers), me=me)
        return _("Credits above {limit} are approved by somebody else than who asked. You work here as {me}.").format(
            limit=limit, me=me
        )

    def _sums(self) -> tuple[tuple[str, str], ...]:
        whole = sum(view.total_minor for view in self.model.rows())
        return ((_("Amount"), self._session.amounts.money(whole)),) if whole else ()

    def _current(self) -> CreditRequestView | None:
        current = self.table.current_id()
        return self.model.row(current) if current is not None else None

    @Slot()
    def _selected(self) -> None:
        view = self._current()
        own = view is not None and same_person(view.asked_by, self._session.office.actor)
        self.approve.setEnabled(view is not None and not own)
        self.decline.setEnabled(view is not None and not own)
        self.withdraw.setVisible(own)
        self.approve.setToolTip(_("Somebody else has to approve what you asked for yourself.") if own else "")

    @Slot()
    def approve_current(self) -> None:
        """Ask once more, then issue the credit memo."""
        view = self._current()
        if view is None:
            return
        money = self._session.amounts.money(view.total_minor)
        if confirm(
            self.window(),
            _("Give {customer} a credit of {amount}?").format(customer=view.customer_name, amount=money),
            _("{name} asked for it: {reason}").format(name=view.asked_by, reason=view.reason),
            _("Approve"),
        ):
            self._session.tasks.write(self._session.write(approve_credit, view.id), self._approved)

    @Slot()
    def decline_current(self) -> None:
        """Ask why, then decline; nothing is posted."""
        view = self._current()
        if view is None:
            return
        money = self._session.amounts.money(view.total_minor)
        reason = ask_reason(
            self.window(),
            _("Decline the credit of {amount} for {customer}?").format(amount=money, customer=view.customer_name),
            _("Nothing was posted for it. The reason goes into the customer's activity, where {name} reads it.").format(
                name=view.asked_by
            ),
            _("Decline"),
        )
        if reason is not None:
            self._said = _("Credit of {amount} declined").format(amount=money)
            self._session.tasks.write(self._session.write(decline_credit, view.id, reason), self._done)

    @Slot()
    def withdraw_current(self) -> None:
        """Take back what one asked for oneself."""
        view = self._current()
        if view is not None:
            self._said = _("Request for a credit of {amount} taken back").format(
                amount=self._session.amounts.money(view.total_minor)
            )
            self._session.tasks.write(self._session.write(withdraw_credit, view.id), self._done)

    def _approved(self, issued: IssuedCredit) -> None:
        amount = self._session.amounts.money(issued.total_minor)
        self._session.say(
            _("Credit memo {number} over {amount} issued").format(number=issued.number, amount=amount)
        )

    def _done(self, _nothing: None) -> None:
        self._session.say(self._said)

    @Slot(object)
    def _open(self, row_id: int) -> None:
        view = self.model.row(row_id)
        if view is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(view.customer_id)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        view = self._current()
        if view is None:
            return
        entries = [Entry(_("View account"), partial(self._open, view.id)), LINE]
        if same_person(view.asked_by, self._session.office.actor):
            entries.append(Entry(_("Take back"), self.withdraw_current))
        else:
            entries += [Entry(_("Approve…"), self.approve_current), Entry(_("Decline…"), self.decline_current)]
        pop_up(entries, at, self)

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(Export(_("Credits to approve"), shown(self.table), self._sums()))


def _columns(session: Session) -> list[Column[CreditRequestView]]:
    amounts, dates = session.amounts, session.dates
    return [
        Column(
            "asked",
            _("Asked for"),
            lambda view: session.moment(view.asked_at),
            Kind.DATE,
            width=160,
            sort="asked",
            value=lambda view: view.asked_at.date(),
        ),
        Column("by", _("By"), lambda view: view.asked_by, width=110, sort="by"),
        Column("customer", _("Customer"), lambda view: view.customer_name, width=200, sort="customer"),
        Column("account", _("Account"), lambda view: view.account, width=90, visible=False),
        Column("reason", _("Reason"), lambda view: view.reason, width=240, stretch=True, sort="reason"),
        Column("on", _("Date"), lambda view: dates.medium(view.issued_on), Kind.DATE, width=112, value=lambda v: v.issued_on),
        Column(
            "expires",
            _("Expires"),
            lambda view: dates.medium(view.expires_on) if view.expires_on else "",
            Kind.DATE,
            width=112,
            value=lambda view: view.expires_on,
            visible=False,
        ),
        Column(
            "amount",
            _("Amount"),
            lambda view: amounts.plain(view.total_minor),
            Kind.AMOUNT,
            width=112,
            sort="amount",
            value=lambda view: view.total_minor,
        ),
    ]
