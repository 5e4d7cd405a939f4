"""A client of one account, whose calls are awaited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from .._documented import documented
from .._face import ServiceFace
from .._keywords import CopyPolicy, Timed
from .._left_out import LeftOutOfServices
from .._listing import ContainerOptions, DeleteContainerOptions
from .._looking import Explanation, explain
from .._polling import ProgressHook, resumed
from .._properties import BlobProperties, ContainerProperties
from .._sas import UserDelegationKey
from ._blob_client import BlobClient
from ._client import Client
from ._container_client import ContainerClient
from ._poller import AsyncCopyPoller

__all__ = ["BlobServiceClient"]


@documented
class BlobServiceClient(ServiceFace, Client, LeftOutOfServices):
    """A client of one account. It belongs to one event loop, and can be shared by its tasks.

    Example:
        service = BlobServiceClient.from_connection_string(connection_string)
        target = service.get_blob_client("backups", "2026/db.vhd")
    """

    def get_container_client(self, container: str | ContainerProperties) -> ContainerClient:
        """Create a client of a container of the account. No request is sent.

        Args:
            container: The name of the container, or its properties.

        Returns:
            The client, which shares the connections of this one.

        Raises:
            InvalidValueError: No container can have this name.

        Example:
            container = service.get_container_client("backups")
        """
        client = ContainerClient.__new__(ContainerClient)
        client._join(self._connection, False, container if isinstance(container, str) else container.name)
        return client

    def get_blob_client(
        self,
        container: str | ContainerProperties,
        blob: str | BlobProperties,
        snapshot: Mapping[str, Any] | str | None = None,
        *,
        version_id: str | None = None,
    ) -> BlobClient:
        """Create a client of a blob of the account. No request is sent.

        Args:
            container: The name of the container, or its properties.
            blob: The name of the blob, or its properties.
            snapshot: The snapshot, or the result of `create_snapshot`; without it, the blob itself.
            version_id: The version of the blob, instead of the current one.

        Returns:
            The client, which shares the connections of this one.

        Raises:
            InvalidValueError: No blob can have this name.

        Example:
            target = service.get_blob_client("backups", "2026/db.vhd")
        """
        client = BlobClient.__new__(BlobClient)
        container_name = container if isinstance(container, str) else container.name
        name = blob if isinstance(blob, str) else blob.name
        client._join(self._connection, False, container_name, name, snapshot, version_id)
        return client

    async def create_container(
        self,
        name: str,
        metadata: Mapping[str, str] | None = None,
        public_access: str | None = None,
        **kwargs: Unpack[ContainerOptions],
    ) -> ContainerClient:
        """Create a container.

        Args:
            name: The name of the container.
            metadata: Metadata of the container.
            public_access: `blob` or `container`, for anonymous read access; none without it.
            **kwargs: The keywords of `ContainerOptions`.

        Returns:
            A client of the container.

        Raises:
            ResourceExistsError: The container exists.
            InvalidValueError: No container can have this name.

        Example:
            container = await service.create_container("archive")
        """
        self._open()
        client = self.get_container_client(name)
        await client.create_container(metadata, public_access, **kwargs)
        return client

    async def delete_container(
        self,
        container: str | ContainerProperties,
        lease: Any = None,
        **kwargs: Unpack[DeleteContainerOptions],
    ) -> None:
        """Delete a container and all its blobs.

        Args:
            container: The name of the container, or its properties.
            lease: The lease on the container: its id, or a `BlobLeaseClient`.
            **kwargs: The keywords of `DeleteContainerOptions`.

        Raises:
            ResourceNotFoundError: The container does not exist.

        Example:
            await service.delete_container("archive")
        """
        self._open()
        await self.get_container_client(container).delete_container(lease=lease, **kwargs)

    async def get_user_delegation_key(
        self,
        key_start_time: datetime,
        key_expiry_time: datetime,
        *,
        delegated_user_tid: str | None = None,
        **kwargs: Unpack[Timed],
    ) -> UserDelegationKey:
        """Get a key with which you can sign shared access signatures. The client needs a token credential.

        Args:
            key_start_time: The start of the key. A time without a zone is UTC.
            key_expiry_time: The end of the key, at most seven days after its start.
            delegated_user_tid: The tenant of the users that the signatures are for, if it is another one.
            **kwargs: The keywords of `Timed`.

        Returns:
            The key. Its `value` is a secret.

        Raises:
            ClientAuthenticationError: The credential is not accepted, or is not a token.

        Example:
            now = datetime.now(UTC)
            key = await login.get_user_delegation_key(now, now + timedelta(hours=1))
        """
        doing = self._ready.user_delegation_key(key_start_time, key_expiry_time, delegated_user_tid, dict(kwargs))
        return await self._finish(doing)

    async def explain(self, source: Any) -> Explanation:
        """Check whether the service can read a source, and find out why not.

        The request is sent from this machine, reads one byte, and changes nothing. If the source is not readable, that
        is no exception: the result has a `diagnosis`.

        Args:
            source: A URL, or a blob client of any account.

        Returns:
            What was found out. `diagnosis` is `None` if the source is readable.

        Raises:
            InvalidValueError: The source cannot be the source of a copy.

        Example:
            found = await service.explain(source)
            print("readable" if found.diagnosis is None else found.diagnosis.remedy)
        """
        self._open()
        return await self._finish(explain(self._connection, source))

    def resume_copy(
        self, token: str, *, progress_hook: ProgressHook | None = None, **kwargs: Unpack[CopyPolicy]
    ) -> AsyncCopyPoller:
        """Resume a copy that was started earlier, also by another process. No request is sent.

        Args:
            token: The continuation token of the copy's poller.
            progress_hook: Called with the bytes copied, and the size of the source if it is known.
            **kwargs: The keywords of `CopyPolicy`.

        Returns:
            The poller of the copy.

        Raises:
            InvalidValueError: The token is not a continuation token of a copy in this account.

        Example:
            token = (await target.begin_copy_from_url(source)).continuation_token()
            copied = await service.resume_copy(token).result()
        """
        self._open()
        return AsyncCopyPoller(resumed(self._connection, token, dict(kwargs)), progress_hook)
