"""Charging through the payment processor, as the office sees it: connecting, saved cards, charges, pay links, the queue.

``line`` talks to the processor, never in the window's own thread; ``doors`` names what it needs from
outside. Each screen has its widgets and its decisions apart: ``connect``, ``methods``, ``hosted`` with ``adding`` and
``linking``, ``queue_*``. ``screens`` opens them and answers what other rooms ask for.
"""
