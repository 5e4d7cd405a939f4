"""The fixture for pytest, which finds it by an entry point."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import Emulator


@pytest.fixture
def blobcopy_emulator() -> Iterator[Emulator]:
    """A fresh emulator, whose copies take two seconds."""
    with Emulator() as emulator:
        yield emulator
