"""Tests of the billing run in the window."""
