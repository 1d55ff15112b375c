"""What rail and status line say about the open book, worked out from the book."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.bootstrap.offices import user_name
from app.domain.agreement_states import RENEWAL_NOTICE_DAYS
from app.domain.language import _, ngettext
from app.services.backups import last_backup_at
from app.services.formats import date_format
from app.services.office import Reader
from app.ui.shell.parts import BookCaption


def caption(reader: Reader) -> BookCaption:
    """Return the caption of the book as it stands now."""
    profile = reader.profile
    dates = date_format(profile.locale)
    backup = last_backup_at(reader)
    if backup is None:
        backed_up = _("Never backed up")
    else:
        here = backup.astimezone(ZoneInfo(profile.time_zone))
        day = _("today") if here.date() == reader.today else dates.medium(here.date())
        backed_up = _("Last proven backup {day} {time}").format(day=day, time=f"{here:%H:%M}")
    return BookCaption(
        profile.name,
        note=_("Practice book") if profile.mode == "practice" else "",
        locked=_("Books locked until {date}").format(date=dates.medium(profile.lock_on)) if profile.lock_on else "",
        backup=backed_up,
        user=user_name(),
        renewals=_renewals(reader),
    )


def _renewals(reader: Reader) -> str:
    from app.services.agreements.renewing import count_to_renew

    count = count_to_renew(reader)
    words = ngettext("{count} agreement renews\nwithin {days} days", "{count} agreements renew\nwithin {days} days", count)
    return words.format(count=count, days=RENEWAL_NOTICE_DAYS) if count else ""
