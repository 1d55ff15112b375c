"""One invoice: what it is for, what met it, what happened to it, and what can still be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.errors import NotFound
from app.domain.language import _
from app.domain.rounding import MILLION
from app.services.invoicing.voiding import recover_write_off, void_invoice, write_off
from app.services.office import Profile, Reader, Writer
from app.services.queries.activity import ActivityFacts, activity_rows, sentence
from app.services.queries.document_history import document_activity_ids
from app.services.queries.invoice_detail import InvoiceAllocationRow, InvoiceDetail, InvoiceLineFacts, invoice_detail
from app.services.queries.statuses import InvoiceStatus
from app.ui.invoices.ways import InvoiceWays
from app.ui.kit.dialogs import ask_reason
from app.ui.kit.pieces import Fact, Footer, PageHeader, Pill, TabPages, Tile, column, row
from app.ui.kit.tables import Column, Kind, RowsModel, Table
from app.ui.kit.theme import Tone, set_role
from app.ui.session import Session
from app.ui.sizes import SizeKeeper
from app.ui.words import days_late_words, invoice_pill, method_words, terms_words


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the invoice, with an id for the table."""

    id: int
    line: InvoiceLineFacts


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice with its diary."""

    detail: InvoiceDetail
    history: list[ActivityFacts]


def read_invoice(reader: Reader, invoice_id: int) -> InvoiceFacts:
    """Return what the window shows."""
    detail = invoice_detail(reader, invoice_id)
    ids = document_activity_ids(reader, detail.row.customer_id, detail.row.number)
    return InvoiceFacts(detail, activity_rows(reader, ids))


def _line_rows(detail: InvoiceDetail) -> list[LineRow]:
    return [LineRow(place, line) for place, line in enumerate(detail.lines, 1)]


def _site_rows(detail: InvoiceDetail) -> list[LineRow]:
    """Return a line for the invoice of each site of a parent; its id is that invoice's."""
    rows = []
    for place, child in enumerate(detail.children, 1):
        words = " · ".join(part for part in (child.number, child.site_name, child.subject) if part)
        net = child.total_minor - child.tax_minor
        rows.append(LineRow(child.id, InvoiceLineFacts(place, words, MILLION, net, 0, net, 0, "", child.tax_minor)))
    return rows


