"""``counterfoil connect``: join a book with the processor's account, once and for all."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace

from app.commands.desk import Desk
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.errors import EnvironmentFault
from app.domain.language import _


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to connect"))


def run(args: Namespace, desk: Desk) -> int:
    """Test the key, pin the account, keep the key in the keychain."""
    from app.bootstrap.charging import ADDRESS, KEY, processor_for
    from app.gateways.keychain import Keychain
    from app.gateways.stripe.address import key_facts
    from app.services.charging.connecting import connect, in_words
    from app.services.charging.processor import ProcessorError

    with desk.book(str(args.book)) as office:
        profile = office.read(lambda reader: reader.profile)
        practice = profile.mode == "practice" and not os.environ.get(ADDRESS)
        given = os.environ.get(KEY, "")
        key = "" if practice else given or getpass.getpass(_("Restricted key: ")).strip()
        if key and not key_facts(key).restricted:
            print(_("This is a secret key, which may do anything; a restricted key is safer."), file=sys.stderr)
        with processor_for(office, key) as processor:
            try:
                account = processor.account()
            except ProcessorError as error:
                raise in_words(error) from error
            pinned = office.write(lambda writer: connect(writer, account))
        if key and not given:
            try:
                Keychain().set(profile.book_id, key)
            except EnvironmentFault as fault:
                print(str(fault), file=sys.stderr)
        if desk.json:
            print_json({"account": pinned.remote_id, "live": pinned.live, "name": pinned.name})
        else:
            print(_("Connected with {name} ({id}).").format(name=pinned.name, id=pinned.remote_id))
    return 0
