"""A price rise for many plans at once: shown before it is made, from a day on, taken back where nothing was billed by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, false, insert, select, update

from app.domain.errors import Conflict, NotFound, UserError
from app.domain.language import _
from app.domain.money import LARGEST_MINOR
from app.domain.plan_cost import PriceStep, step_for
from app.domain.rounding import MILLION, divide_half_up
from app.domain.schedule import Frequency, index_containing, start_of
from app.models.bulk import insert_rows, take_ids
from app.models.customers import Customer
from app.models.plan_rows import PlanPriceRow
from app.models.plans import Plan, PlanPeriod, PlanPrice, PriceChange
from app.services.activity import Happening, record
from app.services.office import Reader, Writer
from app.services.plans.reading import chunks
from app.services.ports import Progress, Silent

RULES = ("percent", "amount", "price")


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How prices change: by ``percent`` (parts per million, signed), by an ``amount`` or to a ``price`` (minor units)."""

    kind: str
    value: int

    def applied_to(self, price_minor: int) -> int:
        """Return the new price, rounded to the minor unit, halves away from zero."""
        if self.kind == "percent":
            return price_minor + divide_half_up(price_minor * self.value, MILLION)
        return price_minor + self.value if self.kind == "amount" else self.value


@dataclass(frozen=True, slots=True)
class PriceRise:
    """One plan's price before and after, minor units a period; ``first_on`` is the first period at the new price.

    ``billed_on`` is the start of a later period that was billed already, at the old price: it stays, None when there is none.
    """

    plan_id: int
    plan_number: str
    plan_name: str
    account: str
    customer_name: str
    frequency: str
    before_minor: int
    after_minor: int
    discount_ppm: int
    first_on: date
    billed_on: date | None


@dataclass(frozen=True, slots=True)
class PricePreview:
    """What a price change would do; hand it to ``apply_price_change``. Plans that it does not change are left out."""

    rule: PriceRule
    effective_on: date
    rises: tuple[PriceRise, ...]


@dataclass(frozen=True, slots=True)
class PriceReversal:
    """What became of a price change that was taken back: how many plans have their old price, and which keep the new one."""

    reversed: int
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceChangeFacts:
    """A price change: who made it and when (UTC), and who took it back and when; ``state``: applied or reversed."""

    id: int
    effective_on: date
    rule: PriceRule
    plans: int
    state: str
    reason: str
    actor: str
    made_at: datetime
    reversed_by: str
    reversed_at: datetime | None


def preview_price_change(
    reader: Reader, rule: PriceRule, effective_on: date, plan_ids: Sequence[int], progress: Progress | None = None
) -> PricePreview:
    """Return what a price change would do to plans that run or are about to; it counts from the first period that starts then.

    Raises:
        UserError: an unknown rule, a price that is not possible, or it was stopped.
    """
    watch, done = progress or Silent(), 0
    if rule.kind not in RULES:
        raise UserError(_("A price changes by percent, by an amount, or to a new price."))
    rises: list[PriceRise] = []
    for some in chunks(plan_ids):
        if watch.cancelled:
            raise UserError(_("Stopped. No plan was changed."))
        watch.step(done, len(plan_ids))
        done += len(some)
        steps: dict[int, list[PriceStep]] = {}
        for plan_id, from_on, price, discount, prorated in reader.connection.execute(
            select(
                PlanPrice.plan_id,
                PlanPrice.effective_on,
                PlanPrice.price_minor,
                PlanPrice.discount_ppm,
                PlanPrice.prorated,
            )
            .where(PlanPrice.plan_id.in_(some), PlanPrice.reversed == false())
            .order_by(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.id)
        ):
            steps.setdefault(plan_id, []).append(PriceStep(from_on, price, discount, prorated))
        rows = reader.connection.execute(
            select(
                Plan.id,
                Plan.number,
                Plan.name,
                Customer.account,
                Customer.name.label("customer_name"),
                Plan.frequency,
                Plan.anchor_on,
                Plan.next_index,
                Plan.start_on,
                Plan.end_on,
            )
            .join(Customer, Customer.id == Plan.customer_id)
            .where(
                Plan.id.in_(some), Plan.kind == "plan", Plan.status.in_(("draft", "pending", "active", "paused"))
            )
            .order_by(Plan.id)
        )
        for row in rows:
            if row.end_on is not None and row.end_on < effective_on:
                continue
            step = step_for(steps[row.id], effective_on)
            after = rule.applied_to(step.price_minor)
            if not 0 <= after <= LARGEST_MINOR:
                raise UserError(
                    _("Plan {number} would cost less than nothing, or more than can be.").format(number=row.number)
                )
            if after == step.price_minor:
                continue
            frequency = Frequency.parse(row.frequency)
            first = _first_start(row.anchor_on, frequency, max(effective_on, row.start_on))
            following = start_of(row.anchor_on, frequency, row.next_index)
            billed = first if first < following else None
            rises.append(
                PriceRise(
                    row.id,
                    row.number,
                    row.name,
                    row.account,
                    row.customer_name,
                    row.frequency,
                    step.price_minor,
                    after,
                    step.discount_ppm,
                    max(first, following),
                    billed,
                )
            )
    return PricePreview(rule, effective_on, tuple(rises))


