# Generated from aio/_container_client.py. Edit that file, then run `cargo xtask blocking`.

"""A client of one container, whose calls block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self, Unpack

from .._container_core import Listing
from .._documented import documented
from .._face import ContainerFace
from .._keywords import Leased, OnBlob, Timed
from .._left_out import LeftOutOfContainers
from .._listing import ContainerOptions, DeleteThisContainerOptions, ListOptions, NameListOptions
from .._looking import PendingCopy, find_pending
from .._properties import BlobProperties, ContainerProperties
from .._upload import DownloadOptions, UploadOptions
from ._blob_client import BlobClient
from ._client import Client
from ._download import StorageStreamDownloader
from ._driver import Driver

__all__ = ["ItemPaged", "ContainerClient"]


class ItemPaged:
    """The items of a listing. Iterate over it; the pages are requested as you do.

    Example:
        for blob in container.list_blobs():
            print(blob.name)
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._items: Iterator[Any] | None = None

    def by_page(self, continuation_token: str | None = None) -> PageIterator:
        """Return the pages of the listing, each an iterator over its items.

        Args:
            continuation_token: Where to begin: the `continuation_token` of the iterator after a page.

        Returns:
            The iterator over the pages.

        Example:
            for page in container.list_blobs(results_per_page=100).by_page():
                print([blob.name for blob in page])
        """
        return PageIterator(self._listing, continuation_token)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self._items is None:
            self._items = (item for page in self.by_page() for item in page)
        return next(self._items)


class PageIterator(Driver):
    """The pages of a listing."""

    continuation_token: str | None
    """Where the next page begins; `None` after the last."""

    def __init__(self, listing: Listing, continuation_token: str | None) -> None:
        self._connection = listing.connection
        self._listing = listing
        self.continuation_token = continuation_token
        self._is_over = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Iterator[Any]:
        if self._is_over:
            raise StopIteration
        items, marker = self._finish(self._listing.page(self.continuation_token))
        self.continuation_token = marker
        self._is_over = not marker
        return _each(items)


def _each(items: list[Any]) -> Iterator[Any]:
    yield from items


