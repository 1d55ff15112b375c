"""Which pictures are taken of files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.services.files.contents import Source
from app.services.files.keeping import add_files
from app.services.files.listing import count_files
from app.ui.customers.panel import CustomersPanel, customers_panel
from app.ui.files.screens import FileScreens
from app.ui.files.tab import FilesTab

if TYPE_CHECKING:
    from app.ui.pictures import Screen
    from app.ui.session import Session

CUSTOMER = 4


def screens() -> list[Screen]:
    """Return the pictures of this room."""
    from app.ui.pictures import Screen

    return [
        Screen("files", _account, (_tab,)),
        Screen("files-empty", _empty, (_tab_of_another,)),
        Screen("files-name", _account, (_tab, _describe), grab=_dialog),
    ]


def fill(session: Session) -> None:
    """Keep some files with the account that is shown, once."""
    if session.office.read(lambda reader: count_files(reader, CUSTOMER)):
        return
    for name, size, note in (
        ("Attic before the repair.jpg", 2_412_883, "Water stain left of the chimney"),
        ("Attic after the repair.jpg", 2_377_104, ""),
        ("Furnace manual.pdf", 8_911_402, "Model TX-80, serial 1182-33"),
        ("Insurance letter.pdf", 84_220, ""),
        ("Parts list.xlsx", 18_442, "Sent by the dealer"),
    ):
        source = Source(name, name.encode() + bytes(size - len(name)))
        session.office.write(
            lambda writer, taken=source, said=note: add_files(writer, CUSTOMER, [taken], said)  # type: ignore[misc]
        )


def _account(session: Session) -> QWidget:
    fill(session)
    return _empty(session)


def _empty(session: Session) -> QWidget:
    session.actions.export = session.actions.export or _nothing
    FileScreens(session).install()
    return customers_panel(session)


def _nothing(*_arguments: object) -> None:
    """Stands for a screen that is not in the picture."""


def _tab(widget: QWidget) -> None:
    _show(widget, CUSTOMER)


def _tab_of_another(widget: QWidget) -> None:
    _show(widget, CUSTOMER + 1)


def _show(widget: QWidget, customer_id: int) -> None:
    panel = cast("CustomersPanel", widget)
    panel.show_place(str(customer_id))
    panel.page.show_tab("files")


def _describe(widget: QWidget) -> None:
    tab = next(each for each in widget.findChildren(QWidget) if isinstance(each, FilesTab))
    tab.view.table.selectRow(2)
    tab.describe_selected()


def _dialog(_widget: QWidget) -> QWidget:
    find: Callable[[QWidget], bool] = lambda each: isinstance(each, QDialog) and each.isVisible()  # noqa: E731
    return next(each for each in QApplication.topLevelWidgets() if find(each))
