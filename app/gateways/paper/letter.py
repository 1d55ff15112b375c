"""What every paper of the house has in common: letterhead, address, facts, aging, slip to tear off, foot.

Each function draws one part at its fixed place and says how far down it reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.language import _
from app.gateways.paper.faces import face, printable, shortened, wrap
from app.gateways.paper.pictures import fitted, picture
from app.gateways.paper.sheet import Sheet
from app.gateways.paper.style import (
    ALARM,
    BODY,
    COMPANY,
    INK,
    LABEL,
    QUIET,
    SMALL,
    STRONG,
    TINT,
    TITLE,
    VALUE,
    Colour,
    Geometry,
    Style,
)
from app.gateways.paper.writing import Writing
from app.services.documents import AgingFooter, Letterhead, Recipient

FACT_WIDTH = 176.0
"""Points of the panel of facts at the right margin."""
SLIP_HEIGHT = 142.0
"""From the tear line to the foot of the page."""
ACCEPTANCE_HEIGHT = 104.0
"""From the hairline above the lines to sign on to the foot of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value of the panel."""

    label: str
    value: str
    style: Style = VALUE


def letterhead(
    sheet: Sheet,
    company: Letterhead,
    title: str,
    subtitle: str,
    *,
    stamp: str = "",
    stamp_colour: Colour = QUIET,
) -> None:
    """Draw the company at the left and the document's title at the right of the top."""
    g = sheet.geometry
    sheet.right(g.right, 62, title, TITLE)
    y = 77.0
    for line in wrap(subtitle, SMALL.face, SMALL.size, 260.0):
        sheet.right(g.right, y, line, SMALL)
        y += 11.5
    if stamp:
        _stamp(sheet, g.right, y + 5, stamp, stamp_colour)
    taken = max(
        face(TITLE.face).width(title) * TITLE.size,
        max(
            (face(SMALL.face).width(line) * SMALL.size for line in wrap(subtitle, "R", SMALL.size, 260.0)),
            default=0,
        ),
    )
    room = g.inner - taken - 24
    y = 62.0
    if company.logo:
        one = picture(company.logo)
        width, height = fitted(one, min(190.0, room), 46.0)
        sheet.picture(one.name, g.left, 36, width, height)
        y = 36 + height + 17
    size = 15.5 if len(wrap(company.name, COMPANY.face, 15.5, round(room))) == 1 else 12.0
    name = COMPANY if size == 15.5 else Style("B", 12.0)
    if company.logo:
        name = Style("B", 11.0)
    for line in wrap(company.name, name.face, name.size, round(room))[:3]:
        sheet.text(g.left, y, line, name)
        y += name.size * 1.25
    y += {15.5: -4.0, 12.0: -0.5}.get(name.size, 1.0)
    for line in _contact_lines(company, round(room)):
        sheet.text(g.left, y, line, SMALL)
        y += 11.5


def _contact_lines(company: Letterhead, room: float) -> list[str]:
    address = ", ".join(line for line in company.address_lines if line)
    tax = _("Tax ID {number}").format(number=company.tax_id) if company.tax_id else ""
    parts = [part for part in (address, company.phone, company.email, company.website, tax) if part]
    lines: list[str] = []
    for part in map(printable, parts):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and face(SMALL.face).width(joined) * SMALL.size <= room:
            lines[-1] = joined
        else:
            lines.extend(wrap(part, SMALL.face, SMALL.size, room))
    return lines


def _stamp(sheet: Sheet, right: float, y: float, text: str, colour: Colour) -> None:
    style = Style("B", 9.5, Colour("#FFFFFF"))
    width = face(style.face).width(text) * style.size + 14
    sheet.tint(right - width, y - 3, width, 16, colour)
    sheet.text(right - width + 7, y + 8.5, text, style)


def address(sheet: Sheet, recipient: Recipient) -> float:
    """Draw the recipient in the envelope's window; return the last baseline."""
    g = sheet.geometry
    y = g.address_y
    for line in wrap(recipient.name, STRONG.face, STRONG.size, g.address_width):
        sheet.text(g.left, y, line, STRONG)
        y += 13.5
    lines = [line for line in recipient.address_lines if line.strip()]
    if recipient.attention:
        lines.insert(0, _("Attn. {name}").format(name=recipient.attention))
    if recipient.tax_id:
        lines.append(_("Tax ID {number}").format(number=recipient.tax_id))
    for text in lines:
        for line in wrap(text, BODY.face, BODY.size, g.address_width):
            sheet.text(g.left, y, line, BODY)
            y += 12.75
    return y - 12.75


def facts(sheet: Sheet, rows: Sequence[Fact], y: float | None = None, width: float = FACT_WIDTH) -> float:
    """Draw labelled values at the right margin; return the last baseline."""
    g = sheet.geometry
    if y is None:
        # A long panel begins higher up, so that the table need not begin lower down.
        y = max(118.0, min(g.address_y, g.body_y - 22 - 16.5 * (len(rows) - 1)))
    for number, fact in enumerate(rows):
        if number:
            y += 16.5
        sheet.text(g.right - width, y, fact.label, LABEL)
        style = fact.style
        room = width - face(LABEL.face).width(fact.label) * LABEL.size - 10
        lines = wrap(fact.value, style.face, style.size, max(40.0, round(room)))
        for at, line in enumerate(lines):
            y += 12.5 if at else 0
            sheet.right(g.right, y, line, style)
    return y


