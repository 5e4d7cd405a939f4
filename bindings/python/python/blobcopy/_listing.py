"""The keywords of the calls on containers."""

# The descriptions are read at run time, as in `_keywords.py`.

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from ._keywords import Leased, Timed
from ._properties import ContainerEncryptionScope


class ContainerOptions(Timed, total=False):
    """The keywords of `create_container`."""

    container_encryption_scope: Annotated[
        ContainerEncryptionScope | Mapping[str, Any] | None, "The encryption scope of the blobs in the container."
    ]


class DeleteContainerOptions(Timed, total=False):
    """The keywords of `BlobServiceClient.delete_container`."""

    if_modified_since: Annotated[datetime | None, "Only if the container was modified after this time."]
    if_unmodified_since: Annotated[datetime | None, "Only if the container was not modified after this time."]


class DeleteThisContainerOptions(DeleteContainerOptions, Leased, total=False):
    """The keywords of `ContainerClient.delete_container`."""


class ListOptions(Timed, total=False):
    """The keywords of the listings."""

    results_per_page: Annotated[int | None, "Maximum number of items in a page, up to 5,000."]
    start_from: Annotated[str | None, "The name at which the listing starts."]


class NameListOptions(ListOptions, total=False):
    """The keywords of `list_blob_names`."""

    name_starts_with: Annotated[str | None, "The prefix of the names."]
