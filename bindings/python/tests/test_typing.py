"""What the checkers of types and of style say: nothing of what is right, everything of what is wrong."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def mypy(cache: pathlib.Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(cache), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cache)
    return done.returncode, done.stdout + done.stderr


def test_the_package_has_no_complaints(tmp_path: pathlib.Path) -> None:
    assert mypy(tmp_path, "--package", "blobcopy") == (0, "")


def test_a_program_is_inferred_as_it_is_written(tmp_path: pathlib.Path) -> None:
    assert mypy(tmp_path, str(HERE / "typed" / "program.py")) == (0, "")


def test_every_mistake_is_found(tmp_path: pathlib.Path) -> None:
    file = HERE / "typed" / "mistakes.py"
    _, said = mypy(tmp_path, str(file))
    found = sorted((int(line), code) for line, code in re.findall(r"\.py:(\d+): error: .*\[([\w-]+)\]", said))
    expected = [
        (number, match.group(1))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := re.search(r"# expected: ([\w-]+)", line))
    ]
    assert found == expected, said


def test_the_stubs_of_the_native_half_agree_with_it(tmp_path: pathlib.Path) -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "blobcopy._blobcopy"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_what_is_written_agrees_with_what_runs(tmp_path: pathlib.Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy.stubtest",
            "blobcopy",
            "--allowlist",
            str(HERE / "typed" / "known-to-stubtest.txt"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_blocking_clients_are_what_the_asyncio_clients_give() -> None:
    script = HERE.parent / "scripts" / "blocking.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_sources_keep_the_rules_of_style() -> None:
    for command in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--quiet"], capture_output=True, text=True, cwd=HERE.parent
        )
        assert done.returncode == 0, done.stdout + done.stderr
