"""What is done with agreements: written, sent, signed, renewed, ended; and the signed paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from app.domain.language import _
from app.services.agreements.keeping import (
    AgreementFacts,
    NewAgreement,
    attach_scan,
    detach_scan,
    discard_agreement,
    end_agreement,
    read_agreement,
    rewrite_agreement,
    send_agreement,
    set_renewal,
    sign_agreement,
    take_agreement_back,
    write_agreement,
)
from app.services.agreements.listing import AgreementForm, AgreementListRow, agreement_form
from app.services.agreements.wording import Subject, values_for
from app.services.files.contents import read_source
from app.services.office import Reader
from app.ui.agreements.paper import agreement_job
from app.ui.agreements.sheet import AgreementSheet
from app.ui.agreements.signing import RenewalSheet, SignSheet
from app.ui.customers.menus import LINE, Entry
from app.ui.files.doings import FileDoings
from app.ui.kit.dialogs import Sheet, confirm
from app.ui.kit.saving import Saving
from app.ui.kit.tasks.job import Written
from app.ui.paper.jobs import PrintJob
from app.ui.session import Session, written

T = TypeVar("T", bound=Sheet)


class AgreementDoings(QObject):
    """What can be done with agreements of an open book.

    Args:
        session: the open book.
        files: what can be done with files: signed papers are opened through it.
        show_paper: opens a preview of a job.
    """

    def __init__(self, session: Session, files: FileDoings, show_paper: Callable[[PrintJob], object]) -> None:
        super().__init__(session)
        self._session, self._files, self._show_paper = session, files, show_paper
        self._discarded: NewAgreement | None = None
        self.sheet: Sheet | None = None

    # Writing

    def new(self, customer_id: int) -> None:
        """Draft an agreement with a customer."""
        self._session.tasks.read(self._session.read(_form, customer_id), self._show_form, key="agreement.form")

    def edit(self, agreement_id: int, customer_id: int) -> None:
        """Go on with a draft."""
        self._session.tasks.read(
            self._session.read(_form, customer_id, agreement_id), self._show_form, key="agreement.form"
        )

    @Slot(object)
    def _show_form(self, found: tuple[int, AgreementForm, AgreementFacts | None]) -> None:
        customer_id, form, facts = found
        sheet = AgreementSheet(self._session, form, customer_id, facts, self._session.window)
        sheet.values_wanted.connect(self._fill)
        sheet.saved.connect(self._save)
        self._open(sheet)
        self._fill(sheet.subject())

    @Slot(object)
    def _fill(self, subject: Subject) -> None:
        self._session.tasks.read(self._session.read(values_for, subject), self._filled, key="agreement.values")

    @Slot(object)
    def _filled(self, values: dict[str, str]) -> None:
        if isinstance(self.sheet, AgreementSheet):
            self.sheet.show_values(values)

    @Slot()
    def _save(self) -> None:
        sheet, session = self.sheet, self._session
        if not isinstance(sheet, AgreementSheet):
            return
        said = sheet.first_complaint()
        sheet.show_error(said)
        if said:
            return
        if sheet.agreement_id is None:
            self._saving.write(session.write(write_agreement, sheet.agreement()), self._done)
        else:
            self._saving.write(session.write(rewrite_agreement, sheet.agreement_id, sheet.agreement()), self._done)

    # Its way

    def send(self, agreement_id: int) -> None:
        """Note that it went to the customer on paper."""
        self._session.tasks.write(self._session.write(send_agreement, agreement_id))

    def mail(self, row: AgreementListRow) -> None:
        """Write to the customer with the paper; a draft counts as sent once a mail server took it."""
        if self._session.actions.mail_paper is not None:
            self._session.actions.mail_paper(agreement_job(row.id, row.title, row.customer_name, to_send=True))

    def take_back(self, agreement_id: int) -> None:
        """Make a draft of it again."""
        self._session.tasks.write(self._session.write(take_agreement_back, agreement_id))

    def sign(self, row: AgreementListRow) -> None:
        """Ask when and by whom it was signed."""
        sheet = SignSheet(self._session, row, self._session.window)
        sheet.signed.connect(self._sign)
        self._open(sheet)

    @Slot(int, object, str, object, object)
    def _sign(self, agreement_id: int, on: date, by: str, renews_on: date | None, path: Path | None) -> None:
        office = self._session.office

        def work() -> Written[None]:
            scan = read_source(path) if path is not None else None
            return written(office.perform(lambda writer: sign_agreement(writer, agreement_id, on, by, renews_on, scan)))

        self._saving.write(work, self._done)

    def renew(self, row: AgreementListRow) -> None:
        """Ask by when it has to be renewed."""
        sheet = RenewalSheet(self._session, row, self._session.window)
        sheet.wanted.connect(self._renew)
        self._open(sheet)

    @Slot(int, object)
    def _renew(self, agreement_id: int, renews_on: date | None) -> None:
        self._saving.write(self._session.write(set_renewal, agreement_id, renews_on), self._done)

    def end(self, row: AgreementListRow) -> None:
        """End it, when the answer is yes."""
        text = _("It stays in the list as ended and cannot be put in force again. Service plans go on as they are.")
        title = _("End the agreement “{title}” today?").format(title=row.title)
        if confirm(self._session.window, title, text, _("End agreement"), danger=True):
            self._session.tasks.write(self._session.write(end_agreement, row.id))

    def discard(self, agreement_id: int) -> None:
        """Throw a draft away; it can be put back."""
        self._session.tasks.write(self._session.write(discard_agreement, agreement_id), self._gone)

    @Slot(object)
    def _gone(self, said: NewAgreement) -> None:
        self._discarded = said
        self._session.say(_("Draft discarded"), _("Undo"), self.undo)

    @Slot()
    def undo(self) -> None:
        """Write the discarded draft again."""
        if self._discarded is not None:
            self._session.tasks.write(self._session.write(write_agreement, self._discarded))
            self._discarded = None

    # Paper

    def show(self, row: AgreementListRow) -> None:
        """Show an agreement: a draft to be written on, another as its paper."""
        if row.state == "draft":
            self.edit(row.id, row.customer_id)
        else:
            self.preview(row)

    def preview(self, row: AgreementListRow) -> None:
        """Show its paper, to be printed or saved."""
        self._show_paper(agreement_job(row.id, row.title, row.customer_name))

    def open_scan(self, row: AgreementListRow) -> None:
        """Open the signed paper."""
        if row.scan_id is not None:
            self._files.open(row.scan_id, row.scan_name)

    def choose_scan(self, agreement_id: int) -> None:
        """Ask for the signed paper and keep it."""
        kinds = _("Scans (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.heic);;All files (*)")
        chosen, _kind = QFileDialog.getOpenFileName(
            self._session.window, _("Choose the signed paper"), str(Path.home()), kinds
        )
        if chosen:
            self.attach(agreement_id, Path(chosen))

    def attach(self, agreement_id: int, path: Path) -> None:
        """Keep a file as the signed paper."""
        office = self._session.office

        def work() -> Written[int]:
            source = read_source(path)
            return written(office.perform(lambda writer: attach_scan(writer, agreement_id, source)))

        self._session.tasks.write(work)

    def detach(self, agreement_id: int) -> None:
        """Take the signed paper off; it stays among the files."""
        self._session.tasks.write(self._session.write(detach_scan, agreement_id))

    # Menus

    def entries(self, row: AgreementListRow) -> list[Entry]:
        """Return what can be done with an agreement."""
        view = [Entry(_("Preview and print…"), partial(self.preview, row))]
        if self._session.actions.mail_paper is not None and row.state != "ended":
            view.append(Entry(_("Send by mail…"), partial(self.mail, row)))
        if row.state == "draft":
            return [
                Entry(_("Edit…"), partial(self.edit, row.id, row.customer_id)),
                *view,
                LINE,
                Entry(_("Note as sent on paper"), partial(self.send, row.id)),
                LINE,
                Entry(_("Discard draft"), partial(self.discard, row.id)),
            ]
        if row.state == "sent":
            return [
                *view,
                LINE,
                Entry(_("Signed…"), partial(self.sign, row)),
                Entry(_("Back to the drafts"), partial(self.take_back, row.id)),
                LINE,
                Entry(_("Give up…"), partial(self.end, row)),
            ]
        entries = view
        if row.scan_id is not None:
            entries.append(Entry(_("Open the signed paper"), partial(self.open_scan, row)))
            entries.append(Entry(_("Take off the signed paper"), partial(self.detach, row.id)))
        elif row.signed_on is not None:
            entries.append(Entry(_("Attach the signed paper…"), partial(self.choose_scan, row.id)))
        if row.state == "signed":
            entries += [
                LINE,
                Entry(_("Day of renewal…"), partial(self.renew, row)),
                LINE,
                Entry(_("End…"), partial(self.end, row)),
            ]
        return entries

    # Sheets

    def _open(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._saving = Saving(self._session.tasks, sheet)
        sheet.finished.connect(self._sheet_gone)
        sheet.open()

    @Slot(object)
    def _done(self, _value: object) -> None:
        if self.sheet is not None:
            self.sheet.accept()

    @Slot()
    def _sheet_gone(self) -> None:
        self._saving.let_go()
        self.sheet = None



def _form(
    reader: Reader, customer_id: int, agreement_id: int | None = None
) -> tuple[int, AgreementForm, AgreementFacts | None]:
    facts = read_agreement(reader, agreement_id) if agreement_id is not None else None
    return customer_id, agreement_form(reader, customer_id, site_id=facts.site_id if facts is not None else None), facts
