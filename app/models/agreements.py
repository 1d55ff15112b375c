"""Agreements with customers: what was agreed, signed by whom and until when; and the texts they begin with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false

from app.domain.agreement_states import AGREEMENT_STATES
from app.models.base import Base, Id, Ref, Stored, index_where, one_of, stored


class AgreementTemplate(Base):
    """A text that agreements begin with; its blanks are those of ``app.services.agreements.wording``."""

    __tablename__ = "agreement_template"
    __table_args__ = (UniqueConstraint("name"),)

    id: Stored[Id]
    name: Stored[str]
    body: Stored[str]
    archived: Stored[bool] = stored(server_default=false())


class Agreement(Base):
    """An agreement with a customer. From the day it is sent its words stay as they are.

    ``scan_id`` is the signed paper among the account's files, ``renews_on`` the day by which it has to be renewed.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("state", *AGREEMENT_STATES),
        CheckConstraint("(state <> 'sent' AND state <> 'signed') OR sent_on IS NOT NULL", name="sent_when"),
        CheckConstraint("state <> 'signed' OR (signed_on IS NOT NULL AND signed_by <> '')", name="signed_by_whom"),
        CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name="ended_when"),
        Index(None, "customer_id"),
        Index(None, "scan_id"),
        index_where("ix_agreement_to_renew", "renews_on", where="state = 'signed' AND renews_on IS NOT NULL"),
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    site_id: Stored[int | None] = stored(ForeignKey("site.id"))
    plan_id: Stored[int | None] = stored(ForeignKey("plan.id"))
    title: Stored[str]
    body: Stored[str]
    state: Stored[str] = stored(server_default="draft")
    written_on: Stored[date]
    written_by: Stored[str]
    sent_on: Stored[date | None]
    signed_on: Stored[date | None]
    signed_by: Stored[str] = stored(server_default="")
    scan_id: Stored[int | None] = stored(ForeignKey("attached_file.id"))
    renews_on: Stored[date | None]
    ended_on: Stored[date | None]
    # Title, text and who signed, folded as ``app.domain.folding`` does: what a search looks through.
    search_text: Stored[str]
