"""Gives the tests of this folder the counter of a small office."""

from tests.support.counter import counter, counter_book  # noqa: F401
