"""What the rooms of mail are given by bootstrap, as types: who speaks to servers, who keeps passwords, who makes pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.services.office import Office
from app.services.ports import MailGateway, Press, SecretStore


@dataclass(frozen=True, slots=True)
class MailDoors:
    """The doors of mail to the world outside; each is called in a worker, when it is first needed.

    Attributes:
        gateway: makes what speaks to mail servers.
        secrets: returns where passwords are kept.
        press: returns the press for the papers that go with a message.
        update_link: (book, plan_charge_id): opens a page on which a customer enters another card and returns its address;
            empty where the book has no such pages.
    """

    gateway: Callable[[], MailGateway]
    secrets: Callable[[], SecretStore]
    press: Callable[[], Press]
    update_link: Callable[[Office, int], str] | None = None
