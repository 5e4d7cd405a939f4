"""The keywords of the calls that write and read whole blobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._keywords import Conditioned, Leased, OnBlob
from ._properties import ContentSettings, ImmutabilityPolicy


class Written(Conditioned, Leased, total=False):
    """What any call that writes a blob takes."""

    tags: Mapping[str, str] | None
    immutability_policy: ImmutabilityPolicy | None
    legal_hold: bool | None
    encryption_scope: str | None
    premium_page_blob_tier: str | None
    standard_blob_tier: str | None


class UploadOptions(Written, total=False):
    """What `upload_blob` takes."""

    overwrite: bool
    content_settings: ContentSettings | None
    encoding: str
    max_concurrency: int
    """Not needed: a blob is written in one request."""
    progress_hook: Callable[[int, int | None], Any] | None
    """Not called: a blob is written in one request."""
    validate_content: bool


class CreateOptions(Written, total=False):
    """What the calls that make empty blobs take."""

    sequence_number: int | None


class DownloadOptions(OnBlob, total=False):
    """What `download_blob` takes."""

    max_concurrency: int
    """Not needed: a blob is read in one request."""
    progress_hook: Callable[[int, int | None], Any] | None
    """Not called: a blob is read in one request."""
    validate_content: bool
