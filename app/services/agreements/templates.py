"""The texts that agreements begin with: written once, offered until they are put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import false, select, update

from app.domain.errors import NotFound, UserError
from app.domain.language import _
from app.models.agreements import AgreementTemplate
from app.models.bulk import insert_rows, take_ids
from app.services.activity import Happening, record
from app.services.agreements.wording import check_text
from app.services.office import Reader, Writer


@dataclass(frozen=True, slots=True)
class AgreementText:
    """A text that agreements begin with."""

    id: int
    name: str
    body: str
    archived: bool = False


class _TemplateRow(NamedTuple):
    id: int
    name: str
    body: str


def agreement_texts(reader: Reader, *, archived: bool = False) -> list[AgreementText]:
    """Return the texts by name; ``archived`` adds those that are not offered any more."""
    statement = select(AgreementTemplate.id, AgreementTemplate.name, AgreementTemplate.body, AgreementTemplate.archived)
    if not archived:
        statement = statement.where(AgreementTemplate.archived == false())
    rows = reader.connection.execute(statement.order_by(AgreementTemplate.name))
    return [AgreementText(*row) for row in rows]


def keep_text(writer: Writer, name: str, body: str, template_id: int | None = None) -> int:
    """Keep a new text, or change one, and return its id; agreements that began with it stay as they are.

    Raises:
        UserError: no name, a name that another text has, or words that cannot be kept.
        NotFound: there is no such text.
    """
    name, body = name.strip(), check_text(body)
    if not name:
        raise UserError(_("An agreement's text needs a name."))
    same = writer.connection.execute(select(AgreementTemplate.id).where(AgreementTemplate.name == name)).scalar()
    if same is not None and same != template_id:
        raise UserError(_("There is another text called {name}.").format(name=name))
    if template_id is None:
        template_id = take_ids(writer.connection, AgreementTemplate)[0]
        insert_rows(writer.connection, AgreementTemplate, [_TemplateRow(template_id, name, body)])
    else:
        _change(writer, template_id, name=name, body=body)
    record(writer, [Happening("agreement_text.saved", None, {"name": name})])
    writer.touch("agreement_texts")
    return template_id


def offer_text(writer: Writer, template_id: int, *, offered: bool) -> None:
    """Offer a text, or do not offer it any more.

    Raises:
        NotFound: there is no such text.
    """
    _change(writer, template_id, archived=not offered)
    writer.touch("agreement_texts")


def _change(writer: Writer, template_id: int, **values: object) -> None:
    changed = writer.connection.execute(
        update(AgreementTemplate).where(AgreementTemplate.id == template_id).values(**values)
    )
    if not changed.rowcount:
        raise NotFound(_("There is no such text any more."))
