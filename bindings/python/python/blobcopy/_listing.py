"""The keywords of the calls on containers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ._keywords import Leased, Timed
from ._properties import ContainerEncryptionScope


class ContainerOptions(Timed, total=False):
    """What `create_container` takes."""

    container_encryption_scope: ContainerEncryptionScope | Mapping[str, Any] | None


class DeleteContainerOptions(Timed, total=False):
    """What `BlobServiceClient.delete_container` takes."""

    if_modified_since: datetime | None
    if_unmodified_since: datetime | None


class DeleteThisContainerOptions(DeleteContainerOptions, Leased, total=False):
    """What `ContainerClient.delete_container` takes."""


class ListOptions(Timed, total=False):
    """What the listings take."""

    results_per_page: int | None
    start_from: str | None
