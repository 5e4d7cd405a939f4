"""A blob's content, once it has been downloaded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import IO, TypeVar

from .._download import Downloaded

__all__ = ["StorageStreamDownloader"]

T = TypeVar("T", str, bytes)


class StorageStreamDownloader(Downloaded[T]):
    """A blob's content. All of it is in memory already: this package downloads whole blobs, or the range asked for."""

    async def readall(self) -> T:
        """All that has not been read yet."""
        content: T = self._take(-1)
        return content

    async def read(self, size: int = -1) -> T:
        """So many bytes; all that has not been read yet, if not said."""
        content: T = self._take(size)
        return content

    async def readinto(self, stream: IO[bytes]) -> int:
        """Writes it into a stream that takes bytes, and returns how many they were."""
        begin = self._at
        for part in self._parts():
            stream.write(part)
        return self._at - begin

    async def chunks(self) -> AsyncIterator[bytes]:
        """What has not been read yet, in parts."""
        for part in self._parts():
            yield part

    async def content_as_bytes(self) -> bytes:
        """All that has not been read yet, as bytes."""
        return b"".join(self._parts())

    async def content_as_text(self, encoding: str = "UTF-8") -> str:
        """All that has not been read yet, as text."""
        return b"".join(self._parts()).decode(encoding)
