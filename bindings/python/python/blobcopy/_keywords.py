"""The keywords of the calls, each with its type and its description.

The methods name these classes in their signatures. `_documented.py` writes the keywords into the signatures and docstrings
that Python shows at run time.
"""

# No `from __future__ import annotations` here: the descriptions are read at run time.

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypedDict

from ._connection import without_left_out
from ._enums import MatchConditions, PremiumPageBlobTier, RehydratePriority, StandardBlobTier
from ._properties import ContentSettings, ImmutabilityPolicy
from .exceptions import InvalidValueError

__all__ = ["BeginCopyOptions", "CopyCare", "CopyOptions", "CopyPolicy", "PutFromUrlOptions", "StartCopyOptions"]

Span = timedelta | float
"""A duration: a timedelta, or a number of seconds."""


class Timed(TypedDict, total=False):
    """The keywords of every call."""

    timeout: Annotated[int | None, "Time limit for the service, in seconds."]


class Leased(Timed, total=False):
    """The keywords of a call that can carry a lease."""

    lease: Annotated[Any, "The lease on the blob or container: its id, or a `BlobLeaseClient`."]


class Conditioned(Timed, total=False):
    """The keywords of a call with conditions. A time without a zone is UTC."""

    if_modified_since: Annotated[datetime | None, "Only if the blob was modified after this time."]
    if_unmodified_since: Annotated[datetime | None, "Only if the blob was not modified after this time."]
    etag: Annotated[str | None, "The ETag that `match_condition` compares with the blob."]
    match_condition: Annotated[Any, "A member of `MatchConditions`, from this package or from `azure.core`."]
    if_tags_match_condition: Annotated[str | None, "Only if the tags of the blob match, as in `\"year\" = '2026'`."]


class OnBlob(Conditioned, Leased, total=False):
    """The keywords of a call on a blob."""

    version_id: Annotated[str | None, "The version of the blob, instead of the current one."]


class FromSource(Conditioned, total=False):
    """The keywords of every call that writes a blob from a source."""

    tags: Annotated[Mapping[str, str] | str | None, "Tags of the new blob. Synchronous calls also take `COPY`."]
    source_if_modified_since: Annotated[datetime | None, "Only if the source was modified after this time."]
    source_if_unmodified_since: Annotated[datetime | None, "Only if the source was not modified after this time."]
    source_etag: Annotated[str | None, "The ETag that `source_match_condition` compares with the source."]
    source_match_condition: Annotated[Any, "A member of `MatchConditions`, for the source."]
    source_if_tags_match_condition: Annotated[str | None, "Only if the tags of the source match."]
    destination_lease: Annotated[Any, "The lease on the destination: its id, or a `BlobLeaseClient`."]
    standard_blob_tier: Annotated[StandardBlobTier | str | None, "Tier of the new block blob, such as `Cool`."]


class CopyOptions(FromSource, total=False):
    """The keywords of every call that copies."""

    immutability_policy: Annotated[ImmutabilityPolicy | None, "Until when the copy can be neither changed nor deleted."]
    legal_hold: Annotated[bool | None, "Whether the copy gets a legal hold."]
    premium_page_blob_tier: Annotated[PremiumPageBlobTier | str | None, "Tier of a page blob in a premium account."]
    rehydrate_priority: Annotated[RehydratePriority | str | None, "Priority of a copy out of the archive tier."]
    seal_destination_blob: Annotated[bool | None, "Whether the copy of an append blob is sealed."]


class ReadWithin(TypedDict, total=False):
    """The keywords of a call in which the service reads the source before it answers."""

    source_authorization: Annotated[str | None, "An access token for the source: `Bearer` and the token."]
    source_token_intent: Annotated[str | None, "`backup` if that token reads a source in Azure Files."]
    source_content_md5: Annotated[bytes | bytearray | None, "The MD5 that the content of the source must have."]
    encryption_scope: Annotated[str | None, "The encryption scope of the new blob."]


class StartCopyOptions(CopyOptions, ReadWithin, total=False):
    """The keywords of `start_copy_from_url`, as in `azure.storage.blob`."""

    requires_sync: Annotated[bool | None, "Whether the copy is complete when the call returns, up to 256 MiB."]
    source_lease: Annotated[Any, "Must be `None`: the service has not supported it since 2012."]


class PutFromUrlOptions(FromSource, ReadWithin, total=False):
    """The keywords of `upload_blob_from_url`, as in `azure.storage.blob`."""

    overwrite: Annotated[
        bool | None, "Whether an existing blob is overwritten. Without it, an existing blob is an error."
    ]
    include_source_blob_properties: Annotated[
        bool | None, "Whether the blob gets the properties of the source; the default."
    ]
    content_settings: Annotated[ContentSettings | None, "Content type and other headers of the new blob."]


class CopyPolicy(TypedDict, total=False):
    """The keywords that say how a copy is tracked."""

    on_pending: Annotated[
        Literal["fail", "adopt", "wait", "abort"] | None,
        "What to do if another copy into the destination is pending; the default `fail` raises `PendingCopyError`.",
    ]
    look_first: Annotated[
        bool | None, "Checks the destination before the first start, so that a delayed start does no harm."
    ]
    deadline: Annotated[
        Span | None,
        "Time limit for the whole copy, in seconds. The copy continues after it, unless `abort_at_deadline` is set. "
        "A start or an abort in flight is awaited for five more seconds.",
    ]
    abort_at_deadline: Annotated[bool | None, "Whether a copy that is pending at the deadline is aborted."]
    poll_floor: Annotated[Span | None, "Minimum interval between status checks, in seconds; 0.045 by default."]
    poll_ceiling: Annotated[Span | None, "Maximum interval between status checks, in seconds; 120 by default."]
    poll_share: Annotated[float | None, "Each interval as a share of the elapsed time, up to 1; 0.18 by default."]


class CopyCare(TypedDict, total=False):
    """The safeguards of a copy. The page `docs/care.md` describes them."""

    source_access: Annotated[
        Literal["auto", "as_given", "sas"] | None,
        "How the service is authorized to read the source: as needed, with the URL as it is, or with a new SAS.",
    ]
    source_access_life: Annotated[
        Span | None, 'How long that SAS is valid, in seconds; only with `source_access="sas"`.'
    ]
    check_source: Annotated[bool | None, "Whether the source is checked before the start."]
    pin_source: Annotated[bool | None, "Whether the copy starts only if the source has not changed since that check."]
    lease_source: Annotated[
        bool | None, "Whether the source is leased, and the lease renewed while the copy is awaited."
    ]
    keep_tags: Annotated[bool | None, "Whether the copy gets the tags of the source."]
    protect: Annotated[
        Literal["nothing", "create", "snapshot", "kept_snapshot"] | None,
        "How the content of the destination is protected: not at all, by refusing to overwrite it, or by a snapshot.",
    ]
    verify: Annotated[bool | None, "Whether length and stored MD5 are compared with the source at the end."]


class BeginCopyOptions(CopyOptions, CopyPolicy, CopyCare, total=False):
    """The keywords of `begin_copy_from_url` and `copy`."""


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
