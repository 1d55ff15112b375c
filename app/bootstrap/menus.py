"""The entries of the window's menus that concern books and customers: their words, keys, and what they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.language import _
from app.ui.shell.parts import Command, Place

if TYPE_CHECKING:
    from app.bootstrap.desktop import Desktop


def commands(desktop: Desktop) -> tuple[Command, ...]:
    """Return the commands that the frame does not have by itself."""
    return (
        Command("book.new", "file", _("&New book…"), _Runner(desktop, "new_book"), "Ctrl+Shift+N", "", "books"),
        Command("book.open", "file", _("&Open a book…"), desktop.choose_book, "Ctrl+O", "", "books"),
        Command("book.sample", "file", _("Open the &sample company"), desktop.open_sample, "", "", "books"),
        Command("book.backup", "file", _("&Back up…"), _Runner(desktop, "backup"), "", "book", "keep"),
        Command("book.restore", "file", _("&Restore a backup…"), _Runner(desktop, "restore"), "", "", "keep"),
        Command("book.import", "file", _("&Import customers…"), _Runner(desktop, "import_customers"), group="import"),
        Command("book.import.invoices", "file", _("Import in&voices…"), _Runner(desktop, "import_receivables"), group="import"),
        Command("book.import.plans", "file", _("Import service p&lans…"), _Runner(desktop, "import_plans"), group="import"),
        Command(
            "book.settings", "file", _("Company and se&ttings…"), _Runner(desktop, "settings"), "Ctrl+,", group="settings"
        ),
        Command("charging.connect", "file", _("Card pa&yments…"), _Runner(desktop, "connect_processor"), group="settings"),
        Command(
            "charging.match", "file", _("&Link customers with Stripe…"), _Runner(desktop, "link_by_mail"), group="settings"
        ),
        Command("asking.model", "file", _("Lan&guage model…"), _Runner(desktop, "language_model"), group="settings"),
        Command("asking.ask", "edit", _("&Ask the book…"), _Runner(desktop, "ask_book"), "Ctrl+Shift+K", group="find"),
        Command("plans.templates", "file", _("Plan te&mplates…"), _Goer(desktop, "plans", "templates"), group="settings"),
        Command(
            "agreements.texts", "file", _("Te&xts of agreements…"), _Runner(desktop, "agreement_texts"), group="settings"
        ),
        Command("customer.new", "customer", _("&New customer…"), _Runner(desktop, "new_customer"), "Ctrl+N", "book", "enter"),
        Command(
            "customer.pay", "customer", _("&Take payment…"), _Runner(desktop, "take_payment"), "Ctrl+P", "book", "enter"
        ),
        Command("customer.invoice", "customer", _("New &invoice…"), _Runner(desktop, "new_invoice"), "Ctrl+I", "book", "enter"),
        Command(
            "customer.estimate",
            "customer",
            _("New &estimate…"),
            _Runner(desktop, "new_estimate"),
            "Ctrl+Shift+E",
            "book",
            "enter",
        ),
        Command("customer.job", "customer", _("New &job…"), _Runner(desktop, "new_job"), "Ctrl+J", "book", "enter"),
        Command("jobs.schedule", "go", _("Sc&hedule"), _Goer(desktop, "jobs", "schedule"), "Ctrl+Shift+J", group="schedule"),
        Command("customer.verify", "customer", _("&Verify caller…"), _Runner(desktop, "verify_caller"), "", "book", "enter"),
        Command("customer.statement", "customer", _("&Statement…"), _Runner(desktop, "statement"), "Ctrl+T", "book", "enter"),
        Command("charging.charge", "customer", _("&Charge a card…"), _Runner(desktop, "charge_card"), group="cards"),
        Command("charging.link", "customer", _("&Payment link…"), _Runner(desktop, "payment_link"), group="cards"),
        Command("charging.card", "customer", _("New ca&rd or bank account…"), _Runner(desktop, "new_card"), group="cards"),
        Command("charging.queue", "go", _("Card &queue"), _Runner(desktop, "show_queue"), "Ctrl+Shift+Q", group="queue"),
        Command("charging.sync", "go", _("&Sync with the processor"), _Runner(desktop, "sync_now"), "F9", group="queue"),
        Command("mail.show", "go", _("&Mail"), _Runner(desktop, "show_mail"), "Ctrl+Shift+M", group="queue"),
        Command("plans.bill", "customer", _("&Billing run…"), _Runner(desktop, "billing_run"), "Ctrl+B", group="all"),
        Command(
            "agreements.all", "customer", _("A&greements to renew…"), _Runner(desktop, "show_agreements"), group="all"
        ),
        Command("customer.statements", "customer", _("Statements for &all…"), _Runner(desktop, "statements"), group="all"),
        Command("report.aging", "reports", _("&Aging"), _Goer(desktop, "reports", "aging"), group="reports"),
        Command("report.income", "reports", _("&Income by month"), _Goer(desktop, "reports", "income"), group="reports"),
        Command(
            "report.plans", "reports", _("&Recurring revenue"), _Goer(desktop, "reports", "plan-revenue"), group="reports"
        ),
        Command("report.trial", "reports", _("&Trial balance"), _Goer(desktop, "reports", "trial-balance"), group="reports"),
        Command("report.deposits", "reports", _("&Deposits"), _Goer(desktop, "payments", "bank"), group="bank"),
        Command(
            "credits.waiting", "reports", _("Credits to ap&prove"), _Goer(desktop, "payments", "approvals"), group="bank"
        ),
        Command("report.payouts", "reports", _("&Payouts"), _Goer(desktop, "payments", "payouts"), group="bank"),
    )


class _Runner:
    """Runs something of ``app.bootstrap.doings`` when called; imported then, not before the first paint."""

    def __init__(self, desktop: Desktop, name: str) -> None:
        self._desktop, self._name = desktop, name

    def __call__(self) -> None:
        from app.bootstrap import doings

        run: Callable[[Desktop], object] = getattr(doings, self._name)
        run(self._desktop)


class _Goer:
    """Goes to a place of the open book when called."""

    def __init__(self, desktop: Desktop, panel: str, at: str) -> None:
        self._desktop, self._place = desktop, Place(panel, at)

    def __call__(self) -> None:
        self._desktop.window.go(self._place)
