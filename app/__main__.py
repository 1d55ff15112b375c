"""The program's beginning: opens the window, or runs one command and exits.

Only what is needed to read the command line is imported here; a command brings the rest itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code: 0 done, 1 not or not wholly done, 2 refused."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that lacks a sign shows a question mark instead of ending the command half-way.
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except SystemExit as left:
        # argparse leaves like this after --help and --version.
        return left.code if isinstance(left.code, int) else 0
    except BrokenPipeError:
        # Whoever read our output has seen enough; closing it again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where a command's failure becomes a sentence
        from app.commands.faults import told

        return told(error)


def _run(words: list[str]) -> int:
    if not words:
        # The plain start, as from a menu: the first paint does not wait for the command line's own imports.
        from app.bootstrap.desktop import run_window

        return run_window()
    if words[0] == "--practice-server":
        # The built program is its own practice processor: there is no interpreter beside it to start one with.
        from app.gateways.practice.__main__ import main as serve

        return serve(words[1:])
    return _run_command(words)


def _run_command(words: list[str]) -> int:
    import importlib

    from app.commands.catalogue import commands
    from app.commands.parsing import parser_of, split_command

    listed = commands()
    name, rest = split_command(words, tuple(listed))
    if not name:
        from app.commands import window

        return window.run(window.arguments_of(rest))
    command = listed[name]
    module = importlib.import_module(f"app.commands.{command.module}")
    parser = parser_of(name, command.help)
    module.arguments(parser)
    args = parser.parse_args(rest)
    from app.commands.desk import Desk

    code: int = module.run(args, Desk(bool(args.json), args.today))
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
