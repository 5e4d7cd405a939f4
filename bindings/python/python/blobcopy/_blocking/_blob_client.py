# Generated from aio/_blob_client.py. Edit that file, then run `cargo xtask blocking`.

"""A client of one blob, whose calls block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack, overload

from .._documented import documented
from .._face import BlobFace
from .._keywords import BeginCopyOptions, Conditioned, Leased, OnBlob, PutFromUrlOptions, StartCopyOptions
from .._left_out import LeftOutOfBlobs
from .._polling import ProgressHook
from .._properties import BlobProperties, ContentSettings, CopyProperties
from .._upload import CreateOptions, DownloadOptions, TierOptions, UploadOptions
from ._client import Client
from ._download import StorageStreamDownloader
from ._driver import ABANDON_WITHIN
from ._lease import BlobLeaseClient
from ._poller import CopyPoller

__all__ = ["BlobClient"]


@documented
class BlobClient(BlobFace, Client, LeftOutOfBlobs):
    """A client of one blob: the destination or the source of copies.

    It can be shared by threads.

    Example:
        target = service.get_blob_client("backups", "2026/db.vhd")
        copied = target.copy(source)
        print(copied.status, copied.bytes_copied)
    """

    def start_copy_from_url(
        self,
        source_url: str,
        metadata: Mapping[str, str] | None = None,
        incremental_copy: bool = False,
        **kwargs: Unpack[StartCopyOptions],
    ) -> dict[str, Any]:
        """Start a copy of the blob or file at `source_url` into this blob.

        A copy with the status `pending` is started, but not complete. To wait for its end, use `begin_copy_from_url` or
        `copy`.

        Args:
            source_url: The URL of the source, percent-encoded, with a SAS if it needs one. It is sent as it is.
            metadata: Metadata of the copy; without it, the metadata of the source.
            incremental_copy: Whether to copy only what changed since the last snapshot of a page blob.
            **kwargs: The keywords of `StartCopyOptions`.

        Returns:
            A dictionary with `copy_id`, `copy_status`, `etag`, `last_modified` and `version_id`.

        Raises:
            PendingCopyError: Another copy into this blob is pending.
            ResourceNotFoundError: The source or the container does not exist.
            ResourceModifiedError: A condition is not met.
            InvalidValueError: A value cannot be sent.

        Example:
            started = target.start_copy_from_url(source.url, metadata={"from": "live"})
            print(started["copy_id"], started["copy_status"])
        """
        return self._finish(self._ready.start_copy(source_url, metadata, incremental_copy, dict(kwargs)))

    def begin_copy_from_url(
        self,
        source_url: Any,
        metadata: Mapping[str, str] | None = None,
        *,
        progress_hook: ProgressHook | None = None,
        **kwargs: Unpack[BeginCopyOptions],
    ) -> CopyPoller:
        """Start a copy into this blob, and return a poller that tracks it to completion.

        When this returns, the service has accepted the copy. A response that is lost is resolved first.

        Args:
            source_url: The URL of the source, with a SAS if it needs one, or a blob client of any account. blobcopy
                creates a SAS for the blob of a client if the service needs one.
            metadata: Metadata of the copy; without it, the metadata of the source.
            progress_hook: Called with the bytes copied, and the size of the source if it is known.
            **kwargs: The keywords of `BeginCopyOptions`.

        Returns:
            The poller of the copy. Dropping the poller does not abort the copy.

        Raises:
            PendingCopyError: Another copy into this blob is pending.
            ResourceNotFoundError: The source or the container does not exist.
            ResourceModifiedError: A condition is not met.
            CopyTimeoutError: The copy was not started within `timeout` or `deadline`.
            InvalidValueError: A value cannot be sent.

        Example:
            poller = target.begin_copy_from_url(source, on_pending="adopt", verify=True)
            copied = poller.result()
        """
        watch = self._finish(self._ready.begin_copy(source_url, metadata, dict(kwargs)))
        return CopyPoller(watch, progress_hook)

    def copy(
        self,
        source_url: Any,
        metadata: Mapping[str, str] | None = None,
        *,
        progress_hook: ProgressHook | None = None,
        **kwargs: Unpack[BeginCopyOptions],
    ) -> CopyProperties:
        """Copy into this blob, and wait until the copy ends. Interrupted, it aborts the copy.

        Args:
            source_url: The URL of the source, with a SAS if it needs one, or a blob client of any account.
            metadata: Metadata of the copy; without it, the metadata of the source.
            progress_hook: Called with the bytes copied, and the size of the source if it is known.
            **kwargs: The keywords of `BeginCopyOptions`.

        Returns:
            The final state of the copy, whose status is `success`.

        Raises:
            CopyFailedError: The copy failed.
            CopyAbortedError: The copy was aborted by another client.
            PendingCopyError: Another copy into this blob is pending.
            ResourceNotFoundError: The source or the container does not exist.
            CopyTimeoutError: The copy did not end within `deadline`, and continues on the server.

        Example:
            copied = target.copy(source, progress_hook=lambda done, total: print(done, total))
            print(copied.status)
        """
        poller = None
        try:
            poller = self.begin_copy_from_url(source_url, metadata, progress_hook=progress_hook, **kwargs)
            return poller.result()
        except Exception:
            raise
        except BaseException:
            # An interruption between two calls reaches neither of them.
            if poller is not None:
                poller._watch.abandon(ABANDON_WITHIN)
            raise

    def abort_copy(self, copy_id: str | Mapping[str, Any] | BlobProperties, **kwargs: Unpack[Leased]) -> None:
        """Abort the pending copy with this id, and leave the blob empty.

        If the copy may have ended, use `CopyPoller.cancel`, which returns its state instead of raising an error.

        Args:
            copy_id: The id of the copy, the result of `start_copy_from_url`, or the properties of this blob.
            **kwargs: The keywords of `Leased`.

        Raises:
            ResourceExistsError: The copy has ended (`NoPendingCopyOperation`), or another copy is pending.
            ResourceNotFoundError: The blob does not exist.

        Example:
            started = target.start_copy_from_url(source.url)
            target.abort_copy(started["copy_id"])
        """
        self._finish(self._ready.abort_copy(copy_id, dict(kwargs)))

    def upload_blob_from_url(
        self, source_url: Any, *, metadata: Mapping[str, str] | None = None, **kwargs: Unpack[PutFromUrlOptions]
    ) -> dict[str, Any]:
        """Write a block blob with the content of a URL, up to 5,000 MiB. It is complete when the call returns.

        The service reads the source before it answers, so the call can take minutes. Nothing shows later that the blob
        is a copy, so a lost response cannot be resolved: the request is sent again.

        Args:
            source_url: The URL of the source, with a SAS if it needs one, or a blob client of any account.
            metadata: Metadata of the blob; without it, the metadata of the source.
            **kwargs: The keywords of `PutFromUrlOptions`.

        Returns:
            A dictionary with `etag`, `last_modified`, `version_id` and `request_id`.

        Raises:
            ResourceExistsError: The blob exists, and neither `overwrite` nor a condition is given.
            ResourceNotFoundError: The source or the container does not exist.
            ResourceModifiedError: A condition is not met.
            InvalidValueError: A value cannot be sent.

        Example:
            written = target.upload_blob_from_url(source, overwrite=True)
            print(written["etag"])
        """
        return self._finish(self._ready.put_from_url(source_url, metadata, dict(kwargs)))

    def get_blob_properties(self, **kwargs: Unpack[OnBlob]) -> BlobProperties:
        """Read the properties of the blob, with the state of the last copy into it.

        Args:
            **kwargs: The keywords of `OnBlob`.

        Returns:
            The properties. `copy` is the state of the last copy, `lease` the state of the lease.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceModifiedError: A condition is not met.

        Example:
            properties = source.get_blob_properties()
            print(properties.size, properties.copy.status)
        """
        return self._finish(self._ready.properties(dict(kwargs)))

    def exists(self, **kwargs: Unpack[OnBlob]) -> bool:
        """Check whether the blob exists.

        Args:
            **kwargs: The keywords of `OnBlob`.

        Returns:
            Whether it exists.

        Raises:
            ClientAuthenticationError: The credential is not accepted.

        Example:
            print(source.exists())
        """
        return self._finish(self._ready.exists(dict(kwargs)))

    def create_snapshot(self, metadata: Mapping[str, str] | None = None, **kwargs: Unpack[OnBlob]) -> dict[str, Any]:
        """Create a snapshot of the blob.

        Args:
            metadata: Metadata of the snapshot; without it, the metadata of the blob.
            **kwargs: The keywords of `OnBlob`.

        Returns:
            A dictionary with `snapshot`, `etag`, `last_modified` and `version_id`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceModifiedError: A condition is not met.

        Example:
            created = source.create_snapshot()
            print(created["snapshot"])
        """
        return self._finish(self._ready.create_snapshot(metadata, dict(kwargs)))

    def acquire_lease(
        self, lease_duration: int = -1, lease_id: str | None = None, **kwargs: Unpack[Conditioned]
    ) -> BlobLeaseClient:
        """Acquire a lease on the blob.

        Args:
            lease_duration: How long the lease lasts: 15 to 60 seconds, or -1 for a lease without an end.
            lease_id: The id of the lease, a UUID; without it, a new one.
            **kwargs: The keywords of `Conditioned`.

        Returns:
            The lease. As a context manager, it is released at the end.

        Raises:
            ResourceExistsError: The blob has another lease.
            ResourceNotFoundError: The blob does not exist.

        Example:
            lease = source.acquire_lease(15)
            lease.release()
        """
        self._open()
        lease = BlobLeaseClient(self, lease_id)
        lease.acquire(lease_duration, **kwargs)
        return lease

    def upload_blob(
        self,
        data: Any,
        blob_type: str = "BlockBlob",
        length: int | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[UploadOptions],
    ) -> dict[str, Any]:
        """Write a whole blob in one request.

        Args:
            data: The content: bytes, a text, a file, or an iterable of these. It is read into memory.
            blob_type: `BlockBlob`, `PageBlob` or `AppendBlob`.
            length: The number of bytes to write, if not all.
            metadata: Metadata of the blob.
            **kwargs: The keywords of `UploadOptions`.

        Returns:
            A dictionary with `etag`, `last_modified` and `version_id`.

        Raises:
            ResourceExistsError: The blob exists, and neither `overwrite` nor a condition is given.
            ResourceNotFoundError: The container does not exist.
            ResourceModifiedError: A condition is not met.

        Example:
            written = target.upload_blob(b"content", overwrite=True)
            print(written["etag"])
        """
        return self._finish(self._ready.upload(data, blob_type, length, metadata, dict(kwargs)))

    @overload
    def download_blob(
        self, offset: int | None = None, length: int | None = None, *, encoding: str, **kwargs: Unpack[DownloadOptions]
    ) -> StorageStreamDownloader[str]: ...

    @overload
    def download_blob(
        self,
        offset: int | None = None,
        length: int | None = None,
        *,
        encoding: None = None,
        **kwargs: Unpack[DownloadOptions],
    ) -> StorageStreamDownloader[bytes]: ...

    def download_blob(
        self,
        offset: int | None = None,
        length: int | None = None,
        *,
        encoding: str | None = None,
        **kwargs: Unpack[DownloadOptions],
    ) -> StorageStreamDownloader[Any]:
        """Read the content of the blob, or a range of it, in one request.

        Args:
            offset: The first byte of the range, counted from 0.
            length: The number of bytes, if not all from `offset` on.
            encoding: The encoding in which the content is decoded to a text; without it, you get bytes.
            **kwargs: The keywords of `DownloadOptions`.

        Returns:
            The content, which is in memory.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceModifiedError: A condition is not met.
            InvalidValueError: `length` is given without `offset`.

        Example:
            content = source.download_blob().readall()
        """
        properties, content, _ = self._finish(self._ready.download(offset, length, dict(kwargs)))
        return StorageStreamDownloader(properties, content, encoding)

    def delete_blob(self, delete_snapshots: str | None = None, **kwargs: Unpack[OnBlob]) -> None:
        """Delete the blob.

        Args:
            delete_snapshots: `include` to delete the snapshots too, `only` to delete only the snapshots.
            **kwargs: The keywords of `OnBlob`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceExistsError: The blob has snapshots or a lease.

        Example:
            source.delete_blob(delete_snapshots="include")
        """
        self._finish(self._ready.delete(delete_snapshots, dict(kwargs)))

    def set_blob_metadata(
        self, metadata: Mapping[str, str] | None = None, **kwargs: Unpack[OnBlob]
    ) -> dict[str, str | datetime]:
        """Replace the metadata of the blob.

        Args:
            metadata: The new metadata; without it, the blob has none.
            **kwargs: The keywords of `OnBlob`.

        Returns:
            A dictionary with `etag`, `last_modified` and `version_id`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceModifiedError: A condition is not met.

        Example:
            source.set_blob_metadata({"project": "archive"})
        """
        return self._finish(self._ready.set_metadata(metadata, dict(kwargs)))

    def get_blob_tags(self, **kwargs: Unpack[OnBlob]) -> dict[str, str]:
        """Read the tags of the blob.

        Args:
            **kwargs: The keywords of `OnBlob`.

        Returns:
            The tags.

        Raises:
            ResourceNotFoundError: The blob does not exist.

        Example:
            print(source.get_blob_tags())
        """
        return self._finish(self._ready.tags(dict(kwargs)))

    def set_standard_blob_tier(self, standard_blob_tier: str, **kwargs: Unpack[TierOptions]) -> None:
        """Move a block blob to another tier.

        Args:
            standard_blob_tier: The tier: a member of `StandardBlobTier`, or its text, such as `Cool`.
            **kwargs: The keywords of `TierOptions`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceExistsError: The blob is being rehydrated, or is not a block blob.

        Example:
            source.set_standard_blob_tier("Cool")
        """
        self._finish(self._ready.set_tier(standard_blob_tier, dict(kwargs)))

    def create_page_blob(
        self,
        size: int,
        content_settings: ContentSettings | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[CreateOptions],
    ) -> dict[str, Any]:
        """Create a page blob of zeros.

        Args:
            size: The size in bytes, a multiple of 512.
            content_settings: Content type and other headers of the blob.
            metadata: Metadata of the blob.
            **kwargs: The keywords of `CreateOptions`.

        Returns:
            A dictionary with `etag`, `last_modified` and `version_id`.

        Raises:
            ResourceNotFoundError: The container does not exist.
            InvalidValueError: The size is not a multiple of 512.

        Example:
            target.create_page_blob(1024)
        """
        return self._finish(self._ready.create_empty("page", size, content_settings, metadata, dict(kwargs)))

    def create_append_blob(
        self,
        content_settings: ContentSettings | None = None,
        metadata: Mapping[str, str] | None = None,
        **kwargs: Unpack[CreateOptions],
    ) -> dict[str, Any]:
        """Create an empty append blob.

        Args:
            content_settings: Content type and other headers of the blob.
            metadata: Metadata of the blob.
            **kwargs: The keywords of `CreateOptions`.

        Returns:
            A dictionary with `etag`, `last_modified` and `version_id`.

        Raises:
            ResourceNotFoundError: The container does not exist.
            ResourceModifiedError: A condition is not met.

        Example:
            target.create_append_blob()
        """
        return self._finish(self._ready.create_empty("append", None, content_settings, metadata, dict(kwargs)))

    def append_block(self, data: Any, length: int | None = None, **kwargs: Unpack[Leased]) -> dict[str, Any]:
        """Append to an append blob.

        Args:
            data: The content: bytes, a text, a file, or an iterable of these. It is read into memory.
            length: The number of bytes to write, if not all.
            **kwargs: The keywords of `Leased`.

        Returns:
            A dictionary with `blob_append_offset`, `blob_committed_block_count`, `etag` and `last_modified`.

        Raises:
            ResourceNotFoundError: The blob does not exist.
            ResourceExistsError: The blob is not an append blob.

        Example:
            target.create_append_blob()
            target.append_block(b"one line")
        """
        return self._finish(self._ready.append_block(data, length, dict(kwargs)))
