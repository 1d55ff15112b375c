"""``counterfoil mail``: send what waits, list the queue, enter a sender, send one document, and queue a statement.

A password is asked for, or taken from the environment where there is no keychain; it is never an argument, which others on the
computer could read.
"""

from __future__ import annotations

import argparse
import getpass
import os
from argparse import Namespace
from collections.abc import Callable
from functools import partial

from app.commands.desk import Desk, progress_shown
from app.commands.lookups import customer_id_of, invoice_of
from app.commands.parsing import Parser, day
from app.commands.printing import Json, print_facts, print_json, print_table
from app.domain.errors import NotFound
from app.domain.language import _, ngettext
from app.models.mail import MAIL_STATES, SECURITIES
from app.services.documents import StatementKind
from app.services.mail.kinds import kind_words
from app.services.mail.senders import PORTS, NewSender, SenderFacts, add_sender, secret_account, senders
from app.services.mail.sending import Round, send_waiting
from app.services.office import Office, Reader
from app.services.ports import SecretStore
from app.services.queries.mail import MailFilter, MailRow, mail_ids, mail_rows
from app.services.queries.words import mail_state_word

PASSWORD = "COUNTERFOIL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    sending = _action(actions, "send", _("send what waits; with a document: queue it first"))
    what = sending.add_mutually_exclusive_group()
    what.add_argument("--invoice", metavar="NUMBER", help=_("send this invoice with its PDF file"))
    what.add_argument("--receipt", metavar="NUMBER", help=_("send the receipt of this payment with its PDF file"))
    sending.add_argument("--to", default="", metavar="ADDRESS", help=_("another address than the customer's"))
    stating = _action(actions, "statement", _("queue a customer's statement with its PDF file; “send” sends what waits"))
    stating.add_argument("--customer", required=True, metavar="ACCOUNT", help=_("the customer's account number"))
    stating.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("first day (default: of this month)"))
    stating.add_argument("--until", type=day, metavar="DATE", help=_("last day, and the statement's date (default: today)"))
    stating.add_argument(
        "--type",
        dest="kind",
        choices=[kind.value for kind in StatementKind],
        default=StatementKind.OPEN_ITEM.value,
        help=_("what it lists: open invoices (default), or everything since a balance brought forward"),
    )
    part = stating.add_mutually_exclusive_group()
    part.add_argument("--site", metavar="NAME", help=_("only this site's invoices and what was applied to them"))
    part.add_argument("--reminder", action="store_true", help=_("as a reminder of what is overdue, once a day at most"))
    stating.add_argument("--again", action="store_true", help=_("a second reminder on the same day"))
    stating.add_argument("--to", default="", metavar="ADDRESS", help=_("another address than the customer's"))
    listing = _action(actions, "list", _("list messages, newest first"))
    listing.add_argument("--customer", metavar="ACCOUNT", help=_("only this customer's"))
    listing.add_argument("--state", choices=MAIL_STATES, help=_("only messages in this state"))
    entering = _action(actions, "sender", _("list the senders, or enter one; the password goes into the keychain"))
    entering.add_argument("--address", metavar="ADDRESS", help=_("the e-mail address to send from"))
    entering.add_argument("--name", default="", metavar="TEXT", help=_("the name before it (default: the company's)"))
    entering.add_argument("--host", default="", metavar="HOST", help=_("the mail server, such as smtp.example.com"))
    entering.add_argument("--port", type=int, metavar="PORT", help=_("its port (default: 465 for tls, 587 for starttls)"))
    entering.add_argument("--security", choices=SECURITIES, default="tls", help=_("how the line is made safe (default: tls)"))
    entering.add_argument("--user", default="", metavar="NAME", help=_("the name to sign in with, if the server wants one"))


def _action(actions: argparse._SubParsersAction[Parser], name: str, about: str) -> Parser:
    parser = actions.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book"))
    # Options of every command stand after the action as well; what was given before it is not forgotten.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument("--today", type=day, metavar="DATE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def run(args: Namespace, desk: Desk) -> int:
    """Do what was asked; sending exits 0 only when nothing is left that waits, failed or is not known."""
    with desk.book(str(args.book)) as office:
        if args.action == "list":
            return _list(args, desk, office)
        if args.action == "sender":
            return _sender(args, desk, office)
        if args.action == "statement":
            return _statement(args, desk, office)
        return _send(args, desk, office)


class _Environment:
    """The password of the environment for every sender; the keychain's where there is none."""

    def __init__(self) -> None:
        from app.gateways.keychain import Keychain

        self._keychain: SecretStore = Keychain()

    def get(self, account: str) -> str | None:
        return os.environ.get(PASSWORD) or self._keychain.get(account)

    def set(self, account: str, secret: str) -> None:
        self._keychain.set(account, secret)

    def delete(self, account: str) -> None:
        self._keychain.delete(account)


def _send(args: Namespace, desk: Desk, office: Office) -> int:
    from app.bootstrap.charging import processor_for
    from app.bootstrap.mailing import open_press, queue_invoice, queue_receipt, update_link
    from app.gateways.mail.smtp import SmtpGateway

    if args.invoice:
        invoice_id = office.read(lambda reader: invoice_of(reader, str(args.invoice))).id
        queue_invoice(office, invoice_id, str(args.to))
    elif args.receipt:
        queue_receipt(office, office.read(lambda reader: _payment_of(reader, str(args.receipt))), str(args.to))
    gateway = SmtpGateway()
    try:
        with progress_shown() as progress:
            link = partial(update_link(processor_for), office)
            round_ = send_waiting(office, gateway, _Environment(), progress, link=link, press=open_press, by_hand=True)
            done = round_.value
    finally:
        gateway.stop(0)
    if desk.json:
        print_json(_round_json(done))
    else:
        _print_round(done)
    return 0 if not (done.failed or done.unknown or done.waiting) else 1


