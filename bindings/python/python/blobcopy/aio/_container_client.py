"""A client of a container, whose calls are awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Self, Unpack

from .._container_core import Listing
from .._face import ContainerFace
from .._keywords import Leased, OnBlob, Timed
from .._left_out import LeftOutOfContainers
from .._listing import ContainerOptions, DeleteThisContainerOptions, ListOptions
from .._looking import PendingCopy, find_pending
from .._properties import BlobProperties, ContainerProperties
from .._upload import DownloadOptions, UploadOptions
from ._blob_client import BlobClient
from ._client import Client
from ._download import StorageStreamDownloader
from ._driver import Driver

__all__ = ["AsyncItemPaged", "ContainerClient"]


class AsyncItemPaged:
    """The items of a listing, fetched page by page while they are iterated over."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._items: AsyncIterator[Any] | None = None

    def by_page(self, continuation_token: str | None = None) -> AsyncPageIterator:
        """The pages, each an iterator over its items."""
        return AsyncPageIterator(self._listing, continuation_token)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        if self._items is None:
            self._items = (item async for page in self.by_page() async for item in page)
        return await anext(self._items)


class AsyncPageIterator(Driver):
    """The pages of a listing; `continuation_token` is where the next begins."""

    continuation_token: str | None

    def __init__(self, listing: Listing, continuation_token: str | None) -> None:
        self._connection = listing.connection
        self._listing = listing
        self.continuation_token = continuation_token
        self._is_over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AsyncIterator[Any]:
        if self._is_over:
            raise StopAsyncIteration
        items, marker = await self._finish(self._listing.page(self.continuation_token))
        self.continuation_token = marker
        self._is_over = not marker
        return _each(items)


async def _each(items: list[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item


class ContainerClient(ContainerFace, Client, LeftOutOfContainers):
    """A client of one container. It belongs to one event loop, and can be shared by its tasks."""

    def get_blob_client(
        self, blob: str | BlobProperties, snapshot: str | None = None, *, version_id: str | None = None
    ) -> BlobClient:
        """A client of one of its blobs."""
        client = BlobClient.__new__(BlobClient)
        name = blob if isinstance(blob, str) else blob.name
        client._join(self._connection, False, self.container_name, name, snapshot, version_id)
        return client

    async def create_container(
        self,
        metadata: Mapping[str, str] | None = None,
        public_access: str | None = None,
        **kwargs: Unpack[ContainerOptions],
    ) -> dict[str, Any]:
        """Makes the container."""
        return await self._finish(self._ready.create(metadata, public_access, dict(kwargs)))

    async def delete_container(self, **kwargs: Unpack[DeleteThisContainerOptions]) -> None:
        """Deletes the container and all that is in it."""
        await self._finish(self._ready.delete(dict(kwargs)))

    async def get_container_properties(self, **kwargs: Unpack[Leased]) -> ContainerProperties:
        """The container's properties."""
        return await self._finish(self._ready.properties(dict(kwargs)))

    async def exists(self, **kwargs: Unpack[Timed]) -> bool:
        """Whether the container is there."""
        return await self._finish(self._ready.exists(dict(kwargs)))

    def list_blobs(
        self,
        name_starts_with: str | None = None,
        include: str | list[str] | None = None,
        **kwargs: Unpack[ListOptions],
    ) -> AsyncItemPaged:
        """The container's blobs. With `include=["copy"]` each tells how the last copy into it stands."""
        return AsyncItemPaged(self._ready.listing(name_starts_with, include, None, dict(kwargs)))

    def list_blob_names(self, **kwargs: Any) -> AsyncIterator[str]:
        """The names of the container's blobs."""
        name_starts_with = kwargs.pop("name_starts_with", None)
        return (blob.name async for blob in self.list_blobs(name_starts_with, **kwargs))

    def walk_blobs(
        self,
        name_starts_with: str | None = None,
        include: str | list[str] | None = None,
        delimiter: str = "/",
        **kwargs: Unpack[ListOptions],
    ) -> AsyncItemPaged:
        """The blobs and the prefixes of one level, as a `BlobPrefix` each."""
        return AsyncItemPaged(self._ready.listing(name_starts_with, include, delimiter, dict(kwargs)))

    async def find_pending(self, prefix: str = "") -> list[PendingCopy]:
        """The copies that are pending into blobs whose names begin with `prefix`.

        The service cannot be asked for these alone, so every such blob is listed, 5,000 a request.
        """
        self._open()
        return await self._finish(find_pending(self._connection, self.container_name, prefix))

    async def upload_blob(
        self,
        name: str,
        data: Any,
        blob_type: str = "BlockBlob",
        length: int | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[UploadOptions],
    ) -> BlobClient:
        """Writes a whole blob, and returns its client."""
        self._open()
        client = self.get_blob_client(name)
        await client.upload_blob(data, blob_type, length, metadata, **kwargs)
        return client

    async def download_blob(
        self, blob: str, offset: int | None = None, length: int | None = None, **kwargs: Unpack[DownloadOptions]
    ) -> StorageStreamDownloader[bytes]:
        """A blob's content, or a part of it."""
        self._open()
        return await self.get_blob_client(blob).download_blob(offset, length, **kwargs)

    async def delete_blob(self, blob: str, delete_snapshots: str | None = None, **kwargs: Unpack[OnBlob]) -> None:
        """Deletes a blob."""
        self._open()
        await self.get_blob_client(blob).delete_blob(delete_snapshots, **kwargs)
