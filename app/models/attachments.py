"""Files kept with a customer's account: what is known of each, and contents in tables of their own.

A list of files reads ``attached_file`` alone. The same content is kept once, whoever it was given for.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from app.models.base import Base, Id, Ref, Stored, stored


class FileContent(Base):
    """A content by its SHA-256 (hexadecimal), and how many bytes it has."""

    __tablename__ = "file_content"
    __table_args__ = (UniqueConstraint("sha256"), CheckConstraint("size_bytes >= 0", name="size_positive"))

    id: Stored[Id]
    sha256: Stored[str]
    size_bytes: Stored[int]


class FilePiece(Base):
    """A piece of a content, in order from 0: nothing ever has to hold a whole file in one value of the store."""

    __tablename__ = "file_piece"

    content_id: Stored[Ref] = stored(ForeignKey("file_content.id"), primary_key=True)
    position: Stored[int] = stored(primary_key=True)
    piece: Stored[bytes]


class AttachedFile(Base):
    """A file with an account. A removed one stays for a while, so that it can be put back."""

    __tablename__ = "attached_file"
    __table_args__ = (
        CheckConstraint("size_bytes >= 0", name="size_positive"),
        Index(None, "customer_id"),
        Index(None, "content_id"),
        Index(None, "removed_at"),
    )

    id: Stored[Id]
    customer_id: Stored[Ref] = stored(ForeignKey("customer.id"))
    content_id: Stored[Ref] = stored(ForeignKey("file_content.id"))
    name: Stored[str]
    size_bytes: Stored[int]
    note: Stored[str] = stored(server_default="")
    added_by: Stored[str]
    added_at: Stored[datetime]
    removed_at: Stored[datetime | None]
    # Name, note and who, folded as ``app.domain.folding`` does: what a search looks through.
    search_text: Stored[str]
