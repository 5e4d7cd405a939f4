"""What the calls on a blob do; a client of either kind carries them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import _blobcopy
from ._connection import Connection
from ._content import content_bytes
from ._driving import Underway
from ._keywords import (
    Words,
    care_of,
    conditions_of,
    content_of,
    copy_of,
    done_with,
    flag_of,
    immutability_of,
    lease_of,
    pairs_of,
    policy_of,
    source_of,
    text_of,
    tier_of,
    timeout_of,
    url_of,
    within_the_call_of,
)
from ._polling import Watch
from ._properties import BlobProperties, ContentSettings, binary
from ._times import span
from .exceptions import InvalidValueError, ResourceNotFoundError

# What azure.storage.blob does: the URL is sent as it is.
_AS_GIVEN: Words = {"source_access": "as_given"}

Target = tuple[str, str, str | None, str | None]


class BlobCore:
    """One blob."""

    def __init__(
        self,
        connection: Connection,
        container: str,
        name: str,
        snapshot: str | None = None,
        version_id: str | None = None,
    ) -> None:
        self.connection = connection
        self.container = container
        self.name = name
        self.snapshot = snapshot
        self.version_id = version_id
        # A name that no blob can have is refused when the client is made.
        self.url()

    def target(self, said: Words | None = None) -> Target:
        """The blob, for the native half."""
        version_id = said.pop("version_id", None) if said else None
        return (self.container, self.name, self.snapshot, version_id or self.version_id)

    def url(self) -> str:
        """The blob's URL without a query."""
        return self.connection.account().blob_url((self.container, self.name, None, None))

    def account(self) -> _blobcopy.Account:
        """The native client."""
        return self.connection.account()

    async def start_copy(
        self, source: Any, metadata: Mapping[str, str] | None, incremental_copy: bool, said: Words
    ) -> Words:
        """Starts a copy, as `azure.storage.blob` does: what the service said of the start."""
        limit = timeout_of(said)
        url, asked, special = url_of(source), copy_of(metadata, said), within_the_call_of(said)
        is_within, target = flag_of("requires_sync", said), self.target()
        done_with(said, "start_copy_from_url")
        if not is_within or incremental_copy:
            _refuse_special(special, asked, incremental_copy)
        if incremental_copy:
            _refuse_dropped(asked, "an incremental copy", asked.keys() - _INCREMENTAL)
        elif is_within:
            _refuse_dropped(asked, "requires_sync=True", _SCHEDULED)
        if incremental_copy:
            call = self.account().incremental_copy(target, url, asked, limit.get("timeout"))
        elif is_within:
            whole = span("timeout", limit.get("timeout"))
            call = self.account().copy_within_the_call(target, url, {**asked, **special}, whole)
        else:
            call = self.account().start_copy(target, url, asked, _start_within(limit), _AS_GIVEN)
        answer = await Underway(call)
        if isinstance(answer, _blobcopy.Copy):
            return answer.started()
        return _with_binary(answer)

    async def begin_copy(self, source: Any, metadata: Mapping[str, str] | None, said: Words) -> Watch:
        """Starts a copy that is waited for later."""
        start, policy, care = _start_within(said), policy_of(said), care_of(said)
        what, asked = source_of(source), copy_of(metadata, said)
        done_with(said, "begin_copy_from_url")
        if asked.get("copy_source_tags"):
            _refuse_special({}, asked, False)
        call = self.account().start_copy(self.target(), what, asked, {**policy, **start}, care)
        return Watch(self.connection, await Underway(call), policy)

    async def abort_copy(self, copy_id: Any, said: Words) -> None:
        """Ends a pending copy."""
        asked = {**lease_of(said), **timeout_of(said)}
        done_with(said, "abort_copy")
        await Underway(self.account().abort_copy(self.target(), _copy_id(copy_id), asked))

    async def properties(self, said: Words) -> BlobProperties:
        """All but the content."""
        target, asked = self.target(said), _on_blob(said)
        done_with(said, "get_blob_properties")
        told = await Underway(self.account().blob_properties(target, asked))
        return self.named(BlobProperties(**told))

    def named(self, properties: BlobProperties) -> BlobProperties:
        """The properties, with what the reply does not say."""
        properties.name = self.name
        properties.container = self.container
        properties.snapshot = self.snapshot
        return properties

    async def exists(self, said: Words) -> bool:
        """Whether the blob is there."""
        try:
            await self.properties(said)
        except ResourceNotFoundError:
            return False
        return True

    async def upload(
        self, data: Any, blob_type: Any, length: int | None, metadata: Mapping[str, str] | None, said: Words
    ) -> Words:
        """Writes a whole blob."""
        content = content_bytes(data, length, said.pop("encoding", None))
        for unneeded in ("max_concurrency", "progress_hook"):
            said.pop(unneeded, None)
        overwrite = said.pop("overwrite", False)
        conditions = conditions_of(said)
        if not overwrite and not any(conditions["conditions"].values()):
            conditions["conditions"] = {"if_none_match": "*"}
        kind = {"pageblob": "page", "appendblob": "append"}.get((text_of(blob_type) or "").lower(), "block")
        asked = {
            "kind": kind,
            **self._written(metadata, said.pop("content_settings", None), said),
            **conditions,
        }
        done_with(said, "upload_blob")
        account, target = self.account(), self.target()
        if kind == "block":
            return _with_binary(await Underway(account.upload(target, content, asked)))
        asked["length"] = len(content)
        answer = await Underway(account.upload(target, b"", asked))
        if content:
            shown = {"lease_id": asked.get("lease_id")}
            fill = account.put_page if kind == "page" else account.append_block
            answer = await Underway(fill(target, content, shown))
        return _with_binary(answer)

    async def create_empty(
        self, kind: str, size: int | None, settings: ContentSettings | None, metadata: Any, said: Words
    ) -> Words:
        """Makes a page blob of zeros, or an empty append blob."""
        sequence = said.pop("sequence_number", None)
        asked = {
            "kind": kind,
            "length": size,
            "sequence_number": sequence,
            **self._written(metadata, settings, said),
            **conditions_of(said),
        }
        done_with(said, f"create_{kind}_blob")
        return _with_binary(await Underway(self.account().upload(self.target(), b"", asked)))

    async def append_block(self, data: Any, length: int | None, said: Words) -> Words:
        """Appends to an append blob."""
        content = content_bytes(data, length, said.pop("encoding", None))
        asked = {**lease_of(said), **timeout_of(said)}
        done_with(said, "append_block")
        return _with_binary(await Underway(self.account().append_block(self.target(), content, asked)))

    def _written(self, metadata: Any, settings: ContentSettings | None, said: Words) -> Words:
        return {
            "metadata": pairs_of("metadata", metadata),
            "tags": pairs_of("tags", said.pop("tags", None)),
            "encryption_scope": said.pop("encryption_scope", None),
            **tier_of(said),
            **content_of(settings),
            **immutability_of(said),
            **lease_of(said),
            **timeout_of(said),
        }

    async def download(self, offset: int | None, length: int | None, said: Words) -> tuple[BlobProperties, bytes, int]:
        """The content, the properties that come with it, and how long the whole blob is."""
        for unneeded in ("max_concurrency", "progress_hook"):
            said.pop(unneeded, None)
        if length is not None and offset is None:
            raise InvalidValueError("an offset must be given with a length", kind="invalid")
        target = self.target(said)
        asked = {**_on_blob(said), "start": offset, "end": None if length is None else (offset or 0) + length}
        asked.pop("metadata", None)
        done_with(said, "download_blob")
        told = await Underway(self.account().download(target, asked))
        properties = self.named(BlobProperties(**told["properties"]))
        total = properties.size
        if told["range"] is not None:
            first, after, total = told["range"]
            properties.content_range = f"bytes {first}-{after - 1}/{total}"
            properties.content_settings.content_md5 = binary(told["blob_content_md5"])
        return properties, told["content"], total

    async def delete(self, delete_snapshots: str | None, said: Words) -> None:
        """Deletes the blob."""
        target = self.target(said)
        asked = {"delete_snapshots": text_of(delete_snapshots), **_on_blob(said)}
        done_with(said, "delete_blob")
        await Underway(self.account().delete_blob(target, asked))

    async def create_snapshot(self, metadata: Mapping[str, str] | None, said: Words) -> Words:
        """Keeps the blob as it is."""
        scope = said.pop("encryption_scope", None)
        asked = {"metadata": pairs_of("metadata", metadata), "encryption_scope": scope, **_on_blob(said)}
        done_with(said, "create_snapshot")
        answer: Words = await Underway(self.account().snapshot(self.target(), asked))
        return answer

    async def lease(self, action: str, words: Words, said: Words, call: str) -> Words:
        """Does something with a lease on the blob."""
        asked = {"action": action, **words, **conditions_of(said), **timeout_of(said)}
        done_with(said, call)
        answer: Words = await Underway(self.account().lease(self.target(), asked))
        return answer

    async def set_metadata(self, metadata: Mapping[str, str] | None, said: Words) -> Words:
        """Gives the blob other metadata."""
        scope = said.pop("encryption_scope", None)
        asked = {"metadata": pairs_of("metadata", metadata), "encryption_scope": scope, **_on_blob(said)}
        done_with(said, "set_blob_metadata")
        answer: Words = await Underway(self.account().set_metadata(self.target(), asked))
        return answer

    async def tags(self, said: Words) -> dict[str, str]:
        """The blob's tags."""
        target, asked = self.target(said), _on_blob(said)
        done_with(said, "get_blob_tags")
        told = await Underway(self.account().tags(target, asked))
        tags: dict[str, str] = told["tags"]
        return tags

    async def set_tier(self, tier: Any, said: Words) -> None:
        """Moves the blob to another tier."""
        target = self.target(said)
        asked = {
            "tier": text_of(tier),
            "rehydrate_priority": text_of(said.pop("rehydrate_priority", None)),
            "if_tags": said.pop("if_tags_match_condition", None),
            **lease_of(said),
            **timeout_of(said),
        }
        done_with(said, "set_standard_blob_tier")
        if asked["tier"] is None:
            raise InvalidValueError("a tier must be given", kind="invalid")
        await Underway(self.account().set_tier(target, asked))


