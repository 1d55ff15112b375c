"""The line above an account that took part in a merge: what became part of what, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Slot

from app.domain.language import _
from app.services.customers.merging.standing import StandingMerge, merges_of
from app.services.office import Reader
from app.ui.account_notice import AccountNotice
from app.ui.kit.dialogs import confirm
from app.ui.kit.pieces import Banner, column
from app.ui.kit.theme import Tone
from app.ui.session import Session

# After so many days the customer that stayed does not tell of the merge any more; the one that went always does.
_TOLD_DAYS = 30


class MergedNotice(AccountNotice[list[StandingMerge]]):
    """Says that this account is part of another, or which one lately became part of it; gone otherwise."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._merge: StandingMerge | None = None
        self.banner = Banner()
        self.setLayout(column(self.banner))

    def standing(self, reader: Reader, customer_id: int) -> list[StandingMerge]:
        """Return the merges that it took part in."""
        return merges_of(reader, customer_id)

    def tell(self, merges: list[StandingMerge]) -> None:
        """Say what became of this account, or lately became part of it."""
        gone = next((merge for merge in merges if merge.gone.id == self.customer_id), None)
        lately = next((merge for merge in merges if self._is_late(merge)), None)
        self._merge = gone or lately
        self.setVisible(self._merge is not None)
        if gone is not None:
            text = _("This account is part of {name} ({account}) now; everything on it is there.")
            said = text.format(name=gone.kept.name, account=gone.kept.account)
        elif lately is not None:
            text = _("{name} ({account}) became part of this account on {date}.")
            day = self.session.dates.medium(self.session.local(lately.merged_at).date())
            said = text.format(name=lately.gone.name, account=lately.gone.account, date=day)
        else:
            return
        self.banner.show_message(Tone.INFO, said, _("Undo merge…"), self.undo)

    def _is_late(self, merge: StandingMerge) -> bool:
        days = (self.session.today - self.session.local(merge.merged_at).date()).days
        return merge.kept.id == self.customer_id and days <= _TOLD_DAYS

    @Slot()
    def undo(self) -> None:
        """Ask, then give the merged customer everything back."""
        merge = self._merge
        if merge is None:
            return
        text = _(
            "{gone} gets back what came with the merge, and what was added to it since. What is new about {kept} stays."
        )
        said = text.format(gone=merge.gone.name, kept=merge.kept.name)
        if confirm(self.window(), _("Undo this merge?"), said, _("Undo merge")):
            from app.services.customers.merging.undoing import undo_merge  # it brings every table along

            self.session.tasks.write(self.session.write(undo_merge, merge.id), self._done)

    @Slot(object)
    def _done(self, _value: object) -> None:
        self.session.say(_("The merge was undone"))
