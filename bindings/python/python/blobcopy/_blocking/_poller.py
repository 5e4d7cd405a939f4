# Generated from aio/_poller.py. Edit that file, then run `cargo xtask blocking`.

"""A copy under way, to be waited for in this thread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from .._no_pickle import POLLER, NotPickled
from .._polling import CopyFindings, ProgressHook, Watch, timed_out
from .._properties import CopyProperties
from .._times import span
from ._driver import Driver, report

__all__ = ["CopyPoller"]


class CopyPoller(Driver, NotPickled):
    """A copy that was started.

    Call `result` to wait for the end of the copy.

    Iterate over the poller to get the state of the copy after each status check: every pending state, and the last one if
    the copy succeeds. Only methods that need an answer from the service send requests. Dropping the poller does not abort
    the copy.

    When a signal handler raises while a method waits, as Ctrl-C does, the poller drops the request in flight and
    aborts the copy. The exception is raised after the abort is answered, or after five seconds.
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

    def result(self, timeout: timedelta | float | None = None) -> CopyProperties:
        """Waits for the end, and returns how the copy stands then.

        Raises `CopyFailedError`, `CopyAbortedError`, `CopySupersededError` or `CopyGoneError` if that is not success,
        and `CopyTimeoutError` if it has not come within `timeout` (seconds, or a timedelta), which leaves the copy to
        go on.
        """
        if self._progress_hook is not None and timeout is None:
            return self._result_with_hook(self._progress_hook)
        state = self._finish(self._watch.wait(span("timeout", timeout)))
        if state is None:
            raise timed_out(self.copy_id, timeout)
        if self._progress_hook is not None:
            report(self._progress_hook, state)
        return state

    def _result_with_hook(self, hook: ProgressHook) -> CopyProperties:
        state = None
        for state in self:
            report(hook, state)
        return state if state is not None else self._finish(self._watch.ended())

    def wait(self, timeout: timedelta | float | None = None) -> bool:
        """Waits for the end, whichever it is, and says whether it has come within `timeout`."""
        return self._finish(self._watch.wait_quietly(span("timeout", timeout)))

    def done(self) -> bool:
        """Whether the copy has ended, whichever way. Asks the service unless that is known."""
        return self._finish(self._watch.done())

    def status(self) -> str:
        """`pending`, `success`, `aborted` or `failed`; `unknown` if the destination was taken or deleted by others.

        Asks the service unless the end is known.
        """
        return self._finish(self._watch.status())

    def findings(self) -> CopyFindings | None:
        """What the care for the copy came to, once it has ended and been waited for here."""
        return self._finish(self._watch.findings())

    def cancel(self) -> CopyProperties | None:
        """Aborts the copy. That it had ended already is an answer, and returned; the destination is empty otherwise."""
        return self._finish(self._watch.cancel())

    def continuation_token(self) -> str:
        """One line of text with which `resume_copy` goes on with the copy, in another process too. It holds no secret."""
        return self._watch.native().ticket

    def __iter__(self) -> Iterator[CopyProperties]:
        while not self._watch.is_over:
            yield self._finish(self._watch.hear())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.copy_id} into {self.destination}>"
