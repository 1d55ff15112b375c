"""Letting a language model put a question into the query form. It is shown the form and the question without names.

What it proposes goes through the same parser as what people write, and is shown and asked like theirs. Off until the office
turns it on; reaching the model is a gateway's business, the key is in the keychain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from app.domain.asking.english import english
from app.domain.asking.form import Condition, Name, Query
from app.domain.asking.grammar import instructions
from app.domain.asking.parsing import NotAQuery, parse_query
from app.domain.asking.phrases import Language, is_known
from app.domain.asking.spanish import spanish
from app.domain.asking.words import Word, words_of
from app.domain.asking.writing import write_query
from app.domain.errors import UserError
from app.domain.language import _
from app.services.asking.names import BookNames
from app.services.office import Office, Reader, Writer
from app.services.settings import get_setting, set_setting

_SETTING = "asking.language_model"
_STAND_IN = re.compile(r"CUSTOMER([0-9]+)")
_PHONE = re.compile(r"\+[0-9][0-9 ()./-]{5,}[0-9]|\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}", re.ASCII)
_LONGEST_NAME = 6
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Translate(Protocol):
    """Asks a language model. ``app.gateways.language_model.Endpoint`` is one."""

    def __call__(self, told: str, question: str) -> str:
        """Return what the model says to ``question`` after it was told ``told``.

        Raises:
            EnvironmentFault: it cannot be reached now.
            UserError: it refuses the key, or there is no such model.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Whether a language model may translate questions, where it is and what it is called."""

    on: bool = False
    address: str = ""
    model: str = ""


def secret_name(book_id: str) -> str:
    """Return under which name the keychain keeps the key of the language model for a book."""
    return f"language-model:{book_id}"


def model_choice(reader: Reader) -> ModelChoice:
    """Return what the office chose; off when it chose nothing."""
    kept = get_setting(reader, _SETTING, {})
    return ModelChoice(kept.get("on") is True, str(kept.get("address") or ""), str(kept.get("model") or ""))


def choose_model(writer: Writer, choice: ModelChoice) -> None:
    """Keep what the office chose.

    Raises:
        UserError: it is turned on without an address or a model, or its address would send the key in the open.
    """
    if choice.on:
        check_address(choice.address)
        if not choice.model.strip():
            raise UserError(_("Say which model is to be asked."), _("Its name is what the provider calls it."))
    set_setting(writer, _SETTING, {"on": choice.on, "address": choice.address.strip(), "model": choice.model.strip()})


def check_address(address: str) -> None:
    """Refuse an address that is none, or that is neither encrypted nor on this machine.

    Raises:
        UserError: why it cannot be used.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UserError(_("That is no address of a language model."), _("Write it whole, such as {example}").format(
            example="https://models.example/v1"
        ))  # fmt: skip
    if parts.scheme == "http" and host not in _LOCAL:
        raise UserError(
            _("An address outside this computer must begin with https://."), _("Otherwise the key could be read on its way.")
        )


def translated(office: Office, question: str, translate: Translate) -> str:
    """Return the query that a language model makes of ``question``, as text of the form, read and written by our own parser.

    Args:
        office: the book; only its names are looked at, to take them out of the question.
        question: as typed.
        translate: the model.

    Raises:
        UserError: what came back is no query.
        EnvironmentFault: the model cannot be reached.
    """
    shown, names, today = office.read(lambda reader: (*masked(reader, question), reader.today))
    said = translate(instructions(today), shown).strip().strip("`").strip()
    line = said.splitlines()[0].strip() if said else ""
    if line.upper().rstrip(".") in ("", "NONE"):
        raise UserError(_("The language model could not put that question into a query either."))
    try:
        query = parse_query(line)
    except NotAQuery as refused:
        raise UserError(
            _("The language model proposed something that is no query: {text}").format(text=line[:80]), refused.message
        ) from refused
    return write_query(_with_names(query, names))


def masked(reader: Reader, question: str) -> tuple[str, tuple[str, ...]]:
    """Return the question with every name that the book knows replaced by CUSTOMER1 and so on, and those names in order."""
    book = BookNames(reader)
    words = words_of(_PHONE.sub(r'"\g<0>"', question))
    names: list[str] = []
    shown: list[str] = []
    ends = {start: (end, value) for start, end, value in book.spans([word.plain for word in words])}
    at = 0
    while at < len(words):
        end, value = ends.get(at, (at + 1, words[at].name))
        if not value and _is_private(book, words[at].plain):
            end, value = _run_of(book, words, at)
        if value:
            names.append(value)
            shown.append(f"CUSTOMER{len(names)}")
        elif words[at].typed:
            shown.append(words[at].typed)
        at = end
    return " ".join(shown), tuple(names)


def _run_of(book: BookNames, words: Sequence[Word], start: int) -> tuple[int, str]:
    """Return where the part of a name ends that begins at ``start``, and that part: as many words as one name has."""
    end, text = start + 1, words[start].typed
    for at in range(start + 1, min(start + _LONGEST_NAME, len(words))):
        longer = " ".join(word.typed for word in words[start : at + 1] if word.typed)
        if words[at].plain.isalnum() and book.called(longer):
            end, text = at + 1, longer
    return end, text


def _is_private(book: BookNames, word: str) -> bool:
    """Whether a word that no phrase knows is, or may be, part of somebody's name, address, phone number or mail."""
    if any(is_known(word, language) or _is_day(word, language) for language in (english(), spanish())):
        return False
    has_number = sum(c.isdigit() for c in word) > 4
    return "@" in word or has_number or any(c.isdigit() and "-" in word for c in word) or bool(book.called(word))


def _is_day(word: str, language: Language) -> bool:
    dates = language.dates
    return dates.compiled.fullmatch(word) is not None or word in dates.months or word in dates.numbers


def _with_names(query: Query, names: tuple[str, ...]) -> Query:
    """Return the query with the names that were taken out of the question in place of their stand-ins."""

    def named(text: str) -> str:
        match = _STAND_IN.fullmatch(text.strip())
        number = int(match[1]) if match is not None else 0
        if match is not None and not 1 <= number <= len(names):
            raise UserError(_("The language model named a customer that is not in the question."))
        return names[number - 1] if match is not None else text

    def put_back(condition: Condition) -> Condition:
        value = condition.value
        if isinstance(value, Name):
            return Condition(condition.field, condition.op, Name(named(value.text)))
        return Condition(condition.field, condition.op, named(value)) if isinstance(value, str) else condition

    return query.changed(put_back)
