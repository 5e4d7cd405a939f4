"""What the service says of blobs, containers and copies; each can be read like a dictionary too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ._enums import BlobType

__all__ = [
    "BlobPrefix",
    "BlobProperties",
    "ContainerEncryptionScope",
    "ContainerProperties",
    "ContentSettings",
    "CopyProperties",
    "ImmutabilityPolicy",
    "LeaseProperties",
    "ObjectReplicationPolicy",
    "ObjectReplicationRule",
]


class DictMixin:
    """Attributes that are read and written like the entries of a dictionary as well."""

    def __getitem__(self, key: str) -> Any:
        return self.__dict__[key]

    def __setitem__(self, key: str, item: Any) -> None:
        self.__dict__[key] = item

    def __delitem__(self, key: str) -> None:
        self.__dict__[key] = None

    def __contains__(self, key: object) -> bool:
        return key in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return str(dict(self.items()))

    def has_key(self, key: str) -> bool:
        """Whether there is such an entry."""
        return key in self.__dict__

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Sets entries."""
        self.__dict__.update(*args, **kwargs)

    def keys(self) -> list[str]:
        """The names of the entries."""
        return [name for name in self.__dict__ if not name.startswith("_")]

    def values(self) -> list[Any]:
        """The values of the entries."""
        return [self.__dict__[name] for name in self.keys()]

    def items(self) -> list[tuple[str, Any]]:
        """Names and values."""
        return [(name, self.__dict__[name]) for name in self.keys()]

    def get(self, key: str, default: Any = None) -> Any:
        """An entry, or `default`."""
        return self.__dict__.get(key, default)


class LeaseProperties(DictMixin):
    """How a lease stands."""

    def __init__(self, *, status: str | None = None, state: str | None = None, duration: str | None = None) -> None:
        self.status = status
        self.state = state
        self.duration = duration


class ContentSettings(DictMixin):
    """What a blob says of its content."""

    def __init__(
        self,
        content_type: str | None = None,
        content_encoding: str | None = None,
        content_language: str | None = None,
        content_disposition: str | None = None,
        cache_control: str | None = None,
        content_md5: bytes | bytearray | None = None,
    ) -> None:
        self.content_type = content_type
        self.content_encoding = content_encoding
        self.content_language = content_language
        self.content_md5 = content_md5
        self.content_disposition = content_disposition
        self.cache_control = cache_control


class ImmutabilityPolicy(DictMixin):
    """Until when a blob can be neither changed nor deleted, and how firmly."""

    def __init__(self, *, expiry_time: datetime | None = None, policy_mode: str | None = None) -> None:
        self.expiry_time = expiry_time
        self.policy_mode = policy_mode


class ObjectReplicationRule(DictMixin):
    """A rule of object replication, and how the blob stands by it."""

    def __init__(self, *, rule_id: str | None = None, status: str | None = None) -> None:
        self.rule_id = rule_id
        self.status = status


class ObjectReplicationPolicy(DictMixin):
    """A policy of object replication, with its rules."""

    def __init__(self, *, policy_id: str | None = None, rules: list[ObjectReplicationRule] | None = None) -> None:
        self.policy_id = policy_id
        self.rules = rules or []


class ContainerEncryptionScope:
    """The encryption scope of what is written into a container."""

    def __init__(self, default_encryption_scope: str, *, prevent_encryption_scope_override: bool = False) -> None:
        self.default_encryption_scope = default_encryption_scope
        self.prevent_encryption_scope_override = prevent_encryption_scope_override


class CopyProperties(DictMixin):
    """How the last copy into a blob stands.

    All are `None` if the blob was never the destination of a copy, or was written to since.
    """

    id: str | None
    """The copy's name."""
    source: str | None
    """What is copied, without its query."""
    status: str | None
    """`pending`, `success`, `aborted` or `failed`."""
    progress: str | None
    """Bytes that are copied, of how many: `12/34`."""
    completion_time: datetime | None
    """When it ended, by the service's clock."""
    status_description: str | None
    """Why it failed, or what makes it slow."""
    incremental_copy: bool | None
    """Whether it is an incremental copy."""
    destination_snapshot: str | None
    """The snapshot that an incremental copy made of its destination."""
    remark: str | None
    """What does not fit in the reported progress, such as a success with too few bytes copied."""

    def __init__(
        self,
        *,
        id: str | None = None,
        source: str | None = None,
        status: str | None = None,
        progress: str | None = None,
        completion_time: datetime | None = None,
        status_description: str | None = None,
        incremental_copy: bool | None = None,
        destination_snapshot: str | None = None,
        remark: str | None = None,
    ) -> None:
        self.id = id
        self.source = source
        self.status = status
        self.progress = progress
        self.completion_time = completion_time
        self.status_description = status_description
        self.incremental_copy = incremental_copy
        self.destination_snapshot = destination_snapshot
        self.remark = remark

    @classmethod
    def _of_native(cls, told: dict[str, Any] | None, incremental_copy: bool | None = None) -> CopyProperties:
        return cls(**(told or {}), incremental_copy=incremental_copy)

    def _amount(self) -> tuple[int, int | None]:
        """Bytes that are copied, and of how many if that is known."""
        copied, _, total = (self.progress or "0").partition("/")
        return int(copied), int(total) if total else None


