"""One spelling for comparing words: search, sorting and name matching fold their text here only."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose, though people type them without the stroke or the ligature.
_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "’": "'",
        "‘": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)


def fold(text: str) -> str:
    """Return ``text`` without case, accents and needless white space, to compare and never to show.

    “  Çağrı  ŁÓDŹ ” becomes “cagri lodz”. Folding twice changes nothing more.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    plain = text.casefold().translate(_WITHOUT_DECOMPOSITION)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    # Compatibility forms (ligatures, full-width letters) may bring new capitals and new special letters.
    plain = plain.casefold().translate(_WITHOUT_DECOMPOSITION)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.split())
