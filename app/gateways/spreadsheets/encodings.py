"""In which encoding a text file is written: told by its bytes, never by its name.

Valid UTF-8 is UTF-8. What is not may be UTF-16, UTF-8 with a few broken bytes, the encoding of a Western or Central
European office or, in the end, what charset-normalizer thinks likeliest.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.errors import UserError
from app.domain.language import _

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What text in these alphabets uses beyond ASCII; a file that would show anything else is in another encoding.
_SIGNS = "«»–—‘’“”„…€°ºª¡¿·´£§©®¼½¾\u00a0"
_WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüýÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜÝŸ" + _SIGNS)
_CENTRAL = frozenset("ąćęłńóśźżáčďéěíňřšťúůýžäôľĺŕöőüűăâîşţđçßĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽÄÔĽĹŔÖŐÜŰĂÂÎŞŢĐÇ" + _SIGNS)
_PLAUSIBLE = (("cp1252", _WESTERN), ("cp1250", _CENTRAL), ("mac_roman", _WESTERN))
# No word looks like this; words read in the wrong one of two kindred encodings do (“£ódŸ” is Łódź).
_ODD = re.compile(r"[a-zß-öø-ÿąćęłńśźżčďěňřšťůž][À-ÖØ-ÞŸŒĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽ]|[£§©®°·¼½¾´€][^\W\d_A-Z]")
_LIKELY = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "mac_roman", "cp437", "cp850",
    "shift_jis", "gb18030", "big5", "euc_kr", "koi8_r",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec to read with, what to do with bytes that do not fit, and whether it was guessed."""

    codec: str
    errors: str = "strict"
    guessed: bool = False


def encoding_of(file: BinaryIO) -> Encoding:
    """Return the encoding of the whole ``file``, which is left at its beginning.

    Raises:
        UserError: no encoding fits.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return Encoding(codec, "replace")
    sample = file.read(_SAMPLE)
    file.seek(0)
    wide = _without_mark(sample)
    if wide:
        return Encoding(wide, "replace")
    broken_at = _first_broken(file)
    file.seek(0)
    if broken_at is None:
        return Encoding("utf-8")
    file.seek(max(0, broken_at - _SAMPLE // 2))
    around = file.read(_SAMPLE)
    file.seek(0)
    return _single_byte(around)


def _without_mark(sample: bytes) -> str:
    """Say whether every other byte is zero, as in UTF-16 text of a Western language."""
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _first_broken(file: BinaryIO) -> int | None:
    """Return where the first byte stands that is no UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = 0
    while chunk := file.read(_CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return max(0, at + error.start)
        at += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(0, at - 1)
    return None


def _single_byte(sample: bytes) -> Encoding:
    lenient = sample.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = sum(1 for c in lenient if not c.isascii()) - broken
    # Accented text in another encoding seldom happens to be UTF-8: where most of it is, the rest is damage.
    if whole > 4 * broken:
        return Encoding("utf-8", "replace")
    for codec, alphabet in _PLAUSIBLE:
        text = sample.decode(codec, "replace")
        foreign = [c for c in text if not c.isascii()]
        letters = sum(1 for c in text if c.isalpha())
        if alphabet.issuperset(foreign) and len(foreign) * 3 < letters and not _ODD.search(text):
            return Encoding(codec, "replace", guessed=True)
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        raise UserError(
            _("It cannot be told in which encoding this file is written."), _("Save it as “CSV UTF-8” and try again.")
        )
    return Encoding(best.encoding, "replace", guessed=True)
