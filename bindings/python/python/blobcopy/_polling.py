"""How a copy is tracked. The pollers, blocking or not, carry it out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from . import _blobcopy
from ._connection import Connection
from ._driving import Underway
from ._keywords import Words, options_of
from ._properties import CopyProperties
from .exceptions import (
    CopyAbortedError,
    CopyError,
    CopyFailedError,
    CopyGoneError,
    CopySupersededError,
    CopyTimeoutError,
)

ProgressHook = Callable[[int, int | None], Any]
"""Called with the bytes copied, and the size of the source if it is known."""

_ENDS = (CopyAbortedError, CopyFailedError, CopyGoneError, CopySupersededError)

# Copies of a parent process, which must not be dropped in a forked child.
_left_behind: list[_blobcopy.StartedCopy] = []


class CopyFindings(NamedTuple):
    """The results of the safeguards of a copy."""

    verified_length: int | None
    """The length of the copy in bytes, if it was compared with its source."""
    verified_md5: Literal["same", "absent"] | None
    """The result of comparing the stored MD5s: the same, or absent in one of the two blobs."""
    protection: str | None
    """What happened to the old content of the destination, as a sentence, if a snapshot protected it."""
    snapshot: str | None
    """The snapshot that holds the old content, if it was kept."""


class Watch:
    """One copy, and what is known of its end."""

    def __init__(self, connection: Connection, native: _blobcopy.StartedCopy, policy: Words) -> None:
        self.connection = connection
        self._native = native
        self._policy = policy
        self._process = os.getpid()
        self._end: CopyProperties | CopyError | None = None
        self._is_called_off = False

    @property
    def is_over(self) -> bool:
        """Whether the end is known."""
        return self._end is not None

    def native(self) -> _blobcopy.StartedCopy:
        """The native copy; in a forked child one of its own."""
        if self._process != os.getpid():
            _left_behind.append(self._native)
            self._native = self.connection.account().resume_copy(self._native.ticket, self._policy)
            self._process = os.getpid()
        return self._native

    async def wait(self, limit: timedelta | None) -> CopyProperties | None:
        """How the copy ended, or nothing if it has not within `limit`."""
        if self._end is None:
            await self._hear_of(self.native().wait(limit), is_end=True)
        return None if self._end is None else await self.ended()

    async def wait_quietly(self, limit: timedelta | None) -> bool:
        """Whether the copy has ended, in whichever way, within `limit`."""
        with contextlib.suppress(*_ENDS):
            await self.wait(limit)
        return self.is_over

    async def hear(self) -> CopyProperties:
        """The next word of how the copy stands."""
        return await self._hear_of(self.native().hear()) or await self.ended()

    async def status(self) -> str:
        """How the copy stands now, in one word."""
        try:
            state = await self._ask()
        except CopyAbortedError:
            return "aborted"
        except CopyFailedError:
            return "failed"
        except (CopyGoneError, CopySupersededError):
            return "unknown"
        return state.status or "unknown"

    async def done(self) -> bool:
        """Whether the copy has ended."""
        with contextlib.suppress(*_ENDS):
            await self._ask()
        return self.is_over

    async def cancel(self) -> CopyProperties | None:
        """Ends the copy; the state in which it had ended already, if it had."""
        told = await Underway(self.native().abort())
        if told is None:
            self._end = CopyAbortedError(f"copy {self.native().copy_id} was aborted", kind="copy_aborted")
            self._end.copy_id = self.native().copy_id
            return None
        state = CopyProperties._of_native(told)
        if state.status == "success":
            self._end = state
        return state

    def abandon(self, limit: float) -> None:
        """Aborts the copy unless an interrupted call has done so, and waits for the answer for `limit` seconds at most."""
        if not self._is_called_off:
            self.native().abort().wait_within(limit)

    async def findings(self) -> CopyFindings | None:
        """The results of the safeguards."""
        told = await Underway(self.native().findings())
        return None if told is None else CopyFindings(**told)

    async def ended(self) -> CopyProperties:
        """How the copy ended, once that is known."""
        if isinstance(self._end, CopyProperties):
            return self._end
        if self._end is None:
            raise CopyError("the copy has not ended")
        raise self._end.with_traceback(None)

    async def _ask(self) -> CopyProperties:
        if self._end is not None:
            return await self.ended()
        state = await self._hear_of(self.native().ask())
        return state or await self.ended()

    async def _hear_of(self, call: _blobcopy.Call, is_end: bool = False) -> CopyProperties | None:
        try:
            told = await Underway(call)
        except _ENDS as end:
            self._end = end
            raise
        except Exception:
            raise
        except BaseException:
            # The interrupted call has aborted the copy, as far as the grace allowed.
            self._is_called_off = True
            raise
        if told is None:
            return None
        state = CopyProperties._of_native(told)
        if is_end or state.status == "success":
            self._end = state
        return state


def resumed(connection: Connection, token: str, said: Words) -> Watch:
    """The copy of a token."""
    if not isinstance(token, str):
        raise TypeError(f"token must be the result of continuation_token(), a text, not {type(token).__name__}")
    policy = options_of(said, "resume_copy")
    return Watch(connection, connection.account().resume_copy(token, policy), policy)


def timed_out(copy_id: str, timeout: timedelta | float | None) -> CopyTimeoutError:
    """That a copy has not ended in time."""
    seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
    message = f"copy {copy_id} did not end within {seconds} s, and continues on the server"
    return CopyTimeoutError(message, kind="timeout", copy_id=copy_id)
