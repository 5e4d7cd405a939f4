"""The keywords of the functions that create shared access signatures."""

# The descriptions are read at run time, as in `_keywords.py`.

from typing import Annotated, TypedDict


class AccountSasOptions(TypedDict, total=False):
    """The keywords of `generate_account_sas`."""

    protocol: Annotated[str | None, "`https`, or `https,http`."]
    encryption_scope: Annotated[str | None, "The encryption scope of the blobs that are written."]
    sv: Annotated[str | None, "The version of the SAS; 2020-12-06, or the lowest version that has every field used."]


class ContainerSasOptions(AccountSasOptions, total=False):
    """The keywords of `generate_container_sas`."""

    cache_control: Annotated[str | None, "The header `Cache-Control` of responses."]
    content_disposition: Annotated[str | None, "The header `Content-Disposition` of responses."]
    content_encoding: Annotated[str | None, "The header `Content-Encoding` of responses."]
    content_language: Annotated[str | None, "The header `Content-Language` of responses."]
    content_type: Annotated[str | None, "The header `Content-Type` of responses."]
    preauthorized_agent_object_id: Annotated[str | None, "The object id of a user whose access is not checked again."]
    agent_object_id: Annotated[str | None, "The object id of a user whose access is checked."]
    correlation_id: Annotated[str | None, "An id for the logs of the account."]


class BlobSasOptions(ContainerSasOptions, total=False):
    """The keywords of `generate_blob_sas`."""

    version_id: Annotated[str | None, "The version of the blob."]
    sdd: Annotated[int | None, "The depth of a directory; counted without it."]
