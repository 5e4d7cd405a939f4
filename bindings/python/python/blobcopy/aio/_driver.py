"""The event loop that a client works with: how calls are awaited, and cancelled."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from .. import _blobcopy
from .._connection import Connection
from .._driving import Underway
from .._polling import ProgressHook
from .._properties import CopyProperties
from ..exceptions import ClientLoopError

T = TypeVar("T")

# A loop must not be blocked, so the abort is sent and its answer is not waited for.
ABANDON_WITHIN = 0.0
"""How long the abort of an interrupted copy is waited for, in seconds."""


class Link:
    """One event loop. The results of calls come to it in batches: however many there are, it is woken once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.completions = _blobcopy.CompletionQueue(loop.call_soon_threadsafe)

    async def answer(self, call: _blobcopy.Call) -> Any:
        """What the call gives. When its task is cancelled, what it has begun is aborted first."""
        if call.is_at_hand:
            return call.take()
        future: asyncio.Future[Any] = self.loop.create_future()
        call.deliver(self.completions, future)
        try:
            return await future
        except asyncio.CancelledError:
            await self._wind_down(call, future)
            raise

    async def _wind_down(self, call: _blobcopy.Call, future: asyncio.Future[Any]) -> None:
        if future.done() and not future.cancelled():
            # The call was quicker than the cancelling, and what it has begun belongs to nobody.
            if future.exception() is not None or not isinstance(future.result(), _blobcopy.StartedCopy):
                return
            call = future.result().abort()
        else:
            call.cancel()
        ended: asyncio.Future[Any] = self.loop.create_future()
        call.deliver(self.completions, ended)
        await asyncio.wait({ended}, timeout=_blobcopy.GRACE)
        if not ended.cancel():
            # Nobody is left to be told.
            ended.exception()

    def have_awaited(
        self,
        awaitable: Awaitable[Any],
        give: Callable[[Any], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        """Lets the loop await something for another thread."""

        async def waited() -> Any:
            return await awaitable

        def tell(ended: Future[Any]) -> None:
            error = asyncio.CancelledError() if ended.cancelled() else ended.exception()
            if error is None:
                give(ended.result())
            else:
                fail(error)

        asyncio.run_coroutine_threadsafe(waited(), self.loop).add_done_callback(tell)


def link_of(connection: Connection) -> Link:
    """The link of the clients of that connection, which is to the loop that runs now."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        raise ClientLoopError(
            "blobcopy.aio needs asyncio's event loop, and none is running; with trio, call the clients of blobcopy in a "
            "thread: await trio.to_thread.run_sync(client.copy, url)"
        ) from None
    link: Link | None = connection.link
    if link is None:
        link = connection.link = Link(loop)
        tokens = connection.tokens()
        if tokens is not None:
            tokens.awaiting = link.have_awaited
    elif link.loop is not loop:
        raise ClientLoopError("this client works with another event loop; make one for each loop")
    return link


class Driver:
    """An object whose calls are made in the event loop of its connection."""

    _connection: Connection

    async def _finish(self, doing: Coroutine[Underway, Any, T]) -> T:
        try:
            link = link_of(self._connection)
        except ClientLoopError:
            doing.close()
            raise
        try:
            underway = doing.send(None)
            while True:
                try:
                    answer = await link.answer(underway.call)
                except BaseException as error:
                    underway = doing.throw(error)
                else:
                    underway = doing.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result


async def report(hook: ProgressHook, state: CopyProperties) -> None:
    """Calls the hook, and awaits what it returns if that is awaitable."""
    answer = hook(state.bytes_copied or 0, state.bytes_total)
    if inspect.isawaitable(answer):
        await answer
