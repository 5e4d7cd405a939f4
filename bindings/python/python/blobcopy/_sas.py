"""Makes shared access signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from . import _blobcopy
from ._permissions import (
    AccountSasPermissions,
    BlobSasPermissions,
    ContainerSasPermissions,
    ResourceTypes,
    Services,
)
from ._times import written
from .exceptions import InvalidValueError, UnsupportedOperationError

__all__ = ["UserDelegationKey", "generate_account_sas", "generate_blob_sas", "generate_container_sas"]


class UserDelegationKey:
    """A key that signs shared access signatures for a user; `value` is the secret in it."""

    signed_oid: str | None
    signed_tid: str | None
    signed_start: str | None
    signed_expiry: str | None
    signed_service: str | None
    signed_version: str | None
    signed_delegated_user_tid: str | None
    value: str | None

    def __init__(self) -> None:
        self.signed_oid = None
        self.signed_tid = None
        self.signed_start = None
        self.signed_expiry = None
        self.signed_service = None
        self.signed_version = None
        self.signed_delegated_user_tid = None
        self.value = None

    def __repr__(self) -> str:
        return f"<UserDelegationKey of {self.signed_oid} until {self.signed_expiry}>"


class _More(TypedDict, total=False):
    """What every generator takes by keyword, with the parameter of the signature behind it."""

    protocol: str | None
    """`https`, or `https,http` (`spr`)."""
    encryption_scope: str | None
    """The scope that what is written is encrypted in (`ses`)."""
    sv: str | None
    """The version whose rules sign it (`sv`); 2020-12-06, or the lowest that knows every field used."""


class _BlobMore(_More, total=False):
    cache_control: str | None
    content_disposition: str | None
    content_encoding: str | None
    content_language: str | None
    content_type: str | None
    preauthorized_agent_object_id: str | None
    agent_object_id: str | None
    correlation_id: str | None


class _OneBlobMore(_BlobMore, total=False):
    version_id: str | None
    sdd: int | None


def generate_account_sas(
    account_name: str,
    account_key: str,
    resource_types: ResourceTypes | str,
    permission: AccountSasPermissions | str,
    expiry: datetime | str,
    start: datetime | str | None = None,
    ip: str | None = None,
    *,
    services: Services | str | None = None,
    sts_hook: None = None,
    **kwargs: Unpack[_More],
) -> str:
    """A SAS for an account, without a `?` in front; it is a secret.

    `protocol`, `encryption_scope` and `sv` are taken by keyword. A time without a zone is taken as UTC.
    """
    _no_hook(sts_hook)
    options = {
        "services": str(services or Services(blob=True)),
        "resource_types": str(resource_types),
        "permission": str(permission),
        "expiry": written("expiry", expiry),
        "start": written("start", start),
        "ip": ip,
        **kwargs,
    }
    return _blobcopy.sign_account_sas("generate_account_sas", account_name, account_key, options)


def generate_container_sas(
    account_name: str,
    container_name: str,
    account_key: str | UserDelegationKey | None = None,
    user_delegation_key: UserDelegationKey | None = None,
    permission: ContainerSasPermissions | str | None = None,
    expiry: datetime | str | None = None,
    start: datetime | str | None = None,
    policy_id: str | None = None,
    ip: str | None = None,
    *,
    user_delegation_oid: str | None = None,
    request_headers: Mapping[str, str] | None = None,
    request_query_params: Mapping[str, str] | None = None,
    sts_hook: None = None,
    **kwargs: Unpack[_BlobMore],
) -> str:
    """A SAS for a container and all blobs in it, without a `?` in front; it is a secret.

    Signed by `account_key` or `user_delegation_key`, and it says `permission` and `expiry` unless a stored access
    policy does. Further keywords: `protocol`, `sv`, `encryption_scope`, `cache_control`, `content_disposition`,
    `content_encoding`, `content_language`, `content_type`, `preauthorized_agent_object_id`, `agent_object_id`,
    `correlation_id`. A time without a zone is taken as UTC.
    """
    _no_hook(sts_hook)
    options = {
        "container_name": container_name,
        "user_delegation_oid": user_delegation_oid,
        "request_headers": request_headers,
        "request_query_params": request_query_params,
        **_allowed(permission, expiry, start, policy_id, ip),
        **kwargs,
    }
    return _signed("generate_container_sas", account_name, user_delegation_key or account_key, options)


def generate_blob_sas(
    account_name: str,
    container_name: str,
    blob_name: str,
    snapshot: str | None = None,
    account_key: str | UserDelegationKey | None = None,
    user_delegation_key: UserDelegationKey | None = None,
    permission: BlobSasPermissions | str | None = None,
    expiry: datetime | str | None = None,
    start: datetime | str | None = None,
    policy_id: str | None = None,
    ip: str | None = None,
    *,
    user_delegation_oid: str | None = None,
    request_headers: Mapping[str, str] | None = None,
    request_query_params: Mapping[str, str] | None = None,
    is_directory: bool | None = None,
    sts_hook: None = None,
    **kwargs: Unpack[_OneBlobMore],
) -> str:
    """A SAS for a blob, one of its snapshots or versions, or a directory, without a `?` in front; it is a secret.

    Signed by `account_key` or `user_delegation_key`, and it says `permission` and `expiry` unless a stored access
    policy does. Further keywords: `version_id`, `sdd` (how deep a directory lies; counted if not said), and those of
    `generate_container_sas`. A time without a zone is taken as UTC.
    """
    _no_hook(sts_hook)
    depth = kwargs.pop("sdd", None)
    if kwargs.get("version_id") and snapshot:
        raise InvalidValueError("snapshot and version_id cannot be set at the same time", kind="invalid")
    if depth is not None:
        _check_depth(blob_name, is_directory, depth)
    options = {
        "container_name": container_name,
        "blob_name": blob_name,
        "snapshot": snapshot or None,
        "is_directory": bool(is_directory),
        "user_delegation_oid": user_delegation_oid,
        "request_headers": request_headers,
        "request_query_params": request_query_params,
        **_allowed(permission, expiry, start, policy_id, ip),
        **kwargs,
    }
    return _signed("generate_blob_sas", account_name, user_delegation_key or account_key, options)


def _allowed(permission: Any, expiry: Any, start: Any, policy_id: str | None, ip: str | None) -> dict[str, Any]:
    if not policy_id:
        for name, value in (("expiry", expiry), ("permission", permission)):
            if not value or not str(value):
                raise InvalidValueError(f"{name} must be given where no stored access policy says it", kind="invalid")
    return {
        "permission": str(permission) if permission else None,
        "expiry": written("expiry", expiry or None),
        "start": written("start", start or None),
        "policy_id": policy_id or None,
        "ip": ip or None,
    }


def _signed(function: str, account_name: str, key: Any, options: dict[str, Any]) -> str:
    if not key:
        raise InvalidValueError("either user_delegation_key or account_key must be given", kind="invalid")
    if not isinstance(key, str):
        # Also one of azure.storage.blob, which has the same attributes.
        if not hasattr(key, "signed_oid"):
            raise TypeError(f"a key is a text or a UserDelegationKey, not {type(key).__name__}")
        key = {name: getattr(key, name, None) or "" for name in UserDelegationKey.__annotations__}
        for name in ("signed_start", "signed_expiry"):
            key[name] = written(name, key[name])
        key["signed_delegated_user_tid"] = key["signed_delegated_user_tid"] or None
    return _blobcopy.sign_blob_sas(function, account_name, key, options)


def _check_depth(path: str, is_directory: bool | None, depth: int) -> None:
    found = len([segment for segment in path.split("/") if segment])
    if is_directory and depth != found:
        raise InvalidValueError(f"sdd is {depth}, and the directory {path!r} lies {found} deep", kind="invalid")


def _no_hook(hook: object) -> None:
    if hook is not None:
        raise UnsupportedOperationError("sts_hook is left out: the string to sign is not shown")
