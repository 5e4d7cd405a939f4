"""Writes SHA256SUMS over the files of a folder, in the form that `sha256sum --check` reads."""

import hashlib
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
(folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")
