"""Makes calls in the calling thread, which waits for their results."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

from .. import _blobcopy
from .._driving import Underway
from .._polling import ProgressHook
from .._properties import CopyProperties

T = TypeVar("T")

ABANDON_WITHIN = _blobcopy.GRACE
"""How long the abort of an interrupted copy is waited for, in seconds."""


class Driver:
    """An object whose calls are made in this thread. Other threads run meanwhile, and a signal handler may interrupt it."""

    def _finish(self, doing: Coroutine[Underway, Any, T]) -> T:
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


def report(hook: ProgressHook, state: CopyProperties) -> None:
    """Calls the hook."""
    hook(state.bytes_copied or 0, state.bytes_total)
