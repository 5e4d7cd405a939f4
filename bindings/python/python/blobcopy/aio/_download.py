"""A blob's content, once it has been downloaded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import IO, Any, Generic, TypeVar

from .._properties import BlobProperties

__all__ = ["StorageStreamDownloader"]

T = TypeVar("T", str, bytes)

CHUNK = 4 * 1024 * 1024
"""How much `chunks` gives at a time."""


class StorageStreamDownloader(Generic[T]):
    """A blob's content. All of it is in memory already: this package downloads whole blobs, or the range asked for."""

    def __init__(self, properties: BlobProperties, content: bytes, encoding: str | None) -> None:
        self.name = properties.name
        self.container = properties.container
        self.properties = properties
        self.size = len(content)
        self._content = content
        self._encoding = encoding
        self._at = 0

    def __len__(self) -> int:
        return self.size

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

    def _take(self, size: int) -> Any:
        end = self.size if size < 0 else min(self._at + size, self.size)
        part, self._at = self._content[self._at : end], end
        return part.decode(self._encoding) if self._encoding else part

    def _parts(self) -> Iterator[bytes]:
        while self._at < self.size:
            end = min(self._at + CHUNK, self.size)
            part, self._at = self._content[self._at : end], end
            yield part