class InvoiceWindow(QWidget):
    """Shows one invoice and follows what happens to it."""

    def __init__(self, session: Session, ways: InvoiceWays, invoice_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "ground")
        SizeKeeper(self, session.settings, "invoice", QSize(980, 660))
        self._session, self._ways, self.invoice_id = session, ways, invoice_id
        self.detail: InvoiceDetail | None = None
        self.header = PageHeader(_("Invoice"))
        self.pill = Pill()
        self.header.add_badge(self.pill)
        self._account = self.header.add_action(_("Account"), self._go_to_customer)
        self._account.setVisible(session.actions.show_customer is not None)
        self._void = self.header.add_action(_("Void…"), self._ask_void)
        self._write_off = self.header.add_action(_("Write off…"), self._ask_write_off)
        self._recover = self.header.add_action(_("Recover…"), self._ask_recover)
        self._edit = self.header.add_action(_("Edit draft"), self._go_on_editing)
        self._mail = self.header.add_action(_("Mail…"), self._send_by_mail)
        self._paper = self.header.add_action(_("Print…"), self._print)
        self._pay = self.header.add_action(_("Take payment"), self._take_payment, primary=True)
        self.total, self.met = Tile(_("Total")), Tile(_("Paid and credited"))
        self.open, self.due = Tile(_("Open")), Tile(_("Due"))
        for tile in (self.total, self.met, self.open, self.due):
            tile.set_opens(opens=False)
        self._facts = {
            name: Fact(words)
            for name, words in (
                ("issued", _("Date")),
                ("terms", _("Terms")),
                ("site", _("Site")),
                ("subject", _("For")),
                ("message", _("Message")),
            )
        }
        facts = QGridLayout()
        facts.setHorizontalSpacing(24)
        for place, fact in enumerate(self._facts.values()):
            facts.addWidget(fact, 0, place)
        facts.setColumnStretch(3, 1)
        facts.setColumnStretch(4, 1)
        self.lines = RowsModel(line_columns(session), self)
        self.allocations = RowsModel(_allocation_columns(session), self)
        self.history = RowsModel(history_columns(session), self)
        self.footer = Footer()
        self.tabs = TabPages()
        self.tabs.add("lines", _("Lines"), self._make_lines)
        self.tabs.add("allocations", _("Payments and credits"), self._make_allocations)
        self.tabs.add("history", _("History"), self._make_history)
        box = column(
            self.header,
            row(self.total, self.met, self.open, self.due, spacing=12),
            facts,
            self.tabs,
            spacing=12,
            margin=24,
        )
        box.setStretchFactor(self.tabs, 1)
        self.setLayout(box)
        for keys, slot in (
            (QKeySequence("Escape"), self.close),
            (QKeySequence(QKeySequence.StandardKey.Print), self._print),
        ):
            QShortcut(keys, self).activated.connect(slot)
        session.changed.connect(self._changed)
        self.tabs.page("lines").setFocus()
        self.load()

    # Tabs

    def _make_lines(self) -> QWidget:
        table: Table[LineRow] = Table("invoice.lines", self._session.settings)
        table.opened.connect(self._open_site)
        table.show_model(self.lines)
        page = QWidget()
        page.setFocusProxy(table)
        box = column(table, self.footer, spacing=8)
        box.setStretch(0, 1)
        page.setLayout(box)
        return page

    def _make_allocations(self) -> QWidget:
        table: Table[InvoiceAllocationRow] = Table("invoice.allocations", self._session.settings)
        table.show_model(self.allocations)
        open_ = self._session.actions.take_payment is not None and self.detail is not None and self.detail.row.open_minor
        if open_:
            table.set_empty(_("Nothing was paid or credited yet."), _("Take payment"), self._take_payment)
        else:
            table.set_empty(_("Nothing was paid or credited yet."))
        table.opened.connect(self._open_source)
        return table

    def _make_history(self) -> QWidget:
        table: Table[ActivityFacts] = Table("invoice.history", self._session.settings)
        table.show_model(self.history)
        table.set_empty(_("The diary has nothing about it."))
        return table

    # What it shows

    @Slot()
    def load(self) -> None:
        """Read it anew."""
        job = self._session.read(read_invoice, self.invoice_id)
        self._session.tasks.read(job, self._show, self._missing, key=f"invoice-{id(self)}")

    @Slot(object)
    def _changed(self, changed: frozenset[str]) -> None:
        if changed & {"invoices", "payments", "operations"}:
            self.load()

    @Slot(object)
    def _open_site(self, line_id: int) -> None:
        show = self._session.actions.show_invoice
        if show is not None and self.detail is not None and self.detail.row.kind == "parent":
            show(line_id)

    def _missing(self, error: Exception) -> bool:
        if isinstance(error, NotFound):
            self.close()
            return True
        return False

    def _show(self, facts: InvoiceFacts) -> None:
        detail = self.detail = facts.detail
        line, amounts, dates = detail.row, self._session.amounts, self._session.dates
        draft = line.status is InvoiceStatus.DRAFT
        title = _("Draft invoice") if draft else _("Invoice {number}").format(number=line.number)
        self.setWindowTitle(title)
        self.header.show_title(title, f"{line.customer_name} · {line.account}")
        self.pill.show_status(invoice_pill(line, self._session.today, amounts.money))
        met = 0 if draft else line.total_minor - line.open_minor
        tax = _("{amount} of it tax").format(amount=amounts.money(line.tax_minor)) if line.tax_minor else ""
        self.total.show_figure(amounts.money(line.total_minor), tax)
        self.met.show_figure(amounts.money(met), "", None if met else Tone.QUIET)
        tone = Tone.ALARM if line.status is InvoiceStatus.OVERDUE else None if line.open_minor else Tone.QUIET
        self.open.show_figure(amounts.money(line.open_minor), "", tone)
        late = days_late_words(line.days_late) if line.status is InvoiceStatus.OVERDUE else ""
        self.due.show_figure(dates.medium(line.due_on), late, Tone.ALARM if late else None)
        shown = {
            "issued": dates.medium(line.issued_on),
            "terms": terms_words(detail.terms),
            "site": line.site_name or "–",
            "subject": line.subject or "–",
            "message": detail.message or "–",
        }
        for name, text in shown.items():
            self._facts[name].show_value(text)
        self.lines.set_rows(_site_rows(detail) if line.kind == "parent" else _line_rows(detail))
        self.allocations.set_rows(detail.allocations)
        self.history.set_rows(facts.history)
        self.tabs.strip.set_count("lines", self.lines.count())
        self.tabs.strip.set_count("allocations", len(detail.allocations))
        self.tabs.strip.set_count("history", len(facts.history))
        net = line.total_minor - line.tax_minor
        self.footer.show_texts(
            "",
            (
                (_("Subtotal"), amounts.money(net)),
                (_("Tax"), amounts.money(line.tax_minor)),
                (_("Total"), amounts.money(line.total_minor)),
            ),
        )
        # A parent is taken back site by site.
        standing = line.state == "issued" and line.kind != "parent"
        self._pay.setVisible(bool(line.open_minor) and self._session.actions.take_payment is not None)
        self._void.setVisible(standing)
        self._write_off.setVisible(standing and line.open_minor > 0)
        self._recover.setVisible(line.state == "written_off")
        self._edit.setVisible(draft)
        self._mail.setVisible(not draft and self._session.actions.mail_invoices is not None)

    # What can be done

    @Slot()
    def _ask_void(self) -> None:
        self._ask(
            _("Void invoice {number}?"),
            _("It is owed no more and keeps its number. What was paid on it becomes account credit."),
            _("Void invoice"),
            "void",
        )

    @Slot()
    def _ask_write_off(self) -> None:
        if self.detail is not None:
            amount = self._session.amounts.money(self.detail.row.open_minor)
            text = _("{amount} is given up as bad debt. It can be recovered if the customer pays after all.")
            self._ask(_("Write off invoice {number}?"), text.format(amount=amount), _("Write off"), "write_off")

    @Slot()
    def _ask_recover(self) -> None:
        self._ask(_("Recover invoice {number}?"), _("What was written off is owed again."), _("Recover"), "recover")

    def _ask(self, title: str, text: str, yes: str, what: str) -> None:
        if self.detail is None:
            return
        reason = ask_reason(self, title.format(number=self.detail.row.number), text, yes)
        if reason:
            self._session.tasks.write(self._session.write(_done, what, self.invoice_id, reason), self._said)

    def _said(self, what: str) -> None:
        number = self.detail.row.number if self.detail is not None else ""
        words = {
            "void": _("Invoice {number} is void."),
            "write_off": _("Invoice {number} is written off."),
            "recover": _("Invoice {number} is open again."),
        }[what]
        self._session.say(words.format(number=number))

    @Slot()
    def _go_on_editing(self) -> None:
        self._ways.edit_draft(self.invoice_id)

    @Slot()
    def _print(self) -> None:
        if self.detail is not None:
            self._ways.print_invoice(self.invoice_id, self.detail.row.number, self.detail.row.customer_name)

    @Slot()
    def _send_by_mail(self) -> None:
        if self._session.actions.mail_invoices is not None:
            self._session.actions.mail_invoices((self.invoice_id,))

    @Slot()
    def _take_payment(self) -> None:
        if self.detail is not None and self._session.actions.take_payment is not None:
            self._session.actions.take_payment(self.detail.row.customer_id, (self.invoice_id,))

    @Slot()
    def _go_to_customer(self) -> None:
        if self.detail is not None and self._session.actions.show_customer is not None:
            self._session.actions.show_customer(self.detail.row.customer_id)

    @Slot(object)
    def _open_source(self, allocation_id: int) -> None:
        met, actions = self.allocations.row(allocation_id), self._session.actions
        if met is None:
            return
        if met.payment_id is not None and actions.show_payment is not None:
            actions.show_payment(met.payment_id)
        elif met.credit_memo_id is not None and actions.show_credit_memo is not None:
            actions.show_credit_memo(met.credit_memo_id)


