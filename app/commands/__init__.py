"""The program's commands, one module each: what they take, what they do, what they print. ``catalogue`` lists them.

A module has ``arguments(parser)`` and ``run(args, desk) -> int``; it is imported only when its command is called, so that a
command loads what it needs and no more. What commands share is in ``desk`` (books, options), ``parsing`` and ``printing``.
"""