def apply_price_change(writer: Writer, preview: PricePreview, reason: str = "") -> int:
    """Change prices as previewed and return the id of the change, by which it can be taken back.

    Raises:
        Conflict: it would do something else than was shown.
        UserError: there is nothing to change.
    """
    plan_ids = [rise.plan_id for rise in preview.rises]
    if not plan_ids:
        raise UserError(_("No plan's price changes."))
    if preview_price_change(writer, preview.rule, preview.effective_on, plan_ids) != preview:
        raise Conflict(_("A plan was changed meanwhile."), _("Nothing was changed. Look at the prices again."))
    change_id = take_ids(writer.connection, PriceChange)[0]
    writer.connection.execute(
        insert(PriceChange).values(
            id=change_id,
            effective_on=preview.effective_on,
            rule=preview.rule.kind,
            value=preview.rule.value,
            plans=len(plan_ids),
            state="applied",
            reason=reason.strip(),
            actor=writer.actor,
            made_at=writer.now,
        )
    )
    ids = take_ids(writer.connection, PlanPrice, len(plan_ids))
    insert_rows(
        writer.connection,
        PlanPrice,
        [
            PlanPriceRow(
                id_,
                rise.plan_id,
                # A period that was billed at the old price keeps it: else a later settlement would find it wrong.
                (preview.effective_on if rise.billed_on is None else rise.first_on).isoformat(),
                rise.after_minor,
                rise.discount_ppm,
                change_id=change_id,
            )
            for id_, rise in zip(ids, preview.rises, strict=True)
        ],
    )
    _refresh(writer, plan_ids)
    _tell(writer, plan_ids, "plan.price_changed", {rise.plan_id: rise for rise in preview.rises}, preview.effective_on)
    return change_id


