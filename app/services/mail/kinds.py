"""The kinds of messages: what each is called, which blanks its words may have, and the program's own words.

The words are marked for translation, so that every language that ships has them. What the office wrote itself is kept by
``templates``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from app.domain.language import _


class MailKind(StrEnum):
    """What a message is about."""

    INVOICE = "invoice"
    INVOICES = "invoices"
    CREDIT_MEMO = "credit_memo"
    ESTIMATE = "estimate"
    AGREEMENT = "agreement"
    RECEIPT = "receipt"
    REFUND_RECEIPT = "refund_receipt"
    STATEMENT = "statement"
    REMINDER = "reminder"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_REMINDER = "payment_reminder"
    OFFICE_NOTICE = "office_notice"
    PLAN_OFFER = "plan_offer"
    LINK = "link"
    TEST = "test"


class Words(NamedTuple):
    """Subject and body with blanks in braces."""

    subject: str
    body: str


_WHO = ("name", "customer", "account", "company", "company_phone", "company_email")
_BLANKS: dict[MailKind, tuple[str, ...]] = {
    MailKind.INVOICE: ("number", "date", "due", "amount", "open"),
    MailKind.INVOICES: ("numbers", "amount", "open", "invoices"),
    MailKind.CREDIT_MEMO: ("number", "date", "amount"),
    MailKind.ESTIMATE: ("number", "title", "date", "until", "amount", "deposit"),
    MailKind.AGREEMENT: ("title", "date"),
    MailKind.RECEIPT: ("number", "date", "amount", "method"),
    MailKind.REFUND_RECEIPT: ("number", "date", "amount", "method"),
    MailKind.STATEMENT: ("date", "balance", "overdue"),
    MailKind.REMINDER: ("date", "balance", "overdue", "invoices"),
    MailKind.PAYMENT_FAILED: ("number", "plan", "date", "amount", "reason", "what_to_do", "update_card"),
    MailKind.PAYMENT_REMINDER: ("number", "plan", "date", "amount", "reason", "update_card"),
    MailKind.OFFICE_NOTICE: ("number", "plan", "date", "amount", "reason", "what_to_do", "told"),
    MailKind.PLAN_OFFER: ("number", "plan", "start", "included", "prices", "agreement"),
    MailKind.LINK: ("what", "link"),
    MailKind.TEST: ("server",),
}
EDITABLE = tuple(kind for kind in MailKind if kind is not MailKind.TEST)
ABOUT_CHARGES = frozenset({MailKind.PAYMENT_FAILED, MailKind.PAYMENT_REMINDER, MailKind.OFFICE_NOTICE})


def blanks(kind: MailKind) -> tuple[str, ...]:
    """Return the names that words of ``kind`` may have in braces."""
    return (*_WHO, *_BLANKS[kind])


def kind_words(kind: str) -> str:
    """Return what a kind of message is called; one that is not known stays as it is."""
    known: dict[str, str] = {
        MailKind.INVOICE: _("Invoice"),
        MailKind.INVOICES: _("Several invoices"),
        MailKind.CREDIT_MEMO: _("Credit memo"),
        MailKind.ESTIMATE: _("Estimate"),
        MailKind.AGREEMENT: _("Agreement"),
        MailKind.RECEIPT: _("Receipt"),
        MailKind.REFUND_RECEIPT: _("Refund receipt"),
        MailKind.STATEMENT: _("Statement"),
        MailKind.REMINDER: _("Reminder"),
        MailKind.PAYMENT_FAILED: _("Failed payment"),
        MailKind.PAYMENT_REMINDER: _("Reminder of a failed payment"),
        MailKind.OFFICE_NOTICE: _("Notice to the office"),
        MailKind.PLAN_OFFER: _("Offer of a service plan"),
        MailKind.LINK: _("Link"),
        MailKind.TEST: _("Test message"),
    }
    return known.get(kind, kind)


def blank_words(name: str) -> str:
    """Return what stands where a blank is."""
    return {
        "name": _("the contact's name"),
        "customer": _("the customer's name"),
        "account": _("the account number"),
        "company": _("your company"),
        "company_phone": _("your phone number"),
        "company_email": _("your e-mail address"),
        "number": _("the document's number"),
        "numbers": _("the invoices' numbers"),
        "date": _("its date"),
        "due": _("when it is due"),
        "title": _("what it is about"),
        "until": _("until when it is valid"),
        "deposit": _("the deposit asked for"),
        "amount": _("the amount"),
        "open": _("what is still to be paid"),
        "method": _("how it was paid"),
        "balance": _("what the account owes"),
        "overdue": _("what of it is late"),
        "invoices": _("the invoices, one on a line"),
        "plan": _("the service plan"),
        "start": _("its first day"),
        "included": _("what is included"),
        "prices": _("the prices, one on a line"),
        "agreement": _("what the customer agrees to"),
        "reason": _("why, in words"),
        "what_to_do": _("what to do about it"),
        "update_card": _("the link to a new card, or whom to call"),
        "told": _("whether the customer was written to"),
        "what": _("what the link is for"),
        "link": _("the link"),
        "server": _("the mail server"),
    }.get(name, name)


def own_words(kind: MailKind) -> Words:
    """Return the program's own words for a kind, in the language in use."""
    return _WORDING[kind]()


