"""Objects that hold a connection, and so cannot be pickled."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex


class NotPickled:
    """What cannot be pickled, and says what can be passed to another process instead."""

    _instead: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Never succeeds: a connection and its credential stay in their process."""
        name = type(self).__name__
        raise TypeError(f"a {name} can be neither pickled nor copied, as it holds a connection: {self._instead}")


CLIENT = "make another client in the other process, from the URL and the credential"
POLLER = "pass its continuation_token() on, and resume the copy with it"
