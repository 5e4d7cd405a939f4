"""Clients, properties, listings, errors and whole blobs: what surrounds a copy."""

from __future__ import annotations

import io

import pytest

from .conftest import Bench


def test_a_client_tells_what_it_is_of(bench: Bench) -> None:
    name = bench.container.container_name
    assert bench.source.account_name == "first"
    assert (bench.source.container_name, bench.source.blob_name) == (name, "source")
    assert bench.container.container_name == name
    assert bench.source.url == f"{bench.emulator.url('first')}/{name}/source"
    assert bench.container.url == f"{bench.emulator.url('first')}/{name}"
    assert bench.source.snapshot is None and bench.source.version_id is None


def test_the_url_of_azure_names_the_account(bench: Bench) -> None:
    service = bench.package.BlobServiceClient("https://acct.blob.core.windows.net", credential="c2VjcmV0")
    assert (service.account_name, service.url) == ("acct", "https://acct.blob.core.windows.net/")
    assert service.primary_hostname == "acct.blob.core.windows.net"
    blob = service.get_blob_client("box", "a/b c.txt")
    assert blob.url == "https://acct.blob.core.windows.net/box/a/b%20c.txt"


def test_a_url_without_a_scheme_is_taken_as_https(bench: Bench) -> None:
    blob = bench.package.BlobClient("acct.blob.core.windows.net", "box", "blob")
    assert blob.url == "https://acct.blob.core.windows.net/box/blob"


def test_a_blobs_url_is_taken_apart(bench: Bench) -> None:
    url = "https://acct.blob.core.windows.net/box/a%20b/c?snapshot=2026-11-20T00:00:00.0000000Z"
    blob = bench.package.BlobClient.from_blob_url(url)
    assert (blob.account_name, blob.container_name, blob.blob_name) == ("acct", "box", "a b/c")
    assert blob.snapshot == "2026-11-20T00:00:00.0000000Z"


def test_a_client_needs_a_container_and_a_blob(bench: Bench) -> None:
    with pytest.raises(ValueError):
        bench.package.BlobClient("https://acct.blob.core.windows.net", "", "blob")
    with pytest.raises(ValueError):
        bench.package.ContainerClient("https://acct.blob.core.windows.net", "")


def test_clients_are_made_from_what_listings_give(bench: Bench) -> None:
    (listed,) = bench.container.list_blobs()
    assert bench.content(bench.container.get_blob_client(listed.name)) == b"0123456789"
    seen = bench.container.get_container_properties()
    assert bench.service.get_blob_client(seen, "source").exists()


def test_clients_are_context_managers(bench: Bench) -> None:
    name = bench.container.container_name
    with bench.client() as service, service.get_container_client(name) as container:
        blob = container.get_blob_client("source")
        with blob:
            assert blob.exists()


def test_properties_are_read_by_name_and_as_a_dictionary(bench: Bench) -> None:
    seen = bench.source.get_blob_properties()
    assert seen.size == seen["size"] == 10
    assert (seen.name, seen.container) == ("source", bench.container.container_name)
    assert "etag" in seen and seen.get("nothing", 7) == 7
    assert dict(seen.items())["blob_type"] == "BlockBlob" == seen.blob_type
    assert seen.copy["status"] is None and seen.lease["state"] == "available"


def test_properties_tell_dates_in_utc(bench: Bench) -> None:
    seen = bench.source.get_blob_properties()
    assert seen.last_modified.utcoffset().total_seconds() == 0
    assert seen.creation_time <= seen.last_modified


def test_what_is_not_there_is_not_found(bench: Bench) -> None:
    bench.refused("ResourceNotFoundError", 404, "BlobNotFound", bench.target.get_blob_properties)
    bench.refused("ResourceNotFoundError", 404, "BlobNotFound", bench.target.download_blob)
    bench.refused("ResourceNotFoundError", 404, "BlobNotFound", bench.target.delete_blob)


def test_a_source_that_is_not_there_is_not_found(bench: Bench) -> None:
    missing = bench.container.get_blob_client("missing").url
    bench.refused("ResourceNotFoundError", 404, "BlobNotFound", bench.target.start_copy_from_url, missing)


def test_a_container_that_is_not_there_is_not_found(bench: Bench) -> None:
    nowhere = bench.service.get_blob_client("nowhere", "target")
    bench.refused("ResourceNotFoundError", 404, "ContainerNotFound", nowhere.start_copy_from_url, bench.source.url)
    assert not bench.service.get_container_client("nowhere").exists()


def test_existence_is_asked_for(bench: Bench) -> None:
    assert bench.source.exists() and not bench.target.exists()
    assert bench.container.exists()


def test_a_blob_is_written_from_bytes_text_and_files(bench: Bench) -> None:
    for data in (b"0123", "0123", io.BytesIO(b"0123")):
        bench.target.upload_blob(data, overwrite=True)
        assert bench.content() == b"0123"
    bench.target.upload_blob(b"0123456789", length=4, overwrite=True)
    assert bench.content() == b"0123"


def test_an_upload_tells_its_tag_and_its_date(bench: Bench) -> None:
    told = bench.target.upload_blob(b"x", metadata={"a": "b"})
    seen = bench.target.get_blob_properties()
    assert (told["etag"], told["last_modified"]) == (seen.etag, seen.last_modified)
    assert seen.metadata == {"a": "b"}


