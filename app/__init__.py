"""Counterfoil: customers' accounts for the office of a small service business.

The storeys, from the ground: ``domain`` (rules), ``models`` (the store), ``services`` (what the office does), ``gateways``
and ``ui`` (the world outside and the window), ``bootstrap`` (joins them), ``commands`` and ``__main__`` (the command line).
A storey uses only what lies below it; import-linter holds it so.
"""

__version__ = "0.1.0"
