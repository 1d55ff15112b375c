"""Joins the box of questions with a language model outside and with the keychain that has its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.ports import SecretStore
from app.ui.asking.screens import ModelDoors

if TYPE_CHECKING:
    from app.services.asking.translating import ModelChoice, Translate


def model_doors() -> ModelDoors:
    """Return the ways to a language model; nothing is imported before they are used."""
    return ModelDoors(_secrets, _translate)


def _secrets() -> SecretStore:
    from app.gateways.keychain import Keychain

    return Keychain()


def _translate(choice: ModelChoice, book_id: str) -> Translate:
    def translate(told: str, question: str) -> str:
        from app.gateways.language_model import Endpoint
        from app.services.asking.translating import secret_name

        return Endpoint(choice.address, choice.model, _secrets().get(secret_name(book_id)) or "")(told, question)

    return translate
