"""What services need from the world outside, named as Protocols. Gateways implement them; bootstrap joins the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.services.documents import (
        AgreementDocument,
        DepositSlip,
        EstimateDocument,
        InvoiceDocument,
        ReceiptDocument,
        RefundReceipt,
        StatementDocument,
        TableReport,
    )
    from app.services.exporting.tables import ExportTable
    from app.services.jobs.calendar_file import CalendarFile
    from app.services.mail.letters import Delivery, Letter, MailServer


class Clock(Protocol):
    """Tells the time: the business date where the office is, and the instant in UTC."""

    def today(self) -> date:
        """Return today's date in the office's time zone."""
        ...

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...


class Progress(Protocol):
    """Told by long work how far it is; asked by it whether to go on."""

    def step(self, done: int, total: int, text: str = "") -> None:
        """Say that ``done`` of ``total`` parts are finished (total 0: not known)."""
        ...

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop; work that can stop does, with nothing half done."""
        ...


class Silent:
    """A progress that nobody watches."""

    cancelled = False

    def step(self, done: int, total: int, text: str = "") -> None:
        """Ignore it."""


class SecretStore(Protocol):
    """Keeps secrets outside the book, in the system's keychain. ``app.gateways.keychain.Keychain`` is one.

    Every method may raise ``EnvironmentFault``: there is no keychain, or it is locked; the program works offline then.
    """

    def get(self, account: str) -> str | None:
        """Return the secret of ``account`` (a book's id), or None where none is kept."""
        ...

    def set(self, account: str, secret: str) -> None:
        """Keep ``secret`` for ``account``, in place of an earlier one."""
        ...

    def delete(self, account: str) -> None:
        """Forget the secret of ``account``; that there is none is all right."""
        ...


class TableWriter(Protocol):
    """Writes a table to a file, whole or not at all."""

    def __call__(self, table: ExportTable, out: Path) -> int:
        """Write ``table`` to ``out`` and return how many rows it has."""
        ...


class Press(Protocol):
    """Turns documents into PDF files; the same document gives the same bytes. ``app.gateways.paper.press`` is one.

    ``substitute`` is printed in place of characters that the typeface lacks; empty refuses them (``CannotPrint``).
    """

    def render_statements(
        self,
        docs: Sequence[StatementDocument],
        *,
        workers: int = 1,
        substitute: str = "",
        progress: Progress | None = None,
    ) -> bytes:
        """Return statements as one file, each counting its own pages."""
        ...

    def render_invoices(
        self,
        docs: Sequence[InvoiceDocument],
        *,
        workers: int = 1,
        substitute: str = "",
        progress: Progress | None = None,
    ) -> bytes:
        """Return invoices and credit memos as one file, each counting its own pages."""
        ...

    def render_estimate(self, doc: EstimateDocument, *, substitute: str = "") -> bytes:
        """Return an estimate."""
        ...

    def render_receipt(self, doc: ReceiptDocument, *, substitute: str = "") -> bytes:
        """Return the receipt of a payment."""
        ...

    def render_refund_receipt(self, doc: RefundReceipt, *, substitute: str = "") -> bytes:
        """Return the receipt of money given back."""
        ...

    def render_deposit_slip(self, doc: DepositSlip, *, substitute: str = "") -> bytes:
        """Return what is carried to the bank with a deposit."""
        ...

    def render_agreement(self, doc: AgreementDocument, *, substitute: str = "") -> bytes:
        """Return an agreement to be signed, or one that was."""
        ...

    def render_table_report(self, doc: TableReport, *, substitute: str = "") -> bytes:
        """Return a report or a list of the window."""
        ...


class PagePicture(Protocol):
    """A page as pixels: rows from the top, four bytes a pixel (red, green, blue, alpha), no gaps between rows."""

    @property
    def width(self) -> int:
        """Pixels in a row."""
        ...

    @property
    def height(self) -> int:
        """Rows."""
        ...

    @property
    def rgba(self) -> bytes:
        """The pixels."""
        ...


class Pages(Protocol):
    """A PDF file opened to be looked at or printed; may be asked in any thread."""

    @property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page in points (1/72 inch)."""
        ...

    def page(self, number: int, dpi: float) -> PagePicture:
        """Draw the page ``number`` (from 0) with ``dpi`` pixels to the inch."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class CalendarWriter(Protocol):
    """Writes calendar files. ``app.gateways.calendars.write_calendar`` is one."""

    def __call__(self, calendar: CalendarFile, out: Path) -> None:
        """Write a calendar, whole or not at all.

        Raises:
            UserError: nothing can be written to ``out``.
            EnvironmentFault: the disk is full, or nothing may be written there.
        """
        ...


class OpenPages(Protocol):
    """Opens the bytes of a PDF file. ``app.gateways.paper.preview.Preview`` is one."""

    def __call__(self, pdf: bytes) -> Pages:
        """Return the file's pages."""
        ...


class MailLine(Protocol):
    """A line to a mail server that let us in; letters go over it one after another."""

    @property
    def broken(self) -> bool:
        """Whether nothing more can go over it."""
        ...

    def send(self, letter: Letter) -> Delivery:
        """Hand a letter over and return what became of it."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class MailGateway(Protocol):
    """Opens lines to mail servers. ``app.gateways.mail.smtp.SmtpGateway`` is one."""

    def open(self, server: MailServer, password: str) -> MailLine:
        """Connect, make the line safe and sign in.

        Raises:
            MailUnreachable: nobody answers, or not now.
            MailSenderRefused: it does not let us in.
        """
        ...

    def stop(self, grace_seconds: float = 3) -> None:
        """Open no more lines, and cut those in use after a moment."""
        ...
