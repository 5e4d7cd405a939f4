"""`upload_blob_from_url`: a blob with the content of a URL, complete when the call returns."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import re
from typing import Any

import azure.storage.blob
import pytest

import blobcopy
import blobcopy.aio
from blobcopy.testing import Emulator


def sent(emulator: Emulator) -> list[dict[str, Any]]:
    return [request for request in emulator.requests() if request["operation"] == "PutBlobFromUrl"]


def test_the_blob_has_the_content_and_the_properties_of_the_source(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    settings = blobcopy.ContentSettings(content_type="text/plain")
    source.upload_blob(b"0123456789", overwrite=True, metadata={"from": "live"}, content_settings=settings)
    written = target.upload_blob_from_url(source)
    properties = target.get_blob_properties()
    assert target.download_blob().readall() == b"0123456789"
    assert (properties.metadata, properties.content_settings.content_type) == ({"from": "live"}, "text/plain")
    assert properties.copy.status is None
    assert written["etag"] == properties.etag and written["request_id"]


def test_an_existing_blob_is_overwritten_only_if_that_is_said(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    target.upload_blob(b"old")
    with pytest.raises(blobcopy.ResourceExistsError) as raised:
        target.upload_blob_from_url(source)
    assert raised.value.error_code == "BlobAlreadyExists"
    target.upload_blob_from_url(source, overwrite=True)
    assert target.download_blob().readall() == b"0123456789"
    # A condition takes the place of `overwrite`, as in azure.storage.blob.
    now = target.get_blob_properties().etag
    target.upload_blob_from_url(source, etag=now, match_condition=blobcopy.MatchConditions.IfNotModified)
    with pytest.raises(blobcopy.ResourceModifiedError):
        target.upload_blob_from_url(source, etag=now, match_condition=blobcopy.MatchConditions.IfNotModified)
    with pytest.raises(TypeError, match="overwrite must be true or false"):
        target.upload_blob_from_url(source, overwrite="no")  # type: ignore[arg-type]


def test_what_is_given_takes_the_place_of_the_properties_of_the_source(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    target.upload_blob_from_url(
        source,
        metadata={"a": "b"},
        tags={"c": "d"},
        standard_blob_tier=blobcopy.StandardBlobTier.COOL,
        include_source_blob_properties=False,
        content_settings=blobcopy.ContentSettings(content_type="text/csv", cache_control="no-cache"),
    )
    properties = target.get_blob_properties()
    assert (properties.metadata, properties.blob_tier) == ({"a": "b"}, "Cool")
    assert (properties.content_settings.content_type, properties.content_settings.cache_control) == (
        "text/csv",
        "no-cache",
    )
    assert target.get_blob_tags() == {"c": "d"}


def test_conditions_and_digests_of_the_source_are_checked(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    modified = blobcopy.MatchConditions.IfModified
    with pytest.raises(blobcopy.HttpResponseError) as raised:
        target.upload_blob_from_url(
            source, source_etag=source.get_blob_properties().etag, source_match_condition=modified
        )
    assert raised.value.status_code in (304, 412)
    with pytest.raises(blobcopy.HttpResponseError):
        target.upload_blob_from_url(source, source_content_md5=hashlib.md5(b"other").digest())
    assert not target.exists()
    target.upload_blob_from_url(source, source_content_md5=hashlib.md5(b"0123456789").digest())


def test_a_lost_response_is_resolved_by_sending_again(
    emulator: Emulator, source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    emulator.add_fault("reset_after", operation="PutBlobFromUrl", times=1)
    before = len(sent(emulator))
    target.upload_blob_from_url(source, overwrite=True)
    assert len(sent(emulator)) == before + 2


def test_a_source_that_cannot_be_sent_is_refused_as_for_a_copy(target: blobcopy.BlobClient) -> None:
    for call in (target.upload_blob_from_url, target.begin_copy_from_url, target.start_copy_from_url):
        with pytest.raises(blobcopy.InvalidValueError, match="space"):
            call("https://acct.blob.core.windows.net/live/two words")
    with pytest.raises(blobcopy.InvalidValueError, match="space"):
        target.start_copy_from_url("https://acct.blob.core.windows.net/live/two words", requires_sync=True)
    with pytest.raises(TypeError, match="has no option on_pending"):
        target.upload_blob_from_url("https://acct.blob.core.windows.net/live/b", on_pending="wait")  # type: ignore[call-arg]


def test_every_keyword_that_microsoft_documents_is_known(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    documented = inspect.getdoc(azure.storage.blob.BlobClient.upload_blob_from_url) or ""
    keywords = set(re.findall(r":(?:keyword|paramtype) (?:[^:]* )?(\w+):", documented))
    assert len(keywords) >= 20
    for keyword in keywords:
        # Nothing is asked for by `None`, and so nothing refuses it.
        target.upload_blob_from_url(source, **{keyword: None, "overwrite": True})


def test_it_can_be_awaited(emulator: Emulator, source: blobcopy.BlobClient, target: blobcopy.BlobClient) -> None:
    async def put() -> dict[str, Any]:
        text = emulator.connection_string()
        async with blobcopy.aio.BlobServiceClient.from_connection_string(text) as service:
            awaited = service.get_blob_client(target.container_name, target.blob_name)
            return await awaited.upload_blob_from_url(source.url + "?" + sas(source))

    assert asyncio.run(put())["etag"]
    assert target.download_blob().readall() == b"0123456789"


def sas(blob: blobcopy.BlobClient) -> str:
    return blobcopy.generate_blob_sas(
        "first",
        blob.container_name,
        blob.blob_name,
        account_key="Zmlyc3Q=",
        permission="r",
        expiry="2999-01-01",
    )
