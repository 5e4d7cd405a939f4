"""Packs a folder into a .tar.gz: the same files give the same bytes, whoever packs them and when."""

import gzip
import os
import pathlib
import sys
import tarfile

folder, archive = map(pathlib.Path, sys.argv[1:])
# Seconds since 1970; a release sets it to the time of its commit.
time = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = time
    is_program = entry.isdir() or pathlib.Path(entry.name).name in ("blobcopy", "blobcopy.exe")
    entry.mode = 0o755 if is_program else 0o644
    return entry


with open(archive, "wb") as file, gzip.GzipFile("", "wb", 9, file, time) as packed:
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in [folder, *sorted(folder.rglob("*"))]:
            tar.add(path, path.relative_to(folder.parent), recursive=False, filter=plain)
