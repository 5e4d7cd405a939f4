# Generated from aio/_download.py. Edit that file, then run `cargo xtask blocking`.

"""The content of a blob that was downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Generic, TypeVar

from .._properties import BlobProperties

__all__ = ["StorageStreamDownloader"]

T = TypeVar("T", str, bytes)

CHUNK = 4 * 1024 * 1024
"""The size of the parts of `chunks`, in bytes."""


class StorageStreamDownloader(Generic[T]):
    """The content of a blob, or the range that was requested. It is in memory.

    Example:
        download = source.download_blob()
        print(download.size, download.readall())
    """

    name: str
    """The name of the blob."""
    container: str
    """The name of the container."""
    properties: BlobProperties
    """The properties that came with the content."""
    size: int
    """The number of bytes that were downloaded."""

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

    def readall(self) -> T:
        """Return everything that was not read yet: bytes, or a text if the download has an encoding.

        Returns:
            The content.

        Example:
            content = source.download_blob().readall()
        """
        content: T = self._take(-1)
        return content

    def read(self, size: int = -1) -> T:
        """Return the next bytes, decoded if the download has an encoding.

        Args:
            size: The number of bytes; everything that was not read yet by default.

        Returns:
            The content, which is empty at the end.

        Example:
            first = source.download_blob().read(4)
        """
        content: T = self._take(size)
        return content

    def readinto(self, stream: IO[bytes]) -> int:
        """Write everything that was not read yet into a stream.

        Args:
            stream: A stream that takes bytes, such as a file that is open for writing.

        Returns:
            The number of bytes written.

        Example:
            written = source.download_blob().readinto(io.BytesIO())
        """
        begin = self._at
        for part in self._parts():
            stream.write(part)
        return self._at - begin

    def chunks(self) -> Iterator[bytes]:
        """Iterate over everything that was not read yet, in parts of 4 MiB.

        Returns:
            An iterator over bytes.

        Example:
            for part in source.download_blob().chunks():
                print(len(part))
        """
        yield from self._parts()

    def content_as_bytes(self) -> bytes:
        """Return everything that was not read yet, as bytes.

        Returns:
            The content.

        Example:
            content = source.download_blob().content_as_bytes()
        """
        return b"".join(self._parts())

    def content_as_text(self, encoding: str = "UTF-8") -> str:
        """Return everything that was not read yet, as a text.

        Args:
            encoding: The encoding in which the content is decoded.

        Returns:
            The content.

        Example:
            content = source.download_blob().content_as_text()
        """
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
