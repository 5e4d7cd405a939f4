"""Objects that hold a connection and a credential, and therefore cannot be pickled."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex


class NotPickled:
    """An object that cannot be pickled. The error says what to pass to another process instead."""

    _instead: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Raise a `TypeError`: a connection and its credential stay in their process."""
        name = type(self).__name__
        raise TypeError(f"cannot pickle or copy a {name}: it holds a connection and a credential; {self._instead}")


CLIENT = "create a client in the other process, from the URL and the credential"
LEASE = "pass its id, and create a BlobLeaseClient with it in the other process"
POLLER = "pass its continuation_token(), and call resume_copy with it in the other process"