def _invoice() -> Words:
    return Words(
        _("Invoice {number} from {company}"),
        _(
            "Hello {name},\n\nAttached is invoice {number} of {date} over {amount}. Still to be paid: {open}, due on {due}."
            "\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _invoices() -> Words:
    return Words(
        _("Invoices {numbers} from {company}"),
        _(
            "Hello {name},\n\nAttached are these invoices over {amount}. Still to be paid: {open}."
            "\n\n{invoices}\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _credit_memo() -> Words:
    return Words(
        _("Credit memo {number} from {company}"),
        _("Hello {name},\n\nAttached is credit memo {number} of {date} over {amount}.\n\n{company}\n{company_phone}"),
    )


def _estimate() -> Words:
    return Words(
        _("Estimate {number} from {company}: {title}"),
        _(
            "Hello {name},\n\nAttached is our estimate {number} for {title} over {amount}. It is valid until {until}.\n\n"
            "To accept it, sign it and send it back, or answer this message.\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _agreement() -> Words:
    return Words(
        _("Agreement “{title}” with {company}"),
        _(
            "Hello {name},\n\nAttached is our agreement “{title}”. Please read it, sign it and send it back to us."
            "\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _receipt() -> Words:
    return Words(
        _("Receipt {number} from {company}"),
        _(
            "Hello {name},\n\nThank you: we received {amount} on {date} ({method}). The receipt is attached."
            "\n\n{company}\n{company_phone}"
        ),
    )


def _refund() -> Words:
    return Words(
        _("{amount} refunded by {company}"),
        _(
            "Hello {name},\n\nWe gave back {amount} of payment {number} on {date} ({method}). The receipt is attached. "
            "It may take some days until your bank shows it.\n\n{company}\n{company_phone}"
        ),
    )


def _statement() -> Words:
    return Words(
        _("Statement of your account with {company}"),
        _(
            "Hello {name},\n\nAttached is the statement of your account {account} as of {date}. It shows {balance} to be paid."
            "\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _reminder() -> Words:
    return Words(
        _("Reminder from {company}: {overdue} is overdue"),
        _(
            "Hello {name},\n\nOn your account {account}, {overdue} is overdue:\n\n{invoices}\n\nThe statement is attached. "
            "If you have paid meanwhile, please take no notice of this.\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _failed() -> Words:
    return Words(
        _("Your payment to {company} did not go through"),
        _(
            "Hello {name},\n\nWe could not charge {amount} for {plan} on {date} (invoice {number}).\n\nWhy: {reason}\n"
            "{what_to_do}\n\n{update_card}\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _payment_reminder() -> Words:
    return Words(
        _("Still open: {amount} for {plan}"),
        _(
            "Hello {name},\n\nOur charge for {plan} (invoice {number}) did not go through, and {amount} is still open."
            "\n\nWhy: {reason}\n\n{update_card}\n\nThank you,\n{company}\n{company_phone}"
        ),
    )


def _notice() -> Words:
    return Words(
        _("Payment refused: {customer}, {plan}, {amount}"),
        _(
            "{customer} ({account})\nPlan: {plan}\nInvoice: {number}\nAmount: {amount}\nDate: {date}\n\nWhy: {reason}\n"
            "{what_to_do}\n\n{told}"
        ),
    )


def _plan_offer() -> Words:
    return Words(
        _("Your service plan “{plan}” with {company}"),
        _(
            "Hello {name},\n\nWe offer you our service plan “{plan}” ({number}) from {start}.\n\n{included}\n\n"
            "Choose how often you would like to pay:\n{prices}\n\n{agreement}\n\nTo accept it, answer this message and tell us "
            "which you choose. We then send you a link on which you enter your card or bank account.\n\n"
            "Thank you,\n{company}\n{company_phone}"
        ),
    )


def _link() -> Words:
    return Words(
        _("{what} – {company}"),
        _("Hello {name},\n\n{what}:\n\n{link}\n\nThank you,\n{company}\n{company_phone}"),
    )


def _test() -> Words:
    return Words(
        _("Test message from {company}"),
        _("This message shows that mail leaves through {server}. Nothing else is meant by it.\n\n{company}"),
    )


_WORDING = {
    MailKind.INVOICE: _invoice,
    MailKind.INVOICES: _invoices,
    MailKind.CREDIT_MEMO: _credit_memo,
    MailKind.ESTIMATE: _estimate,
    MailKind.AGREEMENT: _agreement,
    MailKind.RECEIPT: _receipt,
    MailKind.REFUND_RECEIPT: _refund,
    MailKind.STATEMENT: _statement,
    MailKind.REMINDER: _reminder,
    MailKind.PAYMENT_FAILED: _failed,
    MailKind.PAYMENT_REMINDER: _payment_reminder,
    MailKind.OFFICE_NOTICE: _notice,
    MailKind.PLAN_OFFER: _plan_offer,
    MailKind.LINK: _link,
    MailKind.TEST: _test,
}
