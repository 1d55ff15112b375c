"""The same step for many jobs at once: done, cancelled, given to somebody, invoiced. Those that cannot take it are left as
they are and counted, so that one of four hundred does not hold up the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.errors import UserError
from app.services.jobs.invoicing import invoice_job
from app.services.jobs.moving import Moved, assign_job, move_job, take_back
from app.services.office import Writer


@dataclass(frozen=True, slots=True)
class Stepped:
    """What became of many jobs: the steps taken, in order, and how many could not take one."""

    moved: tuple[Moved, ...]
    left: int


@dataclass(frozen=True, slots=True)
class ManyInvoiced:
    """How many jobs were invoiced, what they come to with tax in minor units, and how many were left as they are."""

    count: int
    total_minor: int
    left: int


def step_jobs(writer: Writer, job_ids: Sequence[int], status: str) -> Stepped:
    """Let jobs take a step (``move_job``)."""
    return _each(job_ids, lambda id_: move_job(writer, id_, status))


def assign_jobs(writer: Writer, job_ids: Sequence[int], technician_id: int | None) -> Stepped:
    """Give jobs that are still to be done to somebody, or to nobody."""
    return _each(job_ids, lambda id_: assign_job(writer, id_, technician_id))


def invoice_jobs(writer: Writer, job_ids: Sequence[int], *, draft: bool = False) -> ManyInvoiced:
    """Invoice jobs that are done, one invoice each."""
    count = total = left = 0
    for id_ in job_ids:
        try:
            made = invoice_job(writer, id_, draft=draft)
        except UserError:
            left += 1
        else:
            count += 1
            total += made.issued.total_minor if made.issued is not None else 0
    return ManyInvoiced(count, total, left)


def take_back_all(writer: Writer, moved: Sequence[Moved]) -> None:
    """Take steps back, the last first (undo); all of them or none.

    Raises:
        Conflict: something else happened to one of the jobs since.
    """
    for each in reversed(moved):
        take_back(writer, each)


def _each(job_ids: Sequence[int], step: Callable[[int], Moved]) -> Stepped:
    moved: list[Moved] = []
    left = 0
    for id_ in job_ids:
        try:
            moved.append(step(id_))
        except UserError:
            left += 1
    return Stepped(tuple(moved), left)

