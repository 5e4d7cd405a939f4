"""Creates shared access signatures (SAS)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from . import _blobcopy
from ._documented import documented
from ._permissions import (
    AccountSasPermissions,
    BlobSasPermissions,
    ContainerSasPermissions,
    ResourceTypes,
    Services,
)
from ._sas_options import AccountSasOptions, BlobSasOptions, ContainerSasOptions
from ._times import written
from .exceptions import InvalidValueError, UnsupportedOperationError

__all__ = ["UserDelegationKey", "generate_account_sas", "generate_blob_sas", "generate_container_sas"]


class UserDelegationKey:
    """A key with which you sign a SAS for a user. `BlobServiceClient.get_user_delegation_key` returns one.

    Example:
        now = datetime.now(UTC)
        key = login.get_user_delegation_key(now, now + timedelta(hours=1))
    """

    signed_oid: str | None
    """The object id of the user."""
    signed_tid: str | None
    """The tenant of the user."""
    signed_start: str | None
    """The start of the key, in UTC."""
    signed_expiry: str | None
    """The end of the key, in UTC."""
    signed_service: str | None
    """The service that the key is for: `b`."""
    signed_version: str | None
    """The version of the service that issued the key."""
    signed_delegated_user_tid: str | None
    """The tenant of the users that the signatures are for, if it is another one."""
    value: str | None
    """The key itself, which is a secret."""

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


@documented
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
    **kwargs: Unpack[AccountSasOptions],
) -> str:
    """Create a SAS for an account. A time without a zone is UTC.

    Args:
        account_name: The name of the account.
        account_key: The key of the account.
        resource_types: The kinds of resources that the SAS gives access to.
        permission: What the SAS allows.
        expiry: The end of the SAS.
        start: The start of the SAS; without it, it is valid immediately.
        ip: The IP address, or the range `FIRST-LAST`, from which requests are accepted.
        services: The services that the SAS gives access to; the Blob service by default.
        sts_hook: Must be `None`: the string to sign is not shown.
        **kwargs: The keywords of `AccountSasOptions`.

    Returns:
        The SAS, without a `?` in front. It is a secret.

    Raises:
        InvalidValueError: A value cannot be signed.

    Example:
        token = generate_account_sas(
            "acct", account_key, ResourceTypes(object=True), AccountSasPermissions(read=True), expiry="2027-01-01"
        )
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


@documented
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
    **kwargs: Unpack[ContainerSasOptions],
) -> str:
    """Create a SAS for a container and all its blobs. A time without a zone is UTC.

    Args:
        account_name: The name of the account.
        container_name: The name of the container.
        account_key: The key of the account.
        user_delegation_key: The key from `get_user_delegation_key`, instead of the account key.
        permission: What the SAS allows; not needed with `policy_id`.
        expiry: The end of the SAS; not needed with `policy_id`.
        start: The start of the SAS; without it, it is valid immediately.
        policy_id: The id of a stored access policy of the container.
        ip: The IP address, or the range `FIRST-LAST`, from which requests are accepted.
        user_delegation_oid: The object id of the user that may use the SAS.
        request_headers: Headers that a request with the SAS must have.
        request_query_params: Query parameters that a request with the SAS must have.
        sts_hook: Must be `None`: the string to sign is not shown.
        **kwargs: The keywords of `ContainerSasOptions`.

    Returns:
        The SAS, without a `?` in front. It is a secret.

    Raises:
        InvalidValueError: A value cannot be signed, or there is no key.

    Example:
        token = generate_container_sas("acct", "live", account_key, permission="rl", expiry="2027-01-01")
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


@documented
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
    **kwargs: Unpack[BlobSasOptions],
) -> str:
    """Create a SAS for a blob, a snapshot, a version or a directory. A time without a zone is UTC.

    Args:
        account_name: The name of the account.
        container_name: The name of the container.
        blob_name: The name of the blob.
        snapshot: The snapshot; without it, the blob itself.
        account_key: The key of the account.
        user_delegation_key: The key from `get_user_delegation_key`, instead of the account key.
        permission: What the SAS allows; not needed with `policy_id`.
        expiry: The end of the SAS; not needed with `policy_id`.
        start: The start of the SAS; without it, it is valid immediately.
        policy_id: The id of a stored access policy of the container.
        ip: The IP address, or the range `FIRST-LAST`, from which requests are accepted.
        user_delegation_oid: The object id of the user that may use the SAS.
        request_headers: Headers that a request with the SAS must have.
        request_query_params: Query parameters that a request with the SAS must have.
        is_directory: Whether `blob_name` is a directory.
        sts_hook: Must be `None`: the string to sign is not shown.
        **kwargs: The keywords of `BlobSasOptions`.

    Returns:
        The SAS, without a `?` in front. It is a secret.

    Raises:
        InvalidValueError: A value cannot be signed, or there is no key.

    Example:
        token = generate_blob_sas(
            "acct", "live", "db.vhd", account_key=account_key, permission="r", expiry="2027-01-01"
        )
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
                raise InvalidValueError(f"{name} must be given unless a stored access policy has it", kind="invalid")
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
        raise UnsupportedOperationError("sts_hook is not supported: the string to sign is not shown")
