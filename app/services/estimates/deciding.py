"""An estimate's way once it is written: sent, extended, accepted or declined, and one step of that back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update

from app.domain.errors import Conflict, UserError
from app.domain.estimate_states import may_become
from app.domain.language import _
from app.models.estimates import Estimate
from app.services.activity import Detail, Happening, record
from app.services.estimates.claiming import made_of
from app.services.estimates.reading import Standing, standing
from app.services.estimates.writing import check_draft, number_estimate
from app.services.office import Writer

LONGEST_NAME, LONGEST_REASON = 120, 500
MAIL, HAND = "mail", "hand"


@dataclass(frozen=True, slots=True)
class Stepped:
    """How an estimate stood before and after a step, so that it can be taken back while nothing else happened to it."""

    before: Standing
    after: Standing


def send_estimate(writer: Writer, estimate_id: int, how: str = HAND) -> Stepped:
    """Note that a draft went to the customer today; it gets its number now if it has none.

    Args:
        writer: the transaction.
        estimate_id: the draft.
        how: ``hand`` when somebody says so; ``mail`` is the mail's own to say, once a server took the message.

    Raises:
        UserError: it was valid until a day before today.
        Conflict: it was sent already, or waits to be mailed.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if how == HAND:
        check_draft(writer, before)
    if before.state != "draft":
        raise _refused(before)
    if before.valid_until < writer.today and how == HAND:
        raise UserError(_("It is valid until a day that has passed."), _("Change that day first."))
    number = number_estimate(writer, estimate_id)
    after = replace(before, number=number, state="sent", sent_on=writer.today, sent_how=how)
    details: dict[str, Detail] = {"total_minor": before.total_minor, "until_on": before.valid_until.isoformat()}
    return _step(writer, before, after, "estimate.sent" if how == HAND else "estimate.went_out", details)


def note_mailed(writer: Writer, number: str) -> None:
    """Note that a mail server took the estimate with this number: a draft counts as sent from then on."""
    row = writer.connection.execute(select(Estimate.id).where(Estimate.number == number, Estimate.state == "draft")).first()
    if row is not None:
        send_estimate(writer, row.id, MAIL)


def take_estimate_back(writer: Writer, estimate_id: int) -> Stepped:
    """Make a draft of an estimate again that was sent and not answered; its number stays.

    Raises:
        UserError: it was not sent, or was answered.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if before.state != "sent":
        raise _refused(before)
    after = replace(before, state="draft", sent_on=None, sent_how="")
    return _step(writer, before, after, "estimate.taken_back", {})


def extend_estimate(writer: Writer, estimate_id: int, until: date) -> Stepped:
    """Let an estimate that was sent be valid longer, or shorter.

    Raises:
        UserError: it is not waiting for an answer, or the day lies before its date or before today.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if before.state != "sent":
        raise _refused(before)
    if until < max(before.written_on, writer.today):
        raise UserError(_("Choose a day that has not passed yet."))
    after = replace(before, valid_until=until)
    if after == before:
        return Stepped(before, before)
    return _step(writer, before, after, "estimate.extended", {"until_on": until.isoformat()})


def accept_estimate(writer: Writer, estimate_id: int, on: date, by: str = "") -> Stepped:
    """Note that the customer accepted: on which day, and who said so.

    Raises:
        UserError: it was not sent, was answered, had expired by that day, or the day lies ahead or before its date.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    _check_answer(writer, before, "accepted", on, by, "")
    if on > before.valid_until:
        raise UserError(
            _("Estimate {number} was valid until an earlier day.").format(number=before.number),
            _("Let it be valid longer first."),
        )
    after = replace(before, state="accepted", decided_on=on, decided_by=by.strip(), reason="")
    kind = "estimate.accepted_by" if by.strip() else "estimate.accepted"
    return _step(writer, before, after, kind, {"name": by.strip(), "decided_on": on.isoformat()})


def decline_estimate(writer: Writer, estimate_id: int, on: date, by: str = "", reason: str = "") -> Stepped:
    """Note that the customer will not have it: on which day, who said so, and why. The office's own withdrawal is one too.

    Raises:
        UserError: it was answered already, has no number yet, or the day lies ahead or before its date.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if not before.number:
        raise UserError(_("“{title}” never went out: throw the draft away instead.").format(title=before.title))
    _check_answer(writer, before, "declined", on, by, reason)
    after = replace(before, state="declined", decided_on=on, decided_by=by.strip(), reason=reason.strip())
    details: dict[str, Detail] = {"name": by.strip(), "decided_on": on.isoformat(), "reason": reason.strip()}
    kind = "estimate.declined_by" if by.strip() else "estimate.declined"
    return _step(writer, before, after, kind, details)


