"""The `blobcopy` command."""

from __future__ import annotations

import sys

from . import _blobcopy


def main() -> int:
    """Runs the command with the arguments of this process, and returns its exit code."""
    return _blobcopy.main(["blobcopy", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
