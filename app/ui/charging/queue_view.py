"""The queue's window: filters, the list, and below it one operation whole with what can be done with it. No decisions."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from app.domain.language import _
from app.services.queries.operation_list import OperationGroup
from app.services.queries.operations import OperationView, Step, state_words
from app.ui.charging.queue_columns import KINDS, OperationSource, group_words, kind_words, operation_columns
from app.ui.kit.fields import ComboField, SearchField
from app.ui.kit.pieces import Banner, Footer, PageHeader, Pill, card, column, label, row
from app.ui.kit.tables import Column, Kind, PagedModel, RowsModel, Table
from app.ui.kit.theme import set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of an operation's life as a table has it."""

    id: int
    step: Step


class QueueView(QWidget):
    """The widgets of the queue, in a window of its own."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        self.setWindowTitle(_("Card payments"))
        SizeKeeper(self, session.settings, "charging.queue", QSize(1320, 820))
        self.header = PageHeader(_("Card payments"))
        self.pill = Pill()
        self.header.add_badge(self.pill)
        self.banner = Banner()
        self.search = SearchField(_("Customer, invoice, last digits"), wait_ms=120)
        self.search.setMinimumWidth(240)
        self.group = ComboField([(group, group_words(group)) for group in OperationGroup])
        self.kind = ComboField([(kind, kind_words(kind)) for kind in KINDS])
        self.group.setAccessibleName(_("Which operations"))
        self.kind.setAccessibleName(_("What"))
        self.export = QPushButton(_("Export…"))
        self.print = QPushButton(_("Print…"))
        self.export.setVisible(session.actions.export is not None)
        self.print.setVisible(session.actions.print_table is not None)
        self.model = PagedModel(
            OperationSource(session.office), operation_columns(session), session.tasks, self, sort="since", descending=True
        )
        self.table: Table[OperationView] = Table("charging.queue", session.settings)
        self.table.setAccessibleName(_("Charges, refunds and pages"))
        self.table.show_model(self.model)
        self.footer = Footer()
        above = QWidget()
        filters = row(self.search, self.group, self.kind, None, self.export, self.print)
        top = column(filters, self.table, self.footer, spacing=10)
        top.setStretch(1, 1)
        top.setContentsMargins(0, 0, 0, 8)
        above.setLayout(top)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(above)
        split.addWidget(self._details(session))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        box = column(self.header, self.banner, split, spacing=12, margin=24)
        box.setStretch(2, 1)
        self.setLayout(box)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.close)
        self.table.setFocus()

    def _details(self, session: Session) -> QWidget:
        self.title = label("", "subheading")
        self.state = Pill()
        self.whom = label("", "quiet", wrap=True)
        self.reason = label("", "strong", wrap=True)
        self.next = label("", wrap=True)
        self.hold, self.release = QPushButton(_("&Hold")), QPushButton(_("&Release"))
        self.retry, self.cancel = QPushButton(_("&Try again…")), QPushButton(_("&Cancel…"))
        self.link, self.page = QPushButton(_("Payment &link…")), QPushButton(_("Open &page"))
        self.copy, self.mail = QPushButton(_("Cop&y link")), QPushButton(_("&Mail link…"))
        self.customer, self.invoice = QPushButton(_("Acco&unt")), QPushButton(_("&Invoice"))
        self.payment, self.outside = QPushButton(_("Paym&ent")), QPushButton(_("Look at it in &Stripe"))
        self.doings = (
            self.hold, self.release, self.retry, self.cancel, self.link, self.page, self.copy, self.mail,
            self.customer, self.invoice, self.payment, self.outside,
        )  # fmt: skip
        for button in self.doings:
            button.hide()
        set_role(self.cancel, "danger")
        self.steps_model = RowsModel(_step_columns(session), self)
        self.steps: Table[StepRow] = Table("charging.steps", session.settings)
        self.steps.setAccessibleName(_("What happened so far"))
        self.steps.show_model(self.steps_model)
        left = column(
            row(self.title, self.state, None, spacing=12),
            self.whom,
            self.reason,
            self.next,
            None,
            row(*self.doings, None),
            spacing=6,
        )
        inside, right = QWidget(), column(label(_("What happened so far"), "small"), self.steps, spacing=4)
        inside.setLayout(left)
        line = row(inside, right, spacing=24, margin=16)
        line.setStretch(0, 3)
        line.setStretch(1, 2)
        frame = card(line)
        frame.setMinimumHeight(204)
        return frame


def _step_columns(session: Session) -> list[Column[StepRow]]:
    return [
        Column(
            "at",
            _("When"),
            lambda found: session.moment(found.step.at),
            Kind.DATE,
            width=144,
            sort="at",
            value=lambda found: found.step.at,
        ),
        Column("state", _("Status"), lambda found: state_words(found.step.state), width=160, sort="state"),
        Column("detail", _("What"), lambda found: found.step.detail, width=200, stretch=True, sort="detail"),
    ]
