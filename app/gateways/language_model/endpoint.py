"""Asks a language model over HTTP. What it is told and what becomes of its answer is decided in ``app.services.asking``."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException
from typing import IO

from app.domain.errors import EnvironmentFault, UserError
from app.domain.language import _

_TIMEOUT_SECONDS = 30
_MOST_BYTES = 256_000
_LONGEST_ANSWER_TOKENS = 200


class Endpoint:
    """A model at an address. Satisfies ``app.services.asking.translating.Translate``.

    Args:
        address: what stands before ``/chat/completions``, such as ``https://models.example/v1``.
        model: what the provider calls the model.
        key: sent as a bearer token; empty sends none, as local models want it.
    """

    def __init__(self, address: str, model: str, key: str = "") -> None:
        self._address = address.strip().rstrip("/").removesuffix("/chat/completions")
        self._model, self._key = model.strip(), key.strip()

    def __call__(self, told: str, question: str) -> str:
        """Return what the model answers.

        Raises:
            EnvironmentFault: it cannot be reached, is busy, or does not answer as expected.
            UserError: the key is refused, or there is no such model or address.
        """
        body = {
            "model": self._model,
            "messages": [{"role": "system", "content": told}, {"role": "user", "content": question}],
            "temperature": 0,
            "max_tokens": _LONGEST_ANSWER_TOKENS,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(  # noqa: S310 - services let http and https addresses pass alone
            f"{self._address}/chat/completions", json.dumps(body).encode(), headers, method="POST"
        )
        return _content(_sent(request))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: the key is for the address that the office wrote down."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Return nothing, which makes the redirection an error."""
        del req, fp, code, msg, headers, newurl


def _sent(request: urllib.request.Request) -> bytes:
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as reply:
            body: bytes = reply.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(error.code) from error
    except (OSError, HTTPException) as error:
        raise EnvironmentFault(
            _("The language model cannot be reached."), _("Check its address and the network; questions are read without it.")
        ) from error
    if len(body) > _MOST_BYTES:
        raise _strange()
    return body


def _content(body: bytes) -> str:
    try:
        answer: object = json.loads(body)
        content: object = answer["choices"][0]["message"]["content"]  # type: ignore[index]
    except (ValueError, LookupError, TypeError) as error:
        raise _strange() from error
    if not isinstance(content, str):
        raise _strange()
    return content


def _refused(status: int) -> UserError | EnvironmentFault:
    if status in (401, 403):
        return UserError(_("The language model refuses the key."), _("Enter the key again in the settings of the model."))
    if status in (400, 404, 405, 422):
        return UserError(_("There is no such language model at that address."), _("Check the address and the model's name."))
    return EnvironmentFault(
        _("The language model does not answer now ({status}).").format(status=status),
        _("Try again later; questions are read without it."),
    )


def _strange() -> EnvironmentFault:
    return EnvironmentFault(
        _("The language model's answer cannot be understood."), _("Check that the address is that of a chat model.")
    )
