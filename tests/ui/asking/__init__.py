"""Tests of the box of questions."""
