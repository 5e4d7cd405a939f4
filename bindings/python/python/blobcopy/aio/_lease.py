"""A lease on a blob."""

from __future__ import annotations

import uuid
from datetime import datetime
from types import TracebackType
from typing import Self, Unpack

from .._documented import documented
from .._face import BlobFace
from .._keywords import Conditioned, Words
from .._no_pickle import LEASE, NotPickled
from ._driver import Driver

__all__ = ["BlobLeaseClient"]


@documented
class BlobLeaseClient(Driver, NotPickled):
    """A lease on a blob: as long as it lasts, only requests with its id can write the blob.

    As a context manager it is released at the end.

    Args:
        client: The client of the blob.
        lease_id: The id of the lease, a UUID; without it, a new one.

    Example:
        async with await source.acquire_lease(15) as lease:
            await source.set_blob_metadata({"project": "archive"}, lease=lease)
    """

    _instead = LEASE

    id: str
    """The id of the lease, which writes to the blob must carry."""
    etag: str | None
    """The ETag of the blob after the last call."""
    last_modified: datetime | None
    """When the blob was last modified, as of the last call."""

    def __init__(self, client: BlobFace, lease_id: str | None = None) -> None:
        if not isinstance(client, BlobFace):
            raise TypeError("a lease is on the blob of a BlobClient; leases on containers are left out")
        self._connection = client._connection
        self._core = client._core
        self.id = lease_id or str(uuid.uuid4())
        self.etag = None
        self.last_modified = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.release()

    async def acquire(self, lease_duration: int = -1, **kwargs: Unpack[Conditioned]) -> None:
        """Acquire the lease.

        Args:
            lease_duration: How long the lease lasts: 15 to 60 seconds, or -1 for a lease without an end.
            **kwargs: The keywords of `Conditioned`.

        Raises:
            ResourceExistsError: The blob has another lease.

        Example:
            await BlobLeaseClient(source).acquire(15)
        """
        words: Words = {"duration": lease_duration, "proposed_lease_id": self.id}
        await self._do("acquire", words, dict(kwargs), "acquire")

    async def renew(self, **kwargs: Unpack[Conditioned]) -> None:
        """Renew the lease: its duration starts again.

        Args:
            **kwargs: The keywords of `Conditioned`.

        Raises:
            ResourceExistsError: The blob has another lease, or was written since this one ended.

        Example:
            lease = await source.acquire_lease(15)
            await lease.renew()
        """
        await self._do("renew", {"lease_id": self.id}, dict(kwargs), "renew")

    async def release(self, **kwargs: Unpack[Conditioned]) -> None:
        """Release the lease.

        Args:
            **kwargs: The keywords of `Conditioned`.

        Raises:
            ResourceExistsError: The blob has another lease.

        Example:
            lease = await source.acquire_lease(15)
            await lease.release()
        """
        await self._do("release", {"lease_id": self.id}, dict(kwargs), "release")

    async def change(self, proposed_lease_id: str, **kwargs: Unpack[Conditioned]) -> None:
        """Change the id of the lease.

        Args:
            proposed_lease_id: The new id, a UUID.
            **kwargs: The keywords of `Conditioned`.

        Raises:
            ResourceExistsError: The blob has another lease.

        Example:
            lease = await source.acquire_lease(15)
            await lease.change("6b9cf4a4-5d1e-4ba3-9a6c-6a8e9f2d7c11")
        """
        words: Words = {"lease_id": self.id, "proposed_lease_id": proposed_lease_id}
        await self._do("change", words, dict(kwargs), "change")

    async def break_lease(self, lease_break_period: int | None = None, **kwargs: Unpack[Conditioned]) -> int:
        """Break the lease on the blob, also one of another client.

        Args:
            lease_break_period: How long the lease continues, 0 to 60 seconds; without it, for the rest of its
                duration, or not at all if it has no end.
            **kwargs: The keywords of `Conditioned`.

        Returns:
            The seconds until the lease is broken.

        Raises:
            ResourceExistsError: The blob has no lease.

        Example:
            lease = await source.acquire_lease()
            print(await lease.break_lease(0))
        """
        told = await self._do("break", {"break_period": lease_break_period}, dict(kwargs), "break_lease")
        return int(told["lease_time"] or 0)

    async def _do(self, action: str, words: Words, said: Words, call: str) -> Words:
        told = await self._finish(self._core.lease(action, words, said, call))
        self.etag, self.last_modified = told["etag"], told["last_modified"]
        if told["lease_id"] is not None:
            self.id = told["lease_id"]
        return told

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} on {self._core.url()}>"
