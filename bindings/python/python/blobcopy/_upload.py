"""The keywords of the calls that write and read whole blobs."""

# The descriptions are read at run time, as in `_keywords.py`.

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from ._enums import RehydratePriority
from ._keywords import Conditioned, Leased, OnBlob
from ._properties import ContentSettings, ImmutabilityPolicy


class Written(Conditioned, Leased, total=False):
    """The keywords of every call that writes a blob."""

    tags: Annotated[Mapping[str, str] | None, "Tags of the blob."]
    immutability_policy: Annotated[ImmutabilityPolicy | None, "Until when the blob can be neither changed nor deleted."]
    legal_hold: Annotated[bool | None, "Whether the blob gets a legal hold."]
    encryption_scope: Annotated[str | None, "The encryption scope of the blob."]
    premium_page_blob_tier: Annotated[str | None, "Tier of a page blob in a premium account."]
    standard_blob_tier: Annotated[str | None, "Tier of a block blob."]


class UploadOptions(Written, total=False):
    """The keywords of `upload_blob`."""

    overwrite: Annotated[
        bool | None, "Whether an existing blob is overwritten. Without it, an existing blob is an error."
    ]
    content_settings: Annotated[ContentSettings | None, "Content type and other headers of the blob."]
    encoding: Annotated[str | None, "The encoding of content that is a text; UTF-8 by default."]
    max_concurrency: Annotated[int | None, "Ignored: the blob is written in one request."]
    progress_hook: Annotated[Callable[[int, int | None], Any] | None, "Ignored: the blob is written in one request."]
    validate_content: Annotated[bool | None, "Must be false: the content is not hashed."]


class CreateOptions(Written, total=False):
    """The keywords of the calls that create empty blobs."""

    sequence_number: Annotated[int | None, "Sequence number of a page blob."]


class DownloadOptions(OnBlob, total=False):
    """The keywords of `download_blob`."""

    max_concurrency: Annotated[int | None, "Ignored: the blob is read in one request."]
    progress_hook: Annotated[Callable[[int, int | None], Any] | None, "Ignored: the blob is read in one request."]
    validate_content: Annotated[bool | None, "Must be false: the content is not hashed."]


class TierOptions(Leased, total=False):
    """The keywords of `set_standard_blob_tier`."""

    rehydrate_priority: Annotated[RehydratePriority | str | None, "Priority of a move out of the archive tier."]
    if_tags_match_condition: Annotated[str | None, "Only if the tags of the blob match, as in `\"year\" = '2026'`."]
    version_id: Annotated[str | None, "The version of the blob, instead of the current one."]
