# Generated from aio/_lease.py. Edit that file, then run `cargo xtask blocking`.

"""A lease on a blob."""

from __future__ import annotations

import uuid
from datetime import datetime
from types import TracebackType
from typing import Self, Unpack

from .._face import BlobFace
from .._keywords import Conditioned, Words
from ._driver import Driver

__all__ = ["BlobLeaseClient"]


class BlobLeaseClient(Driver):
    """A lease on a blob: the sole right to write it, for a while. As a context manager it is released at the end."""

    id: str
    """Its id, which writes to the blob must carry."""
    etag: str | None
    last_modified: datetime | None

    def __init__(self, client: BlobFace, lease_id: str | None = None) -> None:
        if not isinstance(client, BlobFace):
            raise TypeError("a lease is on the blob of a BlobClient; leases on containers are left out")
        self._connection = client._connection
        self._core = client._core
        self.id = lease_id or str(uuid.uuid4())
        self.etag = None
        self.last_modified = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self, lease_duration: int = -1, **kwargs: Unpack[Conditioned]) -> None:
        """Acquires the lease for 15 to 60 seconds, or for ever (-1)."""
        words: Words = {"duration": lease_duration, "proposed_lease_id": self.id}
        self._do("acquire", words, dict(kwargs), "acquire")

    def renew(self, **kwargs: Unpack[Conditioned]) -> None:
        """Lets it last its duration from now on."""
        self._do("renew", {"lease_id": self.id}, dict(kwargs), "renew")

    def release(self, **kwargs: Unpack[Conditioned]) -> None:
        """Gives it up."""
        self._do("release", {"lease_id": self.id}, dict(kwargs), "release")

    def change(self, proposed_lease_id: str, **kwargs: Unpack[Conditioned]) -> None:
        """Gives it another id."""
        words: Words = {"lease_id": self.id, "proposed_lease_id": proposed_lease_id}
        self._do("change", words, dict(kwargs), "change")

    def break_lease(self, lease_break_period: int | None = None, **kwargs: Unpack[Conditioned]) -> int:
        """Breaks the lease on the blob, whoever holds it, and returns the seconds until then."""
        told = self._do("break", {"break_period": lease_break_period}, dict(kwargs), "break_lease")
        return int(told["lease_time"] or 0)

    def _do(self, action: str, words: Words, said: Words, call: str) -> Words:
        told = self._finish(self._core.lease(action, words, said, call))
        self.etag, self.last_modified = told["etag"], told["last_modified"]
        if told["lease_id"] is not None:
            self.id = told["lease_id"]
        return told
