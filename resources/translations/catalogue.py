"""Keeps the catalogues in step with the words in the code; ``dev.py translations`` and ``check`` run it.

The words are what ``app`` marks with ``_`` and ``ngettext``. Each ``<language>.po`` here holds their
translation for people, ``<language>/LC_MESSAGES/counterfoil.mo`` the same for the program. Reading them while
it runs belongs to ``app.services.translations``. A language is added with an empty ``<language>.po``.
"""

from __future__ import annotations

import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KEYWORDS = {"_": None, "ngettext": (1, 2)}
NOTE_TO_TRANSLATOR = "Translators:"


def words_in_code() -> Catalog:
    """Return every marked word of the program, with the files that show it."""
    words = Catalog(project="Counterfoil")
    found = extract_from_dir(
        str(ROOT / "app"), keywords=KEYWORDS, comment_tags=(NOTE_TO_TRANSLATOR,), strip_comment_tags=True
    )
    for file, _line, message, comments, context in found:
        # Without line numbers: an edit above a word is no change of the catalogue.
        place = (f"app/{Path(file).as_posix()}", 0)
        words.add(message, locations=[place], auto_comments=comments, context=context)
    return words


def in_step(po: Path, words: Catalog) -> Catalog:
    """Return the catalogue of ``po`` with the words of the code: new ones untranslated, unused ones gone."""
    with po.open("rb") as file:
        catalog = read_po(file, locale=po.stem, domain="counterfoil")
    catalog.project, catalog.version = words.project, ""
    catalog.header_comment = f"# The words of Counterfoil in {catalog.locale_identifier}."
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.fuzzy = False
    # The header keeps its dates, or every run would change it.
    catalog.revision_date = catalog.creation_date
    # No guesses from similar words: an invoice would be called a receipt.
    catalog.update(words, no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return the text of a catalogue for people."""
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return text.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return a catalogue as the program reads it."""
    data = io.BytesIO()
    write_mo(data, catalog)
    return data.getvalue()


def faults_of(catalog: Catalog) -> list[str]:
    """Return a line for each word without a translation that can be relied upon."""
    words = [message for message in catalog if message.id]
    return [f"{fault}: {forms(message.id)[0]!r}" for message in words for fault in faults_in(message)]


def faults_in(message: Message) -> list[str]:
    """Return what is wrong with one translation."""
    translated = forms(message.string)
    if not all(translated):
        return ["not translated"]
    faults = ["doubtful (fuzzy)"] if message.fuzzy else []
    allowed = set().union(*map(placeholders, forms(message.id)))
    if any(not placeholders(form) <= allowed for form in translated):
        faults.append("an unknown placeholder")
    # The plural must tell how many; the singular may say it in words.
    if not placeholders(forms(message.id)[-1]) <= placeholders(translated[-1]):
        faults.append("a placeholder is missing")
    return faults


def forms(words: object) -> tuple[str, ...]:
    """Return the forms of a word: one, or singular and plurals."""
    return tuple(map(str, words)) if isinstance(words, (tuple, list)) else (str(words or ""),)


def placeholders(text: str) -> set[str]:
    """Return the names in braces in ``text``; a lone brace counts as one, too."""
    try:
        parts = string.Formatter().parse(text)
        return {name for _before, name, _format, _conversion in parts if name is not None}
    except ValueError:
        return {"{"}


def mo_path(po: Path) -> Path:
    """Return where the compiled form of ``po`` lies."""
    return HERE / po.stem / "LC_MESSAGES" / "counterfoil.mo"


def main(arguments: list[str]) -> int:
    """Write the catalogues, or with ``--check`` only compare; return 1 when something is missing in one."""
    words = words_in_code()
    complete = True
    for po in sorted(HERE.glob("*.po")):
        catalog = in_step(po, words)
        faults = faults_of(catalog)
        if "--check" in arguments:
            compiled = mo_path(po)
            if po.read_bytes() != as_po(catalog):
                faults.append("out of step with the code: run dev.py translations")
            if not compiled.is_file() or compiled.read_bytes() != as_mo(catalog):
                faults.append("the compiled catalogue is out of step: run dev.py translations")
        else:
            po.write_bytes(as_po(catalog))
            mo_path(po).parent.mkdir(parents=True, exist_ok=True)
            mo_path(po).write_bytes(as_mo(catalog))
        for fault in faults:
            print(f"{po.name}: {fault}")
        print(f"{po.name}: {sum(1 for message in catalog if message.id)} words, {len(faults)} faults")
        complete = complete and not faults
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
