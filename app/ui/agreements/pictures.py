"""Which pictures are taken of agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services.agreements.keeping import NewAgreement, send_agreement, sign_agreement, write_agreement
from app.services.agreements.listing import count_agreements
from app.services.agreements.templates import keep_text
from app.services.agreements.wording import Subject, own_text
from app.services.files.contents import Source
from app.services.office import Writer
from app.ui.agreements.renewals import RenewalsWindow
from app.ui.agreements.screens import AgreementScreens
from app.ui.agreements.tab import AgreementsTab
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.files.screens import FileScreens

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

CUSTOMER = 4


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("agreements", _account, (_tab,)),
        Screen("agreement-new", _account, (_tab, _new), grab=_dialog),
        Screen("agreement-signed", _account, (_tab, _sign), grab=_dialog),
        Screen("agreement-texts", _account, (_texts, _first_text), grab=_dialog),
        Screen("agreements-all", _account, (_all,), grab=_window),
    ]


class _Stage(CustomersPanel):
    ways: AgreementScreens


def fill(writer: Writer) -> None:
    """Write some agreements."""
    keep_text(writer, "Service agreement", own_text())

    def write(customer_id: int, title: str, renews_in: int | None, state: str) -> None:
        renews_on = writer.today + timedelta(days=renews_in) if renews_in is not None else None
        body = "{company} looks after the equipment of {customer}."
        id_ = write_agreement(writer, NewAgreement(Subject(customer_id), title, body, renews_on))
        if state != "draft":
            send_agreement(writer, id_)
        if state == "signed":
            scan = Source(f"{title}, signed.pdf", title.encode())
            sign_agreement(writer, id_, writer.today - timedelta(days=340), "J. Whitfield", renews_on, scan)

    write(CUSTOMER, "Service agreement 2026", 12, "signed")
    write(CUSTOMER, "Filter plan agreement", 200, "signed")
    write(CUSTOMER, "Service agreement 2027", 377, "sent")
    write(CUSTOMER, "Generator maintenance", None, "draft")
    write(CUSTOMER + 3, "Yearly service", -6, "signed")
    write(CUSTOMER + 9, "Boiler maintenance", 28, "signed")


def _account(session: Session) -> QWidget:
    if not session.office.read(lambda reader: count_agreements(reader, CUSTOMER)):
        session.office.write(fill)
    session.actions.export = session.actions.export or _nothing
    files = FileScreens(session)
    made = AgreementScreens(session, files, _nothing)
    made.install()
    files.install()
    panel = cast("_Stage", customers_panel(session))
    panel.ways = made
    return panel


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _tab(widget: QWidget) -> None:
    panel = cast("CustomersPanel", widget)
    panel.show_place(str(CUSTOMER))
    panel.page.show_tab("agreements")


def _new(widget: QWidget) -> None:
    cast("_Stage", widget).ways.doings.new(CUSTOMER)


def _sign(widget: QWidget) -> None:
    tab = next(each for each in widget.findChildren(QWidget) if isinstance(each, AgreementsTab))
    rows = [tab.model.row(id_) for id_ in tab.model.all_ids()]
    cast("_Stage", widget).ways.doings.sign(next(row for row in rows if row is not None and row.state == "sent"))


def _texts(widget: QWidget) -> None:
    cast("_Stage", widget).ways.show_texts()


def _first_text(_widget: QWidget) -> None:
    from app.ui.agreements.texts import TextsSheet

    sheet = next(each for each in QApplication.topLevelWidgets() if isinstance(each, TextsSheet))
    sheet.choose(1)


def _all(widget: QWidget) -> None:
    cast("_Stage", widget).ways.show_all()


def _dialog(_widget: QWidget) -> QWidget:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible())


def _window(_widget: QWidget) -> QWidget:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, RenewalsWindow) and each.isVisible())