def test_a_part_of_a_blob_is_read(bench: Bench) -> None:
    assert bench.source.download_blob(offset=2, length=3).readall() == b"234"
    assert bench.source.download_blob(offset=8).readall() == b"89"


def test_a_download_is_read_as_text_in_parts_and_into_a_file(bench: Bench) -> None:
    assert bench.source.download_blob(encoding="utf-8").readall() == "0123456789"
    assert b"".join(bench.source.download_blob().chunks()) == b"0123456789"
    file = io.BytesIO()
    assert bench.source.download_blob().readinto(file) == 10
    assert file.getvalue() == b"0123456789"
    download = bench.source.download_blob()
    assert (download.size, download.name, len(download)) == (10, "source", 10)
    assert download.properties.etag == bench.source.get_blob_properties().etag
    assert (download.read(4), download.read()) == (b"0123", b"456789")


def test_a_snapshot_keeps_what_was_there(bench: Bench) -> None:
    kept = bench.source.create_snapshot()
    bench.source.upload_blob(b"new", overwrite=True)
    old = bench.service.get_blob_client(bench.container.container_name, "source", snapshot=kept)
    assert bench.content(old) == b"0123456789"
    assert old.get_blob_properties().snapshot == kept["snapshot"]


def test_a_blob_with_snapshots_is_deleted_with_them(bench: Bench) -> None:
    bench.source.create_snapshot()
    bench.refused("ResourceExistsError", 409, "SnapshotsPresent", bench.source.delete_blob)
    bench.source.delete_blob(delete_snapshots="include")
    assert not bench.source.exists()


def test_a_listing_comes_page_by_page(bench: Bench) -> None:
    for number in range(5):
        bench.blob(f"blob-{number}", b"x")
    pages = bench.container.list_blobs(name_starts_with="blob-", results_per_page=2).by_page()
    first = [blob.name for blob in next(pages)]
    assert first == ["blob-0", "blob-1"]
    token = pages.continuation_token
    rest = bench.container.list_blobs(name_starts_with="blob-", results_per_page=2).by_page(continuation_token=token)
    assert [blob.name for page in rest for blob in page] == ["blob-2", "blob-3", "blob-4"]


def test_a_listing_tells_names_metadata_snapshots_and_tags(bench: Bench) -> None:
    blob = bench.blob("blob", b"x", metadata={"a": "b"}, tags={"t": "u"})
    blob.create_snapshot()
    listed = list(bench.container.list_blobs("blob", include=["metadata", "snapshots", "tags"]))
    assert [item.snapshot is None for item in listed] == [False, True]
    assert listed[1].metadata == {"a": "b"} and listed[1].tags == {"t": "u"}
    assert listed[1].size == 1 and listed[1].container == bench.container.container_name
    assert list(bench.container.list_blob_names()) == ["blob", "source"]


def test_a_level_is_walked(bench: Bench) -> None:
    bench.blob("a/1", b"x")
    bench.blob("a/2", b"x")
    assert sorted(item.name for item in bench.container.walk_blobs()) == ["a/", "source"]


def test_a_container_is_made_and_deleted(bench: Bench) -> None:
    container = bench.fresh_container(metadata={"a": "b"})
    seen = container.get_container_properties()
    assert (seen.metadata, seen.name) == ({"a": "b"}, container.container_name)
    bench.refused("ResourceExistsError", 409, "ContainerAlreadyExists", container.create_container)
    container.delete_container()
    assert not container.exists()


def test_the_service_makes_and_deletes_containers(bench: Bench) -> None:
    container = bench.service.create_container(f"{bench.container.container_name}-more")
    assert container.exists()
    bench.service.delete_container(container.container_name)
    assert not container.exists()


def test_an_error_tells_code_status_reason_and_message(bench: Bench) -> None:
    error = bench.refused("ResourceNotFoundError", 404, "BlobNotFound", bench.target.download_blob)
    assert error.error_code == bench.package.StorageErrorCode.BLOB_NOT_FOUND
    assert error.reason and error.message and str(error)


def test_a_service_that_is_busy_is_an_error_of_its_status(bench: Bench) -> None:
    bench.emulator.add_fault("refuse", operation="GetBlobProperties", status=503, code="ServerBusy", times=1)
    bench.refused("HttpResponseError", 503, "ServerBusy", bench.source.get_blob_properties)


def test_a_connection_that_breaks_is_an_error_without_a_status(bench: Bench) -> None:
    bench.emulator.add_fault("reset_before", operation="GetBlobProperties", times=1)
    with pytest.raises(bench.package.ServiceResponseError):
        bench.source.get_blob_properties()


def test_a_service_that_is_not_there_is_a_request_error(bench: Bench) -> None:
    service = bench.package.BlobServiceClient("http://127.0.0.1:9/first", credential="c2VjcmV0", retry_total=0)
    with pytest.raises(bench.package.ServiceRequestError):
        service.get_blob_client("box", "blob").get_blob_properties()


def test_a_keyword_that_nobody_knows_is_a_type_error(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.target.start_copy_from_url(bench.source.url, no_such_keyword=1)


def test_enumerations_are_texts(bench: Bench) -> None:
    assert bench.package.StandardBlobTier.COOL == "Cool"
    assert bench.package.StandardBlobTier("Hot") is bench.package.StandardBlobTier.HOT
    assert bench.package.BlobType.PageBlob.value == "PageBlob"
    assert bench.package.RehydratePriority.HIGH.value == "High"
    assert bench.package.PublicAccess.CONTAINER == "container"
