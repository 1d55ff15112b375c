"""Linking customers with those that exist at the processor: one by its id, or all whose mail addresses agree, after a look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from app.domain.errors import CounterfoilError, UserError
from app.domain.language import _, ngettext
from app.services.charging.customers import Method, link_customer, match_by_email
from app.services.charging.processor import PaymentProcessor
from app.services.office import Office, Reader
from app.services.queries.payable import customer_name
from app.ui.charging.line import Line
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import Form, TextField
from app.ui.kit.pieces import Footer, label
from app.ui.kit.saving import Saving
from app.ui.kit.tables import Column, Edit, Kind, RowsModel, Table
from app.ui.kit.tasks import Progress
from app.ui.session import Session


class LinkOne(QObject):
    """Asks for the processor's id of one customer and adopts it with its saved methods."""

    def __init__(self, session: Session, line: Line, customer_id: int, name: str, parent: QWidget | None = None) -> None:
        sheet = self.sheet = Sheet(_("Link with an existing customer"), parent, name)
        super().__init__(sheet)
        self._session, self._line, self._customer_id = session, line, customer_id
        sheet.setMinimumSize(QSize(520, 0))
        self.remote = TextField("cus_…", longest=80)
        self.remote.set_needed(needed=True)
        self.form = Form()
        self.form.add(_("Customer &id"), self.remote, _("In Stripe's dashboard it stands on the customer's page."))
        words = _("The cards and bank accounts saved there can be charged from here afterwards. Nothing is changed at Stripe.")
        sheet.body.addWidget(label(words, "quiet", wrap=True))
        sheet.body.addWidget(self.form)
        sheet.body.addStretch(1)
        sheet.set_buttons(_("Link"))
        self._saving = Saving(session.tasks, sheet)
        sheet.saved.connect(self._save)
        sheet.finished.connect(self._saving.let_go)
        sheet.open()

    @Slot()
    def _save(self) -> None:
        self.remote.setModified(True)
        if self.form.first_error():
            return
        job = partial(_link, self._customer_id, self.remote.value().strip())
        self._saving.through(partial(self._line.run, job), self._linked)

    def _linked(self, methods: list[Method]) -> None:
        count = len(methods)
        words = ngettext("Linked; {count} card or account is on file.", "Linked; {count} cards or accounts are on file.", count)
        self._session.say(words.format(count=count))
        self.sheet.accept()


@dataclass(frozen=True, slots=True)
class Match:
    """A customer of ours (its id) and one of the processor's that bear the same mail address."""

    id: int
    name: str
    remote_id: str
    ticked: bool


class LinkByMail(QObject):
    """Looks for customers whose mail addresses agree, shows them, and links those that stay ticked."""

    def __init__(self, session: Session, line: Line, parent: QWidget | None = None) -> None:
        sheet = self.sheet = Sheet(_("Link customers by mail address"), parent)
        super().__init__(sheet)
        self._session, self._line = session, line
        sheet.setMinimumSize(QSize(640, 460))
        self.words = label(_("Asking the processor for its customers…"), "quiet", wrap=True)
        self.model = RowsModel(_columns(), self)
        self.model.edited.connect(self._ticked)
        self.table: Table[Match] = Table("charging.matches", session.settings)
        self.table.setAccessibleName(_("Customers with the same mail address"))
        self.table.show_model(self.model)
        self.footer = Footer()
        sheet.body.addWidget(self.words)
        sheet.body.addWidget(self.table, 1)
        sheet.body.addWidget(self.footer)
        sheet.set_buttons(_("Link"))
        sheet.set_savable(savable=False)
        self._saving = Saving(session.tasks, sheet)
        sheet.saved.connect(self._save)
        sheet.finished.connect(self._saving.let_go)
        sheet.open()
        line.run(_matches, self._show, self._refused, title=_("Comparing customers"))

    def _show(self, found: list[Match]) -> None:
        self.words.setText(
            _("These bear the same mail address here and at the processor. Two with one address are left out.")
            if found
            else _("No unlinked customer bears the mail address of one at the processor.")
        )
        self.table.set_empty(_("Nothing to link."))
        self.model.set_rows(found)
        self._count()

    @Slot(object)
    def _ticked(self, edit: Edit) -> None:
        found = self.model.row(edit.id)
        if found is not None:
            self.model.replace(replace(found, ticked=bool(edit.value)))
            self._count()

    def _count(self) -> None:
        count = sum(match.ticked for match in self.model.rows())
        self.footer.show_texts(ngettext("{count} to link", "{count} to link", count).format(count=count), [])
        self.sheet.set_savable(savable=count > 0)

    @Slot()
    def _save(self) -> None:
        chosen = [match for match in self.model.rows() if match.ticked]
        run = partial(self._line.run, partial(_link_all, chosen), title=_("Linking customers"))
        self._saving.through(run, self._linked)

    def _linked(self, done: tuple[int, list[str]]) -> None:
        count, refused = done
        words = ngettext("{count} customer is linked.", "{count} customers are linked.", count).format(count=count)
        self._session.say(" ".join([words, *refused[:2]]))
        self.sheet.accept()

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, CounterfoilError):
            self.words.setText("")
            self.sheet.show_error(str(error))
            return True
        return False


def _columns() -> list[Column[Match]]:
    return [
        Column("link", _("Link"), lambda _row: "", Kind.CHECK, width=64, checked=lambda match: match.ticked, sort="link"),
        Column("name", _("Customer"), lambda match: match.name, width=240, stretch=True, sort="name"),
        Column("remote", _("At the processor"), lambda match: match.remote_id, width=220, sort="remote"),
    ]


def _link(
    customer_id: int, remote_id: str, office: Office, processor: PaymentProcessor, _progress: Progress
) -> list[Method]:
    return link_customer(office, processor, customer_id, remote_id)


def _matches(office: Office, processor: PaymentProcessor, _progress: Progress) -> list[Match]:
    pairs = match_by_email(office, processor)
    return [
        Match(customer_id, office.read(partial(_name, customer_id)), remote_id, ticked=True) for customer_id, remote_id in pairs
    ]


def _name(customer_id: int, reader: Reader) -> str:
    return customer_name(reader, customer_id)


def _link_all(
    chosen: list[Match], office: Office, processor: PaymentProcessor, progress: Progress
) -> tuple[int, list[str]]:
    """Link one after another; what one is refused for stops none of the others."""
    done, refused = 0, []
    for place, match in enumerate(chosen):
        progress.step(place, len(chosen), match.name)
        try:
            link_customer(office, processor, match.id, match.remote_id)
            done += 1
        except UserError as error:
            refused.append(f"{match.name}: {error}")
    return done, refused
