"""The price changes that were made, newest first, and the way to take one back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.services.plans.prices import PriceChangeFacts, PriceReversal, price_changes, reverse_price_change
from app.ui.kit.dialogs import confirm
from app.ui.kit.pieces import column, label, row
from app.ui.kit.tables import Column, Kind, RowsModel, Status, Table, shown
from app.ui.kit.theme import Tone
from app.ui.plans.prices.changing import reversal_words
from app.ui.plans.prices.words import rule_words
from app.ui.session import Export, Session

_SHOWN = frozenset({"plans", "profile"})


def change_columns(session: Session) -> list[Column[PriceChangeFacts]]:
    """Return the columns of the list."""
    amounts, dates = session.amounts, session.dates

    def by(who: str, at: datetime) -> str:
        return _("{date} by {name}").format(date=session.moment(at), name=who)

    def made(row: PriceChangeFacts) -> str:
        return by(row.actor, row.made_at)

    def taken_back(row: PriceChangeFacts) -> str:
        return by(row.reversed_by, row.reversed_at) if row.reversed_at is not None else ""

    def pill(row: PriceChangeFacts) -> Status:
        if row.state == "reversed":
            return Status(_("Taken back"), Tone.QUIET, "undo")
        if row.effective_on > session.today:
            return Status(_("To come"), Tone.INFO, "clock")
        return Status(_("In force"), Tone.GOOD, "check")

    return [
        Column(
            "from", _("Effective from"), lambda row: dates.medium(row.effective_on), Kind.DATE, 130, "from",
            lambda row: row.effective_on,
        ),
        Column("rule", _("Change"), lambda row: rule_words(row.rule, session), width=170),
        Column("plans", _("Plans"), lambda row: amounts.count(row.plans), Kind.COUNT, 90, "plans", lambda row: row.plans),
        Column("reason", _("Reason"), lambda row: row.reason, width=200, stretch=True),
        Column("made", _("Made"), made, width=250, sort="made", value=lambda row: row.made_at),
        Column("back", _("Taken back"), taken_back, width=250),
        Column("state", _("Status"), lambda _row: "", Kind.STATUS, 130, "state", status=pill),
    ]


class PriceChangesPage(QWidget):
    """The list and its button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.reverse_button = QPushButton(_("Take back…"))
        note = _("A price change begins in the list of plans: choose the plans, then “With all …” and “Change prices…”.")
        self.model: RowsModel[PriceChangeFacts] = RowsModel(change_columns(session), self)
        self.table: Table[PriceChangeFacts] = Table("plans.price-changes", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Price changes"))
        self.table.set_empty(_("No price was changed for several plans yet."))
        self.export = QPushButton(_("Export…"))
        self.export.setVisible(session.actions.export is not None)
        self.export.clicked.connect(self._export)
        box = column(row(label(note, "quiet"), None, self.export, self.reverse_button), self.table, spacing=12)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setFocusProxy(self.table)
        self.reverse_button.clicked.connect(self.take_back)
        self.table.selection_changed.connect(self._selected)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Read them anew."""
        job = self._session.read(price_changes)
        self._session.tasks.read(job, self._came, key=f"plan-price-changes-{id(self)}")

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    def _came(self, found: list[PriceChangeFacts]) -> None:
        self.model.set_rows(found)
        self._selected()

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(Export(_("Price changes"), shown(self.table)))

    def _chosen(self) -> PriceChangeFacts | None:
        id_ = self.table.current_id()
        return self.model.row(id_) if id_ is not None else None

    @Slot(object)
    def _selected(self, _ids: object = None) -> None:
        chosen = self._chosen()
        self.reverse_button.setEnabled(chosen is not None and chosen.state == "applied")

    @Slot()
    def take_back(self) -> None:
        """Reverse the change that is selected; plans that were billed by it keep their price and are named."""
        chosen = self._chosen()
        if chosen is None or chosen.state != "applied":
            return
        session = self._session
        title = _("Take the price change of {date} back?").format(date=session.dates.medium(chosen.effective_on))
        words = ngettext(
            "{count} plan was changed ({rule}). Plans that were billed at the new price already keep it.",
            "{count} plans were changed ({rule}). Plans that were billed at the new price already keep it.",
            chosen.plans,
        ).format(count=session.amounts.count(chosen.plans), rule=rule_words(chosen.rule, session))
        if confirm(self.window(), title, words, _("Take it back"), danger=True):
            session.tasks.write(session.write(reverse_price_change, chosen.id), self._taken_back)

    def _taken_back(self, found: PriceReversal) -> None:
        self._session.say(reversal_words(found, self._session))
