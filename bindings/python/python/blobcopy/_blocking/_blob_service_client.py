# Generated from aio/_blob_service_client.py. Edit that file, then run `cargo xtask blocking`.

"""A client of an account, whose calls block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

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
from ._poller import CopyPoller

__all__ = ["BlobServiceClient"]


class BlobServiceClient(ServiceFace, Client, LeftOutOfServices):
    """A client of one account. It can be shared by threads."""

    def get_container_client(self, container: str | ContainerProperties) -> ContainerClient:
        """A client of one of its containers."""
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
        """A client of one of its blobs."""
        client = BlobClient.__new__(BlobClient)
        container_name = container if isinstance(container, str) else container.name
        name = blob if isinstance(blob, str) else blob.name
        client._join(self._connection, False, container_name, name, snapshot, version_id)
        return client

    def create_container(
        self,
        name: str,
        metadata: Mapping[str, str] | None = None,
        public_access: str | None = None,
        **kwargs: Unpack[ContainerOptions],
    ) -> ContainerClient:
        """Makes a container, and returns its client."""
        self._open()
        client = self.get_container_client(name)
        client.create_container(metadata, public_access, **kwargs)
        return client

    def delete_container(
        self,
        container: str | ContainerProperties,
        lease: Any = None,
        **kwargs: Unpack[DeleteContainerOptions],
    ) -> None:
        """Deletes a container and all that is in it."""
        self._open()
        self.get_container_client(container).delete_container(lease=lease, **kwargs)

    def get_user_delegation_key(
        self,
        key_start_time: datetime,
        key_expiry_time: datetime,
        *,
        delegated_user_tid: str | None = None,
        **kwargs: Unpack[Timed],
    ) -> UserDelegationKey:
        """A key that signs for the user whose token the client has. A time without a zone is taken as UTC."""
        doing = self._ready.user_delegation_key(key_start_time, key_expiry_time, delegated_user_tid, dict(kwargs))
        return self._finish(doing)

    def explain(self, source: Any) -> Explanation:
        """Finds out whether the service can read a source, a URL or another client's blob, by asking it for its first byte.

        The question comes from this machine, and nothing is changed. What is wrong with the source is no exception but
        the `diagnosis`.
        """
        self._open()
        return self._finish(explain(self._connection, source))

    def resume_copy(
        self, token: str, *, progress_hook: ProgressHook | None = None, **kwargs: Unpack[CopyPolicy]
    ) -> CopyPoller:
        """Goes on with a copy that was started elsewhere or earlier, by its `continuation_token`. Nothing is asked yet."""
        self._open()
        return CopyPoller(resumed(self._connection, token, dict(kwargs)), progress_hook)
