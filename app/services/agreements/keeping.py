"""An agreement's way: drafted, sent, signed, ended. Every step is told to the diary; none is skipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, select, update

from app.domain.agreement_states import may_become
from app.domain.errors import Conflict, NotFound, UserError
from app.domain.folding import fold
from app.domain.language import _
from app.models.agreements import Agreement
from app.models.bulk import insert_rows, take_ids
from app.services.activity import Detail, Happening, record
from app.services.agreements.waiting import check_unmailed
from app.services.agreements.wording import Subject, check_filled, check_text, fill, values_for
from app.services.files.contents import Source
from app.services.files.keeping import add_files, read_file
from app.services.office import Reader, Writer

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What an agreement says and whom it concerns."""

    subject: Subject
    title: str
    body: str
    renews_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An agreement as it stands."""

    id: int
    customer_id: int
    site_id: int | None
    plan_id: int | None
    title: str
    body: str
    state: str
    written_on: date
    written_by: str
    sent_on: date | None
    signed_on: date | None
    signed_by: str
    scan_id: int | None
    renews_on: date | None
    ended_on: date | None

    @property
    def subject(self) -> Subject:
        """Whom and what it is about."""
        return Subject(self.customer_id, self.site_id, self.plan_id)


class _AgreementRow(NamedTuple):
    id: int
    customer_id: int
    site_id: int | None
    plan_id: int | None
    title: str
    body: str
    written_on: str
    written_by: str
    renews_on: str | None
    search_text: str


@dataclass(frozen=True, slots=True)
class _Step:
    state: str
    kind: str
    values: dict[str, object]
    details: dict[str, Detail] = field(default_factory=dict)


def write_agreement(writer: Writer, new: NewAgreement) -> int:
    """Draft an agreement, its blanks filled as far as they can be, and return its id.

    Raises:
        UserError: no title, no words, or a blank that nothing can fill.
        NotFound: no such customer, or site or plan is somebody else's.
    """
    title, body = _checked(writer, new)
    id_ = take_ids(writer.connection, Agreement)[0]
    row = _AgreementRow(
        id_,
        new.subject.customer_id,
        new.subject.site_id,
        new.subject.plan_id,
        title,
        body,
        writer.today.isoformat(),
        writer.actor,
        new.renews_on.isoformat() if new.renews_on else None,
        _searched(title, body, ""),
    )
    insert_rows(writer.connection, Agreement, [row])
    _tell(writer, "agreement.drafted", new.subject.customer_id, {"title": title})
    return id_


def rewrite_agreement(writer: Writer, agreement_id: int, new: NewAgreement) -> None:
    """Change a draft.

    Raises:
        UserError: as ``write_agreement``.
        Conflict: it was sent meanwhile, or waits to be mailed: its words stay as they are.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    if before.state != "draft":
        raise Conflict(
            _("“{title}” was sent: its words stay as they are.").format(title=before.title),
            _("Take it back to the drafts first."),
        )
    check_unmailed(writer, agreement_id, before.title)
    if new.subject.customer_id != before.customer_id:
        raise NotFound(_("That agreement is somebody else's."))
    title, body = _checked(writer, new)
    writer.connection.execute(
        update(Agreement)
        .where(Agreement.id == agreement_id)
        .values(
            site_id=new.subject.site_id,
            plan_id=new.subject.plan_id,
            title=title,
            body=body,
            renews_on=new.renews_on,
            search_text=_searched(title, body, ""),
        )
    )
    _tell(writer, "agreement.rewritten", before.customer_id, {"title": title})


def send_agreement(writer: Writer, agreement_id: int, *, by_mail: bool = False) -> None:
    """Note that the agreement went to the customer today; from now on its words stay as they are.

    Args:
        writer: the transaction.
        agreement_id: the draft.
        by_mail: a mail server took it; else somebody says that it went on paper.

    Raises:
        UserError: blanks are left in its text, or it is no draft.
        Conflict: a message with it waits to go out.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    check_filled(before.body)
    if not by_mail:
        check_unmailed(writer, agreement_id, before.title)
    _step(writer, before, _Step("sent", "agreement.sent", {"sent_on": writer.today}))


def take_agreement_back(writer: Writer, agreement_id: int) -> None:
    """Make a draft of an agreement that was sent and not signed.

    Raises:
        UserError: it was not sent, or was signed.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    _step(writer, before, _Step("draft", "agreement.taken_back", {"sent_on": None}))


def sign_agreement(
    writer: Writer, agreement_id: int, signed_on: date, signed_by: str, renews_on: date | None, scan: Source | None = None
) -> None:
    """Note that the customer signed: when, who, until when it holds, and the signed paper.

    Raises:
        UserError: nobody is named, the day lies ahead or the renewal does not follow it, or it was not sent.
        NotFound: there is no such agreement.
    """
    before, name = read_agreement(writer, agreement_id), signed_by.strip()
    if not name:
        raise UserError(_("Say who signed."))
    if signed_on > writer.today:
        raise UserError(_("It cannot have been signed on a day that lies ahead."))
    if renews_on is not None and renews_on <= signed_on:
        raise UserError(_("It has to be renewed after the day on which it was signed."))
    values: dict[str, object] = {
        "signed_on": signed_on,
        "signed_by": name,
        "renews_on": renews_on,
        "search_text": _searched(before.title, before.body, name),
    }
    _step(writer, before, _Step("signed", "agreement.signed", values, {"name": name, "signed_on": signed_on.isoformat()}))
    if scan is not None:
        attach_scan(writer, agreement_id, scan)


