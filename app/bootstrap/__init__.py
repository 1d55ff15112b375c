"""Joins the storeys: the only place that builds books, services, gateways and the window.

``offices`` opens a book for work, with or without a window; ``desktop`` is the program with its window: it paints first and
imports the store afterwards; ``screens`` fills the rail with panels and the screens with ways to one another; ``single``
keeps one window to a book. Nothing is imported here, so that the first paint waits for nothing.
"""
