"""From an accepted estimate to an invoice, a job or a plan without typing anything again, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.language import _
from app.services.estimates.claiming import Made, claim_job, claim_plan, made_of
from app.services.estimates.reading import Standing, lines_of, standing
from app.services.estimates.writing import LONGEST_TITLE
from app.services.formats import amount_format
from app.services.invoicing.drafts import save_draft
from app.services.invoicing.figures import NewInvoice, NewLine
from app.services.jobs.entering import LONGEST_DETAILS, EnteredJob, NewJob, enter_job
from app.services.office import Reader, Writer
from app.services.plans.entering import NewPlan, enter_plan


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a plan made of an estimate needs beyond it: how often it is billed, from when, and for how much a period.

    ``price_minor`` is before tax, minor units; ``frequency`` a code of ``app.domain.schedule``.
    """

    frequency: str
    start_on: date
    price_minor: int
    name: str = ""
    tax_rate_id: int | None = None


def make_invoice(writer: Writer, estimate_id: int) -> int:
    """Draft the invoice that an accepted estimate becomes, with the same lines, and return its id.

    Nothing is owed until the draft is issued; then the estimate's deposits meet it.

    Raises:
        UserError: it is not accepted, or its money is asked for already.
        NotFound: there is no such estimate.
    """
    facts = _accepted(writer, estimate_id)
    made = made_of(writer, estimate_id)
    if made.job_asks and made.invoice_id is None:
        raise UserError(
            _("Job {number} was made of this estimate and is invoiced when it is done.").format(number=made.job_number),
            _("Invoice the job, or cancel it first."),
        )
    new = NewInvoice(
        facts.customer_id,
        writer.today,
        lines_of(writer, estimate_id),
        subject=_("Estimate {number}: {title}").format(number=facts.number, title=facts.title)[:LONGEST_TITLE],
        message="",
        site_id=facts.site_id,
        estimate_id=estimate_id,
    )
    return save_draft(writer, new)


def make_job(writer: Writer, estimate_id: int) -> EnteredJob:
    """Enter the job that does what an accepted estimate offered.

    It has the estimate's lines and is invoiced when it is done; where an invoice of the estimate or a plan asks for the money
    already it has none, so that nobody is asked twice.

    Raises:
        UserError: it is not accepted, or a job was made of it that is not cancelled.
        NotFound: there is no such estimate.
    """
    facts = _accepted(writer, estimate_id)
    made = made_of(writer, estimate_id)
    lines = lines_of(writer, estimate_id)
    asks = made.invoice_id is None and made.plan_id is None
    job = NewJob(facts.customer_id, facts.title, lines if asks else (), _details(writer, facts, lines), facts.site_id)
    entered = enter_job(writer, job)
    claim_job(writer, estimate_id, entered.id, asks=asks)
    return entered


def make_plan(writer: Writer, estimate_id: int, terms: PlanTerms) -> int:
    """Draft the plan that was sold with an accepted estimate and return its id; it is started from its own page.

    Raises:
        UserError: it is not accepted, a plan was made of it that is not cancelled, or the plan cannot be as asked for.
        NotFound: there is no such estimate.
    """
    facts = _accepted(writer, estimate_id)
    lines = lines_of(writer, estimate_id)
    plan_id = enter_plan(
        writer,
        NewPlan(
            facts.customer_id,
            terms.start_on,
            terms.frequency,
            terms.name or facts.title[:120],
            None,
            terms.price_minor,
            facts.site_id,
            tax_rate_id=terms.tax_rate_id,
            included="\n".join(line.description for line in lines),
        ),
    )
    claim_plan(writer, estimate_id, plan_id)
    return plan_id


def plan_offer(reader: Reader, estimate_id: int) -> tuple[Standing, Made, PlanTerms]:
    """Return an estimate, what was made of it, and the plan it suggests: monthly from today, its net as the price.

    The plan bears the lines' tax where all of them bear the same one.

    Raises:
        UserError: it is not accepted, or a plan was made of it that is not cancelled.
        NotFound: there is no such estimate.
    """
    facts, made = _accepted(reader, estimate_id), made_of(reader, estimate_id)
    if made.plan_id is not None:
        raise UserError(_("Plan {number} was made of this estimate already.").format(number=made.plan_number))
    taxes = {line.tax_rate_id for line in lines_of(reader, estimate_id)}
    tax = taxes.pop() if len(taxes) == 1 else None
    return facts, made, PlanTerms("monthly", reader.today, facts.net_minor, facts.title[:120], tax)


def _accepted(reader: Reader, estimate_id: int) -> Standing:
    facts = standing(reader, estimate_id)
    if facts.state != "accepted":
        raise UserError(_("Only an accepted estimate is made into something."), _("Note first that it was accepted."))
    return facts


def _details(reader: Reader, facts: Standing, lines: tuple[NewLine, ...]) -> str:
    amounts = amount_format(reader.profile.locale, reader.profile.currency.code)
    said = [_("Estimate {number}").format(number=facts.number)]
    said += [f"{amounts.quantity(line.quantity_micro)} × {line.description}" for line in lines]
    if facts.message:
        said += ["", facts.message]
    return "\n".join(said)[:LONGEST_DETAILS]
