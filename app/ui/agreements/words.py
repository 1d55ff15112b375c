"""How agreements are worded in lists: where each stands, and when it has to be renewed; and the room their words take."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QBoxLayout

from app.domain.agreement_states import RENEWAL_NOTICE_DAYS
from app.domain.language import _, ngettext
from app.services.agreements.listing import AgreementListRow
from app.ui.kit.fields.captioned import Captioned
from app.ui.kit.status import Status
from app.ui.kit.theme import Tone


def renewal_words(renews_on: date, today: date) -> str:
    """Return how far away a renewal is: “in 12 days”."""
    days = (renews_on - today).days
    if days < 0:
        return ngettext("{count} day overdue", "{count} days overdue", -days).format(count=-days)
    if days == 0:
        return _("today")
    return ngettext("in {count} day", "in {count} days", days).format(count=days)


def agreement_pill(row: AgreementListRow, today: date) -> Status:
    """Return where an agreement stands."""
    if row.state in ("draft", "sent") and row.mail_state in ("waiting", "sending"):
        return Status(_("Waits to be mailed"), Tone.CARE, "mail")
    if row.state == "draft" and row.mail_state in ("failed", "unknown"):
        return Status(_("Mail did not go"), Tone.ALARM, "warning")
    if row.state == "draft":
        return Status(_("Draft"), Tone.QUIET, "pencil")
    if row.state == "sent":
        return Status(_("Sent"), Tone.INFO, "mail")
    if row.state == "ended":
        return Status(_("Ended"), Tone.QUIET, "dash")
    if row.renews_on is not None and (row.renews_on - today).days <= RENEWAL_NOTICE_DAYS:
        when = renewal_words(row.renews_on, today)
        if row.renews_on < today:
            return Status(when, Tone.ALARM, "bang")
        return Status(_("Renew {when}").format(when=when), Tone.CARE, "clock")
    return Status(_("Signed"), Tone.GOOD, "check")


def tall(box: Captioned) -> Captioned:
    """Let the field take all the height that its box gets."""
    layout = box.layout()
    if isinstance(layout, QBoxLayout):
        layout.setStretch(layout.indexOf(box.field), 1)
        layout.setStretch(layout.count() - 1, 0)
    return box
