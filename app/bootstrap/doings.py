"""What the window's menus do to a book as a whole, and to whoever is shown: one function an entry, called with the desktop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from app.domain.language import _
from app.services.company import NewCompany
from app.services.importing.plan import Imported, ImportPlan
from app.services.office import Office, Writer
from app.services.ports import Progress, TableWriter
from app.ui.company.importing import ImportKind, ImportSheet
from app.ui.kit.tasks.job import JobKind, Written
from app.ui.session import written

if TYPE_CHECKING:
    from app.bootstrap.desktop import Desktop
    from app.services.backups import Backup

_BOOKS = "Counterfoil (*.counterfoil)"


def new_book(desktop: Desktop) -> None:
    """Found a book and open it."""
    from app.ui.company.founding import FoundingSheet

    locale = QLocale.system().name()
    sheet = FoundingSheet(desktop.tasks, _found, _documents(), locale if "_" in locale else "en_US", desktop.window)
    sheet.founded.connect(desktop.open_book)


def settings(desktop: Desktop) -> None:
    """Show company and settings."""
    session = desktop.session
    if session is not None:
        from app.ui.company.settings import Chosen, SettingsSheet, read_settings

        def show(shown: Chosen) -> None:
            sheet = SettingsSheet(session, shown, desktop.window)
            sheet.language_chosen.connect(desktop.language_chosen)

        desktop.ask(session.read(read_settings), show)


def backup(desktop: Desktop) -> None:
    """Back the book up to a file or folder that is asked for; it is read back before it counts."""
    session = desktop.session
    if session is None:
        return
    from app.services.backups import backup_book, backup_name

    office = session.office
    wanted = str(_documents() / backup_name(office))
    chosen, _kind = QFileDialog.getSaveFileName(desktop.window, _("Back up to"), wanted, _BOOKS)
    if not chosen:
        return

    def work(progress: Progress) -> Backup:
        return backup_book(office, Path(chosen), progress)

    def done(made: Backup) -> None:
        desktop.window.toast(_("Backed up to {name}, and read back.").format(name=made.path.name))
        desktop.show_caption()

    desktop.long(JobKind.READ, _("Backing up"), work, done)


def restore(desktop: Desktop) -> None:
    """Make a new book from a backup and open it; the book that is open stays as it is."""
    from app.services.backups import restore_backup

    source, _kind = QFileDialog.getOpenFileName(desktop.window, _("Choose a backup"), str(_documents()), _BOOKS)
    if not source:
        return
    wanted = str(Path(source).with_name(Path(source).stem + " " + _("restored") + ".counterfoil"))
    target, _kind = QFileDialog.getSaveFileName(desktop.window, _("Restore to a new file"), wanted, _BOOKS)
    if not target:
        return

    def work(_progress: Progress) -> Path:
        return restore_backup(Path(source), Path(target))

    def done(path: Path) -> None:
        desktop.open_book(str(path))

    desktop.long(JobKind.READ, _("Restoring"), work, done)


def import_customers(desktop: Desktop) -> None:
    """Import customers from a file."""
    _import(desktop, _customers())


def import_receivables(desktop: Desktop) -> None:
    """Import invoices and their payments from a file."""
    _import(desktop, _receivables())


def import_plans(desktop: Desktop) -> None:
    """Import service plans from a file."""
    _import(desktop, _plans())


def billing_run(desktop: Desktop) -> None:
    """Open the billing run."""
    if desktop.session is not None and desktop.session.actions.billing_run is not None:
        desktop.session.actions.billing_run()


def new_customer(desktop: Desktop) -> None:
    """Enter a customer."""
    if desktop.session is not None:
        desktop.window.panel("customers")
        action = desktop.session.actions.new_customer
        if action is not None:
            action()


def take_payment(desktop: Desktop) -> None:
    """Take a payment from whoever is shown, or from somebody yet to be found."""
    if desktop.session is not None and desktop.session.actions.take_payment is not None:
        desktop.session.actions.take_payment(desktop.customer_shown() or 0, ())


def new_invoice(desktop: Desktop) -> None:
    """Write an invoice for whoever is shown."""
    _of_shown(desktop, desktop.session.actions.new_invoice if desktop.session else None)


def new_estimate(desktop: Desktop) -> None:
    """Write an estimate for whoever is shown."""
    _of_shown(desktop, desktop.session.actions.new_estimate if desktop.session else None)


def new_job(desktop: Desktop) -> None:
    """Enter a job for whoever is shown, or for somebody yet to be found."""
    if desktop.session is not None and desktop.session.actions.new_job is not None:
        desktop.session.actions.new_job(desktop.customer_shown())


def verify_caller(desktop: Desktop) -> None:
    """Verify a caller who wants to talk about whoever is shown."""
    _of_shown(desktop, desktop.session.actions.verify_caller if desktop.session else None)


def statement(desktop: Desktop) -> None:
    """Make a statement for whoever is shown."""
    _of_shown(desktop, desktop.session.actions.statement if desktop.session else None)


def statements(desktop: Desktop) -> None:
    """Make statements for every active customer."""
    if desktop.screens is not None:
        desktop.screens.statements.run()


def connect_processor(desktop: Desktop) -> None:
    """Connect the book with its payment processor."""
    if desktop.screens is not None:
        desktop.screens.charging.connect_book()


def link_by_mail(desktop: Desktop) -> None:
    """Link customers that exist at the processor by their mail addresses."""
    if desktop.screens is not None:
        desktop.screens.charging.link_by_mail()


def ask_book(desktop: Desktop) -> None:
    """Ask a question, about whoever is shown or about all."""
    if desktop.screens is not None:
        desktop.screens.asking.open(desktop.customer_shown())


def language_model(desktop: Desktop) -> None:
    """Choose whether a language model may translate questions."""
    if desktop.screens is not None:
        desktop.screens.asking.show_model()


def show_queue(desktop: Desktop) -> None:
    """Show everything that was asked of the processor."""
    if desktop.screens is not None:
        desktop.screens.charging.show_queue()


def show_mail(desktop: Desktop) -> None:
    """Show what waits to be sent by mail, what was sent, the senders and the words."""
    if desktop.screens is not None:
        desktop.screens.mail.show()


def show_agreements(desktop: Desktop) -> None:
    """Show the agreements that have to be renewed soon, and all others when asked."""
    if desktop.screens is not None:
        desktop.screens.agreements.show_all()


def agreement_texts(desktop: Desktop) -> None:
    """Show the texts that agreements begin with."""
    if desktop.screens is not None:
        desktop.screens.agreements.show_texts()


def sync_now(desktop: Desktop) -> None:
    """Bring book and processor together."""
    if desktop.screens is not None:
        desktop.screens.charging.sync_now()


def charge_card(desktop: Desktop) -> None:
    """Charge a saved card or bank account of whoever is shown."""
    _of_shown(desktop, desktop.screens.charging.charge_with if desktop.screens else None)


def payment_link(desktop: Desktop) -> None:
    """Make a payment link for whoever is shown."""
    _of_shown(desktop, desktop.screens.charging.pay_link if desktop.screens else None)


def new_card(desktop: Desktop) -> None:
    """Let a new card or bank account of whoever is shown be entered."""
    _of_shown(desktop, desktop.screens.charging.add if desktop.screens else None)


def _of_shown(desktop: Desktop, action: Callable[[int], object] | None) -> None:
    customer_id = desktop.customer_shown()
    if action is None:
        return
    if customer_id is None:
        desktop.window.toast(_("Choose a customer first."))
    else:
        action(customer_id)


def _documents() -> Path:
    from platformdirs import user_documents_path

    return user_documents_path()


def _found(path: Path, company: NewCompany) -> None:
    from app.bootstrap.offices import user_name
    from app.services.company import found_company

    found_company(path, company, actor=user_name()).close()


# Importing


def _import(desktop: Desktop, kind: ImportKind) -> None:
    session = desktop.session
    if session is None:
        return
    chosen, _kind = QFileDialog.getOpenFileName(
        desktop.window, kind.words, str(_documents()), _("Tables (*.csv *.xlsx *.txt *.tsv);;All files (*)")
    )
    if not chosen:
        return
    source, office = Path(chosen), session.office

    def work(progress: Progress) -> ImportPlan[object]:
        return kind.check(office, source, progress)

    def show(plan: ImportPlan[object]) -> None:
        ImportSheet(session, kind, source, plan, _table_writer, desktop.window)

    desktop.long(JobKind.READ, _("Reading {file}").format(file=source.name), work, show)


def _table_writer() -> TableWriter:
    from app.gateways.spreadsheets.exporting import write_table

    return write_table


def _customers() -> ImportKind:
    from app.services.customers.entering import NewCustomer
    from app.services.importing.customers import import_customers as enter
    from app.services.importing.customers import plan_customers

    def check(office: Office, source: Path, progress: Progress) -> ImportPlan[object]:
        from app.gateways.spreadsheets.reading import read_table

        table = read_table(source)
        return office.read(lambda reader: plan_customers(reader, table, progress))

    def keep(office: Office, plan: ImportPlan[object], progress: Progress) -> Written[Imported]:
        mine = cast("ImportPlan[NewCustomer]", plan)
        return _entered(office, plan, lambda writer: enter(writer, mine, progress))

    return ImportKind("customers", _("Import customers"), check, keep)


def _receivables() -> ImportKind:
    from app.services.importing.receivables import Receivable, plan_receivables
    from app.services.importing.receivables import import_receivables as enter

    def check(office: Office, source: Path, progress: Progress) -> ImportPlan[object]:
        from app.gateways.spreadsheets.reading import read_table

        table = read_table(source)
        return office.read(lambda reader: plan_receivables(reader, table, progress))

    def keep(office: Office, plan: ImportPlan[object], progress: Progress) -> Written[Imported]:
        mine = cast("ImportPlan[Receivable]", plan)
        return _entered(office, plan, lambda writer: enter(writer, mine, progress))

    return ImportKind("receivables", _("Import invoices and payments"), check, keep)


def _plans() -> ImportKind:
    from app.services.plans.importing import ImportedPlan, plan_plans
    from app.services.plans.importing import import_plans as enter

    def check(office: Office, source: Path, progress: Progress) -> ImportPlan[object]:
        from app.gateways.spreadsheets.reading import read_table

        table = read_table(source)
        return office.read(lambda reader: plan_plans(reader, table, progress))

    def keep(office: Office, plan: ImportPlan[object], progress: Progress) -> Written[Imported]:
        mine = cast("ImportPlan[ImportedPlan]", plan)
        return _entered(office, plan, lambda writer: enter(writer, mine, progress))

    return ImportKind("plans", _("Import service plans"), check, keep)


def _entered(office: Office, plan: ImportPlan[object], enter: Callable[[Writer], Imported]) -> Written[Imported]:
    from app.services.bulk_lock import bulk_job

    with bulk_job(office, _("importing {file}").format(file=plan.source)):
        return written(office.perform(enter))
