"""Opening somebody's table by what it is, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _
from app.gateways.spreadsheets.csv_reading import read_csv
from app.services.importing.tables import Table

_ZIP = b"PK\x03\x04"
# Files that people pick by mistake, by their first bytes.
_NO_TABLES = (
    b"%PDF", b"SQLite format 3\x00", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf",
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(path: Path) -> Table:
    """Return the table in ``path``: delimited text in any common encoding, or an XLSX workbook, whatever its name says.

    Rows are read as they are asked for. Cells are text; numbers and dates of a workbook come as ``PlainText``.

    Raises:
        UserError: no such file, a folder, empty, damaged, no table, one cell without end.
        EnvironmentFault: the file system refuses.
    """
    try:
        if path.is_dir():
            raise UserError(_("“{name}” is a folder.").format(name=path.name), _("Choose a CSV or XLSX file in it."))
        if not path.exists():
            raise UserError(_("There is no file “{name}”.").format(name=str(path)))
        if not path.is_file():
            raise UserError(_("“{name}” is no file.").format(name=path.name), _("Choose a CSV or XLSX file."))
        with path.open("rb") as file:
            head = file.read(16)
        if not head:
            raise UserError(_("“{name}” is empty.").format(name=path.name), _("Its first line must name the columns."))
        if head.startswith(_NO_TABLES):
            raise UserError(
                _("“{name}” is no table that can be read here.").format(name=path.name),
                _("Save it as XLSX or CSV and try again."),
            )
        if head.startswith((_ZIP, _OLE)):
            from app.gateways.spreadsheets.xlsx_reading import protected, read_xlsx

            if head.startswith(_OLE):
                raise protected(path)
            return read_xlsx(path)
        return read_csv(path)
    except OSError as error:
        raise EnvironmentFault(
            _("“{name}” cannot be read: {reason}.").format(name=path.name, reason=error.strerror or type(error).__name__),
            _("Nothing was changed."),
        ) from error