def reopen_estimate(writer: Writer, estimate_id: int) -> Stepped:
    """Take an answer back, so that the estimate waits for one again.

    Raises:
        UserError: it was not answered, something was made of it, or a deposit for it is in the book.
        NotFound: there is no such estimate.
    """
    before = standing(writer, estimate_id)
    if before.decided_on is None:
        raise _refused(before)
    made = made_of(writer, estimate_id)
    if made.anything:
        raise UserError(
            _("Something was made of estimate {number} already: {what}.").format(
                number=before.number, what=", ".join(made.words())
            ),
            _("Void, discard or cancel that first."),
        )
    if made.deposits:
        raise UserError(
            _("A deposit was taken for estimate {number}.").format(number=before.number),
            _("Give it back, or let it be ordinary credit, first."),
        )
    after = replace(before, state="sent", decided_on=None, decided_by="", reason="")
    if before.sent_on is None:
        # A draft that had its number and was withdrawn: it never reached anybody.
        after = replace(after, state="draft")
    return _step(writer, before, after, "estimate.reopened", {})


def step_back(writer: Writer, stepped: Stepped) -> None:
    """Put an estimate back to how it stood before a step (undo); its number stays.

    Raises:
        Conflict: something else happened to it since.
        UserError: something was made of it, or a deposit taken.
        NotFound: there is no such estimate.
    """
    now = standing(writer, stepped.after.id)
    if now != stepped.after:
        raise Conflict(_("Estimate {name} was changed meanwhile.").format(name=now.name()))
    if now.decided_on is not None and stepped.before.decided_on is None:
        made = made_of(writer, now.id)
        if made.anything or made.deposits:
            raise Conflict(_("Estimate {name} was changed meanwhile.").format(name=now.name()))
    _step(writer, now, replace(stepped.before, number=now.number), "estimate.put_back", {})


def _check_answer(writer: Writer, before: Standing, answer: str, on: date, by: str, reason: str) -> None:
    if not may_become(before.state, answer):
        raise _refused(before)
    if on > writer.today:
        raise UserError(_("Nobody can have answered on a day that lies ahead."))
    if on < before.written_on:
        raise UserError(_("Nobody can have answered before the estimate was written."))
    if len(by) > LONGEST_NAME or len(reason) > LONGEST_REASON:
        raise UserError(_("That is too long for an estimate."))


def _step(writer: Writer, before: Standing, after: Standing, kind: str, details: dict[str, Detail]) -> Stepped:
    changed = writer.connection.execute(
        update(Estimate)
        .where(Estimate.id == before.id, Estimate.state == before.state)
        .values(
            state=after.state,
            valid_until=after.valid_until,
            sent_on=after.sent_on,
            sent_how=after.sent_how,
            decided_on=after.decided_on,
            decided_by=after.decided_by,
            reason=after.reason,
        )
    )
    if changed.rowcount != 1:
        raise Conflict(_("Estimate {name} was changed meanwhile.").format(name=before.name()))
    said: dict[str, Detail] = {"number": after.number, "title": after.title, **details}
    record(writer, [Happening(kind, before.customer_id, said)])
    writer.touch("estimates", f"customer:{before.customer_id}")
    return Stepped(before, after)


def _refused(facts: Standing) -> UserError:
    words = {
        "draft": _("Estimate {name} is still a draft."),
        "sent": _("Estimate {name} waits for an answer."),
        "accepted": _("Estimate {name} is accepted."),
        "declined": _("Estimate {name} is declined."),
    }
    hints = {
        "draft": _("Send it first."),
        "sent": "",
        "accepted": _("Take the answer back first."),
        "declined": _("Take the answer back first."),
    }
    return UserError(words[facts.state].format(name=facts.name()), hints[facts.state])