def _statement(args: Namespace, desk: Desk, office: Office) -> int:
    from app.bootstrap.mailing import queue_statement
    from app.services.mail.queueing import message_facts
    from app.services.queries.statement_sites import site_named

    account, today = str(args.customer), office.clock.today()
    customer_id = office.read(lambda reader: customer_id_of(reader, account))
    site_id = office.read(lambda reader: site_named(reader, customer_id, str(args.site))) if args.site else None
    last = args.until or today
    message_id = queue_statement(
        office,
        customer_id,
        args.from_on or min(today.replace(day=1), last),
        last,
        StatementKind(args.kind),
        site_id=site_id,
        to=str(args.to),
        remind=bool(args.reminder),
        again=bool(args.again),
    )
    message = office.read(lambda reader: message_facts(reader, message_id))
    if desk.json:
        print_json(
            {"id": message.id, "account": account, "kind": message.kind, "to": message.recipients, "state": message.state.value}
        )
    else:
        print(_("The message to {address} waits to be sent.").format(address=message.recipients))
    return 0


def _payment_of(reader: Reader, number: str) -> int:
    from app.services.queries.payments import PaymentFilter, payment_ids, payment_rows

    found = payment_rows(reader, list(payment_ids(reader, PaymentFilter(text=number))))
    payment = next((row for row in found if row.number == number), None)
    if payment is None:
        raise NotFound(_("There is no payment {number}.").format(number=number[:60]))
    return payment.id


def _round_json(done: Round) -> dict[str, Json]:
    return {
        "sent": done.sent,
        "failed": done.failed,
        "unknown": done.unknown,
        "waiting": done.waiting,
        "said": list(done.words),
    }


def _print_round(done: Round) -> None:
    print_facts(
        [
            (_("Sent"), str(done.sent)),
            (_("Failed"), str(done.failed)),
            (_("Not known"), str(done.unknown)),
            (_("Still waiting"), str(done.waiting)),
        ]
    )
    for words in done.words:
        print(words)
    if done.unknown:
        print(
            ngettext(
                "It is not known whether the server took {count} message; it is not sent again by itself.",
                "It is not known whether the server took {count} messages; they are not sent again by themselves.",
                done.unknown,
            ).format(count=done.unknown)
        )


def _list(args: Namespace, desk: Desk, office: Office) -> int:
    def found(reader: Reader) -> list[MailRow]:
        customer_id = customer_id_of(reader, str(args.customer)) if args.customer else None
        states = (str(args.state),) if args.state else ()
        return mail_rows(reader, mail_ids(reader, MailFilter(customer_id, states)))

    rows = office.read(found)
    if desk.json:
        print_json({"messages": [_row_json(row) for row in rows]})
        return 0
    print_table(
        (_("Queued"), _("What"), _("Number"), _("Recipients"), _("Subject"), _("State"), _("The server says")),
        [
            (
                f"{row.queued_at:%Y-%m-%d %H:%M}",
                kind_words(row.kind),
                row.number or "–",
                row.recipients or "–",
                row.subject[:60],
                mail_state_word(row.state),
                row.words[:80],
            )
            for row in rows
        ],
        left=7,
    )
    return 0


def _row_json(row: MailRow) -> dict[str, Json]:
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "account": row.account or None,
        "number": row.number or None,
        "to": row.recipients,
        "subject": row.subject,
        "said": row.words,
        "attempts": row.attempts,
        "queued_at": row.queued_at.isoformat(),
        "state_at": row.state_at.isoformat(),
        "attachments": row.files,
    }


def _sender(args: Namespace, desk: Desk, office: Office) -> int:
    if args.address:
        security = str(args.security)
        port = int(args.port) if args.port is not None else PORTS[security]
        new = NewSender(str(args.name), str(args.address), str(args.host), port, security, str(args.user))
        sender_id = office.write(lambda writer: add_sender(writer, new))
        if new.user_name and not os.environ.get(PASSWORD):
            _keep_password(office, sender_id, getpass.getpass)
    listed = office.read(senders)
    if desk.json:
        print_json({"senders": [_sender_json(each) for each in listed]})
        return 0
    print_table(
        (_("Address"), _("Name"), _("Server"), _("Security"), _("Signs in as"), _("Trouble")),
        [
            (each.address, each.name or "–", each.server.name, each.security, each.user_name or "–", each.fault or "–")
            for each in listed
        ],
        left=6,
    )
    return 0


def _keep_password(office: Office, sender_id: int, ask: Callable[[str], str]) -> None:
    from app.gateways.keychain import Keychain

    password = ask(_("Password: "))
    if password:
        book_id = office.read(lambda reader: reader.profile.book_id)
        Keychain().set(secret_account(book_id, sender_id), password)


def _sender_json(each: SenderFacts) -> dict[str, Json]:
    return {
        "address": each.address,
        "name": each.name,
        "host": each.host,
        "port": each.port,
        "security": each.security,
        "user": each.user_name or None,
        "usual": each.is_default,
        "fault": each.fault or None,
    }
