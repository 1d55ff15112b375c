"""What is said of an estimate in words and pills: its status, what was made of it, the deposit that is asked for."""

from __future__ import annotations

from datetime import date

from app.domain.language import _, ngettext
from app.services.estimates.deciding import Stepped
from app.services.queries.estimates import EstimateListRow, estimate_status_words
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone
from app.ui.session import Session

STATUS_LOOK = {
    "draft": (Tone.QUIET, "pencil"),
    "sent": (Tone.INFO, "mail"),
    "expired": (Tone.CARE, "clock"),
    "accepted": (Tone.GOOD, "check"),
    "declined": (Tone.QUIET, "void"),
}
_SOON = 7


def status_pill(status: str, valid_until: date, today: date) -> Status:
    """Return an estimate's status as a pill; one that waits says when its last days begin."""
    tone, icon = STATUS_LOOK[status]
    days = (valid_until - today).days
    if status == "sent" and days <= _SOON:
        words = ngettext("Sent, {count} day left", "Sent, {count} days left", days).format(count=days)
        return Status(words if days else _("Sent, last day"), Tone.CARE, icon)
    return Status(estimate_status_words(status), tone, icon)


def row_pill(row: EstimateListRow, today: date) -> Status:
    """Return the status of a row of a list as a pill."""
    return status_pill(row.status, row.valid_until, today)


def name_words(number: str, title: str) -> str:
    """Return what an estimate is called: “E-0012 · New furnace”, without a number “New furnace”."""
    return f"{number} · {title}" if number else title


def made_parts(row: EstimateListRow) -> list[str]:
    """Return what was made of an estimate, one by one: “Invoice 10482”, “Job J-0007”."""
    found = []
    if row.invoice_id is not None:
        draft = _("Invoice drafted")
        found.append(_("Invoice {number}").format(number=row.invoice_number) if row.invoice_number else draft)
    if row.job_id is not None:
        found.append(_("Job {number}").format(number=row.job_number))
    if row.plan_id is not None:
        found.append(_("Plan {number}").format(number=row.plan_number))
    return found


def made_words(row: EstimateListRow) -> str:
    """Return what was made of an estimate as one text."""
    return ", ".join(made_parts(row))


def stepped_words(stepped: Stepped, session: Session) -> str:
    """Return what the last step did to an estimate."""
    after, before = stepped.after, stepped.before
    if after.state == before.state:
        words = _("Estimate {number} is valid until {date}.")
        return words.format(number=after.number, date=session.dates.medium(after.valid_until))
    words = {
        "draft": _("Estimate {number} is a draft again."),
        "sent": _("Estimate {number} is noted as sent.")
        if before.state == "draft"
        else _("Estimate {number} waits for an answer again."),
        "accepted": _("Estimate {number} is accepted."),
        "declined": _("Estimate {number} is declined."),
    }[after.state]
    return words.format(number=after.number)
