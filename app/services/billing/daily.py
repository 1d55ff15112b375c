"""What billing looks after once a business day, whoever comes first: the window that opens the book, ``sync`` or ``bill``.

Plans whose last day has passed get their final status, charges met otherwise are given up, visits are planned ahead, and every
refused charge that is tried no more takes at most one step of the ladder. A second call on the same day does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain.language import ngettext
from app.models.invoices import Invoice
from app.models.plans import PlanCharge
from app.services.billing.charges import settle_charges
from app.services.billing.dunning import DunningStep, climb_ladder
from app.services.office import Reader, Writer
from app.services.plans.statuses import settle_statuses
from app.services.plans.visits import plan_visits
from app.services.settings import get_setting, set_setting

DAY = "billing.day"


@dataclass(frozen=True, slots=True)
class DayWork:
    """What was done: steps of the ladder, plans that ended; ``retries`` are refused charges to be tried again today."""

    steps: tuple[DunningStep, ...] = ()
    ended: int = 0
    retries: int = 0

    def count(self, step: str) -> int:
        """Return how many steps of a kind were taken: remind, pause or hand_over."""
        return sum(1 for taken in self.steps if taken.step == step)

    def counts(self) -> dict[str, int]:
        """Return it as figures by name."""
        return {
            "reminded": self.count("remind"),
            "paused": self.count("pause"),
            "handed_over": self.count("hand_over"),
            "ended": self.ended,
            "retries": self.retries,
        }


def day_is_new(reader: Reader) -> bool:
    """Tell whether nobody has looked after this business day yet."""
    return get_setting(reader, DAY, "") < reader.today.isoformat()


def look_after(writer: Writer) -> DayWork:
    """Do what the day asks for, once; see the module."""
    if not day_is_new(writer):
        return DayWork()
    was_changed = "settings" in writer.changes
    set_setting(writer, DAY, writer.today.isoformat())
    if not was_changed:
        # No screen shows the day: nothing need be read again because of it.
        writer.changes.discard("settings")
    settle_charges(writer)
    ended = settle_statuses(writer)
    plan_visits(writer)
    steps = climb_ladder(writer)
    return DayWork(tuple(steps), ended, _retries(writer))


def day_words(work: DayWork) -> Sequence[str]:
    """Return in sentences what was done, in the language in use; nothing when there was nothing to do."""
    said = []
    if count := work.count("remind"):
        said.append(
            ngettext(
                "{count} reminder of a refused payment is due.", "{count} reminders of refused payments are due.", count
            ).format(count=count)
        )
    if count := work.count("pause"):
        said.append(
            ngettext(
                "{count} plan was paused, because its payment was refused.",
                "{count} plans were paused, because their payments were refused.",
                count,
            ).format(count=count)
        )
    if count := work.count("hand_over"):
        said.append(
            ngettext(
                "{count} invoice was handed over for collection.", "{count} invoices were handed over for collection.", count
            ).format(count=count)
        )
    if work.ended:
        said.append(ngettext("{count} plan has ended.", "{count} plans have ended.", work.ended).format(count=work.ended))
    if work.retries:
        said.append(
            ngettext(
                "{count} refused payment is to be tried again today.",
                "{count} refused payments are to be tried again today.",
                work.retries,
            ).format(count=work.retries)
        )
    return said


def _retries(reader: Reader) -> int:
    return int(
        reader.connection.execute(
            select(func.count())
            .select_from(PlanCharge)
            .join(Invoice, Invoice.id == PlanCharge.invoice_id)
            .where(PlanCharge.state == "failed", PlanCharge.try_on <= reader.today, Invoice.open_minor > 0)
        ).scalar_one()
    )
