"""The list of plan templates under Service plans: what is sold, at which prices, and the way to write or archive one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.language import _, ngettext
from app.domain.schedule import CODES, Frequency
from app.services.office import Reader
from app.services.plans.templates import TemplateFacts, archive_template
from app.services.queries.plan_templates import TemplateRow, template_rows
from app.ui.customers.menus import ActionMenu, Entry, RowMenu, pop_up
from app.ui.kit.fields import CheckField
from app.ui.kit.pieces import Footer, column, row
from app.ui.kit.tables import Column, Kind, RowsModel, Status, Table, shown
from app.ui.kit.theme import Tone, set_role
from app.ui.plans.templates.editor import Writing
from app.ui.session import Export, Session

_SHOWN = frozenset({"plans", "settings", "profile"})


def in_order(prices: TemplateFacts) -> list[tuple[str, int]]:
    """Return a template's prices, the shortest period first."""
    found = dict(prices.prices)
    usual = [(code, found.pop(code)) for code in CODES if code in found]
    return [*usual, *sorted(found.items(), key=lambda each: Frequency.parse(each[0]).months)]


def prices_words(facts: TemplateFacts, session: Session) -> str:
    """Return “Monthly 89.00 · Yearly 980.00”."""
    amounts = session.amounts
    return " · ".join(
        _("{frequency} {amount}").format(frequency=Frequency.parse(code).label(), amount=amounts.plain(price))
        for code, price in in_order(facts)
    )


def template_columns(session: Session) -> list[Column[TemplateRow]]:
    """Return the columns of the list."""
    amounts = session.amounts

    def tax(row: TemplateRow) -> str:
        if row.tax is None:
            return "–"
        return _("{name} {percent}").format(name=row.tax.name, percent=amounts.percent(row.tax.rate_ppm))

    def pill(row: TemplateRow) -> Status:
        if row.facts.archived:
            return Status(_("Archived"), Tone.QUIET, "dash")
        return Status(_("On offer"), Tone.GOOD, "check")

    return [
        Column("name", _("Template"), lambda row: row.facts.name, width=160, sort="name"),
        Column("included", _("Included"), lambda row: row.facts.included.replace("\n", " · "), width=220, stretch=True),
        Column(
            "visits",
            _("Visits a year"),
            lambda row: amounts.count(row.facts.visits_per_year) if row.facts.visits_per_year else "–",
            Kind.COUNT,
            104,
            "visits",
            lambda row: row.facts.visits_per_year,
        ),
        Column("prices", _("Prices"), lambda row: prices_words(row.facts, session) or "–", width=280),
        Column("tax", _("Tax"), tax, width=120),
        Column(
            "live",
            _("Plans"),
            lambda row: amounts.count(row.live) if row.live else "–",
            Kind.COUNT,
            80,
            "live",
            lambda row: row.live,
        ),
        Column("state", _("Status"), lambda _row: "", Kind.STATUS, 112, "state", status=pill),
    ]


def _read(reader: Reader, archived: bool) -> list[TemplateRow]:
    return template_rows(reader, archived=archived)


