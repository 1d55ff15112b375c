"""What the cells of a customers' file mean: account, kind, terms, language, country, tags and sites, each by itself."""

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.errors import UserError
from app.domain.folding import fold
from app.domain.language import _
from app.domain.terms import parse_terms
from app.services.customers.entering import NewSite
from app.services.importing.values import text_of

LONGEST_ACCOUNT = 40

_KINDS = {
    **dict.fromkeys(("residential", "residence", "res", "home", "household", "private", "person", "individual", "residencial",
                     "particular", "r"), "residential"),
    **dict.fromkeys(("commercial", "com", "business", "company", "organization", "organisation", "comercial", "empresa", "c"),
                    "commercial"),
}  # fmt: skip
_LANGUAGES = {"english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "castellano": "es"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-][a-z]{2})?", re.ASCII)


def account_of(cell: str) -> str:
    """Return an account number.

    Raises:
        UserError: there is none, or it is too long.
    """
    plain = text_of(cell)
    if not plain:
        raise UserError(_("Every customer needs an account number."))
    if len(plain) > LONGEST_ACCOUNT:
        raise UserError(_("Longer than {limit} characters.").format(limit=LONGEST_ACCOUNT))
    return plain


def name_of(cell: str) -> str:
    """Return a customer's name.

    Raises:
        UserError: there is none.
    """
    plain = text_of(cell)
    if not plain:
        raise UserError(_("A customer needs a name."))
    return plain


@lru_cache(maxsize=256)
def kind_of(cell: str) -> str:
    """Return residential or commercial, the first when nothing is said.

    Raises:
        UserError: neither.
    """
    word = fold(cell)
    if not word:
        return "residential"
    found = _KINDS.get(word)
    if found is None:
        raise UserError(_("“{text}” is neither residential nor commercial.").format(text=cell.strip()[:30]))
    return found


@lru_cache(maxsize=256)
def terms_of(cell: str) -> str:
    """Return the code of payment terms, or "".

    Raises:
        UserError: not understood.
    """
    return parse_terms(cell).code if cell.strip() else ""


@lru_cache(maxsize=256)
def language_of(cell: str) -> str:
    """Return a language or locale code, or "".

    Raises:
        UserError: not one.
    """
    word = fold(cell)
    if not word or word in _LANGUAGES:
        return _LANGUAGES.get(word, "")
    if not _LANGUAGE.fullmatch(word):
        raise UserError(_("“{text}” is no language code such as en or es.").format(text=cell.strip()[:30]))
    return f"{word[:-2].rstrip('-_')}_{word[-2:].upper()}" if len(word) > 3 else word


@lru_cache(maxsize=1024)
def country_of(cell: str) -> str:
    """Return an ISO 3166 code, or "".

    Raises:
        UserError: no such country.
    """
    plain = cell.strip()
    if not plain:
        return ""
    found = _territories().get(fold(plain).replace(".", ""))
    if found is None:
        raise UserError(_("There is no country “{text}”.").format(text=plain[:40]))
    return found


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    """Return codes and names of countries, folded, in English and Spanish, to their ISO 3166 codes."""
    from babel.core import Locale

    found = {"usa": "US", "united states of america": "US", "eeuu": "US", "uk": "GB", "england": "GB"}
    for language in ("en", "es"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:
                found.setdefault(fold(name), code)
                found.setdefault(code.lower(), code)
    return found


def tags_of(cell: str) -> tuple[str, ...]:
    """Return the words a customer is filed under."""
    return _parts(cell, ",;|")


def sites_of(cell: str) -> tuple[NewSite, ...]:
    """Return places by name."""
    return tuple(NewSite(name) for name in _parts(cell, ";|"))


def _parts(cell: str, separators: str) -> tuple[str, ...]:
    for separator in separators[1:]:
        cell = cell.replace(separator, separators[0])
    return tuple(dict.fromkeys(part for part in map(text_of, cell.split(separators[0])) if part))
