"""Checks of kept files: every content is byte for byte what was put in, and every file has one."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select

from app.domain.language import _
from app.models.attachments import AttachedFile, FileContent
from app.services.files.contents import pieces_of
from app.services.office import Reader
from app.services.verify.checking import CheckResult, look, result


def contents_are_whole(reader: Reader) -> CheckResult:
    """What is kept of each content has the hash under which it was put in; read a piece at a time."""
    wrong = []
    contents = reader.connection.execute(
        select(FileContent.id, FileContent.sha256, FileContent.size_bytes).order_by(FileContent.id)
    ).all()
    for id_, sha256, size_bytes in contents:
        found, size = hashlib.sha256(), 0
        for piece in pieces_of(reader, id_):
            found.update(piece)
            size += len(piece)
        if found.hexdigest() != sha256 or size != size_bytes:
            name = reader.connection.execute(
                select(func.min(AttachedFile.name)).where(AttachedFile.content_id == id_)
            ).scalar()
            wrong.append(_("file {name}: what is kept is not what was put in").format(name=name or sha256[:12]))
    return result(_("Files are what was put in"), wrong, len(wrong), len(contents))


def files_have_their_size(reader: Reader) -> CheckResult:
    """A file says how large its content is, and a signed paper is with the agreement's own customer."""
    return look(
        reader,
        _("Files and signed papers are where they belong"),
        "attached_file",
        "SELECT attached_file.name FROM attached_file JOIN file_content ON file_content.id = attached_file.content_id "
        "WHERE file_content.size_bytes <> attached_file.size_bytes UNION ALL "
        "SELECT attached_file.name FROM agreement JOIN attached_file ON attached_file.id = agreement.scan_id "
        "WHERE attached_file.customer_id <> agreement.customer_id OR attached_file.removed_at IS NOT NULL",
        lambda name: _("file {name}: wrong size, or somebody else's agreement").format(name=name),
    )
