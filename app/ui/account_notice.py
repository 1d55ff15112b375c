"""What stands above an account or one of its tabs while something has to be known of it: read when a customer is shown.

It is read again when it may have changed. What is read, and how it is said, belongs to each notice.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.services.office import Reader
from app.ui.session import Session

T = TypeVar("T")


class AccountNotice(QWidget, Generic[T]):
    """Such a notice; hidden until there is something to say. Subclasses answer ``standing`` and ``tell``."""

    concerned: frozenset[str] = frozenset()
    """Keys of changes that it tells of, besides those of its customer."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.customer_id: int | None = None
        self.hide()

    def standing(self, reader: Reader, customer_id: int) -> T:
        """Return what is to be told of a customer; runs in a reader."""
        raise NotImplementedError

    def tell(self, found: T) -> None:
        """Show it, or hide when there is nothing."""
        raise NotImplementedError

    def show_customer(self, customer_id: int) -> None:
        """Tell about this customer, as soon as it is read."""
        if customer_id != self.customer_id:
            self.customer_id = customer_id
            self.hide()
        self._read()

    def refresh(self, changed: frozenset[str]) -> None:
        """Tell again what may have changed."""
        if changed & self.concerned or f"customer:{self.customer_id}" in changed:
            self._read()

    def _read(self) -> None:
        if self.customer_id is not None:
            job = self.session.read(self._of, self.customer_id)
            self.session.tasks.read(job, self._came, key=f"notice-{id(self)}")

    def _of(self, reader: Reader, customer_id: int) -> tuple[int, T]:
        return customer_id, self.standing(reader, customer_id)

    @Slot(object)
    def _came(self, found: tuple[int, T]) -> None:
        customer_id, standing = found
        if customer_id == self.customer_id:
            self.tell(standing)
