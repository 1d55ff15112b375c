"""The widgets of a plan's details page. Decides nothing: ``page`` says what stands in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.language import _
from app.services.queries.activity import ActivityFacts
from app.ui.customers.menus import MenuButton
from app.ui.kit.pieces import Banner, Fact, PageHeader, Pill, TabPages, Tile, column, label, row, scrolled
from app.ui.kit.tables import RowsModel, Table
from app.ui.kit.theme import set_role
from app.ui.kit.theme.applied import pixels
from app.ui.plans.facts import PauseRow, PriceRow, feed_columns, pause_columns, price_columns
from app.ui.plans.payments import PaymentRow, payment_columns
from app.ui.session import Session


class PlanView(QWidget):
    """One plan: header, tiles, facts, and payments, prices, pauses and feed as tabs under them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.back = QPushButton(_("‹ Service plans"))
        self.customer = QPushButton()
        for link in (self.back, self.customer):
            set_role(link, "link")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.banner = Banner()
        self.header = PageHeader(_("Service plan"))
        self.pill = Pill()
        self.header.add_badge(self.pill)
        self.more = MenuButton(_("More"))
        self.edit, self.activate = QPushButton(_("Edit draft…")), QPushButton(_("Activate…"))
        self.change = QPushButton(_("Change plan…"))
        self.pause, self.resume = QPushButton(_("Pause…")), QPushButton(_("Resume…"))
        self.cancel, self.pay = QPushButton(_("Cancel plan…")), QPushButton(_("Pay…"))
        set_role(self.pay, "primary")
        for button in (self.more, self.edit, self.activate, self.change, self.pause, self.resume, self.cancel, self.pay):
            self.header.add_widget(button)
        self.price, self.next_bill = Tile(_("Price")), Tile(_("Next bill"))
        self.visits, self.owed = Tile(_("Visits used")), Tile(_("Outstanding"))
        for tile in self.tiles():
            tile.set_opens(opens=False)
        self.facts = {
            key: Fact(words)
            for key, words in (
                ("paid_by", _("Paid by")),
                ("runs", _("Runs")),
                ("site", _("Site")),
                ("terms", _("Terms")),
                ("included", _("Included")),
                ("accepted", _("Accepted")),
                ("template", _("Template")),
            )
        }
        self._make_lists(session)
        self._lay_out()

    def tiles(self) -> tuple[Tile, ...]:
        """Return the tiles, left to right."""
        return (self.price, self.next_bill, self.visits, self.owed)

    def _make_lists(self, session: Session) -> None:
        settings = session.settings
        self.payments_model: RowsModel[PaymentRow] = RowsModel(payment_columns(session), self)
        self.payments: Table[PaymentRow] = Table("plan.payments", settings)
        self.payments.show_model(self.payments_model)
        self.payments.setAccessibleName(_("Payments"))
        self.payments.set_empty(_("Nothing was billed yet."))
        self.prices_model: RowsModel[PriceRow] = RowsModel(price_columns(session, session.today), self)
        self.prices: Table[PriceRow] = Table("plan.prices", settings)
        self.prices.show_model(self.prices_model)
        self.prices.setAccessibleName(_("Prices"))
        self.pauses_model: RowsModel[PauseRow] = RowsModel(pause_columns(session), self)
        self.pauses: Table[PauseRow] = Table("plan.pauses", settings)
        self.pauses.show_model(self.pauses_model)
        self.pauses.setAccessibleName(_("Pauses"))
        self.pauses.set_empty(_("The plan never rested."))
        self.feed_model: RowsModel[ActivityFacts] = RowsModel(feed_columns(session), self)
        self.feed: Table[ActivityFacts] = Table("plan.feed", settings)
        self.feed.show_model(self.feed_model)
        self.feed.setAccessibleName(_("Activity"))
        self.feed.set_empty(_("Nothing has happened yet."))
        self.pay_one = QPushButton(_("Pay this…"))
        self.waive = QPushButton(_("Waive…"))
        self.open_invoice = QPushButton(_("Invoice"))
        self.refund = QPushButton(_("Refund…"))
        self.method = QPushButton(_("Add card…"))
        self.method.setToolTip(_("With what the plan is paid from now on, and what becomes of what is owed"))
        self.receipt = QPushButton(_("Refund receipt"))
        self.receipt.hide()
        self.open_payment = QPushButton(_("Payment"))
        self.open_payment.setToolTip(_("Shows the money that came in for it"))

    def _payments_page(self) -> QWidget:
        page = QWidget()
        looks = (self.open_invoice, self.open_payment, self.receipt)
        tools = row(*looks, None, self.method, self.refund, self.waive, self.pay_one, spacing=8)
        box = column(tools, self.payments, spacing=8)
        box.setStretch(1, 1)
        page.setLayout(box)
        return page

    def _lay_out(self) -> None:
        self.tabs = TabPages()
        self.tabs.add("payments", _("Payments"), self._payments_page)
        self.tabs.add("prices", _("Prices"), self._prices_page)
        self.tabs.add("pauses", _("Pauses"), self._pauses_page)
        self.tabs.add("activity", _("Activity"), self._feed_page)
        self.tabs.setMinimumHeight(pixels(270))
        facts = QGridLayout()
        facts.setHorizontalSpacing(24)
        facts.setVerticalSpacing(12)
        for place, fact in enumerate(self.facts.values()):
            facts.addWidget(fact, place // 4, place % 4)
        for at, share in enumerate((3, 3, 2, 2)):
            facts.setColumnStretch(at, share)
        title = column(self.header, row(label(_("Customer"), "quiet"), self.customer, None), spacing=2)
        body = column(
            row(self.back, None),
            self.banner,
            title,
            row(*self.tiles(), spacing=12),
            facts,
            self.tabs,
            spacing=12,
            margin=24,
        )
        body.setContentsMargins(24, 16, 24, 16)
        body.setStretchFactor(self.tabs, 1)
        area = scrolled(body)
        area.setFrameShape(QFrame.Shape.NoFrame)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def _prices_page(self) -> QWidget:
        return self.prices

    def _pauses_page(self) -> QWidget:
        return self.pauses

    def _feed_page(self) -> QWidget:
        return self.feed