def _done(writer: Writer, what: str, invoice_id: int, reason: str) -> str:
    if what == "void":
        void_invoice(writer, invoice_id, reason)
    elif what == "write_off":
        write_off(writer, invoice_id, reason)
    else:
        recover_write_off(writer, invoice_id, reason)
    return what


def line_columns(session: Session) -> list[Column[LineRow]]:
    """Return the columns of a document's lines."""
    amounts = session.amounts

    def tax(line: LineRow) -> str:
        rate = amounts.percent(line.line.tax_ppm) if line.line.tax_ppm else ""
        return rate if not line.line.tax_name or rate in line.line.tax_name else f"{line.line.tax_name} {rate}"

    return [
        Column("description", _("Description"), lambda line: line.line.description, width=260, stretch=True),
        Column("quantity", _("Quantity"), lambda line: amounts.quantity(line.line.quantity_micro), Kind.COUNT, width=92),
        Column("price", _("Unit price"), lambda line: amounts.plain(line.line.unit_price_minor), Kind.AMOUNT, width=112),
        Column(
            "discount",
            _("Discount"),
            lambda line: amounts.percent(line.line.discount_ppm) if line.line.discount_ppm else "",
            Kind.COUNT,
            width=92,
        ),
        Column("net", _("Amount"), lambda line: amounts.plain(line.line.net_minor), Kind.AMOUNT, width=112),
        Column("rate", _("Tax rate"), tax, width=160),
        Column("tax", _("Tax"), lambda line: amounts.plain(line.line.tax_minor), Kind.AMOUNT, width=96),
    ]


def _allocation_columns(session: Session) -> list[Column[InvoiceAllocationRow]]:
    amounts, dates = session.amounts, session.dates

    def what(met: InvoiceAllocationRow) -> str:
        if met.kind == "payment":
            return method_words(met.method)
        return {"credit": _("Credit memo"), "write_off": _("Written off"), "void": _("Void")}.get(met.kind, met.kind)

    def quiet(met: InvoiceAllocationRow) -> Tone | None:
        return None if met.stands else Tone.QUIET

    return [
        Column("on", _("Date"), lambda met: dates.medium(met.applied_on), Kind.DATE, width=112),
        Column("number", _("Number"), lambda met: met.number, width=100, tone=quiet),
        Column("what", _("What"), what, width=140, tone=quiet),
        Column("reference", _("Reference"), lambda met: met.reference, width=140, stretch=True, tone=quiet),
        Column("amount", _("Amount"), lambda met: amounts.plain(met.amount_minor), Kind.AMOUNT, width=120, tone=quiet),
    ]


def history_columns(session: Session) -> list[Column[ActivityFacts]]:
    """Return the columns of a document's diary."""
    profile: Profile = session.profile
    return [
        Column("when", _("When"), lambda fact: session.moment(fact.happened_at), Kind.DATE, width=170),
        Column("who", _("Who"), lambda fact: fact.actor, width=130),
        Column("what", _("What"), lambda fact: sentence(fact, profile), width=320, stretch=True),
    ]
