"""A copy with asynchronous scheduling, as Microsoft's article of that name walks through it, with Microsoft's package.

The source is in one account and leased, the destination in another; access to the source is authorized by a user
delegation SAS. Then a copy from outside Azure, which is aborted.
"""

import datetime
from typing import Any

from azure.storage.blob import (
    BlobClient,
    BlobLeaseClient,
    BlobSasPermissions,
    BlobServiceClient,
    generate_blob_sas,
)


class Workflow:
    """The steps, with what connects to the accounts."""

    def __init__(self, source_url: str, target_url: str, credential: Any, **options: Any) -> None:
        self.source_service = BlobServiceClient(source_url, credential=credential, **options)
        self.target_service = BlobServiceClient(target_url, credential=credential, **options)

    def prepare(self) -> tuple[BlobClient, BlobClient]:
        self.source_service.create_container("live")
        self.target_service.create_container("backups")
        source = self.source_service.get_blob_client(container="live", blob="db.vhd")
        source.upload_blob(b"0123456789", blob_type="BlockBlob")
        return source, self.target_service.get_blob_client(container="backups", blob="db.vhd")

    def user_delegation_sas(self, source: BlobClient) -> str:
        start = datetime.datetime.now(datetime.timezone.utc)
        expiry = start + datetime.timedelta(hours=1)
        key = self.source_service.get_user_delegation_key(key_start_time=start, key_expiry_time=expiry)
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

    def copy_within_azure(self, source: BlobClient, target: BlobClient) -> dict[str, Any]:
        lease = BlobLeaseClient(client=source)
        signed = source.url + "?" + self.user_delegation_sas(source)
        lease.acquire(lease_duration=-1)
        started = target.start_copy_from_url(source_url=signed, requires_sync=False)
        assert source.get_blob_properties().lease.state == "leased"
        lease.break_lease()
        return started

    def check_status(self, target: BlobClient) -> str:
        return target.get_blob_properties().copy.status

    def copy_from_outside(self, url: str) -> BlobClient:
        target = self.target_service.get_blob_client(container="backups", blob="external")
        target.start_copy_from_url(source_url=url, requires_sync=False)
        return target

    def abort(self, target: BlobClient) -> None:
        copy = target.get_blob_properties().copy
        target.abort_copy(copy.id)
