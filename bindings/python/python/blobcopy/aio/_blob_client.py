"""A client of a blob, whose calls are awaited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack, overload

from .._face import BlobFace
from .._keywords import BeginCopyOptions, Conditioned, Leased, OnBlob, StartCopyOptions
from .._left_out import LeftOutOfBlobs
from .._polling import ProgressHook
from .._properties import BlobProperties, ContentSettings, CopyProperties
from .._upload import CreateOptions, DownloadOptions, UploadOptions
from ._client import Client
from ._download import StorageStreamDownloader
from ._driver import ABANDON_WITHIN
from ._lease import BlobLeaseClient
from ._poller import AsyncCopyPoller

__all__ = ["BlobClient"]


class BlobClient(BlobFace, Client, LeftOutOfBlobs):
    """A client of one blob: the target of copies, and their source.

    It belongs to one event loop, and can be shared by its tasks.
    """

    async def start_copy_from_url(
        self,
        source_url: str,
        metadata: Mapping[str, str] | None = None,
        incremental_copy: bool = False,
        **kwargs: Unpack[StartCopyOptions],
    ) -> dict[str, Any]:
        """Starts a copy of what is at `source_url` into this blob, and returns what the service said of it.

        The result has `copy_id`, `copy_status`, `etag`, `last_modified` and `version_id`. `pending` means that the copy
        is known, not that it is done: see `begin_copy_from_url` for one that can be waited for.
        """
        return await self._finish(self._ready.start_copy(source_url, metadata, incremental_copy, dict(kwargs)))

    async def begin_copy_from_url(
        self,
        source_url: Any,
        metadata: Mapping[str, str] | None = None,
        *,
        progress_hook: ProgressHook | None = None,
        **kwargs: Unpack[BeginCopyOptions],
    ) -> AsyncCopyPoller:
        """Starts a copy of a URL or of another client's blob into this blob. The copy has its name when this returns."""
        watch = await self._finish(self._ready.begin_copy(source_url, metadata, dict(kwargs)))
        return AsyncCopyPoller(watch, progress_hook)

    async def copy(
        self,
        source_url: Any,
        metadata: Mapping[str, str] | None = None,
        *,
        progress_hook: ProgressHook | None = None,
        **kwargs: Unpack[BeginCopyOptions],
    ) -> CopyProperties:
        """Copies into this blob and waits for the end. Cancelled, it aborts the copy."""
        poller = None
        try:
            poller = await self.begin_copy_from_url(source_url, metadata, progress_hook=progress_hook, **kwargs)
            return await poller.result()
        except Exception:
            raise
        except BaseException:
            # An interruption between two calls reaches neither of them.
            if poller is not None:
                poller._watch.abandon(ABANDON_WITHIN)
            raise

    async def abort_copy(self, copy_id: str | Mapping[str, Any] | BlobProperties, **kwargs: Unpack[Leased]) -> None:
        """Aborts the pending copy of that id into this blob, and leaves the blob empty.

        The id is a text, what `start_copy_from_url` returned, or this blob's properties. That the copy has ended
        already is an error here; `AsyncCopyPoller.cancel` takes it for an answer.
        """
        await self._finish(self._ready.abort_copy(copy_id, dict(kwargs)))

    async def get_blob_properties(self, **kwargs: Unpack[OnBlob]) -> BlobProperties:
        """All but the content; `copy` tells of the last copy into the blob, `lease` of its lease."""
        return await self._finish(self._ready.properties(dict(kwargs)))

    async def exists(self, **kwargs: Unpack[OnBlob]) -> bool:
        """Whether the blob is there."""
        return await self._finish(self._ready.exists(dict(kwargs)))

    async def create_snapshot(
        self, metadata: Mapping[str, str] | None = None, **kwargs: Unpack[OnBlob]
    ) -> dict[str, Any]:
        """Keeps the blob as it is; `snapshot` in the result is the name of what was kept."""
        return await self._finish(self._ready.create_snapshot(metadata, dict(kwargs)))

    async def acquire_lease(
        self, lease_duration: int = -1, lease_id: str | None = None, **kwargs: Unpack[Conditioned]
    ) -> BlobLeaseClient:
        """Acquires a lease on the blob for 15 to 60 seconds, or for ever (-1)."""
        self._open()
        lease = BlobLeaseClient(self, lease_id)
        await lease.acquire(lease_duration, **kwargs)
        return lease

    async def upload_blob(
        self,
        data: Any,
        blob_type: str = "BlockBlob",
        length: int | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[UploadOptions],
    ) -> dict[str, Any]:
        """Writes a whole blob, in one request. What is there stays unless `overwrite=True` or a condition is given."""
        return await self._finish(self._ready.upload(data, blob_type, length, metadata, dict(kwargs)))

    @overload
    async def download_blob(
        self, offset: int | None = None, length: int | None = None, *, encoding: str, **kwargs: Unpack[DownloadOptions]
    ) -> StorageStreamDownloader[str]: ...

    @overload
    async def download_blob(
        self,
        offset: int | None = None,
        length: int | None = None,
        *,
        encoding: None = None,
        **kwargs: Unpack[DownloadOptions],
    ) -> StorageStreamDownloader[bytes]: ...

    async def download_blob(
        self,
        offset: int | None = None,
        length: int | None = None,
        *,
        encoding: str | None = None,
        **kwargs: Unpack[DownloadOptions],
    ) -> StorageStreamDownloader[Any]:
        """The blob's content, or a part of it, in one request.

        The result holds it: `content = await (await client.download_blob()).readall()`.
        """
        properties, content, _ = await self._finish(self._ready.download(offset, length, dict(kwargs)))
        return StorageStreamDownloader(properties, content, encoding)

    async def delete_blob(self, delete_snapshots: str | None = None, **kwargs: Unpack[OnBlob]) -> None:
        """Deletes the blob; `delete_snapshots` is `include` or `only`."""
        await self._finish(self._ready.delete(delete_snapshots, dict(kwargs)))

    async def set_blob_metadata(
        self, metadata: Mapping[str, str] | None = None, **kwargs: Unpack[OnBlob]
    ) -> dict[str, str | datetime]:
        """Gives the blob this metadata instead of what it has."""
        return await self._finish(self._ready.set_metadata(metadata, dict(kwargs)))

    async def get_blob_tags(self, **kwargs: Unpack[OnBlob]) -> dict[str, str]:
        """The blob's tags."""
        return await self._finish(self._ready.tags(dict(kwargs)))

    async def set_standard_blob_tier(self, standard_blob_tier: str, **kwargs: Any) -> None:
        """Moves a block blob to another tier."""
        await self._finish(self._ready.set_tier(standard_blob_tier, dict(kwargs)))

    async def create_page_blob(
        self,
        size: int,
        content_settings: ContentSettings | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[CreateOptions],
    ) -> dict[str, Any]:
        """Makes a page blob of zeros, `size` bytes long."""
        return await self._finish(self._ready.create_empty("page", size, content_settings, metadata, dict(kwargs)))

    async def create_append_blob(
        self,
        content_settings: ContentSettings | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[CreateOptions],
    ) -> dict[str, Any]:
        """Makes an empty append blob."""
        return await self._finish(self._ready.create_empty("append", None, content_settings, metadata, dict(kwargs)))

    async def append_block(self, data: Any, length: int | None = None, **kwargs: Unpack[Leased]) -> dict[str, Any]:
        """Appends to an append blob."""
        return await self._finish(self._ready.append_block(data, length, dict(kwargs)))
