"""A client of an account, whose calls block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, Unpack

from . import _blobcopy
from ._blob_client import BlobClient
from ._container_client import ContainerClient
from ._container_core import ServiceCore, account_information
from ._driving import finish
from ._face import ServiceFace
from ._keywords import CopyPolicy, Timed, Words, policy_of
from ._left_out import LeftOutOfServices
from ._listing import ContainerOptions, DeleteContainerOptions
from ._looking import Explanation, explain
from ._poller import CopyPoller
from ._polling import ProgressHook, Watch
from ._properties import BlobProperties, ContainerProperties
from ._sas import UserDelegationKey

__all__ = ["BlobServiceClient"]


class BlobServiceClient(ServiceFace, LeftOutOfServices):
    """A client of one account. It can be shared by threads."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the client, and those made by it, make no more calls."""
        self._shut()

    @property
    def _ready(self) -> ServiceCore:
        self._open()
        return self._core

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
        return finish(doing)

    def get_account_information(self, **kwargs: Unpack[Timed]) -> dict[str, Any]:
        """What kind of account it is."""
        self._open()
        return finish(account_information(self._connection, dict(kwargs)))

    def explain(self, source: Any) -> Explanation:
        """Finds out whether the service can read a source, a URL or another client's blob, by asking it for its first byte.

        The question comes from this machine, and nothing is changed. What is wrong with the source is no exception but
        the `diagnosis`.
        """
        self._open()
        return finish(explain(self._connection, source))

    def resume_copy(
        self, token: str, *, progress_hook: ProgressHook | None = None, **kwargs: Unpack[CopyPolicy]
    ) -> CopyPoller:
        """Goes on with a copy that was started elsewhere or earlier, by its `continuation_token`. Nothing is asked yet."""
        self._open()
        said: Words = dict(kwargs)
        policy = policy_of(said)
        native = resumed(self._connection.account(), token, policy)
        return CopyPoller(Watch(self._connection, native, policy), progress_hook)


def resumed(account: _blobcopy.Account, token: str, policy: Words) -> _blobcopy.Copy:
    """The copy of a token."""
    if not isinstance(token, str):
        raise TypeError(f"a token is the text that continuation_token() gave, not {type(token).__name__}")
    return account.resume_copy(token, policy)
