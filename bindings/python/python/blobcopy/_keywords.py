"""The keywords of the calls, and what the native half is told of them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NotRequired, TypedDict

from ._connection import refuse
from ._enums import MatchConditions, PremiumPageBlobTier, RehydratePriority, StandardBlobTier
from ._properties import ContentSettings, ImmutabilityPolicy
from ._times import moment, span
from .exceptions import InvalidValueError, UnsupportedOperationError

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


def timeout_of(said: Words) -> Words:
    """How long the service may take."""
    timeout = said.pop("timeout", None)
    if timeout is None:
        return {}
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise TypeError(f"timeout must be a number of seconds, not {type(timeout).__name__}")
    if not 0 < timeout < 2**31:
        raise InvalidValueError("timeout must be more than nothing, in seconds", kind="invalid")
    return {"timeout": max(1, round(timeout))}


def lease_of(said: Words, name: str = "lease") -> Words:
    """The lease that is shown."""
    lease = said.pop(name, None)
    return {} if lease is None else {"lease_id": getattr(lease, "id", lease)}


def conditions_of(said: Words, prefix: str = "") -> Words:
    """The conditions, on the blob or on the source of a copy."""
    matched = _match(said, f"{prefix}match_condition", f"{prefix}etag")
    words = {
        **matched,
        "if_modified_since": moment(f"{prefix}if_modified_since", said.pop(f"{prefix}if_modified_since", None)),
        "if_unmodified_since": moment(f"{prefix}if_unmodified_since", said.pop(f"{prefix}if_unmodified_since", None)),
    }
    if_tags = said.pop(f"{prefix}if_tags_match_condition", None)
    return {f"{prefix}conditions": words, f"{prefix}if_tags": if_tags}


def _match(said: Words, condition_name: str, etag_name: str) -> Words:
    condition, etag = said.pop(condition_name, None), said.pop(etag_name, None)
    # That of azure.core has the same names, and is another class.
    name = getattr(condition, "name", None)
    if condition is None:
        if etag:
            raise InvalidValueError(f"{etag_name} was given without {condition_name}", kind="invalid")
        return {}
    if name not in MatchConditions.__members__:
        raise TypeError(f"{condition_name} must be a member of MatchConditions, not {condition!r}")
    if name in ("IfNotModified", "IfModified") and not etag:
        raise InvalidValueError(f"{condition_name} was given without {etag_name}", kind="invalid")
    header: dict[str, Words] = {
        "IfNotModified": {"if_match": etag},
        "IfModified": {"if_none_match": etag},
        "IfPresent": {"if_match": "*"},
        "IfMissing": {"if_none_match": "*"},
    }
    return header.get(str(name), {})


def text_of(value: Any) -> str | None:
    """A member of an enumeration, or its text."""
    return None if value is None else str(getattr(value, "value", value))


def pairs_of(name: str, pairs: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Names and values."""
    if pairs is None:
        return []
    if not isinstance(pairs, Mapping):
        raise TypeError(f"{name} must be a dictionary of texts, not {type(pairs).__name__}")
    for key, value in pairs.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError(f"{name} must be a dictionary of texts: {key!r} has {type(value).__name__}")
    return list(pairs.items())


def immutability_of(said: Words) -> Words:
    """Until when the blob is kept as it is."""
    policy, hold = said.pop("immutability_policy", None), said.pop("legal_hold", None)
    words: Words = {"legal_hold": hold}
    if policy is not None:
        until = moment("immutability_policy.expiry_time", policy.expiry_time)
        if until is None:
            raise InvalidValueError("an immutability policy must say until when it lasts", kind="invalid")
        words["immutability_policy"] = {"until": until, "mode": text_of(policy.policy_mode)}
    return words


def content_of(settings: ContentSettings | None) -> Words:
    """What a blob says of its content."""
    if settings is None:
        return {}
    return {
        "content_type": settings.content_type,
        "content_encoding": settings.content_encoding,
        "content_language": settings.content_language,
        "content_disposition": settings.content_disposition,
        "cache_control": settings.cache_control,
        "content_md5": base64_of(settings.content_md5),
    }


def base64_of(binary: bytes | bytearray | str | None) -> str | None:
    """Bytes as a header carries them; a text is taken to be that already."""
    return binary if binary is None or isinstance(binary, str) else base64.b64encode(binary).decode()


