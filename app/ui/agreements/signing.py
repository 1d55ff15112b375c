"""Two small sheets: an agreement was signed, and by when it has to be renewed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QWidget

from app.domain.language import _
from app.services.agreements.listing import AgreementListRow
from app.ui.kit.dialogs import Sheet
from app.ui.kit.fields import DateField, Form, TextField
from app.ui.kit.pieces import label, row
from app.ui.session import Session


class SignSheet(Sheet):
    """When, by whom, until when, and the signed paper.

    Signals:
        signed(int, date, str, date | None, Path | None): the agreement was signed so.
    """

    signed = Signal(int, object, str, object, object)

    def __init__(self, session: Session, agreement: AgreementListRow, parent: QWidget | None = None) -> None:
        super().__init__(_("Agreement signed"), parent, f"{agreement.title} · {agreement.customer_name}")
        self.setMinimumSize(QSize(520, 0))
        self._id = agreement.id
        self.path: Path | None = None
        self.day = DateField(session.dates, session.today)
        self.day.set_value(session.today)
        self.who = TextField(_("Name as signed"), longest=120)
        self.who.set_needed(needed=True)
        self.renews = DateField(session.dates, session.today)
        self.renews.set_value(agreement.renews_on)
        self.choose = QPushButton(_("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self._scan = label(_("None yet"), "quiet")
        scan = QWidget()
        scan.setLayout(row(self.choose, self._scan, None, spacing=8))
        scan.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        form = Form()
        form.add(_("Signed &by"), self.who)
        form.add(_("&Signed on"), self.day, wide=False)
        form.add(_("To be &renewed by"), self.renews, wide=False)
        form.add(_("Signed &paper"), scan)
        self.body.addWidget(form)
        self.set_buttons(_("&Save"))
        self.saved.connect(self._keep)
        for field in (self.who, self.day, self.renews):
            field.changed.connect(self._touched)
        self.who.setFocus()

    def set_scan(self, path: Path) -> None:
        """Keep this file as the signed paper."""
        self.path = path
        self._scan.setText(path.name)
        self.set_typed(typed=True)

    @Slot()
    def _choose(self) -> None:
        kinds = _("Scans (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.heic);;All files (*)")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose the signed paper"), str(Path.home()), kinds)
        if chosen:
            self.set_scan(Path(chosen))

    @Slot(object)
    def _touched(self, _value: object) -> None:
        self.set_typed(typed=True)

    @Slot()
    def _keep(self) -> None:
        day: date | None = self.day.value()
        said = self.day.error() or self.renews.error()
        if not self.who.value():
            self.who.setFocus()
            said = _("Say who signed.")
        elif not said and day is None:
            self.day.setFocus()
            said = _("Say when it was signed.")
        self.show_error(said)
        if not said:
            self.signed.emit(self._id, day, self.who.value(), self.renews.value(), self.path)


class RenewalSheet(Sheet):
    """By when an agreement has to be renewed.

    Signals:
        wanted(int, date | None): the agreement is to be renewed by this day, or never.
    """

    wanted = Signal(int, object)

    def __init__(self, session: Session, agreement: AgreementListRow, parent: QWidget | None = None) -> None:
        super().__init__(_("Day of renewal"), parent, f"{agreement.title} · {agreement.customer_name}")
        self.setMinimumSize(QSize(460, 0))
        self._id = agreement.id
        self.renews = DateField(session.dates, session.today)
        self.renews.set_value(agreement.renews_on)
        form = Form()
        form.add(_("To be &renewed by"), self.renews, wide=False)
        self.body.addWidget(form)
        words = _("You are reminded 30 days before. An agreement renewed on the same words gets its next day here.")
        self.body.addWidget(label(words, "quiet", wrap=True))
        self.set_buttons(_("&Save"))
        self.saved.connect(self._keep)
        self.renews.setFocus()
        self.renews.selectAll()

    @Slot()
    def _keep(self) -> None:
        self.show_error(self.renews.error())
        if not self.renews.error():
            self.wanted.emit(self._id, self.renews.value())
