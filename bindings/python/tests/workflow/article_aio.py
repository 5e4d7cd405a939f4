"""The same walk for asyncio, with Microsoft's package."""

import datetime
from typing import Any

from azure.storage.blob import BlobSasPermissions, generate_blob_sas
from azure.storage.blob.aio import BlobClient, BlobLeaseClient, BlobServiceClient


class Workflow:
    """The steps, with what connects to the accounts."""

    def __init__(self, source_url: str, target_url: str, credential: Any, **options: Any) -> None:
        self.source_service = BlobServiceClient(source_url, credential=credential, **options)
        self.target_service = BlobServiceClient(target_url, credential=credential, **options)

    async def prepare(self) -> tuple[BlobClient, BlobClient]:
        await self.source_service.create_container("live")
        await self.target_service.create_container("backups")
        source = self.source_service.get_blob_client(container="live", blob="db.vhd")
        await source.upload_blob(b"0123456789", blob_type="BlockBlob")
        return source, self.target_service.get_blob_client(container="backups", blob="db.vhd")

    async def user_delegation_sas(self, source: BlobClient) -> str:
        start = datetime.datetime.now(datetime.timezone.utc)
        expiry = start + datetime.timedelta(hours=1)
        key = await self.source_service.get_user_delegation_key(key_start_time=start, key_expiry_time=expiry)
        return generate_blob_sas(
            account_name=self.source_service.account_name,
            container_name=source.container_name,
            blob_name=source.blob_name,
            account_key=None,
            user_delegation_key=key,
            permission=BlobSasPermissions(read=True),
            expiry=expiry,
            start=start,
        )

    async def copy_within_azure(self, source: BlobClient, target: BlobClient) -> dict[str, Any]:
        lease = BlobLeaseClient(client=source)
        signed = source.url + "?" + await self.user_delegation_sas(source)
        await lease.acquire(lease_duration=-1)
        started = await target.start_copy_from_url(source_url=signed, requires_sync=False)
        assert (await source.get_blob_properties()).lease.state == "leased"
        await lease.break_lease()
        return started

    async def check_status(self, target: BlobClient) -> str:
        return (await target.get_blob_properties()).copy.status

    async def copy_from_outside(self, url: str) -> BlobClient:
        target = self.target_service.get_blob_client(container="backups", blob="external")
        await target.start_copy_from_url(source_url=url, requires_sync=False)
        return target

    async def abort(self, target: BlobClient) -> None:
        copy = (await target.get_blob_properties()).copy
        await target.abort_copy(copy.id)

    async def close(self) -> None:
        await self.source_service.close()
        await self.target_service.close()
