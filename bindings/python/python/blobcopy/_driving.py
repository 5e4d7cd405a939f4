"""Calls are written once and made in two ways: blocking, or in an event loop.

A call is a coroutine that awaits native calls. The `Driver` of `_blocking` waits for them in the thread, the one of `aio`
in the event loop.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from . import _blobcopy


class Underway:
    """A native call that a coroutine waits for."""

    __slots__ = ("call",)

    def __init__(self, call: _blobcopy.Call) -> None:
        self.call = call

    def __await__(self) -> Generator[Underway, Any, Any]:
        return (yield self)
