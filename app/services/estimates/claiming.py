"""What ties an estimate to what was made of it: claimed when it is made, let go when it is void, thrown away or cancelled.

It knows nothing of how invoices, jobs and plans are made, so that their own services can use it. An estimate asks for its
money once: by the invoice made of it, or by the job made of it when that is invoiced.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select, update

from app.domain.errors import UserError
from app.domain.language import _
from app.models.base import other
from app.models.estimates import Estimate, EstimateDeposit
from app.models.invoices import Invoice
from app.models.jobs import Job
from app.models.payments import Payment, Reversal
from app.models.plans import Plan
from app.services.activity import Happening, record
from app.services.office import Reader, Writer
from app.services.queries.asking import exact_sum

RETURNED = (
    select(exact_sum(Reversal.amount_minor)).where(Reversal.payment_id == Payment.id).correlate(Payment).scalar_subquery()
)
"""What of a payment was given back; for statements about payments."""


@dataclass(frozen=True, slots=True)
class Made:
    """What stands of what was made of an estimate; ids are None and numbers empty where there is nothing (any more).

    ``invoice_number`` is empty while the invoice is a draft; ``job_asks`` says that the job has lines and is invoiced itself;
    ``deposits`` is how many payments are remembered as its deposit.
    """

    invoice_id: int | None = None
    invoice_number: str = ""
    job_id: int | None = None
    job_number: str = ""
    job_asks: bool = False
    plan_id: int | None = None
    plan_number: str = ""
    deposits: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything was made of it that stands."""
        return self.invoice_id is not None or self.job_id is not None or self.plan_id is not None

    def words(self) -> tuple[str, ...]:
        """Return what was made of it: “invoice 10482”, “job J-0007”."""
        found = []
        if self.invoice_id is not None:
            draft = _("the draft of an invoice")
            found.append(_("invoice {number}").format(number=self.invoice_number) if self.invoice_number else draft)
        if self.job_id is not None:
            found.append(_("job {number}").format(number=self.job_number))
        if self.plan_id is not None:
            found.append(_("plan {number}").format(number=self.plan_number))
        return tuple(found)


def made_of(reader: Reader, estimate_id: int) -> Made:
    """Return what stands of what was made of an estimate."""
    row = reader.connection.execute(
        select(
            Invoice.id,
            Invoice.number,
            Job.id,
            Job.number,
            Job.amount_minor,
            Estimate.job_asks,
            Plan.id,
            Plan.number,
        )
        .select_from(Estimate.__table__)
        .outerjoin(Invoice, Invoice.id == Estimate.invoice_id)
        .outerjoin(Job, (Job.id == Estimate.job_id) & (Job.status != "cancelled"))
        .outerjoin(Plan, (Plan.id == Estimate.plan_id) & (Plan.status != "cancelled"))
        .where(Estimate.id == estimate_id)
    ).one()
    deposits = reader.connection.execute(
        select(EstimateDeposit.payment_id)
        .join(Payment, Payment.id == EstimateDeposit.payment_id)
        .where(EstimateDeposit.estimate_id == estimate_id, Payment.state == "posted", Payment.amount_minor > RETURNED)
    ).all()
    invoice_id, invoice, job_id, job, amount, asks, plan_id, plan = row
    return Made(
        invoice_id, invoice or "", job_id, job or "", bool(amount) and asks, plan_id, plan or "", len(deposits)
    )


def claim_invoice(writer: Writer, estimate_id: int, invoice_id: int) -> None:
    """Note that an invoice, or a draft of one, asks for what an estimate offered.

    Raises:
        UserError: it is not accepted, or its money is asked for already, by an invoice or by the job made of it.
    """
    made = made_of(writer, estimate_id)
    if made.invoice_id is not None or made.job_asks:
        raise _asked_for(made)
    _claim(writer, estimate_id, invoice_id=invoice_id)
    _tell(writer, estimate_id, "estimate.invoiced")


def claim_job(writer: Writer, estimate_id: int, job_id: int, *, asks: bool) -> None:
    """Note that a job does what an estimate offered; ``asks`` says that it has its lines and will ask for the money.

    Raises:
        UserError: it is not accepted, or a job was made of it that is not cancelled.
    """
    made = made_of(writer, estimate_id)
    if made.job_id is not None:
        raise _asked_for(made)
    _claim(writer, estimate_id, job_id=job_id, job_asks=asks)
    _tell(writer, estimate_id, "estimate.job_made")


