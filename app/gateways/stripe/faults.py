"""What each failure of the library means for the one question that matters: can it have happened, yes, no or nobody knows.

Source: docs.stripe.com/error-low-level and the library's own sources (16.1): it raises ``APIConnectionError`` for everything
below HTTP and keeps the cause, ``APIError`` for what it cannot read and for 5xx.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.services.charging.processor import (
    KeyRejected,
    KeyReused,
    NotSent,
    ProcessorError,
    Refused,
    TooMany,
    Undecided,
)

if TYPE_CHECKING:
    import stripe

_MOST_SECONDS = 3600.0


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the library raises inside the block into this program's ``ProcessorError``s."""
    import stripe

    try:
        yield
    except stripe.StripeError as error:
        raise meaning(error) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # JSON that is not what was asked for, such as a portal's {"ok": true}: somebody else answered, so nobody knows.
        raise Undecided(f"answer of another shape: {type(error).__name__}") from error


def meaning(error: stripe.StripeError) -> ProcessorError:
    """Return what an error of the library means."""
    import stripe

    text, code = _words(error), error.code or getattr(error.error, "code", None) or ""
    if isinstance(error, stripe.APIConnectionError):
        return NotSent(text) if never_left(error) else Undecided(text)
    if error.http_status == 409 or code == "idempotency_key_in_use":
        return Undecided(text, code or "conflict")
    if error.error is None:
        # No error of Stripe's own making, whatever its status says: a proxy, a portal, a broken answer.
        return Undecided(text, code)
    if isinstance(error, stripe.IdempotencyError):
        return KeyReused(text, "idempotency_error")
    if isinstance(error, stripe.RateLimitError):
        return TooMany(text, _retry_after(error))
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        return KeyRejected(text, code)
    if isinstance(error, (stripe.InvalidRequestError, stripe.CardError)):
        return Refused(text, code)
    return Undecided(text, code)


def _words(error: stripe.StripeError) -> str:
    # Never the body: it may hold names and amounts. The message of an unreadable answer repeats the body.
    status = "" if error.http_status is None else f"HTTP {error.http_status}"
    if error.error is not None:
        return f"{status} {error.user_message or ''}".strip()
    cause = error.__cause__
    return f"{type(error).__name__} {status}{f' ({type(cause).__name__})' if cause is not None else ''}"


def _retry_after(error: stripe.StripeError) -> float:
    headers = error.headers or {}
    given = headers.get("Retry-After") or headers.get("retry-after") or ""
    try:
        return min(max(float(given), 0.0), _MOST_SECONDS)
    except ValueError:
        return 1.0


def never_left(error: BaseException) -> bool:
    """Tell whether a failure below HTTP happened before anything of the request can have been sent.

    That is so when no connection was made: the name is not known, nobody listens, the connection could not be made in time,
    or the other side's certificate is not Stripe's. Everything else can have come after the request was read.
    """
    from requests import exceptions
    from urllib3 import exceptions as below

    seen: set[int] = set()
    waiting: list[object] = [error.__cause__]
    while waiting:
        cause = waiting.pop()
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        # The read timeout is a subclass of neither; a reset connection is a ProtocolError.
        if isinstance(cause, (below.NewConnectionError, below.NameResolutionError, below.ConnectTimeoutError)):
            return True
        if isinstance(cause, (exceptions.ConnectTimeout, ssl.SSLCertVerificationError, socket.gaierror)):
            return True
        if isinstance(cause, (exceptions.InvalidURL, exceptions.InvalidSchema, exceptions.MissingSchema)):
            return True
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
    return False