def tier_of(said: Words) -> Words:
    """The tier that is wished for."""
    premium, standard = said.pop("premium_page_blob_tier", None), said.pop("standard_blob_tier", None)
    return {"tier": text_of(premium or standard)}


def copy_of(metadata: Mapping[str, str] | None, said: Words) -> Words:
    """What a copy is asked for, by any of the calls that copy."""
    if metadata is None and not said:
        return {}
    if said.pop("source_lease", None) is not None:
        raise UnsupportedOperationError(
            "source_lease is left out: the service has not known it since version 2012-02-12"
        )
    tags = said.pop("tags", None)
    if isinstance(tags, str) and tags.upper() not in ("COPY", "REPLACE"):
        raise InvalidValueError("tags must be a dictionary, or 'COPY' for those of the source", kind="invalid")
    return {
        "metadata": pairs_of("metadata", metadata),
        "tags": [] if isinstance(tags, str) else pairs_of("tags", tags),
        "copy_source_tags": isinstance(tags, str) and tags.upper() == "COPY",
        "rehydrate_priority": text_of(said.pop("rehydrate_priority", None)),
        "seal": said.pop("seal_destination_blob", None),
        **tier_of(said),
        **immutability_of(said),
        **lease_of(said, "destination_lease"),
        **conditions_of(said),
        **conditions_of(said, "source_"),
    }


def within_the_call_of(said: Words) -> Words:
    """What only a copy within the call is asked for."""
    if not said:
        return {}
    return {
        "source_authorization": _token(said.pop("source_authorization", None)),
        "source_token_intent": said.pop("source_token_intent", None),
        "source_content_md5": base64_of(said.pop("source_content_md5", None)),
        "encryption_scope": said.pop("encryption_scope", None),
    }


def _token(authorization: str | None) -> str | None:
    if authorization is None or not authorization.lower().startswith("bearer "):
        return authorization
    return authorization[len("bearer ") :].strip()


def policy_of(said: Words) -> Words:
    """How a copy is carried through."""
    if not said:
        return {}
    on_pending = _one_of("on_pending", said.pop("on_pending", "fail"), "fail", "adopt", "wait", "abort")
    share = said.pop("poll_share", None)
    if share is not None and not 0 < share <= 1:
        raise InvalidValueError("poll_share must be more than 0, and 1 at most", kind="invalid")
    return {
        "on_pending": on_pending,
        "abort_at_deadline": flag_of("abort_at_deadline", said),
        "look_first": flag_of("look_first", said),
        "deadline": span("deadline", said.pop("deadline", None)),
        "poll_floor": span("poll_floor", said.pop("poll_floor", None)),
        "poll_ceiling": span("poll_ceiling", said.pop("poll_ceiling", None)),
        "poll_share": share,
    }


def care_of(said: Words) -> Words:
    """What care is taken of a copy."""
    if not said:
        return {}
    access = _one_of("source_access", said.pop("source_access", "auto"), "auto", "as_given", "sas")
    life = span("source_access_life", said.pop("source_access_life", None))
    if (access == "sas") != (life is not None):
        raise InvalidValueError(
            "source_access_life says how long a SAS lives, and goes with source_access='sas' alone", kind="invalid"
        )
    protect = said.pop("protect", "nothing")
    words: Words = {
        "source_access": access,
        "source_access_life": life,
        "protect": _one_of("protect", protect, "nothing", "create", "snapshot", "kept_snapshot"),
    }
    for name in ("check_source", "pin_source", "lease_source", "keep_tags", "verify"):
        words[name] = flag_of(name, said)
    return words


def flag_of(name: str, said: Words) -> bool:
    """Whether something is wanted. A text such as `"no"` would count as true, and is refused."""
    value = said.pop(name, None)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {type(value).__name__}")
    return value


def _one_of(name: str, value: Any, *known: str) -> str:
    if value not in known:
        raise InvalidValueError(f"{name} must be {', '.join(known[:-1])} or {known[-1]}, not {value!r}", kind="invalid")
    return str(value)


def source_of(source: Any) -> Any:
    """What is copied: a URL, or one of our clients' blobs, whose credential may open it for the service."""
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


def done_with(said: Words, call: str) -> None:
    """Raises if a keyword is left that nobody knows."""
    refuse(said, f"{call}()")
