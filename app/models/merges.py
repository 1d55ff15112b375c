"""Customers that were merged into another one, and which rows moved, so that a merge can be undone exactly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index

from app.models.base import Base, Id, Ref, Stored, index_where, stored


class CustomerMerge(Base):
    """One merge: everything of ``gone_id`` went to ``kept_id``. ``before`` (JSON) says how both stood, for undoing it."""

    __tablename__ = "customer_merge"
    __table_args__ = (
        CheckConstraint("gone_id <> kept_id", name="two_customers"),
        Index(None, "kept_id"),
        # A customer is part of one other at most.
        index_where("uq_customer_merge_gone", "gone_id", unique=True, where="undone_at IS NULL"),
    )

    id: Stored[Id]
    gone_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    kept_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    merged_at: Stored[datetime]
    actor: Stored[str]
    undone_at: Stored[datetime | None]
    before: Stored[str] = stored(server_default="{}")


class MergedRow(Base):
    """A row that a merge filed under the other customer. Kept as long as the merge stands."""

    __tablename__ = "merged_row"

    merge_id: Stored[Ref] = stored(ForeignKey("customer_merge.id"), primary_key=True)
    table_name: Stored[str] = stored(primary_key=True)
    row_id: Stored[Ref] = stored(primary_key=True)
