"""Server-side copies of Azure blobs, for asyncio: the clients of `blobcopy`, whose calls are awaited.

    from blobcopy.aio import BlobServiceClient

    async with BlobServiceClient.from_connection_string(connection_string) as service:
        target = service.get_blob_client("backups", "2026/db.vhd")
        copied = await (await target.begin_copy_from_url(source_url))

A client belongs to the event loop in which it is first used, of asyncio or uvloop. With trio, call the clients of
`blobcopy` in a thread.
"""

from typing import TYPE_CHECKING, Any

from .._left_out import missing
from .._properties import BlobPrefix
from .._retry import ExponentialRetry, LinearRetry
from ._blob_client import BlobClient
from ._blob_service_client import BlobServiceClient
from ._container_client import AsyncItemPaged, ContainerClient
from ._download import StorageStreamDownloader
from ._lease import BlobLeaseClient
from ._poller import AsyncCopyPoller

__all__ = [
    "AsyncCopyPoller",
    "AsyncItemPaged",
    "BlobClient",
    "BlobLeaseClient",
    "BlobPrefix",
    "BlobServiceClient",
    "ContainerClient",
    "ExponentialRetry",
    "LinearRetry",
    "StorageStreamDownloader",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        missing(__name__, name)
