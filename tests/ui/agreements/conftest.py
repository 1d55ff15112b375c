"""The same page as the files' tests have."""

from tests.ui.files.conftest import desk

__all__ = ["desk"]
