"""Estimates as pages: lines and sums as on an invoice, until when it is valid, and the lines on which it is accepted."""

from __future__ import annotations

from app.domain.language import _
from app.gateways.paper import letter
from app.gateways.paper.faces import wrap
from app.gateways.paper.flow import Closing, Flow, Sum, lay_out
from app.gateways.paper.letter import Fact
from app.gateways.paper.lines import line_columns, line_rows, tax_sums
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import ALARM, BODY_BOLD, GOOD, QUIET, STRONG, VALUE, VALUE_ALARM, Colour, geometry
from app.gateways.paper.tables import Grid, printable_cell
from app.gateways.paper.writing import Writing, writing
from app.services.documents import EstimateDocument, EstimateStamp


def estimate_pages(doc: EstimateDocument) -> list[Sheet]:
    """Return the estimate's pages; the language in use must be the document's."""
    w = writing(doc.edition)
    g = geometry(doc.edition.page_size)
    title = _("Estimate")
    name = f"{title} {doc.number}".strip()
    word, colour = _stamp(doc.stamp)
    subtitle = f"{doc.number} · {w.dated(doc.written_on)}" if doc.number else w.dated(doc.written_on)
    first = Sheet(g)
    letter.letterhead(first, doc.letterhead, title, subtitle, stamp=word, stamp_colour=colour)
    reached = letter.address(first, doc.recipient)
    panel = letter.facts(first, _facts(doc, w))
    y = letter.body_top(first, reached, panel)
    for line in wrap(doc.title, STRONG.face, STRONG.size, g.inner):
        first.text(g.left, y, line, STRONG)
        y += 15.0
    return lay_out(
        Flow(
            first=first,
            top=y + 4,
            grid=Grid(line_columns(doc.lines), g.left, g.inner),
            rows=line_rows(doc.lines, w),
            sums=_sums(doc, w),
            head_left=f"{doc.letterhead.name} · {doc.recipient.name}",
            head_right=name,
            foot_left=f"{name} · {doc.recipient.account}".strip(" ·"),
            closing=Closing(company=doc.letterhead, writing=w, message=doc.message, acceptance=_acceptance(doc, w)),
        )
    )


def _stamp(stamp: EstimateStamp) -> tuple[str, Colour]:
    match stamp:
        case EstimateStamp.DRAFT:
            return _("Draft"), QUIET
        case EstimateStamp.EXPIRED:
            return _("Expired"), ALARM
        case EstimateStamp.ACCEPTED:
            return _("Accepted"), GOOD
        case EstimateStamp.DECLINED:
            return _("Declined"), QUIET
        case EstimateStamp.NONE:
            return "", QUIET


def _facts(doc: EstimateDocument, w: Writing) -> list[Fact]:
    rows = [Fact(_("Estimate"), printable_cell(doc.number))] if doc.number else []
    rows.append(Fact(_("Date"), w.dated(doc.written_on)))
    expired = doc.stamp is EstimateStamp.EXPIRED
    rows.append(Fact(_("Valid until"), w.dated(doc.valid_until), VALUE_ALARM if expired else VALUE))
    rows.append(Fact(_("Account"), printable_cell(doc.recipient.account)))
    if doc.site:
        rows.append(Fact(_("Site"), doc.site))
    rows.append(Fact(_("Total"), w.money(doc.total_minor), STRONG))
    return rows


def _sums(doc: EstimateDocument, w: Writing) -> list[Sum]:
    sums = [Sum(_("Subtotal"), w.plain(doc.subtotal_minor))] if doc.taxes else []
    sums += tax_sums(doc.taxes, doc.subtotal_minor, w)
    sums.append(Sum(_("Total"), w.money(doc.total_minor), BODY_BOLD, ruled=bool(sums)))
    if doc.deposit_minor:
        sums.append(Sum(_("Deposit on acceptance"), w.money(doc.deposit_minor)))
    return sums


def _acceptance(doc: EstimateDocument, w: Writing) -> tuple[str, ...]:
    """Return the sentence above the lines to sign on, or what is printed where it was accepted already."""
    if doc.stamp is EstimateStamp.ACCEPTED and doc.accepted_on is not None:
        on = w.dated(doc.accepted_on)
        said = _("Accepted by {name} on {date}").format(name=doc.accepted_by, date=on)
        return (said if doc.accepted_by else _("Accepted on {date}").format(date=on),)
    if doc.stamp not in (EstimateStamp.NONE, EstimateStamp.DRAFT):
        return ()
    total = w.money(doc.total_minor)
    sentence = _("We accept this estimate over {amount}. Please sign and return it by {date}.")
    return (sentence.format(amount=total, date=w.dated(doc.valid_until)), doc.recipient.name)