@documented
class ContainerClient(ContainerFace, Client, LeftOutOfContainers):
    """A client of one container. It can be shared by threads.

    Example:
        container = service.get_container_client("backups")
        print(container.exists())
    """

    def get_blob_client(
        self, blob: str | BlobProperties, snapshot: str | None = None, *, version_id: str | None = None
    ) -> BlobClient:
        """Create a client of a blob in the container. No request is sent.

        Args:
            blob: The name of the blob, or its properties.
            snapshot: The snapshot, or the result of `create_snapshot`; without it, the blob itself.
            version_id: The version of the blob, instead of the current one.

        Returns:
            The client, which shares the connections of this one.

        Raises:
            InvalidValueError: No blob can have this name.

        Example:
            target = container.get_blob_client("2026/db.vhd")
        """
        client = BlobClient.__new__(BlobClient)
        name = blob if isinstance(blob, str) else blob.name
        client._join(self._connection, False, self.container_name, name, snapshot, version_id)
        return client

    def create_container(
        self,
        metadata: Mapping[str, str] | None = None,
        public_access: str | None = None,
        **kwargs: Unpack[ContainerOptions],
    ) -> dict[str, Any]:
        """Create the container.

        Args:
            metadata: Metadata of the container.
            public_access: `blob` or `container`, for anonymous read access; none without it.
            **kwargs: The keywords of `ContainerOptions`.

        Returns:
            A dictionary with `etag` and `last_modified`.

        Raises:
            ResourceExistsError: The container exists.

        Example:
            service.get_container_client("archive").create_container()
        """
        return self._finish(self._ready.create(metadata, public_access, dict(kwargs)))

    def delete_container(self, **kwargs: Unpack[DeleteThisContainerOptions]) -> None:
        """Delete the container and all its blobs.

        Args:
            **kwargs: The keywords of `DeleteThisContainerOptions`.

        Raises:
            ResourceNotFoundError: The container does not exist.

        Example:
            container.delete_container()
        """
        self._finish(self._ready.delete(dict(kwargs)))

    def get_container_properties(self, **kwargs: Unpack[Leased]) -> ContainerProperties:
        """Read the properties of the container.

        Args:
            **kwargs: The keywords of `Leased`.

        Returns:
            The properties.

        Raises:
            ResourceNotFoundError: The container does not exist.

        Example:
            print(container.get_container_properties().last_modified)
        """
        return self._finish(self._ready.properties(dict(kwargs)))

    def exists(self, **kwargs: Unpack[Timed]) -> bool:
        """Check whether the container exists.

        Args:
            **kwargs: The keywords of `Timed`.

        Returns:
            Whether it exists.

        Raises:
            ClientAuthenticationError: The credential is not accepted.

        Example:
            print(container.exists())
        """
        return self._finish(self._ready.exists(dict(kwargs)))

    def list_blobs(
        self,
        name_starts_with: str | None = None,
        include: str | list[str] | None = None,
        **kwargs: Unpack[ListOptions],
    ) -> ItemPaged:
        """List the blobs in the container.

        Args:
            name_starts_with: The prefix of the names.
            include: What to include, such as `copy` for the state of the last copy into each blob, `snapshots`,
                `metadata` or `tags`.
            **kwargs: The keywords of `ListOptions`.

        Returns:
            The blobs, each a `BlobProperties`. The pages are requested as you iterate.

        Raises:
            ResourceNotFoundError: The container does not exist. Raised by the iteration.

        Example:
            for blob in container.list_blobs("2026/", include=["copy"]):
                print(blob.name, blob.copy.status)
        """
        return ItemPaged(self._ready.listing(name_starts_with, include, None, dict(kwargs)))

    def list_blob_names(self, **kwargs: Unpack[NameListOptions]) -> Iterator[str]:
        """List the names of the blobs in the container.

        Args:
            **kwargs: The keywords of `NameListOptions`.

        Returns:
            The names. The pages are requested as you iterate.

        Raises:
            ResourceNotFoundError: The container does not exist. Raised by the iteration.

        Example:
            names = [name for name in container.list_blob_names()]
        """
        name_starts_with = kwargs.pop("name_starts_with", None)
        listing = self._ready.listing(name_starts_with, None, None, dict(kwargs))
        return (blob.name for blob in ItemPaged(listing))

    def walk_blobs(
        self,
        name_starts_with: str | None = None,
        include: str | list[str] | None = None,
        delimiter: str = "/",
        **kwargs: Unpack[ListOptions],
    ) -> ItemPaged:
        """List one level of the names in the container, as if they were paths.

        Args:
            name_starts_with: The prefix of the names.
            include: What to include, as for `list_blobs`.
            delimiter: What separates the levels.
            **kwargs: The keywords of `ListOptions`.

        Returns:
            The blobs of the level, each a `BlobProperties`, and the levels below, each a `BlobPrefix`.

        Raises:
            ResourceNotFoundError: The container does not exist. Raised by the iteration.

        Example:
            for item in container.walk_blobs("2026/"):
                print(item.name)
        """
        return ItemPaged(self._ready.listing(name_starts_with, include, delimiter, dict(kwargs)))

    def find_pending(self, prefix: str = "") -> list[PendingCopy]:
        """Find the pending copies into blobs of the container.

        The service cannot filter by the state of a copy. All blobs with the prefix are listed, 5,000 per request.

        Args:
            prefix: The prefix of the names.

        Returns:
            The copies. Each has a `continuation_token`, with which `resume_copy` waits for it or aborts it.

        Raises:
            ResourceNotFoundError: The container does not exist.

        Example:
            for found in container.find_pending("2026/"):
                print(found.name, found.state.progress)
        """
        self._open()
        return self._finish(find_pending(self._connection, self.container_name, prefix))

    def upload_blob(
        self,
        name: str,
        data: Any,
        blob_type: str = "BlockBlob",
        length: int | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[UploadOptions],
    ) -> BlobClient:
        """Write a whole blob in one request.

        Args:
            name: The name of the blob.
            data: The content: bytes, a text, a file, or an iterable of these. It is read into memory.
            blob_type: `BlockBlob`, `PageBlob` or `AppendBlob`.
            length: The number of bytes to write, if not all.
            metadata: Metadata of the blob.
            **kwargs: The keywords of `UploadOptions`.

        Returns:
            A client of the blob.

        Raises:
            ResourceExistsError: The blob exists, and neither `overwrite` nor a condition is given.
            ResourceNotFoundError: The container does not exist.

        Example:
            blob = container.upload_blob("2026/a.txt", b"content")
        """
        self._open()
        client = self.get_blob_client(name)
        client.upload_blob(data, blob_type, length, metadata, **kwargs)
        return client

    def download_blob(
        self, blob: str, offset: int | None = None, length: int | None = None, **kwargs: Unpack[DownloadOptions]
    ) -> StorageStreamDownloader[bytes]:
        """Read the content of a blob, or a range of it, in one request.

        Args:
            blob: The name of the blob.
            offset: The first byte of the range, counted from 0.
            length: The number of bytes, if not all from `offset` on.
            **kwargs: The keywords of `DownloadOptions`.

        Returns:
            The content, which is in memory.

        Raises:
            ResourceNotFoundError: The blob does not exist.

        Example:
            content = container.download_blob("source").readall()
        """
        self._open()
        return self.get_blob_client(blob).download_blob(offset, length, **kwargs)

    def delete_blob(self, blob: str, delete_snapshots: str | None = None, **kwargs: Unpack[OnBlob]) -> None:
        """Delete a blob.

        Args:
            blob: The name of the blob.
            delete_snapshots: `include` to delete the snapshots too, `only` to delete only the snapshots.
            **kwargs: The keywords of `OnBlob`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceExistsError: The blob has snapshots or a lease.

        Example:
            container.delete_blob("source")
        """
        self._open()
        self.get_blob_client(blob).delete_blob(delete_snapshots, **kwargs)
