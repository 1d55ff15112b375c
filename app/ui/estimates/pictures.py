"""Which pictures are taken of estimates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.domain.rounding import MILLION
from app.services.estimates.deciding import accept_estimate, decline_estimate, send_estimate
from app.services.estimates.deposits import NewDeposit, take_deposit
from app.services.estimates.writing import NewEstimate, write_estimate
from app.services.invoicing.figures import NewLine
from app.services.office import Writer
from app.services.queries.estimates import EstimateFilter, estimate_ids
from app.services.queries.invoice_form import tax_rates
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.estimates.screens import EstimateScreens

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

CUSTOMER = 6
_MARK = "Boiler exchange"


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("estimates", _account, (_tab,)),
        Screen("estimates-editor", _account, (_tab, _edit), grab=_dialog),
        Screen("estimates-accept", _account, (_tab, _accept, _with_deposit), grab=_dialog),
        Screen("estimates-plan", _account, (_tab, _plan), grab=_dialog),
        Screen("estimates-details", _account, (_tab, _show), grab=_window),
    ]


class _Stage(CustomersPanel):
    ways: EstimateScreens


def fill(writer: Writer) -> None:
    """Write some estimates, one in each state."""
    taxes = tax_rates(writer)
    tax = (taxes[0].rate_ppm, taxes[0].id) if taxes else (0, None)

    def write(title: str, price: int, back: int, state: str, share: int = 0) -> int:
        lines = (NewLine(title, price, MILLION, 0, *tax), NewLine("Technician, hours on site", 9_500, 6_500_000))
        day = writer.today - timedelta(days=back)
        id_ = write_estimate(writer, NewEstimate(CUSTOMER, day, lines, title, "Valid for work on weekdays.", deposit_ppm=share))
        if state != "draft":
            send_estimate(writer, id_)
        if state == "accepted":
            accept_estimate(writer, id_, writer.today - timedelta(days=3), "J. Whitfield")
        if state == "declined":
            decline_estimate(writer, id_, writer.today, "J. Whitfield", "Too dear this year")
        return id_

    write("Second filter bank", 128_000, 26, "sent")
    write("Pump house, new wiring", 412_500, 2, "declined")
    write("Gutter heating", 64_900, 1, "draft")
    write("Yearly inspection of all valves", 48_000, 5, "accepted")
    id_ = write(_MARK, 894_000, 12, "accepted", 300_000)
    take_deposit(writer, id_, NewDeposit(writer.today, "check", 280_000, "2214", "First Harbor Bank"))


def _account(session: Session) -> QWidget:
    if _MARK not in {_title(session, id_) for id_ in session.office.read(_ids)}:
        session.office.write(fill)
    actions = session.actions
    actions.export = actions.export or _nothing
    actions.mail_paper = actions.mail_paper or _nothing
    actions.show_payment = actions.show_payment or _nothing
    actions.show_customer = actions.show_customer or _nothing
    made = EstimateScreens(session, _nothing)
    made.install()
    panel = cast("_Stage", customers_panel(session))
    panel.ways = made
    return panel


def _ids(reader: object) -> list[int]:
    return list(estimate_ids(reader, EstimateFilter(customer_id=CUSTOMER)))  # type: ignore[arg-type]


def _title(session: Session, estimate_id: int) -> str:
    from app.services.estimates.reading import standing

    return session.office.read(lambda reader: standing(reader, estimate_id)).title


def _of(widget: QWidget, title: str) -> int:
    session = cast("_Stage", widget).ways.doings._session  # noqa: SLF001 - a picture looks inside
    return next(id_ for id_ in session.office.read(_ids) if _title(session, id_) == title)


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _tab(widget: QWidget) -> None:
    panel = cast("CustomersPanel", widget)
    panel.show_place(str(CUSTOMER))
    panel.page.show_tab("estimates")


def _edit(widget: QWidget) -> None:
    cast("_Stage", widget).ways.doings.edit(_of(widget, "Gutter heating"))


def _accept(widget: QWidget) -> None:
    cast("_Stage", widget).ways.doings.accept(_of(widget, "Second filter bank"))


def _with_deposit(widget: QWidget) -> None:
    from app.ui.estimates.answering import AcceptSheet

    sheet = cast("_Stage", widget).ways.doings.sheet
    if isinstance(sheet, AcceptSheet):
        sheet.paid.click()


def _plan(widget: QWidget) -> None:
    cast("_Stage", widget).ways.doings.plan(_of(widget, "Yearly inspection of all valves"))


def _show(widget: QWidget) -> None:
    cast("_Stage", widget).ways.doings.show(_of(widget, _MARK))


def _dialog(_widget: QWidget) -> QWidget:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible())


def _window(_widget: QWidget) -> QWidget:
    from app.ui.estimates.window import EstimateWindow

    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, EstimateWindow) and each.isVisible())
