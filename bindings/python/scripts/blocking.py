"""Writes the blocking clients, `blobcopy/_blocking`, from the asyncio clients, `blobcopy/aio`.

    python scripts/blocking.py [--check]

With `--check` nothing is written; the files that are not up to date are listed. Ruff, which
must be installed for the same Python, sorts the imports and wraps the lines.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent.parent
SOURCE = HERE / "python/blobcopy/aio"
TARGET = HERE / "python/blobcopy/_blocking"
# These differ between the two folders, and are written by hand in both.
WRITTEN = {"__init__.py", "_driver.py"}
HEADER = "# Generated from aio/{name}. Edit that file, then run `cargo xtask blocking`.\n\n"

# Applied in this order. A row that matches nothing is an error, so that no row stays after its text has gone.
REPLACEMENTS = [
    # What only asyncio has.
    (r"    def __await__\(.*?\n\n", ""),
    # Sentences of docstrings.
    (r"whose calls are awaited", "whose calls block"),
    (r"The poller of a copy, to be awaited", "The poller of a copy, which waits in this thread"),
    (r"It belongs to one event loop, and can be shared by its tasks", "It can be shared by threads"),
    (r"Cancelled, it aborts", "Interrupted, it aborts"),
    (r"Await the poller, or its `result`, to wait", "Call `result` to wait"),
    (
        r"When a task that awaits the poller is cancelled, by `asyncio.timeout` too,",
        "When a signal handler raises while a method waits, as Ctrl-C does,",
    ),
    (r"`CancelledError` is raised", "The exception is raised"),
    # An awaited result in an example needs brackets.
    (r"\(await ([\w.]+\([^()]*\))\)\.", r"\1."),
    # Words of code.
    (r"\b(?:async|await) ", ""),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\bStopAsyncIteration\b", "StopIteration"),
    (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
    (r"\banext\(", "next("),
]
FIX = ["check", "--quiet", "--fix-only", "--unsafe-fixes", "--select", "I,F401,UP028"]
ASYNCHRONOUS = re.compile(r"async|\bawait|event loop|\btasks?\b", re.IGNORECASE)


def main() -> int:
    """Returns the exit code."""
    fresh, is_check = generated(), "--check" in sys.argv
    committed = {
        path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.py") if path.name not in WRITTEN
    }
    stale = sorted(name for name in fresh.keys() | committed.keys() if fresh.get(name) != committed.get(name))
    for name in [] if is_check else stale:
        if name in fresh:
            (TARGET / name).write_text(fresh[name], encoding="utf-8")
        else:
            (TARGET / name).unlink()
    if is_check and stale:
        print(f"not what blobcopy/aio gives: {', '.join(stale)}; run `cargo xtask blocking` and commit the result")
    return int(is_check and bool(stale))


def generated() -> dict[str, str]:
    """The blocking modules by name."""
    modules = {path.name: path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py") if path.name not in WRITTEN}
    for pattern, replacement in REPLACEMENTS:
        compiled, count = re.compile(pattern, re.DOTALL), 0
        for name, text in modules.items():
            modules[name], found = compiled.subn(replacement, text)
            count += found
        if count == 0:
            sys.exit(f"nothing in {SOURCE} matches {pattern!r}")
    for name, text in modules.items():
        if left := ASYNCHRONOUS.search(text):
            sys.exit(f"the blocking {name} still says {left.group()!r}: add a row to {__file__}")
    return {name: formatted(name, HEADER.format(name=name) + text) for name, text in modules.items()}


def formatted(name: str, text: str) -> str:
    """The text as ruff would have it: imports sorted and used, loops that only yield shortened, lines wrapped."""
    for command in (FIX, ["format", "--quiet"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--stdin-filename", str(TARGET / name), "-"]
        done = subprocess.run(ruff, input=text, stdout=subprocess.PIPE, encoding="utf-8", cwd=HERE, check=True)
        text = done.stdout
    return text


if __name__ == "__main__":
    sys.exit(main())
