"""The poller of a copy, to be awaited."""

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
    """Tracks a copy that was started.

    Await the poller, or its `result`, to wait for the end of the copy.

    Iterate over the poller to get the state of the copy after each status check: every pending state, and the last one if
    the copy succeeds. Only methods that need an answer from the service send requests. Dropping the poller does not abort
    the copy.

    When a task that awaits the poller is cancelled, by `asyncio.timeout` too, the poller drops the request in flight and
    aborts the copy. `CancelledError` is raised after the abort is answered, or after five seconds.

    Example:
        poller = await target.begin_copy_from_url(source)
        async for state in poller:
            print(state.status, state.bytes_copied, state.bytes_total)
    """

    _instead = POLLER

    def __init__(self, watch: Watch, progress_hook: ProgressHook | None = None) -> None:
        self._connection = watch.connection
        self._watch = watch
        self._progress_hook = progress_hook

    @property
    def copy_id(self) -> str:
        """The id of the copy."""
        return self._watch.native().copy_id

    @property
    def destination(self) -> str:
        """The URL of the destination blob, without a secret."""
        return self._watch.native().destination

    def __await__(self) -> Generator[Any, Any, CopyProperties]:
        return self.result().__await__()

    async def result(self, timeout: timedelta | float | None = None) -> CopyProperties:
        """Wait until the copy ends.

        Args:
            timeout: Time limit, in seconds or as a timedelta. The copy continues after it.

        Returns:
            The final state of the copy, whose status is `success`.

        Raises:
            CopyFailedError: The copy failed.
            CopyAbortedError: The copy was aborted.
            CopySupersededError: Another copy replaced it.
            CopyGoneError: The destination was deleted or overwritten.
            CopyUnverifiedError: The copy differs from its source. Only with `verify`.
            CopyTimeoutError: The copy did not end within `timeout` or `deadline`.

        Example:
            poller = await target.begin_copy_from_url(source)
            copied = await poller.result(timeout=3600)
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
        """Wait until the copy ends, and raise no error if it failed or was aborted.

        Args:
            timeout: Time limit, in seconds or as a timedelta. The copy continues after it.

        Returns:
            Whether the copy has ended.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = await target.begin_copy_from_url(source)
            print(await poller.wait(60))
        """
        return await self._finish(self._watch.wait_quietly(span("timeout", timeout)))

    async def done(self) -> bool:
        """Check whether the copy has ended. Polls once, unless the end is known.

        Returns:
            Whether the copy has ended, also if it failed or was aborted.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = await target.begin_copy_from_url(source)
            print(await poller.done())
        """
        return await self._finish(self._watch.done())

    async def status(self) -> str:
        """Read the status of the copy. Polls once, unless the end is known.

        Returns:
            `pending`, `success`, `aborted` or `failed`; `unknown` if the destination was overwritten or deleted.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = await target.begin_copy_from_url(source)
            print(await poller.status())
        """
        return await self._finish(self._watch.status())

    async def findings(self) -> CopyFindings | None:
        """Return the results of the safeguards. Wait for the end of the copy first.

        Returns:
            The results; `None` before the end, or without safeguards.

        Example:
            poller = await target.begin_copy_from_url(source, verify=True)
            await poller.result()
            print(await poller.findings())
        """
        return await self._finish(self._watch.findings())

    async def cancel(self) -> CopyProperties | None:
        """Abort the copy. The destination is then empty.

        Returns:
            `None` if the copy was aborted. If it ended first, its final state.

        Raises:
            CopySupersededError: Another copy replaced it.
            CopyGoneError: The destination was deleted or overwritten.

        Example:
            poller = await target.begin_copy_from_url(source)
            print(await poller.cancel())
        """
        return await self._finish(self._watch.cancel())

    def continuation_token(self) -> str:
        """Return a text with which `resume_copy` resumes this copy, also in another process. It contains no secret.

        Returns:
            One line of text, for example to save in a file.

        Example:
            poller = await target.begin_copy_from_url(source)
            token = poller.continuation_token()
        """
        return self._watch.native().ticket

    async def __aiter__(self) -> AsyncIterator[CopyProperties]:
        while not self._watch.is_over:
            yield await self._finish(self._watch.hear())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.copy_id} into {self.destination}>"
