"""A program that uses what the package has, for the type checker: what is inferred is what is written."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, assert_type

from blobcopy import (
    BlobClient,
    BlobLeaseClient,
    BlobProperties,
    BlobServiceClient,
    ContainerClient,
    CopyError,
    CopyFindings,
    CopyPoller,
    CopyProperties,
    Diagnosis,
    Explanation,
    MatchConditions,
    PendingCopy,
    StandardBlobTier,
    StorageErrorCode,
    StorageStreamDownloader,
    UserDelegationKey,
    aio,
    generate_blob_sas,
)
from blobcopy.testing import Emulator


def blocking(service: BlobServiceClient) -> None:
    """The clients whose calls block."""
    container = assert_type(service.get_container_client("box"), ContainerClient)
    target = assert_type(container.get_blob_client("target"), BlobClient)
    assert_type(target.copy("https://a.net/x"), CopyProperties)
    poller = target.begin_copy_from_url(
        "https://a.net/x",
        {"a": "b"},
        tags={"c": "d"},
        standard_blob_tier=StandardBlobTier.COOL,
        match_condition=MatchConditions.IfMissing,
        on_pending="adopt",
        deadline=timedelta(hours=1),
        poll_ceiling=30,
        protect="snapshot",
        verify=True,
        progress_hook=lambda done, total: None,
    )
    assert_type(poller, CopyPoller)
    assert_type(poller.result(timeout=5), CopyProperties)
    assert_type(poller.wait(), bool)
    assert_type(poller.findings(), CopyFindings | None)
    assert_type(iter(poller), Iterator[CopyProperties])
    assert_type(target.start_copy_from_url("https://a.net/x", requires_sync=False), dict[str, Any])
    properties = assert_type(target.get_blob_properties(lease="x"), BlobProperties)
    assert_type(properties.copy.status, str | None)
    assert_type(properties.copy.bytes_copied, int | None)
    assert_type(target.upload_blob_from_url(target, overwrite=True, tags={"c": "d"}), dict[str, Any])
    assert_type(target.download_blob(), StorageStreamDownloader[bytes])
    assert_type(target.download_blob(encoding="utf-8").readall(), str)
    assert_type(target.acquire_lease(15), BlobLeaseClient)
    assert_type(service.explain(target), Explanation)
    assert_type(container.find_pending("2026/"), list[PendingCopy])
    assert_type(service.resume_copy(poller.continuation_token()), CopyPoller)


async def awaited(service: aio.BlobServiceClient) -> None:
    """The clients whose calls are awaited."""
    target = assert_type(service.get_blob_client("box", "target"), aio.BlobClient)
    poller = assert_type(await target.begin_copy_from_url("https://a.net/x"), aio.AsyncCopyPoller)
    assert_type(await poller, CopyProperties)
    async for state in poller:
        assert_type(state, CopyProperties)
    assert_type(await (await target.download_blob(encoding="utf-8")).readall(), str)


def signed(key: UserDelegationKey) -> str:
    """A shared access signature."""
    return generate_blob_sas("acct", "box", "blob", user_delegation_key=key, permission="r", sv="2020-12-06")


def told(error: CopyError) -> None:
    """What an exception tells."""
    assert_type(error.error_code, StorageErrorCode | str | None)
    assert_type(error.copy, CopyProperties | None)
    assert_type(error.other_copy, CopyProperties | None)
    assert_type(error.diagnosis, Diagnosis | None)


def tested() -> None:
    """The emulator."""
    with Emulator(blobs={"box/a": b"content"}, copy_duration=60, time_per_check=timedelta(seconds=30)) as emulator:
        assert_type(emulator.service_client(), BlobServiceClient)