def reverse_price_change(writer: Writer, change_id: int) -> PriceReversal:
    """Take a price change back for every plan that was not billed by it yet; the others keep the new price and are named.

    Raises:
        NotFound: no such change.
        UserError: it was taken back already.
    """
    row = writer.connection.execute(
        select(PriceChange.effective_on, PriceChange.state).where(PriceChange.id == change_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("That price change is not in this book."))
    if row.state != "applied":
        raise UserError(_("That price change was already taken back."))
    effective_on: date = row.effective_on
    billed = (
        select(PlanPeriod.plan_id)
        .join(PlanPrice, (PlanPrice.plan_id == PlanPeriod.plan_id) & (PlanPrice.change_id == change_id))
        .where(
            PlanPeriod.start_on >= effective_on,
            PlanPeriod.state.in_(("billed", "combined")),
            PlanPeriod.price_minor == PlanPrice.price_minor,
        )
    )
    mine = PlanPrice.change_id == change_id
    kept = (
        writer.connection.execute(
            select(Plan.number)
            .join(PlanPrice, PlanPrice.plan_id == Plan.id)
            .where(mine, PlanPrice.reversed == false(), Plan.id.in_(billed))
            .order_by(Plan.id)
        )
        .scalars()
        .all()
    )
    back = list(
        writer.connection.execute(
            select(PlanPrice.plan_id)
            .where(mine, PlanPrice.reversed == false(), PlanPrice.plan_id.not_in(billed))
            .order_by(PlanPrice.plan_id)
        ).scalars()
    )
    writer.connection.execute(update(PlanPrice).where(mine, PlanPrice.plan_id.not_in(billed)).values(reversed=True))
    writer.connection.execute(
        update(PriceChange)
        .where(PriceChange.id == change_id)
        .values(state="reversed", reversed_at=writer.now, reversed_by=writer.actor)
    )
    _refresh(writer, back)
    _tell(writer, back, "plan.price_reversed", {}, effective_on)
    return PriceReversal(len(back), tuple(kept))


def _first_start(anchor_on: date, frequency: Frequency, on: date) -> date:
    index = index_containing(anchor_on, frequency, on)
    start = start_of(anchor_on, frequency, index)
    return start if start >= on else start_of(anchor_on, frequency, index + 1)


def _refresh(writer: Writer, plan_ids: Sequence[int]) -> None:
    """Give each plan's row the price of its next period again."""
    moved: list[dict[str, object]] = []
    for some in chunks(plan_ids):
        steps: dict[int, list[PriceStep]] = {}
        for plan_id, from_on, price, discount in writer.connection.execute(
            select(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.price_minor, PlanPrice.discount_ppm)
            .where(PlanPrice.plan_id.in_(some), PlanPrice.reversed == false())
            .order_by(PlanPrice.plan_id, PlanPrice.effective_on, PlanPrice.id)
        ):
            steps.setdefault(plan_id, []).append(PriceStep(from_on, price, discount))
        for row in writer.connection.execute(
            select(Plan.id, Plan.frequency, Plan.anchor_on, Plan.next_index).where(Plan.id.in_(some))
        ):
            start = start_of(row.anchor_on, Frequency.parse(row.frequency), row.next_index)
            step = step_for(steps[row.id], start)
            moved.append({"b_id": row.id, "b_price": step.price_minor, "b_discount": step.discount_ppm})
    if moved:
        writer.connection.execute(
            update(Plan)
            .where(Plan.id == bindparam("b_id"))
            .values(
                price_minor=bindparam("b_price"),
                discount_ppm=bindparam("b_discount"),
                plain=False,
                version=Plan.version + 1,
            ),
            moved,
        )
    writer.touch("plans")


def _tell(writer: Writer, plan_ids: Sequence[int], kind: str, rises: dict[int, PriceRise], effective_on: date) -> None:
    happenings = []
    for some in chunks(plan_ids):
        for row in writer.connection.execute(
            select(Plan.id, Plan.number, Plan.name, Plan.customer_id, Plan.price_minor)
            .where(Plan.id.in_(some))
            .order_by(Plan.id)
        ):
            rise = rises.get(row.id)
            details: dict[str, str | int] = {
                "number": row.number,
                "plan": row.name,
                "effective_on": effective_on.isoformat(),
                "before_minor": rise.before_minor if rise else 0,
                "after_minor": rise.after_minor if rise else row.price_minor,
            }
            happenings.append(Happening(kind, row.customer_id, details))
            writer.touch(f"customer:{row.customer_id}")
    record(writer, happenings)


def price_changes(reader: Reader) -> list[PriceChangeFacts]:
    """Return the price changes made, newest first."""
    rows = reader.connection.execute(
        select(
            PriceChange.id,
            PriceChange.effective_on,
            PriceChange.rule,
            PriceChange.value,
            PriceChange.plans,
            PriceChange.state,
            PriceChange.reason,
            PriceChange.actor,
            PriceChange.made_at,
            PriceChange.reversed_by,
            PriceChange.reversed_at,
        ).order_by(PriceChange.id.desc())
    )
    return [
        PriceChangeFacts(id_, effective_on, PriceRule(rule, value), *rest)
        for id_, effective_on, rule, value, *rest in rows
    ]
