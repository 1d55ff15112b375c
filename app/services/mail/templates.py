"""The words of messages: the office's own where it wrote some, else the program's, per kind and language."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from app.domain.errors import UserError
from app.domain.language import _, speaking
from app.domain.mail_addresses import one_line
from app.domain.mail_wording import filled, unknown_blanks
from app.models.mail import MailTemplate
from app.services.mail.kinds import MailKind, Words, blanks, own_words
from app.services.office import Reader, Writer
from app.services.translations import translations_for

_LONGEST_SUBJECT, _LONGEST_BODY = 200, 20_000


def base_language(code: str) -> str:
    """Return the language of a locale or language code: es_MX is es."""
    return code.replace("-", "_").split("_")[0].lower()


def words_of(reader: Reader, kind: MailKind, language: str) -> Words:
    """Return the words for a kind in a language (a code; any territory)."""
    language = base_language(language)
    row = reader.connection.execute(
        select(MailTemplate.subject, MailTemplate.body).where(
            MailTemplate.kind == kind.value, MailTemplate.language == language
        )
    ).one_or_none()
    return usual_words(kind, language) if row is None else Words(row.subject, row.body)


def usual_words(kind: MailKind, language: str) -> Words:
    """Return the program's own words for a kind in a language; English where it does not speak it."""
    with speaking(translations_for(language)):
        return own_words(kind)


def check_words(kind: MailKind, words: Words) -> Words:
    """Return words as they are kept.

    Raises:
        UserError: no subject or body, too long, or a blank that nothing can fill.
    """
    subject, body = one_line(words.subject), words.body.replace("\r\n", "\n").strip()
    if not subject or not body:
        raise UserError(_("A message needs a subject and some words."))
    if len(subject) > _LONGEST_SUBJECT or len(body) > _LONGEST_BODY:
        raise UserError(_("That is too long for a message."))
    wrong = unknown_blanks(subject + body, blanks(kind))
    if wrong:
        named = ", ".join("{" + name + "}" for name in wrong)
        raise UserError(
            _("Nothing can be put in the place of {names}.").format(names=named), _("Choose one of the blanks listed.")
        )
    return Words(subject, body)


def keep_words(writer: Writer, kind: MailKind, language: str, words: Words) -> None:
    """Keep the office's own words for a kind in a language; words like the program's own are not kept.

    Raises:
        UserError: as ``check_words``.
    """
    kept, language = check_words(kind, words), base_language(language)
    writer.connection.execute(
        delete(MailTemplate).where(MailTemplate.kind == kind.value, MailTemplate.language == language)
    )
    usual = usual_words(kind, language)
    if kept != Words(usual.subject.strip(), usual.body.strip()):
        writer.connection.execute(
            insert(MailTemplate).values(kind=kind.value, language=language, subject=kept.subject, body=kept.body)
        )
    writer.touch("settings", "mail")


def filled_words(words: Words, values: Mapping[str, str]) -> Words:
    """Return words with their blanks filled: subject and body of a message."""
    return Words(one_line(filled(words.subject, values)), filled(words.body, values))
