"""The ways in which a request can end without being done, told apart by type and never by their text."""

from __future__ import annotations


class CounterfoilError(Exception):
    """Base of every refusal and fault that is shown to a person as a sentence.

    Args:
        message: what happened, one translated sentence.
        hint: what to do next, one translated sentence, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UserError(CounterfoilError):
    """What was asked for is refused, and asking differently can succeed. Nothing was changed."""


class NotFound(UserError):
    """What was named does not exist in this book."""


class Conflict(UserError):
    """The record changed since it was shown, or somebody else holds it; look again before repeating."""


class EnvironmentFault(CounterfoilError):
    """Disk, file lock, keychain or network would not do it now; the same request may succeed later. Nothing was changed."""
