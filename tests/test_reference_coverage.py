"""What ``docs/reference-coverage.md`` says exists: every test and every file that it names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`((?:bootstrap|commands|domain|gateways|scenarios|services|ui)/[^`\s]+)`")


def test_every_test_and_every_file_that_is_named_exists():
    named = NAMED.findall((ROOT / "docs" / "reference-coverage.md").read_text(encoding="utf-8"))
    missing = [each for each in named if not _exists(each)]
    assert len(named) > 80
    assert missing == []


def _exists(named: str) -> bool:
    path, _colons, test = named.partition("::")
    if not test:
        return (ROOT / "app" / path).exists()
    file = ROOT / "tests" / path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    *classes, name = test.split("::")
    return all(f"class {each}" in text for each in classes) and re.search(rf"def {name}\(", text) is not None
