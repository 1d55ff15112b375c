"""Agreements as pages: words, and the lines on which both sign."""

from __future__ import annotations

from app.domain.language import _
from app.gateways.paper import letter
from app.gateways.paper.faces import wrap
from app.gateways.paper.letter import Fact
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import BODY, INK, SMALL, STRONG, geometry
from app.gateways.paper.tables import paginate, printable_cell
from app.gateways.paper.writing import writing
from app.services.documents import AgreementDocument

_PITCH = 14.0
_EMPTY_PITCH = 7.0
_SIGNATURES = 96.0
"""Points for the lines to sign on, which stay together."""


def agreement_pages(doc: AgreementDocument) -> list[Sheet]:
    """Return the agreement's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    first = Sheet(g)
    dated = w.dated(doc.dated_on)
    letter.letterhead(first, doc.letterhead, _("Agreement"), dated, stamp=_("Draft") if doc.is_draft else "")
    reached = letter.address(first, doc.recipient)
    panel = letter.facts(first, [Fact(_("Account"), printable_cell(doc.recipient.account)), Fact(_("Date"), dated)])
    y = letter.body_top(first, reached, panel)
    for line in wrap(doc.title, STRONG.face, STRONG.size, g.inner):
        first.text(g.left, y, line, STRONG)
        y += 15.0
    top = y + 2

    lines = wrap(doc.body, BODY.face, BODY.size, round(g.inner))
    heights = [_PITCH if line.strip() else _EMPTY_PITCH for line in lines]
    # A heading or a last word alone on a page is nobody's: the line before an end keeps to the line after it.
    glued = [bool(line.strip()) and at + 2 == len(lines) for at, line in enumerate(lines)]
    bottom = g.foot_y - 32
    sheets: list[Sheet] = []
    for number, (start, end) in enumerate(paginate(heights, glued, bottom - top, bottom - 66.0, _SIGNATURES)):
        sheet, y = (first, top) if not number else (Sheet(g), 0.0)
        if number:
            y = letter.running_head(sheet, f"{doc.letterhead.name} · {doc.recipient.name}", doc.title) + 6
        for at in range(start, end):
            y += heights[at]
            sheet.text(g.left, y, lines[at], BODY)
        sheets.append(sheet)
    _signatures(sheets[-1], doc, y + 52)
    for number, sheet in enumerate(sheets, start=1):
        letter.foot(sheet, f"{doc.title} · {doc.recipient.account}", number, len(sheets))
    return sheets


def _signatures(sheet: Sheet, doc: AgreementDocument, y: float) -> None:
    g, w = sheet.geometry, writing(doc.edition)
    width = (g.inner - 36) / 2
    for left, who in ((g.left, doc.recipient.name), (g.left + width + 36, doc.letterhead.name)):
        sheet.rule(left, left + width, y, INK, 0.6)
        at = y + 12
        for line in wrap(who, BODY.face, BODY.size, round(width))[:2]:
            sheet.text(left, at, line, BODY)
            at += 12.75
        sheet.text(left, at, _("Signature, name, date"), SMALL)
    if doc.signed_on is not None:
        said = _("Signed by {name} on {date}").format(name=doc.signed_by, date=w.dated(doc.signed_on))
        for line in wrap(said, BODY.face, BODY.size, round(width))[:1]:
            sheet.text(g.left, y - 5, line, BODY)
