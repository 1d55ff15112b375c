"""A question cut into words that can be compared: folded, without signs at their ends, with what was typed beside each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.folding import fold

_PART = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»|(\S+)')
_ENDS = '.,;:!?¿¡()[]{}…"“”«»'
_APOSTROPHES = str.maketrans("’‘`´", "''''")
# What English runs together, and what it stands for; “'s” may be “is” or a possessive, which says nothing.
_SHORT = {
    "haven't": "have not",
    "hasn't": "has not",
    "hadn't": "had not",
    "didn't": "did not",
    "doesn't": "does not",
    "don't": "do not",
    "isn't": "is not",
    "aren't": "are not",
    "wasn't": "was not",
    "weren't": "were not",
    "won't": "will not",
    "we've": "we have",
    "they've": "they have",
    "they're": "they are",
    "we're": "we are",
    "i'm": "i am",
    "who's": "who is",
    "what's": "what is",
    # As they are typed in a hurry.
    "havent": "have not",
    "hasnt": "has not",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "whos": "who is",
    "whats": "what is",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word: ``plain`` to compare, ``typed`` to show. A name that is known, or stood in quotes, is one word."""

    plain: str
    typed: str
    name: str = ""


def words_of(question: str) -> list[Word]:
    """Return the words of a question."""
    found: list[Word] = []
    for match in _PART.finditer(question):
        quoted = match[1] or match[2] or match[3]
        if quoted and quoted.strip():
            found.append(Word(f"\x01{len(found)}", quoted.strip(), quoted.strip()))
            continue
        if match[4] is not None:
            found += _split(match[4])
    return found


def _split(part: str) -> list[Word]:
    typed = part.strip(_ENDS)
    plain = fold(typed.translate(_APOSTROPHES)).strip("'" + _ENDS)
    if not plain:
        return []
    if plain in _SHORT:
        return [Word(piece, typed) for piece in _SHORT[plain].split()]
    if plain.endswith("'s"):
        return [Word(plain[:-2], typed[:-2]), Word("'s", "")]
    return [Word(plain, typed)]
