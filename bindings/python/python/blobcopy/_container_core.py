"""What the calls on a container, and on an account, do; a client of either kind carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ._connection import Connection
from ._driving import Underway
from ._keywords import Words, conditions_of, done_with, lease_of, pairs_of, text_of, timeout_of
from ._properties import BlobPrefix, BlobProperties, ContainerEncryptionScope, ContainerProperties
from ._sas import UserDelegationKey
from ._times import moment
from .exceptions import InvalidValueError, ResourceNotFoundError


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
        access = text_of(public_access)
        asked = {
            "metadata": pairs_of("metadata", metadata),
            "public_access": None if access in (None, "off") else access,
            **_encryption(said.pop("container_encryption_scope", None)),
            **timeout_of(said),
        }
        done_with(said, "create_container")
        answer: Words = await Underway(self.connection.account().create_container(self.name, asked))
        return answer

    async def delete(self, said: Words) -> None:
        """Deletes the container and all that is in it."""
        asked = {**lease_of(said), **conditions_of(said), **timeout_of(said)}
        if asked.pop("if_tags"):
            raise InvalidValueError("a container has no tags to go by", kind="invalid")
        done_with(said, "delete_container")
        await Underway(self.connection.account().delete_container(self.name, asked))

    async def properties(self, said: Words) -> ContainerProperties:
        """The container's properties."""
        asked = {**lease_of(said), **timeout_of(said)}
        done_with(said, "get_container_properties")
        told = await Underway(self.connection.account().container_properties(self.name, asked))
        return ContainerProperties(name=self.name, **told)

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
        asked = {
            "prefix": name_starts_with or None,
            "delimiter": delimiter,
            "include": [text_of(word) for word in include],
            "start_from": said.pop("start_from", None),
            **timeout_of(said),
        }
        results_per_page = said.pop("results_per_page", None)
        done_with(said, "list_blobs")
        return Listing(self, asked, results_per_page)


class Listing:
    """A listing, page by page."""

    def __init__(self, container: ContainerCore, asked: Words, results_per_page: int | None) -> None:
        self.connection = container.connection
        self._name = container.name
        self._asked = asked
        if results_per_page is not None:
            self._asked["max_results"] = min(results_per_page, 5000)

    async def page(self, marker: str | None) -> tuple[list[BlobProperties | BlobPrefix], str | None]:
        """One page, and where the next begins."""
        name, asked = self._name, {**self._asked, "marker": marker}
        told = await Underway(self.connection.account().list_page(name, asked))
        found: list[BlobProperties | BlobPrefix] = []
        for blob in told["blobs"]:
            found.append(BlobProperties(**blob, container=name))
        for prefix in told["prefixes"]:
            found.append(BlobPrefix(name=prefix, container=name, delimiter=self._asked["delimiter"]))
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
        timeout = timeout_of(said).get("timeout")
        done_with(said, "get_user_delegation_key")
        begin, end = moment("key_start_time", start), moment("key_expiry_time", expiry)
        if begin is None or end is None:
            raise InvalidValueError("both ends of the key's life must be given", kind="invalid")
        told = await Underway(self.connection.account().user_delegation_key(begin, end, tenant, timeout))
        key = UserDelegationKey()
        for name in vars(key):
            setattr(key, name, told[name])
        return key


async def account_information(connection: Connection, said: Words) -> Words:
    """What kind of account it is."""
    timeout = timeout_of(said).get("timeout")
    done_with(said, "get_account_information")
    answer: Words = await Underway(connection.account().account_information(timeout))
    return answer


def _encryption(scope: ContainerEncryptionScope | Mapping[str, Any] | None) -> Words:
    if scope is None:
        return {}
    said = scope if isinstance(scope, Mapping) else vars(scope)
    return {
        "default_encryption_scope": said["default_encryption_scope"],
        "deny_encryption_scope_override": bool(said.get("prevent_encryption_scope_override")),
    }
