"""The keywords of the calls, with their types, and the options of the native half that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NotRequired, TypedDict

from ._connection import without_left_out
from ._enums import MatchConditions, PremiumPageBlobTier, RehydratePriority, StandardBlobTier
from ._properties import ImmutabilityPolicy
from .exceptions import InvalidValueError

__all__ = ["BeginCopyOptions", "CopyCare", "CopyOptions", "CopyPolicy", "StartCopyOptions"]


class Timed(TypedDict, total=False):
    """What every call takes."""

    timeout: int | None
    """Seconds that the service may take."""


class Leased(Timed, total=False):
    """A call that may have to show a lease."""

    lease: Any
    """The lease on the blob: its id, or a `BlobLeaseClient`."""


class Conditioned(Timed, total=False):
    """A call that may be made on a condition."""

    if_modified_since: datetime | None
    if_unmodified_since: datetime | None
    etag: str | None
    match_condition: Any
    """A member of `MatchConditions`, of this package or of `azure.core`."""
    if_tags_match_condition: str | None


class OnBlob(Conditioned, Leased, total=False):
    """A call on a blob."""

    version_id: str | None


class CopyOptions(Conditioned, total=False):
    """What a copy may be asked for, by any of the calls that copy."""

    tags: Mapping[str, str] | str | None
    immutability_policy: ImmutabilityPolicy | None
    legal_hold: bool | None
    source_if_modified_since: datetime | None
    source_if_unmodified_since: datetime | None
    source_etag: str | None
    source_match_condition: Any
    source_if_tags_match_condition: str | None
    destination_lease: Any
    premium_page_blob_tier: PremiumPageBlobTier | str | None
    standard_blob_tier: StandardBlobTier | str | None
    rehydrate_priority: RehydratePriority | str | None
    seal_destination_blob: bool | None


class StartCopyOptions(CopyOptions, total=False):
    """What `start_copy_from_url` takes: the keywords of `azure.storage.blob`."""

    requires_sync: bool | None
    """Copies within the call, which small blobs allow."""
    source_authorization: str | None
    source_token_intent: str | None
    source_content_md5: bytes | bytearray | None
    encryption_scope: str | None
    source_lease: Any


class CopyPolicy(TypedDict, total=False):
    """How a copy is carried through."""

    on_pending: NotRequired[Literal["fail", "adopt", "wait", "abort"]]
    """What to do when the destination has a pending copy already; `fail` unless said."""
    look_first: bool
    """Whether to look at the destination before the first start, so that one that is lost and late does no harm."""
    deadline: timedelta | float | None
    """How long all of it may take. The copy lives on beyond it, unless `abort_at_deadline`.

    A poll in flight is dropped then; a start or an abort is awaited for five seconds more."""
    abort_at_deadline: bool
    """Whether a copy that is still pending at the deadline is aborted."""
    poll_floor: timedelta | float | None
    """The shortest time between two questions about the copy."""
    poll_ceiling: timedelta | float | None
    """The longest time between two questions about the copy."""
    poll_share: float | None
    """Each wait as a share of the time that the copy has taken so far."""


class CopyCare(TypedDict, total=False):
    """What care is taken of a copy's source, its destination and its end. What it does is in the manual, `docs/care.md`."""

    source_access: Literal["auto", "as_given", "sas"]
    """How the service is let in at the source: by what it takes, by the URL as it is, or by a SAS made for it."""
    source_access_life: timedelta | float | None
    """How long the service may read the source, with `source_access="sas"`."""
    check_source: bool
    """Whether the source is looked at first."""
    pin_source: bool
    """Whether the copy starts only if the source is as it was looked at."""
    lease_source: bool
    """Whether the source is held by a lease, renewed while the copy is waited for."""
    keep_tags: bool
    """Whether the copy gets the source's tags."""
    protect: Literal["nothing", "create", "snapshot", "kept_snapshot"]
    """What is done so that a failed copy does not cost what the destination holds."""
    verify: bool
    """Whether the copy is compared with its source at the end."""


class BeginCopyOptions(CopyOptions, CopyPolicy, CopyCare, total=False):
    """What `begin_copy_from_url` takes."""


Words = dict[str, Any]


def options_of(said: Words, call: str, **more: Any) -> Words:
    """The options of a call as the native half reads them, which checks them. `None` is as if left out."""
    more = {name: value for name, value in more.items() if value is not None}
    if not said:
        return more
    options = {**without_left_out(said, f"{call}()"), **more}
    for prefix in ("", "source_"):
        _match(options, prefix)
    for name in ("lease", "destination_lease"):
        if name in options:
            options[name] = getattr(options[name], "id", options[name])
    for name in ("container_encryption_scope", "content_settings", "immutability_policy"):
        if name in options:
            options[name] = getattr(options[name], "__dict__", options[name])
    if isinstance(options.get("tags"), str):
        options["copy_source_tags"] = options.pop("tags").upper()
    return options


def _match(options: Words, prefix: str) -> None:
    """A condition on a tag, as the header says it."""
    condition_name, etag_name = f"{prefix}match_condition", f"{prefix}etag"
    condition, etag = options.pop(condition_name, None), options.pop(etag_name, None)
    if condition is None:
        if etag:
            raise InvalidValueError(f"{etag_name} was given without {condition_name}", kind="invalid")
        return
    # That of azure.core has the same names, and is another class.
    name = getattr(condition, "name", None)
    if name not in MatchConditions.__members__:
        raise TypeError(f"{condition_name} must be a member of MatchConditions, not {condition!r}")
    if name in ("IfNotModified", "IfModified") and not etag:
        raise InvalidValueError(f"{condition_name} was given without {etag_name}", kind="invalid")
    headers = {
        "IfNotModified": ("if_match", etag),
        "IfModified": ("if_none_match", etag),
        "IfPresent": ("if_match", "*"),
        "IfMissing": ("if_none_match", "*"),
    }
    if name in headers:
        header, value = headers[name]
        options[f"{prefix}{header}"] = value


def policy_of(said: Words) -> Words:
    """The options that say how a copy is tracked, which a copy that is resumed has too."""
    return {name: value for name, value in said.items() if name in CopyPolicy.__annotations__}


def flag_of(name: str, said: Words) -> bool:
    """Whether something is wanted. A text such as `"no"` would count as true, and is refused."""
    value = said.pop(name, None)
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"{name} must be true or false, not {type(value).__name__}")
    return bool(value)


def source_of(source: Any) -> Any:
    """What is copied: a URL, or a client's blob, whose credential may authorize access to it."""
    core = getattr(source, "_core", None)
    if core is not None and hasattr(source, "blob_name"):
        return (core.account(), core.target())
    return url_of(source)


def url_of(source: Any) -> str:
    """The URL of what is copied, as it would be sent: it is neither encoded nor decoded."""
    url = getattr(source, "url", source)
    if not isinstance(url, str):
        raise TypeError(f"the source must be a URL or a BlobClient, not {type(source).__name__}")
    return url
