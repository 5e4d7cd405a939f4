"""The Pythons of this machine that the package is for, and programs that run in them."""

from __future__ import annotations

import functools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import blobcopy


@functools.cache
def pythons() -> dict[str, str]:
    """An interpreter of each version from 3.11 on, by its version."""
    found: dict[str, str] = {}
    for path in _candidates():
        asked = subprocess.run(
            [path, "-c", "import sys; print('.'.join(map(str, sys.version_info[:2])), sys.version_info >= (3, 11))"],
            capture_output=True,
            text=True,
        )
        words = asked.stdout.split()
        if asked.returncode == 0 and words[1:] == ["True"]:
            found.setdefault(words[0], path)
    return found


def _candidates() -> Iterator[str]:
    yield sys.executable
    for minor in range(11, 16):
        path = shutil.which(f"python3.{minor}")
        if path:
            yield path
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(versions.glob("*/bin/python3")))


def start(python: str, program: str, folder: pathlib.Path, *arguments: str) -> subprocess.Popen[str]:
    """Runs a program with the package and nothing else."""
    package = folder / "blobcopy"
    if not package.exists():
        package.symlink_to(pathlib.Path(blobcopy.__file__).parent)
    return subprocess.Popen(
        [python, "-B", "-c", textwrap.dedent(program), *arguments],
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_ctrl_c,
    )


def _hears_ctrl_c() -> None:
    """What runs in the background of a shell ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
