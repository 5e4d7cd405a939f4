"""What the calls on a container, and on an account, do; a client of either kind carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ._connection import Connection
from ._driving import Underway
from ._keywords import Words, options_of
from ._properties import BlobPrefix, BlobProperties, ContainerProperties
from ._sas import UserDelegationKey
from .exceptions import ResourceNotFoundError


class ContainerCore:
    """One container."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.connection = connection
        self.name = name

    def check(self) -> None:
        """Raises if no container can have that name."""
        self.connection.account().check_container(self.name)

    async def create(self, metadata: Mapping[str, str] | None, public_access: Any, said: Words) -> Words:
        """Makes the container."""
        answer: Words = await self._call("create_container", said, metadata=metadata, public_access=public_access)
        return answer

    async def delete(self, said: Words) -> None:
        """Deletes the container and all that is in it."""
        await self._call("delete_container", said)

    async def properties(self, said: Words) -> ContainerProperties:
        """The container's properties."""
        return ContainerProperties(name=self.name, **await self._call("get_container_properties", said))

    async def page(self, said: Words, marker: str | None) -> Words:
        """A page of the container's blobs."""
        answer: Words = await self._call("list_blobs", said, marker=marker)
        return answer

    async def _call(self, name: str, said: Words, **more: Any) -> Any:
        options = options_of(said, name, **more)
        return await Underway(self.connection.account().call_container(name, self.name, options))

    async def exists(self, said: Words) -> bool:
        """Whether the container is there."""
        try:
            await self.properties(said)
        except ResourceNotFoundError:
            return False
        return True

    def listing(self, name_starts_with: str | None, include: Any, delimiter: str | None, said: Words) -> Listing:
        """The container's blobs, page by page."""
        include = [include] if isinstance(include, str) else list(include or ())
        results_per_page = said.pop("results_per_page", None)
        if results_per_page is not None:
            said["max_results"] = min(results_per_page, 5000)
        return Listing(self, {**said, "prefix": name_starts_with, "delimiter": delimiter, "include": include})


class Listing:
    """A listing, page by page."""

    def __init__(self, container: ContainerCore, said: Words) -> None:
        self.connection = container.connection
        self._container = container
        self._said = said

    async def page(self, marker: str | None) -> tuple[list[BlobProperties | BlobPrefix], str | None]:
        """One page, and where the next begins."""
        told, name = await self._container.page(self._said, marker), self._container.name
        found: list[BlobProperties | BlobPrefix] = []
        for blob in told["blobs"]:
            found.append(BlobProperties(**blob, container=name))
        for prefix in told["prefixes"]:
            found.append(BlobPrefix(name=prefix, container=name, delimiter=self._said["delimiter"]))
        found.sort(key=lambda item: item.name)
        next_marker: str | None = told["next_marker"]
        return found, next_marker


class ServiceCore:
    """One account."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def user_delegation_key(
        self, start: datetime, expiry: datetime, tenant: str | None, said: Words
    ) -> UserDelegationKey:
        """A key that signs for a user."""
        ends = {"key_start_time": start, "key_expiry_time": expiry, "delegated_user_tid": tenant}
        told = await _call_account(self.connection, "get_user_delegation_key", said, **ends)
        key = UserDelegationKey()
        for name in vars(key):
            setattr(key, name, told[name])
        return key


async def account_information(connection: Connection, said: Words) -> Words:
    """What kind of account it is."""
    answer: Words = await _call_account(connection, "get_account_information", said)
    return answer


async def _call_account(connection: Connection, name: str, said: Words, **more: Any) -> Any:
    return await Underway(connection.account().call_account(name, options_of(said, name, **more)))
