"""``counterfoil ask``: answers a question about the book, and names the records that the answer is about."""

from __future__ import annotations

import sys
from argparse import Namespace

from app.commands.desk import Desk
from app.commands.lookups import customer_id_of
from app.commands.parsing import Parser
from app.commands.printing import print_json
from app.domain.language import _
from app.services.asking.answering import Answer
from app.services.asking.records import Formats
from app.services.asking.understanding import NotRead, ask
from app.services.office import Reader


def arguments(parser: Parser) -> None:
    """Declare what the command takes."""
    parser.add_argument("question", metavar="QUESTION", help=_("a question in English or Spanish, or a query in its form"))
    parser.add_argument("--book", required=True, metavar="BOOK", help=_("the book to ask"))
    parser.add_argument("--customer", metavar="ACCOUNT", help=_("ask about this customer, by account number"))


def run(args: Namespace, desk: Desk) -> int:
    """Print the answer; return 1 when the question was not read, and say what of it was."""
    question = str(args.question)

    def answered(reader: Reader) -> tuple[Answer, Formats]:
        customer_id = customer_id_of(reader, str(args.customer)) if args.customer else None
        return ask(reader, question, customer_id), Formats.of(reader.profile, reader.today)

    with desk.book(str(args.book)) as office:
        try:
            answer, formats = office.read(answered)
        except NotRead as refused:
            return _refuse(refused, desk)
        if desk.json:
            print_json(
                {
                    "query": answer.text,
                    "answer": answer.sentence,
                    "records": [
                        {"kind": record.kind, "id": record.id, "label": formats.label(record)} for record in answer.records
                    ],
                }
            )
            return 0
        print(answer.sentence)
        for record in answer.records:
            print(f"  {formats.label(record)}")
        print(_("Query: {query}").format(query=answer.shown))
    return 0


def _refuse(refused: NotRead, desk: Desk) -> int:
    if desk.json:
        print_json(
            {
                "query": refused.understood[0].text if len(refused.understood) == 1 else "",
                "answer": str(refused),
                "records": [],
                "understood": [{"query": option.text, "words": option.words} for option in refused.understood],
                "not_understood": list(refused.unread),
                "readings": [{"query": option.text, "words": option.words} for option in refused.options],
            }
        )
        return 1
    print(refused, file=sys.stderr)
    for option in refused.options:
        print(f"  {option.words}\n    {option.shown or option.text}", file=sys.stderr)
    return 1
