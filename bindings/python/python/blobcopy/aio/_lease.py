"""A lease on a blob."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack

from .._keywords import Conditioned, Words
from .._lease import LeaseFace
from ._link import finish

if TYPE_CHECKING:
    from ._blob_client import BlobClient

__all__ = ["BlobLeaseClient"]


class BlobLeaseClient(LeaseFace):
    """A lease on a blob: the sole right to write it, for a while. As a context manager it is released at the end."""

    def __init__(self, client: BlobClient, lease_id: str | None = None) -> None:
        super().__init__(client, lease_id)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.release()

    async def _finish(self, action: str, words: Words, said: Words, call: str) -> Words:
        return await finish(self._core.connection, self._do(action, words, said, call))

    async def acquire(self, lease_duration: int = -1, **kwargs: Unpack[Conditioned]) -> None:
        """Acquires the lease for 15 to 60 seconds, or for ever (-1)."""
        words: Words = {"duration": lease_duration, "proposed_lease_id": self.id}
        await self._finish("acquire", words, dict(kwargs), "acquire")

    async def renew(self, **kwargs: Unpack[Conditioned]) -> None:
        """Lets it last its duration from now on."""
        await self._finish("renew", {"lease_id": self.id}, dict(kwargs), "renew")

    async def release(self, **kwargs: Unpack[Conditioned]) -> None:
        """Gives it up."""
        await self._finish("release", {"lease_id": self.id}, dict(kwargs), "release")

    async def change(self, proposed_lease_id: str, **kwargs: Unpack[Conditioned]) -> None:
        """Gives it another id."""
        words: Words = {"lease_id": self.id, "proposed_lease_id": proposed_lease_id}
        await self._finish("change", words, dict(kwargs), "change")

    async def break_lease(self, lease_break_period: int | None = None, **kwargs: Unpack[Conditioned]) -> int:
        """Breaks the lease on the blob, whoever holds it, and returns the seconds until then."""
        told = await self._finish("break", {"break_period": lease_break_period}, dict(kwargs), "break_lease")
        return int(told["lease_time"] or 0)