def attach_scan(writer: Writer, agreement_id: int, scan: Source) -> int:
    """Keep the signed paper among the account's files and with the agreement; return the file's id.

    An earlier one stays among the files.

    Raises:
        UserError: the agreement is not signed.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    if before.state not in ("signed", "ended"):
        raise UserError(_("“{title}” is not signed yet.").format(title=before.title))
    (file_id,) = add_files(writer, before.customer_id, [scan])
    _attach(writer, before, file_id)
    return file_id


def detach_scan(writer: Writer, agreement_id: int) -> None:
    """Take the signed paper off an agreement; it stays among the account's files.

    Raises:
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    writer.connection.execute(update(Agreement).where(Agreement.id == agreement_id).values(scan_id=None))
    _tell(writer, "agreement.scan_removed", before.customer_id, {"title": before.title})


def set_renewal(writer: Writer, agreement_id: int, renews_on: date | None) -> None:
    """Say by when a signed agreement has to be renewed; moving the day on is how it is renewed on the same words.

    Raises:
        UserError: it is not signed, or the day does not follow its signature.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    if before.state != "signed" or before.signed_on is None:
        raise UserError(_("“{title}” is not in force.").format(title=before.title))
    if renews_on is not None and renews_on <= before.signed_on:
        raise UserError(_("It has to be renewed after the day on which it was signed."))
    if renews_on == before.renews_on:
        return
    writer.connection.execute(update(Agreement).where(Agreement.id == agreement_id).values(renews_on=renews_on))
    if renews_on is None:
        _tell(writer, "agreement.runs_on", before.customer_id, {"title": before.title})
    else:
        _tell(writer, "agreement.renewed", before.customer_id, {"title": before.title, "renews_on": renews_on.isoformat()})


def end_agreement(writer: Writer, agreement_id: int) -> None:
    """End an agreement today, or give up one that was not signed. The plan it is about goes on.

    Raises:
        UserError: it is a draft or ended already.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    _step(writer, before, _Step("ended", "agreement.ended", {"ended_on": writer.today}))


def discard_agreement(writer: Writer, agreement_id: int) -> NewAgreement:
    """Throw a draft away and return what it said, so that it can be written again.

    Raises:
        UserError: it is no draft.
        NotFound: there is no such agreement.
    """
    before = read_agreement(writer, agreement_id)
    if before.state != "draft":
        raise UserError(_("“{title}” was sent: it can be ended, not thrown away.").format(title=before.title))
    check_unmailed(writer, agreement_id, before.title)
    writer.connection.execute(delete(Agreement).where(Agreement.id == agreement_id))
    _tell(writer, "agreement.discarded", before.customer_id, {"title": before.title})
    return NewAgreement(before.subject, before.title, before.body, before.renews_on)


def read_agreement(reader: Reader, agreement_id: int) -> AgreementFacts:
    """Return an agreement.

    Raises:
        NotFound: there is no such agreement.
    """
    row = reader.connection.execute(_FACTS.where(Agreement.id == agreement_id)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such agreement any more."))
    return AgreementFacts(*row)


def _checked(reader: Reader, new: NewAgreement) -> tuple[str, str]:
    title = new.title.strip()
    if not title:
        raise UserError(_("An agreement needs a title."))
    if len(title) > LONGEST_TITLE:
        raise UserError(_("A title has at most {count} characters.").format(count=LONGEST_TITLE))
    return title, fill(check_text(new.body), values_for(reader, new.subject))


def _step(writer: Writer, before: AgreementFacts, step: _Step) -> None:
    if not may_become(before.state, step.state):
        raise UserError(_refusals()[before.state].format(title=before.title))
    writer.connection.execute(
        update(Agreement).where(Agreement.id == before.id).values(state=step.state, **step.values)
    )
    _tell(writer, step.kind, before.customer_id, {"title": before.title, **step.details})


def _refusals() -> dict[str, str]:
    return {
        "draft": _("“{title}” is still a draft: send it first."),
        "sent": _("“{title}” was sent already."),
        "signed": _("“{title}” is signed: it can only be ended."),
        "ended": _("“{title}” has ended."),
    }


def _attach(writer: Writer, before: AgreementFacts, file_id: int) -> None:
    name = read_file(writer, file_id).name
    writer.connection.execute(update(Agreement).where(Agreement.id == before.id).values(scan_id=file_id))
    _tell(writer, "agreement.scan_added", before.customer_id, {"title": before.title, "name": name})
    writer.touch("files")


def _tell(writer: Writer, kind: str, customer_id: int, details: dict[str, Detail]) -> None:
    record(writer, [Happening(kind, customer_id, details)])
    writer.touch("agreements", f"customer:{customer_id}")


def _searched(title: str, body: str, signed_by: str) -> str:
    return fold(f"{title} {signed_by} {body}")


_FACTS: Select[*tuple[Any, ...]] = select(
    Agreement.id,
    Agreement.customer_id,
    Agreement.site_id,
    Agreement.plan_id,
    Agreement.title,
    Agreement.body,
    Agreement.state,
    Agreement.written_on,
    Agreement.written_by,
    Agreement.sent_on,
    Agreement.signed_on,
    Agreement.signed_by,
    Agreement.scan_id,
    Agreement.renews_on,
    Agreement.ended_on,
)
