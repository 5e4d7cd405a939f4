"""Draws what the command shows on a terminal, from a real run: terminal.py PROGRAM FILE.svg

An emulator is started, a blob of 20 MB put into it, and the command run in a pseudo-terminal. The picture plays the run once
and then stands still; where pictures do not move, it shows the end.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
import urllib.request

COLUMNS = 100
FRAMES = 12
CALLS = (
    ["copy", "backups/db.vhd", "archive/2026/db.vhd"],
    ["copy", "backups/gone.vhd", "archive/gone.vhd"],
)
# Of the picture, in points.
WIDTH, HEIGHT, MARGIN = 8.0, 18, 16
COLOURS = {"31": "#f2777a", "36": "#66cccc"}
STYLE = """
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d3d0c8; white-space: pre }
.frame { opacity: 0 } .later { animation: later 1ms backwards }
@keyframes frame { 0%, 99.9% { opacity: 1 } } @keyframes later { from { opacity: 0 } }
"""


class Shown:
    """What a call printed: its lines at the end, and what stood in the last line in between, each with its time."""

    def __init__(self, call: list[str]) -> None:
        self.call = "blobcopy " + " ".join(call)
        self.lines: list[str] = []
        self.moments: list[tuple[float, str]] = []
        self.lasted = 0.0


def main(program: str, file: pathlib.Path) -> None:
    emulator = subprocess.Popen(
        [program, "emulator", "--port", "0", "--container", "backups", "--container", "archive", "--rate", "3MB"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert emulator.stdout is not None
        printed = (emulator.stdout.readline(), emulator.stdout.readline())
        name, _, text = printed[1].removeprefix("export ").strip().partition("=")
        variables = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", name: text.strip("'")}
        put_source(program, variables)
        shown = [run(program, call, variables) for call in CALLS]
    finally:
        emulator.send_signal(signal.SIGINT)
        emulator.wait()
    file.write_text(draw(shown), encoding="utf-8")


def put_source(program: str, variables: dict[str, str]) -> None:
    words = [program, "sas", "backups/db.vhd", "--permissions", "cw"]
    url = subprocess.run(words, env=variables, check=True, capture_output=True, text=True).stdout.strip()
    request = urllib.request.Request(url, bytes(20_000_000), {"x-ms-blob-type": "BlockBlob"}, method="PUT")
    urllib.request.urlopen(request).close()


def run(program: str, call: list[str], variables: dict[str, str]) -> Shown:
    """Runs the command in a terminal of its own, and reads along."""
    shown = Shown(call)
    start = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(program, ["blobcopy", *call], variables)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    text = ""
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break  # Linux ends a terminal like this.
        if not read:
            break
        text += read.decode()
        *whole, text = text.split("\r\n")
        shown.lines += [line.rpartition("\x1b[2K")[2] for line in whole]
        last = text.rpartition("\x1b[2K")[2].rstrip("\r")
        if "left" in last:
            shown.moments.append((time.monotonic() - start, last))
    os.waitpid(child, 0)
    shown.lasted = time.monotonic() - start
    return shown


def draw(calls: list[Shown]) -> str:
    elements: list[str] = []
    row, begun = 0, 0.5
    for shown in calls:
        appears = "" if row == 0 else later(begun)
        elements.append(line(f"\x1b[36m$\x1b[0m {shown.call}", row, appears))
        row += 1
        lines = [part for whole in shown.lines for part in wrapped(whole)]
        # The first is said at the start, the rest takes the bar's place.
        first = 1 if shown.moments else 0
        for index, text in enumerate(lines):
            said = begun if index < first else begun + shown.lasted
            elements.append(line(text, row + index, later(said)))
        step = max(1, len(shown.moments) // FRAMES)
        kept = shown.moments[::step]
        ends = [at for at, _ in kept[1:]] + [shown.lasted]
        for (at, text), end in zip(kept, ends, strict=False):
            style = f'class="frame" style="animation: frame {end - at:.2f}s {begun + at:.2f}s"'
            elements.append(line(text, row + first, style))
        row += len(lines)
        begun += shown.lasted + 1.5
    width, height = COLUMNS * WIDTH + 2 * MARGIN, row * HEIGHT + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">\n'
        f"<style>{STYLE}</style>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#2d2d2d"/>\n' + "\n".join(elements) + "\n</svg>\n"
    )


def later(seconds: float) -> str:
    return f'class="later" style="animation-duration: {seconds:.2f}s; animation-timing-function: step-end"'


def wrapped(text: str) -> list[str]:
    """The text as a terminal breaks it; colours do not count."""
    rows, count = [""], 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        if part.startswith("\x1b"):
            rows[-1] += part
            continue
        for character in part:
            if count == COLUMNS:
                rows.append("")
                count = 0
            rows[-1] += character
            count += 1
    return rows


def line(text: str, row: int, more: str) -> str:
    """A row of the picture, in spans of one colour each, which are as wide as their letters whatever the font."""
    spans, column, styles = [], 0, set[str]()
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        if part.startswith("\x1b"):
            codes = {code for code in part[2:-1].split(";")}
            styles = set() if codes & {"", "0"} else styles | codes
        elif part:
            colour = next((f' fill="{COLOURS[code]}"' for code in sorted(styles) if code in COLOURS), "")
            bold = ' font-weight="bold"' if "1" in styles else ""
            faint = ' opacity=".4"' if "2" in styles else ""
            spans.append(
                f'<tspan x="{MARGIN + column * WIDTH:g}" textLength="{len(part) * WIDTH:g}"{colour}{bold}{faint}>'
                f"{html.escape(part, quote=False)}</tspan>"
            )
            column += len(part)
    return f'<text y="{MARGIN + row * HEIGHT + 13:g}" xml:space="preserve" {more}>{"".join(spans)}</text>'


main(sys.argv[1], pathlib.Path(sys.argv[2]))
