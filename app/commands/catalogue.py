"""Which commands there are: the module of each, and a line of help. Nothing is imported to list them."""

from typing import NamedTuple

from app.domain.language import _


class Command(NamedTuple):
    """A command: its module in this package, and what it does in half a sentence."""

    module: str
    help: str


def commands() -> dict[str, Command]:
    """Return the commands by name, in the order of the help."""
    return {
        "new": Command("new", _("make a book for a company")),
        "demo": Command("demo", _("make a book with a sample company")),
        "import": Command("importing", _("take in customers, receivables or plans from a CSV or XLSX file")),
        "ask": Command("ask", _("answer a question about the book, in English or Spanish")),
        "list": Command("listing", _("list the customers that a query is about")),
        "aging": Command("aging", _("who owes how much, and how late")),
        "balance": Command("balance", _("how one customer stands")),
        "statement": Command("statement", _("write a customer's statement as PDF")),
        "invoice": Command("invoice", _("write an invoice as PDF")),
        "pay": Command("pay", _("enter a payment")),
        "deposit": Command("deposit", _("take cash and checks to the bank, and write the slip")),
        "plan": Command("plans", _("add, list, show, pause, resume or cancel service plans")),
        "bill": Command("billing", _("bill everything that is due, rehearse it, or take a run back")),
        "schedule": Command("schedule", _("write the appointments of jobs to a calendar file")),
        "connect": Command("connect", _("join a book with the account of the payment processor")),
        "link": Command("link", _("adopt a customer that exists at the processor, with saved cards")),
        "charge": Command("charge", _("charge a customer's saved card or bank account")),
        "sync": Command("sync", _("bring the book and the processor together")),
        "operations": Command("operations", _("what was asked of the processor, and where it stands")),
        "refund": Command("refund", _("give money back through the processor")),
        "payouts": Command("payouts", _("what the processor paid out, and what it consisted of")),
        "mail": Command("mail", _("send the mail that waits, list it, enter a sender, or queue a statement")),
        "merge": Command("merge", _("make one customer part of another, or undo that")),
        "anonymise": Command("anonymise", _("forget who a customer is and keep the books")),
        "trial-balance": Command("trial_balance", _("the balance of every ledger account")),
        "export": Command("export", _("write journal, customers, invoices or payments to a file")),
        "verify": Command("verify", _("recompute every total of the book from its journal")),
        "backup": Command("backup", _("write a checked copy of the book")),
        "restore": Command("restore", _("make a new book from a backup")),
    }