class TemplatesPage(QWidget):
    """The templates; opening one opens the sheet."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._archived: tuple[int, bool] | None = None
        self.with_archived = CheckField(_("Also archived ones"))
        self.new = QPushButton(_("New template…"))
        set_role(self.new, "primary")
        self.edit_button, self.archive_button = QPushButton(_("Edit…")), QPushButton(_("Archive"))
        self.model: RowsModel[TemplateRow] = RowsModel(template_columns(session), self)
        self.table: Table[TemplateRow] = Table("plans.templates", session.settings)
        self.table.show_model(self.model)
        self.table.setAccessibleName(_("Plan templates"))
        self.table.set_empty(_("No plan template was written yet."), _("New template…"), self.write_new)
        self.footer = Footer()
        self.export = QPushButton(_("Export…"))
        self.export.setVisible(session.actions.export is not None)
        self.export.clicked.connect(self._export)
        tools = row(self.with_archived, None, self.export, self.archive_button, self.edit_button, self.new)
        box = column(tools, self.table, self.footer, spacing=12)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setFocusProxy(self.table)
        self.menu = RowMenu(self.table)
        self.menu.asked.connect(self._pop_up)
        self.with_archived.changed.connect(self._filtered)
        self.new.clicked.connect(self.write_new)
        self.edit_button.clicked.connect(self.edit_chosen)
        self.archive_button.clicked.connect(self.archive_chosen)
        self.table.opened.connect(self.edit)
        self.table.selection_changed.connect(self._selected)
        self._selected()
        self.load()

    @Slot()
    def load(self) -> None:
        """Read them anew."""
        job = self._session.read(_read, self.with_archived.value())
        self._session.tasks.read(job, self._came, key=f"plan-templates-{id(self)}")

    def refresh(self, changed: frozenset[str]) -> None:
        """Show again what changed."""
        if changed & _SHOWN:
            self.load()

    @Slot(object)
    def _filtered(self, _ticked: object) -> None:
        self.load()

    def _came(self, rows: list[TemplateRow]) -> None:
        self.model.set_rows(rows)
        offered = sum(not row.facts.archived for row in rows)
        words = ngettext("{count} template on offer", "{count} templates on offer", offered)
        self.footer.show_texts(words.format(count=self._session.amounts.count(offered)))
        self._selected()

    @Slot()
    def _export(self) -> None:
        if self._session.actions.export is not None:
            self._session.actions.export(Export(_("Plan templates"), shown(self.table)))

    def _chosen(self) -> TemplateRow | None:
        id_ = self.table.current_id()
        return self.model.row(id_) if id_ is not None else None

    @Slot(object)
    def _selected(self, _ids: object = None) -> None:
        chosen = self._chosen()
        self.edit_button.setEnabled(chosen is not None)
        self.archive_button.setEnabled(chosen is not None)
        archived = chosen is not None and chosen.facts.archived
        self.archive_button.setText(_("Offer again") if archived else _("Archive"))

    @Slot(QPoint)
    def _pop_up(self, at: QPoint) -> ActionMenu | None:
        chosen = self._chosen()
        if chosen is None:
            return None
        archive = _("Offer again") if chosen.facts.archived else _("Archive")
        entries = (Entry(_("Edit…"), partial(self.edit, chosen.id)), Entry(archive, self.archive_chosen))
        return pop_up(entries, at, self)

    # What is done

    @Slot()
    def write_new(self) -> Writing:
        """Open the sheet for a new template."""
        return Writing(self._session, None, self.window())

    @Slot(object)
    def edit(self, template_id: int) -> Writing:
        """Open the sheet of a template."""
        return Writing(self._session, template_id, self.window())

    @Slot()
    def edit_chosen(self) -> None:
        """Open the sheet of the template that is selected."""
        chosen = self._chosen()
        if chosen is not None:
            self.edit(chosen.id)

    @Slot()
    def archive_chosen(self) -> None:
        """Stop offering the template that is selected, or offer it again; it can be undone."""
        chosen = self._chosen()
        if chosen is not None:
            self._archive(chosen.id, archived=not chosen.facts.archived, tell=True)

    def _archive(self, template_id: int, *, archived: bool, tell: bool) -> None:
        self._archived = (template_id, archived) if tell else None
        job = self._session.write(archive_template, template_id, archived=archived)
        self._session.tasks.write(job, self._was_archived)

    def _was_archived(self, _nothing: None) -> None:
        if self._archived is None:
            return
        _id, archived = self._archived
        text = _("The template is not offered any more; plans sold by it go on.") if archived else _("It is offered again.")
        self._session.say(text, _("Undo"), self.undo)

    @Slot()
    def undo(self) -> None:
        """Take the last archiving back."""
        if self._archived is not None:
            template_id, archived = self._archived
            self._archive(template_id, archived=not archived, tell=False)
