"""What the calls on a blob do; a client of either kind carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _blobcopy
from ._connection import Connection
from ._content import content_bytes
from ._driving import Underway
from ._keywords import Words, flag_of, options_of, policy_of, source_of, url_of
from ._polling import Watch
from ._properties import BlobProperties, ContentSettings
from .exceptions import InvalidValueError, ResourceNotFoundError

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
        url, is_within = url_of(source), flag_of("requires_sync", said)
        account, target = self.account(), self.target()
        if incremental_copy:
            options = options_of(said, "start_copy_from_url", metadata=metadata, source=url)
            call = account.call_blob("incremental_copy", target, options)
        elif is_within:
            options = options_of(said, "start_copy_from_url", metadata=metadata)
            call = account.copy_within_call(target, url, options)
        else:
            options = options_of(said, "start_copy_from_url", metadata=metadata)
            call = account.start_copy(target, url, options)
        answer: Words | _blobcopy.StartedCopy = await Underway(call)
        return answer.started() if isinstance(answer, _blobcopy.StartedCopy) else answer

    async def begin_copy(self, source: Any, metadata: Mapping[str, str] | None, said: Words) -> Watch:
        """Starts a copy that is waited for later."""
        options = options_of(said, "begin_copy_from_url", metadata=metadata)
        call = self.account().begin_copy(self.target(), source_of(source), options)
        return Watch(self.connection, await Underway(call), policy_of(said))

    async def put_from_url(self, source: Any, metadata: Mapping[str, str] | None, said: Words) -> Words:
        """Writes a block blob with the content of a source."""
        overwrite = flag_of("overwrite", said)
        options = options_of(said, "upload_blob_from_url", metadata=metadata)
        _keep_existing(options, overwrite)
        answer: Words = await Underway(self.account().put_from_url(self.target(), source_of(source), options))
        return answer

    async def abort_copy(self, copy_id: Any, said: Words) -> None:
        """Ends a pending copy."""
        await self._call("abort_copy", said, copy_id=_copy_id(copy_id))

    async def properties(self, said: Words) -> BlobProperties:
        """All but the content."""
        return self.named(BlobProperties(**await self._call("get_blob_properties", said)))

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
        overwrite = flag_of("overwrite", said)
        kind = _KINDS.get(str(getattr(blob_type, "value", blob_type)).lower(), "block")
        options = options_of(said, "upload_blob", kind=kind, metadata=metadata)
        _keep_existing(options, overwrite)
        account, target = self.account(), self.target()
        if kind == "block":
            answer: Words = await Underway(account.call_blob("upload_blob", target, options, content))
            return answer
        options["length"] = len(content)
        answer = await Underway(account.call_blob("upload_blob", target, options))
        if content:
            shown = {"lease": options.get("lease")}
            fill = "put_page" if kind == "page" else "append_block"
            answer = await Underway(account.call_blob(fill, target, shown, content))
        return answer

    async def create_empty(
        self, kind: str, size: int | None, settings: ContentSettings | None, metadata: Any, said: Words
    ) -> Words:
        """Makes a page blob of zeros, or an empty append blob."""
        said = {"content_settings": settings, **said}
        answer: Words = await self._call("upload_blob", said, kind=kind, length=size, metadata=metadata)
        return answer

    async def append_block(self, data: Any, length: int | None, said: Words) -> Words:
        """Appends to an append blob."""
        content = content_bytes(data, length, said.pop("encoding", None))
        options = options_of(said, "append_block")
        answer: Words = await Underway(self.account().call_blob("append_block", self.target(), options, content))
        return answer

    async def download(self, offset: int | None, length: int | None, said: Words) -> tuple[BlobProperties, bytes, int]:
        """The content, the properties that come with it, and how long the whole blob is."""
        for unneeded in ("max_concurrency", "progress_hook"):
            said.pop(unneeded, None)
        if length is not None and offset is None:
            raise InvalidValueError("an offset must be given with a length", kind="invalid")
        told = await self._call("download_blob", said, offset=offset, length=length)
        properties = self.named(BlobProperties(**told["properties"]))
        total = properties.size
        if told["content_range"] is not None:
            properties.content_range, total = told["content_range"], told["whole_size"]
            properties.content_settings.content_md5 = told["blob_content_md5"]
        return properties, told["content"], total

    async def delete(self, delete_snapshots: str | None, said: Words) -> None:
        """Deletes the blob."""
        await self._call("delete_blob", said, delete_snapshots=delete_snapshots)

    async def create_snapshot(self, metadata: Mapping[str, str] | None, said: Words) -> Words:
        """Keeps the blob as it is."""
        answer: Words = await self._call("create_snapshot", said, metadata=metadata)
        return answer

    async def lease(self, action: str, words: Words, said: Words, call: str) -> Words:
        """Does something with a lease on the blob."""
        options = options_of(said, call, action=action, **words)
        answer: Words = await Underway(self.account().call_blob("lease", self.target(), options))
        return answer

    async def set_metadata(self, metadata: Mapping[str, str] | None, said: Words) -> Words:
        """Gives the blob other metadata."""
        answer: Words = await self._call("set_blob_metadata", said, metadata=metadata)
        return answer

    async def tags(self, said: Words) -> dict[str, str]:
        """The blob's tags."""
        tags: dict[str, str] = (await self._call("get_blob_tags", said))["tags"]
        return tags

    async def set_tier(self, tier: Any, said: Words) -> None:
        """Moves the blob to another tier."""
        await self._call("set_standard_blob_tier", said, standard_blob_tier=tier)

    async def _call(self, name: str, said: Words, **more: Any) -> Any:
        target = self.target(said)
        return await Underway(self.account().call_blob(name, target, options_of(said, name, **more)))


def _keep_existing(options: Words, overwrite: bool) -> None:
    """Adds the condition that the blob does not exist, unless it may be overwritten or there is another condition."""
    if not overwrite and not any(options.get(name) for name in _CONDITIONS):
        options["if_none_match"] = "*"


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


_KINDS = {"pageblob": "page", "appendblob": "append"}

_CONDITIONS = ("if_match", "if_none_match", "if_modified_since", "if_unmodified_since")
