"""How calls are written once and made in two ways: blocking, or by an event loop.

What a call does is a coroutine that awaits native calls. Here they are waited for by the thread; `aio` has the other way.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

from . import _blobcopy

T = TypeVar("T")


class Underway:
    """A native call that a coroutine waits for."""

    __slots__ = ("call",)

    def __init__(self, call: _blobcopy.Call) -> None:
        self.call = call

    def __await__(self) -> Generator[Underway, Any, Any]:
        return (yield self)


def finish(doing: Coroutine[Underway, Any, T]) -> T:
    """Does it in this thread. Others run meanwhile, and a signal's handler may interrupt it."""
    try:
        underway = doing.send(None)
        while True:
            try:
                answer = underway.call.wait(_blobcopy.GRACE)
            except BaseException as error:
                underway = doing.throw(error)
            else:
                underway = doing.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
