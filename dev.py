#!/usr/bin/env python3
"""The project's own tasks, for a machine with nothing but Python: ``python3 dev.py TASK [arguments]``; ``--help`` says more.

    run [arguments]     open the window on the sample company, or run the program with these arguments
    test [arguments]    install what the tests need where that is possible, and run them (or some of them)
    check               lint, types, the order of the storeys, and that the translations are complete
    bench [names]       measure the main jobs against their limits and write benchmarks/results.md
    screens [folder]    paint every screen, light and dark, into a folder
    translations        bring the catalogues in step with the words in the code and compile them
    build               make a folder with the program that runs without Python, and try it

Belongs here: preparing environments and starting the right program in them, with the standard library only.
What those programs do belongs to them. The first run needs the network; later ones only when constraints.txt
or the project's own list of packages changed.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CONSTRAINTS = ROOT / "constraints.txt"
ENVIRONMENT = ROOT / ".venv"
BUILD_ENVIRONMENT = ROOT / "build" / "venv"
LANGUAGES = "resources/translations/catalogue.py"


class TaskError(Exception):
    """The task cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Print one line about what happens now."""
    print(f"· {text}", flush=True)


def call(
    command: Sequence[str | Path],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = ROOT,
) -> int:
    """Run ``command`` to its end with its output on the screen and return its exit code."""
    words = [str(part) for part in command]
    return subprocess.run(words, cwd=folder, env=environment, check=False).returncode


def must(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
    """Run ``command`` and stop the task when it fails."""
    code = call(command, environment)
    if code != 0:
        raise TaskError(f"{' '.join(str(part) for part in command)} ended with {code}.")


def output_of(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """Run ``command`` and return what it printed; stop the task when it fails."""
    done = subprocess.run(
        [str(part) for part in command], env=environment, check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise TaskError(f"{' '.join(done.args)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


# --- Python environments


def python_of(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """Return a hash of everything that decides which packages belong into an environment."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project["build-system"], project["project"], CONSTRAINTS.read_text(encoding="utf-8")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def prepared(environment: Path, *extras: str, tools: Sequence[str] = ()) -> Path:
    """Make or update a virtual environment and return its interpreter.

    Args:
        environment: the folder it lives in.
        extras: the project's optional groups that must be there; others that are there already stay.
        tools: further packages, in the versions that constraints.txt gives.
    """
    python, stamp = python_of(environment), environment / "counterfoil-stamp.json"
    try:
        was = json.loads(stamp.read_text(encoding="utf-8"))
        present = set(was["wanted"])
    except (OSError, ValueError, KeyError):
        was, present = {}, set()
    wanted = {*extras, *tools}
    if was.get("fingerprint") == fingerprint() and wanted <= present and python.exists():
        return python
    if not works(python):
        present = set()
        create(environment)
    groups = sorted({*extras, *present} - set(tools))
    project = f"{ROOT}[{','.join(groups)}]" if groups else str(ROOT)
    say(f"Installing into {environment.name} (a few minutes the first time) …")
    pip: list[str | Path] = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "install", "-c", CONSTRAINTS]
    # The build backend comes from constraints.txt too: a build in isolation would fetch the newest one.
    must([*install, "setuptools", *tools])
    must([*install, "--no-build-isolation", "--editable", project])
    stamp.write_text(
        json.dumps({"fingerprint": fingerprint(), "wanted": sorted(wanted | present)}), encoding="utf-8"
    )
    return python


def works(python: Path) -> bool:
    """Tell whether an interpreter is there and starts: an update of the system's Python can break it."""
    return python.exists() and call([python, "-c", "import pip"]) == 0


