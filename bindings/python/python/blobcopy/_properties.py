"""Properties of blobs, containers and copies. Each can also be read like a dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ._enums import BlobType
from ._notebook import table

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
    """Attributes that can also be read and written like the entries of a dictionary."""

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
        """Check whether there is an entry.

        Args:
            key: The name of the entry.

        Returns:
            Whether there is one.
        """
        return key in self.__dict__

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Set entries, as the `update` of a dictionary does.

        Args:
            *args: A dictionary, or pairs of names and values.
            **kwargs: Names and values.
        """
        self.__dict__.update(*args, **kwargs)

    def keys(self) -> list[str]:
        """Return the names of the entries.

        Returns:
            The names.
        """
        return [name for name in self.__dict__ if not name.startswith("_")]

    def values(self) -> list[Any]:
        """Return the values of the entries.

        Returns:
            The values.
        """
        return [self.__dict__[name] for name in self.keys()]

    def items(self) -> list[tuple[str, Any]]:
        """Return the names and values of the entries.

        Returns:
            The pairs.
        """
        return [(name, self.__dict__[name]) for name in self.keys()]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of an entry.

        Args:
            key: The name of the entry.
            default: The value if there is none.

        Returns:
            The value.
        """
        return self.__dict__.get(key, default)


class LeaseProperties(DictMixin):
    """The state of a lease.

    Args:
        status: `locked` or `unlocked`.
        state: `available`, `leased`, `expired`, `breaking` or `broken`.
        duration: `infinite` or `fixed`.

    Example:
        print(source.get_blob_properties().lease.state)
    """

    def __init__(self, *, status: str | None = None, state: str | None = None, duration: str | None = None) -> None:
        self.status = status
        self.state = state
        self.duration = duration


class ContentSettings(DictMixin):
    """The headers that describe the content of a blob.

    Args:
        content_type: The header `Content-Type`.
        content_encoding: The header `Content-Encoding`.
        content_language: The header `Content-Language`.
        content_disposition: The header `Content-Disposition`.
        cache_control: The header `Cache-Control`.
        content_md5: The MD5 of the content, 16 bytes.

    Example:
        target.upload_blob(b"content", content_settings=ContentSettings(content_type="text/plain"))
    """

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
    """Until when a blob can be neither changed nor deleted.

    Args:
        expiry_time: The end of the policy. A time without a zone is UTC.
        policy_mode: `Unlocked` or `Locked`: whether the policy can be shortened.

    Example:
        policy = ImmutabilityPolicy(expiry_time=datetime(2027, 1, 1), policy_mode="Unlocked")
    """

    def __init__(self, *, expiry_time: datetime | None = None, policy_mode: str | None = None) -> None:
        self.expiry_time = expiry_time
        self.policy_mode = policy_mode


class ObjectReplicationRule(DictMixin):
    """A rule of object replication, with its result for a blob.

    Args:
        rule_id: The id of the rule.
        status: `complete` or `failed`.
    """

    def __init__(self, *, rule_id: str | None = None, status: str | None = None) -> None:
        self.rule_id = rule_id
        self.status = status


class ObjectReplicationPolicy(DictMixin):
    """A policy of object replication.

    Args:
        policy_id: The id of the policy.
        rules: The rules of the policy.
    """

    def __init__(self, *, policy_id: str | None = None, rules: list[ObjectReplicationRule] | None = None) -> None:
        self.policy_id = policy_id
        self.rules = rules or []


class ContainerEncryptionScope:
    """The encryption scope of the blobs that are written into a container.

    Args:
        default_encryption_scope: The name of the scope.
        prevent_encryption_scope_override: Whether requests with another scope are refused.

    Example:
        scope = ContainerEncryptionScope("project", prevent_encryption_scope_override=True)
    """

    def __init__(self, default_encryption_scope: str, *, prevent_encryption_scope_override: bool = False) -> None:
        self.default_encryption_scope = default_encryption_scope
        self.prevent_encryption_scope_override = prevent_encryption_scope_override


class CopyProperties(DictMixin):
    """The state of the last copy into a blob.

    All attributes are `None` if the blob was never the destination of a copy, or was written later. In a notebook, the
    state is shown as a table.

    Args:
        id: The id of the copy.
        source: The URL of the source, without its query.
        status: `pending`, `success`, `aborted` or `failed`.
        progress: The bytes copied and the size of the source, as `12/34`.
        bytes_copied: The bytes copied.
        bytes_total: The size of the source in bytes.
        completion_time: When the copy ended.
        status_description: Why the copy failed, or why it is slow.
        incremental_copy: Whether it is an incremental copy.
        destination_snapshot: The snapshot that an incremental copy created.
        remark: What does not fit, such as a success with too few bytes.

    Example:
        state = target.copy(source)
        print(state.status, state.bytes_copied, state["bytes_total"])
    """

    id: str | None
    """The id of the copy."""
    source: str | None
    """The URL of the source, without its query."""
    status: str | None
    """`pending`, `success`, `aborted` or `failed`."""
    progress: str | None
    """The bytes copied and the size of the source, as `12/34`."""
    bytes_copied: int | None
    """The bytes copied."""
    bytes_total: int | None
    """The size of the source in bytes."""
    completion_time: datetime | None
    """When the copy ended, by the clock of the service."""
    status_description: str | None
    """Why the copy failed, or why it is slow."""
    incremental_copy: bool | None
    """Whether it is an incremental copy."""
    destination_snapshot: str | None
    """The snapshot that an incremental copy created."""
    remark: str | None
    """What does not fit, such as a success with too few bytes."""

    def __init__(
        self,
        *,
        id: str | None = None,
        source: str | None = None,
        status: str | None = None,
        progress: str | None = None,
        bytes_copied: int | None = None,
        bytes_total: int | None = None,
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
        self.bytes_copied = bytes_copied
        self.bytes_total = bytes_total
        self.completion_time = completion_time
        self.status_description = status_description
        self.incremental_copy = incremental_copy
        self.destination_snapshot = destination_snapshot
        self.remark = remark

    @classmethod
    def _of_native(cls, told: dict[str, Any] | None, incremental_copy: bool | None = None) -> CopyProperties:
        return cls(**(told or {}), incremental_copy=incremental_copy)

    def _repr_html_(self) -> str:
        return table(f"Copy {self.id}", self.items()) if self.id else "<p>No copy</p>"


class BlobProperties(DictMixin):
    """The properties of a blob.

    Args:
        **told: What the service reported.

    Example:
        properties = source.get_blob_properties()
        print(properties.size, properties["etag"])
    """

    name: str
    """The name of the blob."""
    container: str
    """The name of the container."""
    snapshot: str | None
    """The snapshot; `None` for the blob itself."""
    version_id: str | None
    """The version, if the account keeps versions."""
    is_current_version: bool | None
    """Whether this is the current version."""
    blob_type: BlobType
    """Block blob, page blob or append blob."""
    metadata: dict[str, str]
    """The metadata."""
    encrypted_metadata: str | None
    """Always `None`."""
    last_modified: datetime
    """When the blob was last modified."""
    etag: str
    """The ETag."""
    size: int
    """The size in bytes, or of the range that was read."""
    content_range: str | None
    """The range that was read, if not all."""
    append_blob_committed_block_count: int | None
    """The number of blocks of an append blob."""
    is_append_blob_sealed: bool | None
    """Whether an append blob is sealed."""
    page_blob_sequence_number: int | None
    """The sequence number of a page blob."""
    server_encrypted: bool
    """Whether the blob is encrypted."""
    copy: CopyProperties
    """The state of the last copy into the blob."""
    content_settings: ContentSettings
    """The headers that describe the content."""
    lease: LeaseProperties
    """The state of the lease."""
    blob_tier: str | None
    """The tier."""
    smart_access_tier: str | None
    """The tier that the service chose, in the tier `Smart`."""
    rehydrate_priority: str | None
    """The priority of a pending move out of the archive tier."""
    blob_tier_change_time: datetime | None
    """When the tier was last changed."""
    blob_tier_inferred: bool | None
    """Whether the tier is that of the account."""
    deleted: bool | None
    """Whether the blob is deleted and can be restored."""
    deleted_time: datetime | None
    """When the blob was deleted."""
    remaining_retention_days: int | None
    """For how many days the blob can be restored."""
    creation_time: datetime
    """When the blob was created."""
    archive_status: str | None
    """The state of a move out of the archive tier."""
    encryption_key_sha256: str | None
    """The SHA-256 of the key that the customer provided."""
    encryption_scope: str | None
    """The encryption scope."""
    request_server_encrypted: bool | None
    """Whether the service encrypted the request."""
    object_replication_source_properties: list[ObjectReplicationPolicy] | None
    """The rules of object replication from this blob."""
    object_replication_destination_policy: str | None
    """The policy of object replication into this blob."""
    last_accessed_on: datetime | None
    """When the blob was last read or written, if the account tracks it."""
    tag_count: int | None
    """The number of tags."""
    tags: dict[str, str] | None
    """The tags, in a listing that includes them."""
    immutability_policy: ImmutabilityPolicy
    """Until when the blob can be neither changed nor deleted."""
    has_legal_hold: bool | None
    """Whether the blob has a legal hold."""
    has_versions_only: bool | None
    """Whether only versions are left of the blob."""

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
    """A level of names, in a listing with a delimiter.

    Args:
        name: What the names of its blobs begin with.
        container: The name of the container.
        delimiter: What separates the levels.

    Example:
        for item in container.walk_blobs():
            print(item.name, isinstance(item, BlobPrefix))
    """

    name: str
    """What the names of its blobs begin with."""
    prefix: str
    """The same as `name`."""
    container: str
    """The name of the container."""
    delimiter: str
    """What separates the levels."""

    def __init__(self, *, name: str, container: str, delimiter: str) -> None:
        self.name = name
        self.prefix = name
        self.container = container
        self.delimiter = delimiter


class ContainerProperties(DictMixin):
    """The properties of a container.

    Args:
        **told: What the service reported.

    Example:
        print(container.get_container_properties().last_modified)
    """

    name: str
    """The name of the container."""
    last_modified: datetime
    """When the container was last modified."""
    etag: str
    """The ETag."""
    lease: LeaseProperties
    """The state of the lease."""
    public_access: str | None
    """`blob` or `container`, if anonymous read access is allowed."""
    has_immutability_policy: bool
    """Whether the container has an immutability policy."""
    has_legal_hold: bool
    """Whether the container has a legal hold."""
    immutable_storage_with_versioning_enabled: bool
    """Whether its versions can be immutable."""
    metadata: dict[str, str]
    """The metadata."""
    encryption_scope: ContainerEncryptionScope | None
    """The encryption scope of the blobs that are written."""
    deleted: bool | None
    """Always `None`."""
    version: str | None
    """Always `None`."""

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