class BlobProperties(DictMixin):
    """A blob's properties."""

    name: str
    container: str
    snapshot: str | None
    version_id: str | None
    is_current_version: bool | None
    blob_type: BlobType
    metadata: dict[str, str]
    encrypted_metadata: str | None
    last_modified: datetime
    etag: str
    size: int
    content_range: str | None
    append_blob_committed_block_count: int | None
    is_append_blob_sealed: bool | None
    page_blob_sequence_number: int | None
    server_encrypted: bool
    copy: CopyProperties
    content_settings: ContentSettings
    lease: LeaseProperties
    blob_tier: str | None
    smart_access_tier: str | None
    rehydrate_priority: str | None
    blob_tier_change_time: datetime | None
    blob_tier_inferred: bool | None
    deleted: bool | None
    deleted_time: datetime | None
    remaining_retention_days: int | None
    creation_time: datetime
    archive_status: str | None
    encryption_key_sha256: str | None
    encryption_scope: str | None
    request_server_encrypted: bool | None
    object_replication_source_properties: list[ObjectReplicationPolicy] | None
    object_replication_destination_policy: str | None
    last_accessed_on: datetime | None
    tag_count: int | None
    tags: dict[str, str] | None
    immutability_policy: ImmutabilityPolicy
    has_legal_hold: bool | None
    has_versions_only: bool | None

    def __init__(self, **told: Any) -> None:
        for name in _PLAIN:
            self.__dict__[name] = told.get(name)
        self.deleted = told.get("deleted", False)
        kind = told.get("blob_type")
        self.__dict__["blob_type"] = BlobType(kind) if kind else None
        self.copy = CopyProperties._of_native(told.get("copy"), told.get("incremental_copy"))
        self.content_settings = _content_settings(told)
        self.lease = _lease(told)
        self.immutability_policy = ImmutabilityPolicy(
            expiry_time=told.get("immutability_until"), policy_mode=told.get("immutability_mode")
        )
        self.object_replication_source_properties = _replication(told.get("replication_rules") or {})
        self.object_replication_destination_policy = told.get("replication_policy")


# What is taken as it is.
_PLAIN = (
    "name",
    "container",
    "snapshot",
    "version_id",
    "is_current_version",
    "metadata",
    "encrypted_metadata",
    "last_modified",
    "etag",
    "size",
    "content_range",
    "append_blob_committed_block_count",
    "is_append_blob_sealed",
    "page_blob_sequence_number",
    "server_encrypted",
    "blob_tier",
    "smart_access_tier",
    "rehydrate_priority",
    "blob_tier_change_time",
    "blob_tier_inferred",
    "deleted_time",
    "remaining_retention_days",
    "creation_time",
    "archive_status",
    "encryption_key_sha256",
    "encryption_scope",
    "request_server_encrypted",
    "last_accessed_on",
    "tag_count",
    "tags",
    "has_legal_hold",
    "has_versions_only",
)


class BlobPrefix(DictMixin):
    """Blobs whose names begin alike, in a listing with a delimiter."""

    def __init__(self, *, name: str, container: str, delimiter: str) -> None:
        self.name = name
        self.prefix = name
        self.container = container
        self.delimiter = delimiter


class ContainerProperties(DictMixin):
    """A container's properties."""

    name: str
    last_modified: datetime
    etag: str
    lease: LeaseProperties
    public_access: str | None
    has_immutability_policy: bool
    has_legal_hold: bool
    immutable_storage_with_versioning_enabled: bool
    metadata: dict[str, str]
    encryption_scope: ContainerEncryptionScope | None
    deleted: bool | None
    version: str | None

    def __init__(self, **told: Any) -> None:
        for name in (
            "name",
            "last_modified",
            "etag",
            "public_access",
            "has_immutability_policy",
            "has_legal_hold",
            "immutable_storage_with_versioning_enabled",
            "metadata",
        ):
            self.__dict__[name] = told.get(name)
        self.lease = _lease(told)
        self.deleted = None
        self.version = None
        scope = told.get("default_encryption_scope")
        self.encryption_scope = scope and ContainerEncryptionScope(
            scope, prevent_encryption_scope_override=bool(told.get("deny_encryption_scope_override"))
        )


def _lease(told: dict[str, Any]) -> LeaseProperties:
    return LeaseProperties(
        status=told.get("lease_status"), state=told.get("lease_state"), duration=told.get("lease_duration")
    )


def _content_settings(told: dict[str, Any]) -> ContentSettings:
    return ContentSettings(
        content_type=told.get("content_type"),
        content_encoding=told.get("content_encoding"),
        content_language=told.get("content_language"),
        content_disposition=told.get("content_disposition"),
        cache_control=told.get("cache_control"),
        content_md5=told.get("content_md5"),
    )


def _replication(rules: dict[str, str]) -> list[ObjectReplicationPolicy]:
    policies: dict[str, ObjectReplicationPolicy] = {}
    for name, status in rules.items():
        policy_id, _, rule_id = name.partition("_")
        policy = policies.setdefault(policy_id, ObjectReplicationPolicy(policy_id=policy_id))
        policy.rules.append(ObjectReplicationRule(rule_id=rule_id, status=status))
    return list(policies.values())