def claim_plan(writer: Writer, estimate_id: int, plan_id: int) -> None:
    """Note that a plan was sold as an estimate offered it.

    Raises:
        UserError: it is not accepted, or a plan was made of it that is not cancelled.
    """
    made = made_of(writer, estimate_id)
    if made.plan_id is not None:
        raise _asked_for(made)
    _claim(writer, estimate_id, plan_id=plan_id)
    _tell(writer, estimate_id, "estimate.plan_made")


def release_estimate(writer: Writer, invoice_id: int) -> int | None:
    """Let the estimate go that an invoice asked for, because it is void or its draft discarded; return its id."""
    estimate_id = estimate_of(writer, invoice_id)
    if estimate_id is None:
        estimate_id = _of_void_parent(writer, invoice_id)
    if estimate_id is None:
        return None
    writer.connection.execute(update(Estimate).where(Estimate.id == estimate_id).values(invoice_id=None))
    _tell(writer, estimate_id, "estimate.released")
    return estimate_id


def _of_void_parent(reader: Reader, invoice_id: int) -> int | None:
    """Return the estimate of the multi-site invoice whose last standing part this was."""
    parent = select(Invoice.parent_id).where(Invoice.id == invoice_id).scalar_subquery()
    stands = other(Invoice)
    return reader.connection.execute(
        select(Estimate.id).where(
            Estimate.invoice_id == parent,
            ~exists().where(stands.parent_id == Estimate.invoice_id, stands.state != "void"),
        )
    ).scalar()


def estimate_of(reader: Reader, invoice_id: int) -> int | None:
    """Return the estimate that an invoice or a draft asks for, if there is one."""
    return reader.connection.execute(select(Estimate.id).where(Estimate.invoice_id == invoice_id)).scalar()


def estimates_behind(reader: Reader, invoice_id: int) -> int | None:
    """Return the estimate that an invoice was made of, itself or by way of the job that it asks for."""
    found = estimate_of(reader, invoice_id)
    if found is not None:
        return found
    by_job = select(Estimate.id).join(Job, Job.id == Estimate.job_id).where(Job.invoice_id == invoice_id)
    return reader.connection.execute(by_job).scalar()


def check_job_unasked(reader: Reader, job_id: int) -> None:
    """Make sure that a job with an estimate behind it is not asked for by that estimate's own invoice.

    Raises:
        UserError: names the invoice.
    """
    row = reader.connection.execute(
        select(Estimate.number, Invoice.number.label("invoice"))
        .join(Invoice, Invoice.id == Estimate.invoice_id)
        .where(Estimate.job_id == job_id, Estimate.job_asks)
    ).one_or_none()
    if row is not None:
        raise UserError(
            _("The work of estimate {number} is invoiced already: {invoice}.").format(
                number=row.number, invoice=row.invoice or _("the draft of an invoice")
            ),
            _("Enter a job of its own for work beyond the estimate."),
        )


def _claim(writer: Writer, estimate_id: int, **made: int | bool) -> None:
    changed = writer.connection.execute(
        update(Estimate).where(Estimate.id == estimate_id, Estimate.state == "accepted").values(**made)
    )
    if changed.rowcount != 1:
        raise UserError(_("Only an accepted estimate is made into something."), _("Note first that it was accepted."))


def _asked_for(made: Made) -> UserError:
    return UserError(
        _("This estimate was made into {what} already.").format(what=", ".join(made.words())),
        _("Open that, or void, discard or cancel it first."),
    )


def _tell(writer: Writer, estimate_id: int, kind: str) -> None:
    row = writer.connection.execute(
        select(Estimate.number, Estimate.title, Estimate.customer_id).where(Estimate.id == estimate_id)
    ).one()
    made = made_of(writer, estimate_id)
    details = {"number": row.number, "title": row.title, "job": made.job_number, "plan": made.plan_number}
    record(writer, [Happening(kind, row.customer_id, details)])
    writer.touch("estimates", f"customer:{row.customer_id}")
