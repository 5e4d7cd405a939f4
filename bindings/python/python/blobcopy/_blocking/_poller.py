# Generated from aio/_poller.py. Edit that file, then run `cargo xtask blocking`.

"""The poller of a copy, which waits in this thread."""

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
    """Tracks a copy that was started.

    Call `result` to wait for the end of the copy.

    Iterate over the poller to get the state of the copy after each status check: every pending state, and the last one if
    the copy succeeds. Only methods that need an answer from the service send requests. Dropping the poller does not abort
    the copy.

    When a signal handler raises while a method waits, as Ctrl-C does, the poller drops the request in flight and
    aborts the copy. The exception is raised after the abort is answered, or after five seconds.

    Example:
        poller = target.begin_copy_from_url(source)
        for state in poller:
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

    def result(self, timeout: timedelta | float | None = None) -> CopyProperties:
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
            poller = target.begin_copy_from_url(source)
            copied = poller.result(timeout=3600)
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
        """Wait until the copy ends, and raise no error if it failed or was aborted.

        Args:
            timeout: Time limit, in seconds or as a timedelta. The copy continues after it.

        Returns:
            Whether the copy has ended.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = target.begin_copy_from_url(source)
            print(poller.wait(60))
        """
        return self._finish(self._watch.wait_quietly(span("timeout", timeout)))

    def done(self) -> bool:
        """Check whether the copy has ended. Polls once, unless the end is known.

        Returns:
            Whether the copy has ended, also if it failed or was aborted.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = target.begin_copy_from_url(source)
            print(poller.done())
        """
        return self._finish(self._watch.done())

    def status(self) -> str:
        """Read the status of the copy. Polls once, unless the end is known.

        Returns:
            `pending`, `success`, `aborted` or `failed`; `unknown` if the destination was overwritten or deleted.

        Raises:
            ServiceRequestError: The service could not be reached.

        Example:
            poller = target.begin_copy_from_url(source)
            print(poller.status())
        """
        return self._finish(self._watch.status())

    def findings(self) -> CopyFindings | None:
        """Return the results of the safeguards. Wait for the end of the copy first.

        Returns:
            The results; `None` before the end, or without safeguards.

        Example:
            poller = target.begin_copy_from_url(source, verify=True)
            poller.result()
            print(poller.findings())
        """
        return self._finish(self._watch.findings())

    def cancel(self) -> CopyProperties | None:
        """Abort the copy. The destination is then empty.

        Returns:
            `None` if the copy was aborted. If it ended first, its final state.

        Raises:
            CopySupersededError: Another copy replaced it.
            CopyGoneError: The destination was deleted or overwritten.

        Example:
            poller = target.begin_copy_from_url(source)
            print(poller.cancel())
        """
        return self._finish(self._watch.cancel())

    def continuation_token(self) -> str:
        """Return a text with which `resume_copy` resumes this copy, also in another process. It contains no secret.

        Returns:
            One line of text, for example to save in a file.

        Example:
            poller = target.begin_copy_from_url(source)
            token = poller.continuation_token()
        """
        return self._watch.native().ticket

    def __iter__(self) -> Iterator[CopyProperties]:
        while not self._watch.is_over:
            yield self._finish(self._watch.hear())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.copy_id} into {self.destination}>"
