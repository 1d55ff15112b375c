"""Which account of the processor this book belongs to, whether sending is allowed now, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from app.domain.errors import CounterfoilError, EnvironmentFault, UserError
from app.domain.language import _
from app.models.base import instant_text
from app.models.operations import Operation, ProcessorAccount, RemotePayment
from app.services.backups import restored_at
from app.services.charging.processor import KeyRejected, NotSent, ProcessorError, Refused, RemoteAccount, TooMany
from app.services.office import Office, Reader, Writer
from app.services.settings import forget_setting, get_setting, set_setting

# The processor keeps events for 30 days; well before that the cursor cannot be trusted any more.
AWAY = timedelta(days=25)
# A clock that was ahead by more than this has made the days of the last comparison worthless.
_SET_BACK = timedelta(days=1)
PRACTICE_PREFIX = "acct_practice"
_COMPARED = "charging.compared_restore"
_PAUSED = "charging.paused"


_ACCOUNT = select(
    ProcessorAccount.remote_id,
    ProcessorAccount.live,
    ProcessorAccount.name,
    ProcessorAccount.connected_at,
    ProcessorAccount.frozen_why,
    ProcessorAccount.event_cursor,
    ProcessorAccount.synced_at,
)


@dataclass(frozen=True, slots=True)
class Pinned:
    """The account this book is pinned to; ``frozen_why`` is empty unless sending is stopped."""

    remote_id: str
    live: bool
    name: str
    connected_at: datetime
    frozen_why: str
    event_cursor: str
    synced_at: datetime | None


def pinned_account(reader: Reader) -> Pinned | None:
    """Return the account this book is pinned to, or None before it is connected."""
    row = reader.connection.execute(_ACCOUNT).one_or_none()
    return None if row is None else Pinned(*row)


def need_account(reader: Reader) -> Pinned:
    """Return the account this book is pinned to.

    Raises:
        UserError: it is not connected.
    """
    found = pinned_account(reader)
    if found is None:
        raise UserError(_("This book is not connected with a payment processor."), _("Connect it first."))
    return found


def connect(writer: Writer, account: RemoteAccount) -> Pinned:
    """Pin this book to a processor account, or check that it is the one it is pinned to.

    Raises:
        UserError: another account or mode than before; a live account and a practice book, or practice and a real book.
    """
    check_pinned(writer, account)
    if pinned_account(writer) is None:
        writer.connection.execute(
            insert(ProcessorAccount).values(
                id=1, remote_id=account.id, live=account.live, name=account.name, connected_at=writer.now
            )
        )
        writer.touch("settings", "operations")
    resume(writer)
    return need_account(writer)


def check_pinned(reader: Reader, account: RemoteAccount) -> None:
    """Refuse an account that is not this book's.

    Raises:
        UserError: as ``connect``.
    """
    practice = reader.profile.mode == "practice"
    if practice and account.live:
        raise UserError(
            _("This is a practice book: it charges nobody."), _("Make a book of your own to take real payments.")
        )
    if not practice and account.id.startswith(PRACTICE_PREFIX):
        raise UserError(
            _("This book is a real one; the practice processor would only pretend to charge."),
            _("Connect it with your own account."),
        )
    if account.currency and account.currency != reader.profile.currency.code and practice:
        raise UserError(_("The account settles in {currency}.").format(currency=account.currency))
    found = pinned_account(reader)
    if found is not None and (found.remote_id != account.id or found.live != account.live):
        raise UserError(
            _("This book belongs to the account {name} ({id}); that key is for another one.").format(
                name=found.name, id=found.remote_id
            ),
            _("Use a key of the account that this book was connected with."),
        )


def freeze(writer: Writer, why: str) -> None:
    """Stop sending until a full comparison has been made; ``why`` is shown."""
    writer.connection.execute(update(ProcessorAccount).values(frozen_since=writer.now, frozen_why=why))
    writer.touch("operations", "settings")


def thaw(writer: Writer) -> None:
    """Allow sending again after a full comparison."""
    # Compared is more than synced: what waits may go with this very sync.
    writer.connection.execute(update(ProcessorAccount).values(frozen_since=None, frozen_why="", synced_at=writer.now))
    restored = restored_at(writer)
    if restored is not None:
        set_setting(writer, _COMPARED, instant_text(restored))
    writer.touch("operations", "settings")


def frozen_why(reader: Reader, now: datetime) -> str:
    """Return why nothing may be sent before a full comparison, or nothing when it may."""
    found = pinned_account(reader)
    if found is None:
        return ""
    if found.frozen_why:
        return found.frozen_why
    restored = restored_at(reader)
    if restored is not None and get_setting(reader, _COMPARED, "") != instant_text(restored):
        return _("This book was restored from a backup; what it has not sent yet may have been sent already.")
    if found.synced_at is not None and found.synced_at - now > _SET_BACK:
        return _("The clock of this computer was set back since the last comparison with the processor.")
    if now - (found.synced_at or found.connected_at) > AWAY:
        return _("The last comparison with the processor is more than {days} days ago.").format(days=AWAY.days)
    return ""


def heed_processors_clock(office: Office) -> None:
    """Count the book as connected before the first payment that it asked for.

    This computer's clock can be ahead of the processor's; what happened in between would count as older than the book.
    """
    first = (
        select(func.min(RemotePayment.taken_at))
        .select_from(RemotePayment)
        .join(Operation, Operation.payment_id == RemotePayment.payment_id)
        .join(ProcessorAccount, ProcessorAccount.connected_at > RemotePayment.taken_at)
        .where(Operation.kind != "refund")
    )
    taken_at = office.read(lambda reader: reader.connection.execute(first).scalar())
    if taken_at is not None:
        before = taken_at - timedelta(minutes=1)
        office.write(lambda writer: writer.connection.execute(update(ProcessorAccount).values(connected_at=before)))


def pause(writer: Writer, why: str) -> None:
    """Pause the queue because the key was refused; ``why`` is a sentence."""
    set_setting(writer, _PAUSED, why)
    writer.touch("operations")


def resume(writer: Writer) -> None:
    """Let the queue go on."""
    if get_setting(writer, _PAUSED, ""):
        forget_setting(writer, _PAUSED)
        writer.touch("operations")


def paused_why(reader: Reader) -> str:
    """Return why the queue is paused, or nothing."""
    return get_setting(reader, _PAUSED, "")


def why_not_sent(reader: Reader, now: datetime) -> str:
    """Return why nothing is sent now and what to do, or nothing when the way is free."""
    paused = paused_why(reader)
    if paused:
        return paused + " " + _("Connect again with a key that the processor accepts.")
    frozen = frozen_why(reader, now)
    return frozen + " " + _("Sync first: everything is compared, then sending goes on.") if frozen else ""


def in_words(error: ProcessorError) -> CounterfoilError:
    """Return what to show for an answer that was none."""
    if isinstance(error, NotSent):
        return EnvironmentFault(
            _("The processor cannot be reached."), _("The queue is as it was; it is sent when the network is back.")
        )
    if isinstance(error, KeyRejected):
        return EnvironmentFault(
            _("The processor refused the key."), _("Nothing is sent until you connect again with a key that it accepts.")
        )
    if isinstance(error, TooMany):
        return EnvironmentFault(_("The processor asks to slow down."), _("Try again in a moment."))
    if isinstance(error, Refused):
        return EnvironmentFault(_("The processor refused the request: {text}").format(text=error.text[:200]))
    return EnvironmentFault(
        _("The processor's answer could not be read."), _("What became of it is asked again with the next sync.")
    )
