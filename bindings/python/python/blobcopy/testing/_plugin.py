"""The plugin for pytest, which finds it by an entry point: the fixture `blobcopy_emulator` and the marker `blobcopy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .._times import span
from . import Emulator

_DURATION = 2.0
"""How long a copy takes, in seconds of virtual time."""

_REAL_TIME = ("manual_clock", "bytes_per_second", "time_per_check")
"""Arguments with which the test chooses the time itself."""


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker."""
    config.addinivalue_line(
        "markers",
        "blobcopy(containers=(), blobs=None, copy_duration=2, **arguments): the arguments of the Emulator that the "
        "fixture blobcopy_emulator creates",
    )


@pytest.fixture
def blobcopy_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A fresh `blobcopy.testing.Emulator` for the test, with virtual time.

    Its arguments come from the markers `@pytest.mark.blobcopy(...)` of the test, its class and its module, and from the
    parameter of the fixture, a dictionary. Each status check of a pending copy advances the clock by half of
    `copy_duration`, so that a copy is pending for one check and then succeeds, in milliseconds. With `manual_clock=True`
    the test advances the clock, with `manual_clock=False` time is real.
    """
    with Emulator(**_arguments(request)) as emulator:
        yield emulator


def _arguments(request: pytest.FixtureRequest) -> dict[str, Any]:
    given: dict[str, Any] = {}
    # The nearest marker comes first, and so is applied last.
    for marker in reversed(list(request.node.iter_markers("blobcopy"))):
        if marker.args:
            raise pytest.UsageError("the marker blobcopy takes keywords: @pytest.mark.blobcopy(containers=['live'])")
        given |= marker.kwargs
    given |= getattr(request, "param", None) or {}
    if any(name in given for name in _REAL_TIME):
        return given
    duration = span("copy_duration", given.get("copy_duration", _DURATION))
    return given if not duration else {**given, "copy_duration": duration, "time_per_check": duration / 2}