def body_top(sheet: Sheet, *reached: float) -> float:
    """Return where the table begins: at its usual place, or under what reached further."""
    return max(sheet.geometry.body_y, *(y + 20 for y in reached))


def running_head(sheet: Sheet, left: str, right: str) -> float:
    """Draw the small head of a further page; return where its table begins."""
    g = sheet.geometry
    bold = Style("B", 9.5)
    right = printable(right)
    room = g.inner - face("R").width(right) * SMALL.size - 20
    sheet.text(g.left, 46, shortened(left, "B", 9.5, round(room)), bold)
    sheet.right(g.right, 46, right, SMALL)
    return 60.0


def foot(sheet: Sheet, left: str, number: int, count: int) -> None:
    """Draw the document's name and "Page n of m" at the bottom."""
    g = sheet.geometry
    page = _("Page {number} of {count}").format(number=number, count=count)
    room = g.inner - face("R").width(page) * SMALL.size - 20
    sheet.text(g.left, g.foot_y, shortened(left, "R", SMALL.size, round(room)), SMALL)
    sheet.right(g.right, g.foot_y, page, SMALL)


def continued(sheet: Sheet, y: float) -> None:
    """Say under a table that it goes on."""
    sheet.right(sheet.geometry.right, y + 13, _("Continued on the next page"), Style("I", 8.25, QUIET))


def aging_labels() -> tuple[str, str, str, str, str]:
    """Return the five buckets' names in the language in use."""
    return _("Current"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days")


def aging(sheet: Sheet, y: float, footer: AgingFooter, writing: Writing) -> None:
    """Draw the five buckets side by side, 40 points high; what is overdue stands in the alarm colour."""
    g = sheet.geometry
    gap = 6.0
    width = (g.inner - 4 * gap) / 5
    for at, (label, minor) in enumerate(zip(aging_labels(), footer.buckets_minor, strict=True)):
        x = g.left + at * (width + gap)
        sheet.tint(x, y, width, 40, TINT)
        sheet.text(x + 9, y + 14, label, SMALL)
        colour = ALARM if at and minor > 0 else INK if minor else QUIET
        amount = writing.plain(minor)
        size = min(10.5, (width - 18) / face("B").width(amount))
        sheet.right(x + width - 9, y + 31, amount, Style("B", round(size, 2), colour))


def slip(sheet: Sheet, company: Letterhead, rows: Sequence[Fact]) -> None:
    """Draw the part to tear off and send with a check, at the foot of the sheet."""
    g = sheet.geometry
    top = slip_top(g)
    sheet.text(g.left, top - 6, _("Please return this part with your payment"), SMALL)
    sheet.rule(g.left, g.right, top, INK, 0.6, dash="4 3")
    y = top + 28
    lines = [line for line in company.remit_to or (company.name, *company.address_lines) if line.strip()]
    for number, text in enumerate(lines):
        style = VALUE if not number else BODY
        for line in wrap(text, style.face, style.size, 230.0):
            sheet.text(g.left, y, line, style)
            y += 12.75
    y = facts(sheet, rows, top + 28, 230)
    y += 17
    sheet.text(g.right - 230, y, _("Amount enclosed"), LABEL)
    sheet.rule(g.right - 110, g.right, y + 3, INK, 0.6)


def acceptance(sheet: Sheet, said: Sequence[str]) -> None:
    """Draw, at the foot of the sheet, what is accepted and the lines on which ``said``'s second entry signs, if it has one."""
    g = sheet.geometry
    y = g.foot_y - ACCEPTANCE_HEIGHT
    sheet.rule(g.left, g.right, y)
    y += 18
    for line in wrap(said[0], VALUE.face, VALUE.size, round(g.inner))[:2]:
        sheet.text(g.left, y, line, VALUE)
        y += 13
    if len(said) < 2:
        return
    y = g.foot_y - 44
    left, gap = g.left, 24.0
    parts = ((shortened(said[1], "R", SMALL.size, 220.0), 0.5), (_("Name"), 0.28), (_("Date"), 0.22))
    for words, share in parts:
        width = (g.inner - 2 * gap) * share
        sheet.rule(left, left + width, y, INK, 0.6)
        sheet.text(left, y + 12, words, SMALL)
        left += width + gap


def payer(recipient: Recipient) -> str:
    """Return account and name for the slip; a name of more than two lines is cut, the account never."""
    return f"{printable(recipient.account)} · {shortened(recipient.name, 'R', BODY.size, 260.0)}"


def slip_top(g: Geometry) -> float:
    """Return where the tear line runs."""
    return g.foot_y - SLIP_HEIGHT


def message_lines(text: str, g: Geometry) -> tuple[str, ...]:
    """Break a paragraph to the width of the page."""
    return wrap(text, SMALL.face, 8.75, round(g.inner)) if text.strip() else ()