def _start_within(said: Words) -> Words:
    """How long the start may take."""
    limit = timeout_of(said)
    return {"start_within": span("timeout", limit["timeout"])} if limit else {}


def _on_blob(said: Words) -> Words:
    return {**lease_of(said), **conditions_of(said), **timeout_of(said)}


def _with_binary(answer: Words) -> Words:
    for name in ("content_md5", "content_crc64"):
        if name in answer:
            answer[name] = binary(answer[name])
    return answer


def _copy_id(given: Any) -> str:
    """The id in whatever tells of a copy: a text, what its start returned, or the destination's properties."""
    if isinstance(given, Mapping):
        given = given["copy_id"]
    elif hasattr(given, "copy_id"):
        given = given.copy_id
    elif hasattr(given, "copy") and hasattr(given.copy, "id"):
        given = given.copy.id
    if not isinstance(given, str):
        raise TypeError(
            f"a copy is named by its id, what its start returned, or properties, not {type(given).__name__}"
        )
    return given


_SPECIAL = {
    "encryption_scope": "an encryption scope",
    "source_authorization": "source_authorization",
    "source_token_intent": "source_token_intent",
    "source_content_md5": "source_content_md5",
}


# What an incremental copy is asked for.
_INCREMENTAL = {"conditions", "if_tags"}

# What a copy within the call cannot be asked for.
_SCHEDULED = {"rehydrate_priority", "seal", "source_if_tags"}

_KEYWORDS = {
    "lease_id": "destination_lease",
    "seal": "seal_destination_blob",
    "source_if_tags": "source_if_tags_match_condition",
    "tier": "standard_blob_tier",
}


def _refuse_dropped(asked: Words, call: str, names: Iterable[str]) -> None:
    """Raises for an option that this kind of copy would not send."""
    for name in sorted(names):
        value = asked.get(name)
        if any(value.values()) if isinstance(value, dict) else value:
            raise InvalidValueError(f"{_KEYWORDS.get(name, name)} is not possible for {call}", kind="invalid")


def _refuse_special(special: Words, asked: Words, incremental_copy: bool) -> None:
    named = [told for name, told in _SPECIAL.items() if special.get(name) is not None]
    if asked.get("copy_source_tags"):
        named.append("tags='COPY'")
    if named:
        way = "not for an incremental copy" if incremental_copy else "with requires_sync=True alone"
        raise InvalidValueError(f"{named[0]} is possible {way}", kind="invalid")