def create(environment: Path) -> None:
    """Make an empty virtual environment; Debian keeps half of what that takes in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        if not install_packages([package]):
            raise TaskError(f"This Python cannot make virtual environments. Install {package} and try again.")
    say(f"Making {environment.name} …")
    must([sys.executable, "-m", "venv", "--clear", environment])


# --- What the system must provide


@dataclass(frozen=True)
class Need:
    """One thing outside Python that the window or the tests use."""

    name: str
    debian: tuple[str, ...]  # packages
    programs: tuple[str, ...]  # how it is recognised where there are no Debian packages
    libraries: tuple[str, ...]
    without: str  # what happens when it is missing


QT = Need(
    "Qt's system libraries",
    ("libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libbrotli1",
     "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-xkb1", "libxkbcommon-x11-0",
     "libxcb-shape0"),
    (), ("EGL", "GL", "xkbcommon", "dbus-1", "fontconfig", "glib-2.0", "xcb-cursor", "xkbcommon-x11"),
    "the window does not open and every test of it fails",
)  # fmt: skip
TEST_NEEDS = (
    QT,
    Need("PostgreSQL", ("postgresql",), ("initdb",), (), "tests on PostgreSQL are reported as skipped"),
    Need("a keychain", ("dbus", "gnome-keyring"), ("dbus-run-session", "gnome-keyring-daemon"), (),
         "tests on a real keychain are reported as skipped"),
    Need("poppler", ("poppler-utils",), ("pdftotext",), (),
         "tests that read PDFs with it are reported as skipped"),
)  # fmt: skip


def packages_missing(names: Sequence[str]) -> list[str]:
    """Return which Debian packages are not installed."""
    # The change to 64-bit time renamed some libraries: either name will do.
    either = [*names, *(f"{name}t64" for name in names)]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *either]
    answer = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    there = {line.split()[0].removesuffix("t64") for line in answer if line.endswith(" installed")}
    return [name for name in names if name.removesuffix("t64") not in there]


def install_packages(names: Sequence[str]) -> bool:
    """Install Debian packages where this user may; return whether they are there now."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        prefix = ["sudo", "-n"]
        if not shutil.which("sudo") or call([*prefix, "true"]) != 0:
            return False
    say(f"Installing with apt-get: {' '.join(names)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    call([*apt, "update"])
    return call([*apt, "install", "--no-install-recommends", *names]) == 0


def is_missing(need: Need) -> bool:
    """Tell whether something that is needed is not on this machine."""
    if shutil.which("dpkg-query"):
        return bool(packages_missing(need.debian))
    libraries = need.libraries if sys.platform.startswith("linux") else ()
    return not all(map(shutil.which, need.programs)) or not all(map(ctypes.util.find_library, libraries))


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing where that is possible, and say what stays missing and what follows from it."""
    missing = [need for need in needs if is_missing(need)]
    if missing and shutil.which("dpkg-query"):
        names = packages_missing([name for need in missing for name in need.debian])
        if not install_packages(names):
            say(f"Not allowed or not able to install. By hand: sudo apt-get install {' '.join(names)}")
    for need in missing:
        if is_missing(need):
            say(f"Missing here: {need.name} ({', '.join(need.debian)} on Debian). Without it {need.without}.")


# --- Tasks


def run(arguments: list[str]) -> int:
    """Open the window on the sample company, or hand the arguments to the program."""
    python = prepared(ENVIRONMENT)
    if sys.platform.startswith("linux"):
        if is_missing(QT) and hasattr(os, "geteuid") and os.geteuid() == 0:
            provide([QT])
        screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        if not arguments and not any(os.environ.get(name) for name in screens):
            raise TaskError("There is no screen here to open the window on (DISPLAY is not set).")
    # -P: the folder we are called from may hold something else that is named app.
    return call([python, "-P", "-m", "app", *(arguments or ["--sample"])], folder=None)


def test(arguments: list[str]) -> int:
    """Run the tests on every core, with a keychain of their own where there can be one."""
    provide(TEST_NEEDS)
    python = prepared(ENVIRONMENT, "dev", "shared")
    parallel = ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]
    pytest = [str(python), "-m", "pytest", *parallel, *arguments]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        return call(pytest, environment)
    with tempfile.TemporaryDirectory(prefix="counterfoil-", ignore_cleanup_errors=True) as own:
        # The keychain of whoever runs the tests is neither read nor written.
        environment |= {"XDG_RUNTIME_DIR": own, "XDG_DATA_HOME": own}
        return call(["dbus-run-session", "--", "sh", "-c", WITH_KEYCHAIN, "sh", *pytest], environment)


WITH_KEYCHAIN = """
if printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
then export COUNTERFOIL_TEST_KEYCHAIN=unlocked
else echo "· The keychain could not be unlocked: its tests are reported as skipped." >&2
fi
exec "$@"
"""


def check(_words: list[str]) -> int:
    """Run every check, also when an earlier one failed, and tell which did."""
    python = prepared(ENVIRONMENT, "dev", "shared")
    checks: dict[str, list[str | Path]] = {
        "ruff": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy"],
        "import-linter": [python.with_name("lint-imports")],
        "translations": [python, LANGUAGES, "--check"],
    }
    failed = []
    for name, command in checks.items():
        say(name)
        if call(command) != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "Everything holds.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure the main jobs."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return call([prepared(ENVIRONMENT, "dev", "shared"), "-m", "benchmarks", *arguments], environment)


def screens(arguments: list[str]) -> int:
    """Paint every screen into a folder."""
    folder = Path(arguments[0] if arguments else "screens").resolve()
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    code = call([prepared(ENVIRONMENT, "dev", "shared"), "-m", "app.bootstrap.pictures", folder], environment)
    if code == 0:
        say(f"The pictures are in {folder}.")
    return code


def translations(_words: list[str]) -> int:
    """Bring the catalogues in step with the code."""
    return call([prepared(ENVIRONMENT, "dev", "shared"), LANGUAGES])


def build(_words: list[str]) -> int:
    """Make the folder with the program and try it as a user would."""
    began = time.monotonic()
    # An environment of its own: what only developers need would be found by PyInstaller and shipped.
    python = prepared(BUILD_ENVIRONMENT, "shared", tools=("pyinstaller",))
    must([python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", ROOT / "dist",
          "--workpath", ROOT / "build" / "work", ROOT / "build.spec"])  # fmt: skip
    folder = ROOT / "dist" / "counterfoil"
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    say(f"{folder} has {size / 1e6:.0f} MB, made in {time.monotonic() - began:.0f} s.")
    with tempfile.TemporaryDirectory(prefix="counterfoil-") as scratch:
        try_built(folder / ("counterfoil.exe" if os.name == "nt" else "counterfoil"), Path(scratch))
    say("The built program made the sample company, wrote a statement and opened its window.")
    return 0


def try_built(program: Path, scratch: Path) -> None:
    """Use the built program for the main things, away from this checkout and its environment."""
    python_variables = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in python_variables}
    environment |= {name: str(scratch) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    book, paper = scratch / "Sample.counterfoil", scratch / "statement.pdf"
    output_of([program, "demo", book], environment)
    today = date.today()  # noqa: DTZ011 - any day will do
    asked = [str(program), "aging", "--book", str(book), "--as-of", today.isoformat(), "--json"]
    aging = json.loads(output_of(asked, environment))
    account = max(aging["customers"], key=lambda row: int(row["total"]))["account"]
    period = ["--from", (today - timedelta(days=365)).isoformat(), "--to", today.isoformat()]
    who = ["--book", str(book), "--customer", account]
    output_of([str(program), "statement", *who, *period, "--out", str(paper)], environment)
    if not paper.read_bytes().startswith(b"%PDF"):
        raise TaskError(f"The built program wrote a statement that is no PDF ({paper.stat().st_size} bytes).")
    output_of([program, "--smoke", book], environment)


@dataclass(frozen=True)
class Task:
    """One command of this file: what does it, and which words may follow its name."""

    do: Callable[[list[str]], int]
    words: str = ""
    most: int | None = 0  # how many words; None hands all of them on, options too

    def help(self, name: str) -> str:
        """Return how it is called and what it does."""
        usage = f"python3 dev.py {name} {self.words}".rstrip()
        return f"{usage}\n\n{(self.do.__doc__ or '').splitlines()[0]}"

    def refusal(self, words: Sequence[str]) -> str:
        """Return why these words cannot follow its name, or ""."""
        if self.most is None:
            return ""
        option = next((word for word in words if word.startswith("-")), "")
        if option:
            return f"There is no option {option}."
        return f"That is one word too many: {words[self.most]}" if len(words) > self.most else ""


TASKS = {
    "run": Task(run, "[arguments of the program]", None),
    "test": Task(test, "[arguments of pytest]", None),
    "check": Task(check),
    "bench": Task(bench, "[names]", sys.maxsize),
    "screens": Task(screens, "[folder]", 1),
    "translations": Task(translations),
    "build": Task(build),
}


def main(arguments: list[str]) -> int:
    """Run the task that ``arguments`` names and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal may lack a sign; that must not end the task
            stream.reconfigure(errors="replace")
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file that an older Python may be asked to read
        print(f"Counterfoil needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in TASKS:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"], ["help"]) else 2
    name, words = arguments[0], arguments[1:]
    task = TASKS[name]
    if words[:1] in (["-h"], ["--help"]):
        print(task.help(name))
        return 0
    refusal = task.refusal(words)
    if refusal:
        print(f"{refusal}\n{task.help(name)}", file=sys.stderr)
        return 2
    try:
        return task.do(words)
    except TaskError as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
