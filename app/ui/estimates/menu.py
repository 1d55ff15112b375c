"""What a menu offers for an estimate, by how it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.domain.language import _
from app.services.queries.estimates import EstimateListRow
from app.ui.customers.menus import LINE, Entry
from app.ui.session import Session

if TYPE_CHECKING:
    from app.ui.estimates.doings import EstimateDoings


def entries_of(session: Session, doings: EstimateDoings, row: EstimateListRow) -> list[Entry]:
    """Return what can be done with an estimate."""
    found: list[Entry] = []
    if row.status == "draft":
        found.append(Entry(_("Edit…"), partial(doings.edit, row.id), keys=_("Enter")))
        if row.number:
            found.append(Entry(_("Show estimate"), partial(doings.show, row.id)))
    else:
        found.append(Entry(_("Show estimate"), partial(doings.show, row.id), keys=_("Enter")))
    found.append(Entry(_("Preview and print…"), partial(doings.preview, row)))
    if session.actions.mail_paper is not None and row.status in ("draft", "sent", "accepted"):
        found.append(Entry(_("Send by mail…"), partial(doings.mail, row.id)))
    found += [LINE, *_steps(doings, row)]
    if row.status == "accepted":
        found += [LINE, *opening(session, row), *_making(doings, row)]
    found += [LINE, Entry(_("Write one like it…"), partial(doings.copy, row.id))]
    if row.status == "draft" and not row.number:
        found.append(Entry(_("Discard draft"), partial(doings.discard, row.id)))
    return found


def _steps(doings: EstimateDoings, row: EstimateListRow) -> list[Entry]:
    if row.status == "draft":
        found = [Entry(_("Note as sent"), partial(doings.send, row.id))]
        if row.number:
            found.append(Entry(_("Withdraw…"), partial(doings.decline, row.id)))
        return found
    if row.status in ("sent", "expired"):
        return [
            Entry(_("Accepted…"), partial(doings.accept, row.id)),
            Entry(_("Declined…"), partial(doings.decline, row.id)),
            Entry(_("Valid until…"), partial(doings.extend, row.id)),
            Entry(_("Back to the drafts"), partial(doings.take_back, row.id)),
        ]
    found = []
    if row.status == "accepted" and not row.invoice_number:
        found.append(Entry(_("Take deposit…"), partial(doings.deposit, row.id)))
    if not row.made:
        found.append(Entry(_("Take the answer back"), partial(doings.reopen, row.id)))
    return found


def opening(session: Session, row: EstimateListRow) -> list[Entry]:
    """Return what opens the things that were made of an estimate: invoice, job, plan."""
    actions = session.actions
    found = []
    if row.invoice_id is not None and row.invoice_number and actions.show_invoice is not None:
        words = _("Open invoice {number}").format(number=row.invoice_number)
        found.append(Entry(words, partial(actions.show_invoice, row.invoice_id)))
    elif row.invoice_id is not None and not row.invoice_number and actions.edit_draft is not None:
        found.append(Entry(_("Open the draft of its invoice"), partial(actions.edit_draft, row.invoice_id)))
    if row.job_id is not None and actions.show_job is not None:
        found.append(Entry(_("Open job {number}").format(number=row.job_number), partial(actions.show_job, row.job_id)))
    if row.plan_id is not None and actions.show_plan is not None:
        found.append(Entry(_("Open plan {number}").format(number=row.plan_number), partial(actions.show_plan, row.plan_id)))
    return found


def _making(doings: EstimateDoings, row: EstimateListRow) -> list[Entry]:
    found = []
    if row.invoice_id is None:
        found.append(Entry(_("Make invoice"), partial(doings.invoice, row.id), enabled=not row.job_asks))
    if row.job_id is None:
        found.append(Entry(_("Make job"), partial(doings.job, row.id)))
    if row.plan_id is None:
        found.append(Entry(_("Make plan…"), partial(doings.plan, row.id)))
    return found
