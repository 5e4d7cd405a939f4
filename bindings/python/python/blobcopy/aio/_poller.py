"""A copy under way, to be awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from datetime import timedelta
from typing import Any

from .._no_pickle import POLLER, NotPickled
from .._polling import CopyFindings, ProgressHook, Watch, timed_out
from .._properties import CopyProperties
from .._times import span
from ._driver import Driver, report

__all__ = ["AsyncCopyPoller"]


class AsyncCopyPoller(Driver, NotPickled):
    """A copy that was started.

    Await the poller, or its `result`, to wait for the end of the copy.

    Iterate over the poller to get the state of the copy after each status check: every pending state, and the last one if
    the copy succeeds. Only methods that need an answer from the service send requests. Dropping the poller does not abort
    the copy.

    When a task that awaits the poller is cancelled, by `asyncio.timeout` too, the poller drops the request in flight and
    aborts the copy. `CancelledError` is raised after the abort is answered, or after five seconds.
    """

    _instead = POLLER

    def __init__(self, watch: Watch, progress_hook: ProgressHook | None = None) -> None:
        self._connection = watch.connection
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
            await report(self._progress_hook, state)
        return state

    async def _result_with_hook(self, hook: ProgressHook) -> CopyProperties:
        state = None
        async for state in self:
            await report(hook, state)
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

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.copy_id} into {self.destination}>"
