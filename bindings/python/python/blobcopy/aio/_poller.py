"""A copy under way, to be awaited."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Coroutine, Generator
from datetime import timedelta
from typing import Any, TypeVar

from .._connection import Connection
from .._driving import Underway
from .._no_pickle import POLLER, NotPickled
from .._polling import CopyFindings, ProgressHook, Watch, timed_out
from .._properties import CopyProperties
from .._times import span
from ._link import finish

__all__ = ["AsyncCopyPoller"]

T = TypeVar("T")


class AsyncCopyPoller(NotPickled):
    """A copy that was started.

    Awaiting it gives how the copy ended; iterating over it, how it stands every time that is asked while it is pending,
    and last of all when it has succeeded. Nothing is asked of the service unless something is awaited that has to, and
    forgetting the poller leaves the copy to itself. When a task that awaits it is cancelled, by `asyncio.timeout` too,
    the request in flight is dropped and the abort sent. `CancelledError` is raised once that is answered, after five
    seconds at most.
    """

    _instead = POLLER

    def __init__(self, connection: Connection, watch: Watch, progress_hook: ProgressHook | None = None) -> None:
        self._connection = connection
        self._watch = watch
        self._progress_hook = progress_hook

    @property
    def copy_id(self) -> str:
        """The copy's name."""
        return self._watch.native().copy_id

    @property
    def destination(self) -> str:
        """The URL of the blob that is copied to, without a secret."""
        return self._watch.native().destination

    def __await__(self) -> Generator[Any, Any, CopyProperties]:
        return self.result().__await__()

    async def result(self, timeout: timedelta | float | None = None) -> CopyProperties:
        """Waits for the end, and returns how the copy stands then.

        Raises `CopyFailedError`, `CopyAbortedError`, `CopySupersededError` or `CopyGoneError` if that is not success,
        and `CopyTimeoutError` if it has not come within `timeout` (seconds, or a timedelta), which leaves the copy to
        go on.
        """
        if self._progress_hook is not None and timeout is None:
            return await self._result_with_hook(self._progress_hook)
        state = await self._finish(self._watch.wait(span("timeout", timeout)))
        if state is None:
            raise timed_out(self.copy_id, timeout)
        if self._progress_hook is not None:
            await _told(self._progress_hook, state)
        return state

    async def _result_with_hook(self, hook: ProgressHook) -> CopyProperties:
        state = None
        async for state in self:
            await _told(hook, state)
        return state if state is not None else await self._finish(self._watch.ended())

    async def wait(self, timeout: timedelta | float | None = None) -> bool:
        """Waits for the end, whichever it is, and says whether it has come within `timeout`."""
        return await self._finish(self._watch.wait_quietly(span("timeout", timeout)))

    async def done(self) -> bool:
        """Whether the copy has ended, whichever way. Asks the service unless that is known."""
        return await self._finish(self._watch.done())

    async def status(self) -> str:
        """`pending`, `success`, `aborted` or `failed`; `unknown` if the destination was taken or deleted by others.

        Asks the service unless the end is known.
        """
        return await self._finish(self._watch.status())

    async def findings(self) -> CopyFindings | None:
        """What the care for the copy came to, once it has ended and been waited for here."""
        return await self._finish(self._watch.findings())

    async def cancel(self) -> CopyProperties | None:
        """Aborts the copy. That it had ended already is an answer, and returned; the destination is empty otherwise."""
        return await self._finish(self._watch.cancel())

    def continuation_token(self) -> str:
        """One line of text with which `resume_copy` goes on with the copy, in another process too. It holds no secret."""
        return self._watch.native().ticket

    async def __aiter__(self) -> AsyncIterator[CopyProperties]:
        while not self._watch.is_over:
            yield await self._finish(self._watch.hear())

    def _finish(self, doing: Coroutine[Underway, Any, T]) -> Awaitable[T]:
        return finish(self._connection, doing)

    def __repr__(self) -> str:
        return f"<AsyncCopyPoller of {self.copy_id} into {self.destination}>"


async def _told(hook: ProgressHook, state: CopyProperties) -> None:
    answer = hook(*state._amount())
    if inspect.isawaitable(answer):
        await answer
