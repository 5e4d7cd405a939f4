"""What `azure.storage.blob` has and this package does not support. The names exist, and raise an error when used."""

from __future__ import annotations

from typing import Any, NoReturn

from .exceptions import UnsupportedOperationError

_REMEDY = "use azure.storage.blob for it, in addition to blobcopy"


class LeftOut:
    """A method that raises when it is called."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __call__(self, *arguments: Any, **options: Any) -> NoReturn:
        raise UnsupportedOperationError(f"{self._name} is left out of blobcopy ({self._what}); {_REMEDY}")


class LeftOutOfBlobs:
    """The methods of blob clients that are left out."""

    append_block_from_url = LeftOut("writing by parts")
    clear_page = LeftOut("writing by parts")
    commit_block_list = LeftOut("writing by parts")
    delete_immutability_policy = LeftOut("immutability of what is there")
    get_block_list = LeftOut("writing by parts")
    get_page_range_diff_for_managed_disk = LeftOut("page ranges")
    get_page_ranges = LeftOut("page ranges")
    list_page_ranges = LeftOut("page ranges")
    query_blob = LeftOut("queries")
    resize_blob = LeftOut("writing by parts")
    seal_append_blob = LeftOut("sealing; a copy can be sealed, by seal_destination_blob")
    set_blob_tags = LeftOut("tags of what is there; a copy can be given tags")
    set_http_headers = LeftOut("headers of what is there")
    set_immutability_policy = LeftOut("immutability of what is there; a copy can be given a policy")
    set_legal_hold = LeftOut("immutability of what is there; a copy can be given a hold")
    set_premium_page_blob_tier = LeftOut("premium tiers of what is there; a copy can be given one")
    set_sequence_number = LeftOut("sequence numbers")
    stage_block = LeftOut("writing by parts")
    stage_block_from_url = LeftOut("writing by parts")
    undelete_blob = LeftOut("soft deletion")
    upload_page = LeftOut("writing by parts")
    upload_pages_from_url = LeftOut("writing by parts")


class LeftOutOfContainers:
    """The methods of container clients that are left out."""

    acquire_lease = LeftOut("leases on containers")
    delete_blobs = LeftOut("batches")
    find_blobs_by_tags = LeftOut("searching by tags")
    get_container_access_policy = LeftOut("stored access policies")
    set_container_access_policy = LeftOut("stored access policies")
    set_container_metadata = LeftOut("metadata of containers that are there")
    set_premium_page_blob_tier_blobs = LeftOut("batches")
    set_standard_blob_tier_blobs = LeftOut("batches")


class LeftOutOfServices:
    """The methods of account clients that are left out."""

    find_blobs_by_tags = LeftOut("searching by tags")
    get_service_properties = LeftOut("settings of accounts")
    get_service_stats = LeftOut("settings of accounts")
    list_containers = LeftOut("listing containers")
    set_service_properties = LeftOut("settings of accounts")
    undelete_container = LeftOut("soft deletion")


_NAMES = {
    "AccessPolicy": "stored access policies",
    "ArrowDialect": "queries",
    "ArrowType": "queries",
    "BlobAnalyticsLogging": "settings of accounts",
    "BlobBlock": "writing by parts",
    "BlobQueryError": "queries",
    "BlobQueryReader": "queries",
    "CorsRule": "settings of accounts",
    "CustomerProvidedEncryptionKey": "keys of the customer's own",
    "DelimitedJsonDialect": "queries",
    "DelimitedTextDialect": "queries",
    "FilteredBlob": "searching by tags",
    "Metrics": "settings of accounts",
    "PageRange": "page ranges",
    "PartialBatchErrorException": "batches",
    "QuickQueryDialect": "queries",
    "RetentionPolicy": "settings of accounts",
    "SequenceNumberAction": "sequence numbers",
    "StaticWebsite": "settings of accounts",
    "download_blob_from_url": "downloads to files; BlobClient.from_blob_url(url).download_blob() reads",
    "upload_blob_to_url": "uploads by URL; BlobClient.from_blob_url(url).upload_blob(data) writes",
}


def missing(module: str, name: str) -> NoReturn:
    """Raises for a name that a module does not have."""
    if name in _NAMES:
        raise UnsupportedOperationError(f"{name} is left out of blobcopy ({_NAMES[name]}); {_REMEDY}")
    raise AttributeError(f"module {module!r} has no attribute {name!r}")
