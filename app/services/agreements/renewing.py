"""How many agreements have to be renewed soon: one figure, asked for when a book opens, and light for that."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.domain.agreement_states import RENEWAL_NOTICE_DAYS
from app.models.agreements import Agreement
from app.services.office import Reader


def count_to_renew(reader: Reader) -> int:
    """Return how many agreements in force have to be renewed within ``RENEWAL_NOTICE_DAYS``, or should have been."""
    horizon = reader.today + timedelta(days=RENEWAL_NOTICE_DAYS)
    statement = select(func.count()).select_from(Agreement).where(Agreement.state == "signed", Agreement.renews_on <= horizon)
    return int(reader.connection.execute(statement).scalar_one())
