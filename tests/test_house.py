"""What holds for the project as a whole and no other tool looks at: its rooms, words and packages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_ROOM = 400
SOURCES = sorted((ROOT / "app").rglob("*.py"))
# Steps of the store are frozen when they ship and are named by Alembic.
ROOMS = [path for path in SOURCES if "versions" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True, scope="module")
def _trees_are_let_go() -> Iterator[None]:
    """Millions of nodes would make the guard against leaks slow for every test that comes after these."""
    yield
    tree.cache_clear()


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_folder_says_what_lives_in_it() -> None:
    folders = {path.parent for path in ROOMS}
    silent = [
        place(folder)
        for folder in sorted(folders)
        if not (folder / "__init__.py").is_file() or not ast.get_docstring(tree(folder / "__init__.py"))
    ]
    assert silent == []


def test_every_room_says_what_belongs_in_it() -> None:
    assert [place(path) for path in ROOMS if not ast.get_docstring(tree(path))] == []


def test_a_long_room_gives_its_reason() -> None:
    unexplained = [
        place(path)
        for path in ROOMS
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_ROOM
        and "reason" not in (ast.get_docstring(tree(path)) or "").lower()
    ]
    assert unexplained == [], f"over {LONGEST_ROOM} lines: split it, or give the reason in its docstring"


def test_every_shown_word_is_one_literal() -> None:
    """An f-string or a variable inside ``_()`` is never found by the extraction and stays English."""
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in ROOMS
        for call, name in marked_words(tree(path))
        if not all(is_text(argument) for argument in call.args[: 2 if name == "ngettext" else 1])
    ]
    assert wrong == []


def test_no_word_is_translated_before_the_language_is_known() -> None:
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in ROOMS
        for call, _name in marked_words(tree(path), at_import_only=True)
    ]
    assert wrong == [], "called when the module is imported: call it when the word is shown"


def test_placeholders_have_names() -> None:
    """Then a translation may put them in another order."""
    wrong = [
        f"{place(path)}:{call.lineno}"
        for path in ROOMS
        for call, _name in marked_words(tree(path))
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and re.search(r"\{\d*[:!}]|%[sd]|%\(", argument.value)
    ]
    assert wrong == []


def test_packages_are_pinned_exactly_and_from_nowhere_in_particular() -> None:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []
    names = [normal(line.partition("==")[0]) for line in lines]
    assert sorted(set(names)) == sorted(names), "a package is pinned twice"


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = [re.split(r"[\[<>=~! ]", wish)[0] for group in groups for wish in group]
    pinned = {
        normal(line.partition("==")[0])
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert [name for name in asked if normal(name) not in pinned] == []
    reasons = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [name for name in asked if name.lower() not in reasons.lower()] == []


def test_the_newcomers_two_commands_stand_at_the_top_of_the_readme() -> None:
    readme = ROOT / "README.md"
    if not readme.is_file():
        pytest.skip("README.md is not written yet")
    top = readme.read_text(encoding="utf-8").partition("![")[0]
    assert "python3 dev.py run" in top
    assert "python3 dev.py test" in top


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def marked_words(module: ast.Module, *, at_import_only: bool = False) -> list[tuple[ast.Call, str]]:
    """Return the calls of ``_`` and ``ngettext``; a variable named ``_`` is never called."""
    found: list[tuple[ast.Call, str]] = []
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if at_import_only and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            # The body runs later; what stands in the signature runs now.
            waiting += [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [(node, name) for name in ("_", "ngettext") if node.func.id == name]
        waiting += ast.iter_child_nodes(node)
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
