"""How charging stands, in the few words that fit at the window's edge. What to do about it is said where it is shown whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.language import _, ngettext
from app.services.charging.standing import ChargingStanding
from app.ui.charging.line import Line, LineState
from app.ui.session import Session


@dataclass(frozen=True, slots=True)
class LineWords:
    """``connection`` stands in the status line, ``waiting`` and ``alarm`` at the foot of the rail."""

    connection: str = ""
    waiting: tuple[str, ...] = ()
    alarm: str = ""


def line_words(session: Session, line: Line) -> LineWords:
    """Return what the window's edge says."""
    standing = line.standing
    if standing is None or not standing.connected:
        return LineWords()
    waiting = waiting_words(session, standing)
    alarm = _("Sending is stopped") if standing.paused_why or standing.frozen_why else ""
    return LineWords(_connection(session, line, standing), waiting, alarm)


def waiting_words(session: Session, standing: ChargingStanding) -> tuple[str, ...]:
    """Return what waits, a line each."""
    money, count = session.amounts.money, session.amounts.count
    lines = []
    if standing.waiting:
        lines.append(
            ngettext("{count} to send, {amount}", "{count} to send, {amount}", standing.waiting).format(
                count=count(standing.waiting), amount=money(standing.waiting_minor)
            )
        )
    if standing.unqueued:
        lines.append(
            ngettext("{count} charge of a plan waits", "{count} charges of plans wait", standing.unqueued).format(
                count=count(standing.unqueued)
            )
        )
    if standing.in_doubt:
        lines.append(
            ngettext("{count} not known yet", "{count} not known yet", standing.in_doubt).format(count=count(standing.in_doubt))
        )
    if standing.in_transit:
        lines.append(
            ngettext("{count} in transit, {amount}", "{count} in transit, {amount}", standing.in_transit).format(
                count=count(standing.in_transit), amount=money(standing.in_transit_minor)
            )
        )
    if standing.pages:
        lines.append(
            ngettext("{count} waits for a customer", "{count} wait for customers", standing.pages).format(
                count=count(standing.pages)
            )
        )
    if standing.unmatched:
        lines.append(
            ngettext("{count} payment to match", "{count} payments to match", standing.unmatched).format(
                count=count(standing.unmatched)
            )
        )
    if standing.held:
        lines.append(ngettext("{count} held", "{count} held", standing.held).format(count=count(standing.held)))
    return tuple(lines)


def _connection(session: Session, line: Line, standing: ChargingStanding) -> str:
    name = _("Practice processor") if standing.practice else _("Stripe") if standing.live else _("Stripe, test mode")
    if line.at_work:
        return _("{processor}: working…").format(processor=name)
    if standing.paused_why:
        return _("{processor}: key refused").format(processor=name)
    if standing.frozen_why:
        return _("{processor}: compare first").format(processor=name)
    if line.state is LineState.OFFLINE:
        return _("{processor}: offline").format(processor=name)
    if line.state is LineState.BUSY:
        return _("{processor}: busy elsewhere").format(processor=name)
    if line.state is LineState.FAULT:
        return _("{processor}: not reached").format(processor=name)
    if standing.synced_at is None:
        return _("{processor}: never synced").format(processor=name)
    here = session.local(standing.synced_at)
    when = f"{here:%H:%M}" if here.date() == session.today else session.moment(standing.synced_at)
    return _("{processor}: synced {time}").format(processor=name, time=when)
