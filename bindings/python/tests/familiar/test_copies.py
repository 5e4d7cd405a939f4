"""Copies: pending, success, failed and aborted."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Bench


def test_a_started_copy_is_pending_and_has_a_name(bench: Bench) -> None:
    started = bench.target.start_copy_from_url(bench.source.url)
    seen = bench.target.get_blob_properties()
    assert started["copy_status"] == seen.copy.status == "pending"
    assert started["copy_id"] == seen.copy.id
    assert started["etag"] == seen.etag
    assert started["last_modified"] == seen.last_modified
    assert started["request_id"] and started["version"]


def test_what_a_start_gives_is_read_with_get_and_in(bench: Bench) -> None:
    started = bench.target.start_copy_from_url(bench.source.url)
    assert started.get("copy_status") == "pending" and started.get("nothing") is None
    assert "copy_id" in started and isinstance(started, dict)


def test_a_pending_copy_tells_its_source_and_its_progress(bench: Bench) -> None:
    bench.start()
    bench.let_pass(5)
    copy = bench.copy()
    assert (copy.source, copy.progress) == (bench.source.url, "5/10")
    assert copy.completion_time is None and copy.status_description is None


def test_a_copy_that_has_succeeded_tells_when(bench: Bench) -> None:
    copy_id = bench.start()
    bench.let_pass()
    copy = bench.copy()
    assert (copy.id, copy.status, copy.progress) == (copy_id, "success", "10/10")
    assert copy.completion_time.utcoffset().total_seconds() == 0
    assert bench.content() == b"0123456789"


def test_the_destination_is_empty_while_the_copy_is_pending(bench: Bench) -> None:
    bench.blob("target", b"old content")
    bench.start()
    assert bench.target.get_blob_properties().size == 0
    assert bench.content() == b""


def test_a_failed_copy_tells_why_and_leaves_nothing(bench: Bench) -> None:
    bench.start()
    bench.fail(reason='404 ResourceNotFound "the source is gone"')
    copy = bench.copy()
    assert (copy.status, copy.status_description) == ("failed", '404 ResourceNotFound "the source is gone"')
    assert bench.target.get_blob_properties().size == 0


def test_a_copy_is_aborted_by_its_id(bench: Bench) -> None:
    copy_id = bench.start()
    assert bench.target.abort_copy(copy_id) is None
    assert bench.copy().status == "aborted"
    assert bench.content() == b""


def test_a_copy_is_aborted_by_what_its_start_gave(bench: Bench) -> None:
    bench.target.abort_copy(bench.target.start_copy_from_url(bench.source.url))
    assert bench.copy().status == "aborted"


def test_a_copy_is_aborted_by_the_properties_of_its_destination(bench: Bench) -> None:
    bench.start()
    bench.target.abort_copy(bench.target.get_blob_properties())
    assert bench.copy().status == "aborted"


def test_a_copy_that_has_ended_cannot_be_aborted(bench: Bench) -> None:
    copy_id = bench.start()
    bench.let_pass()
    bench.refused("ResourceExistsError", 409, "NoPendingCopyOperation", bench.target.abort_copy, copy_id)
    assert bench.copy().status == "success"


def test_a_copy_that_has_failed_cannot_be_aborted(bench: Bench) -> None:
    copy_id = bench.start()
    bench.fail()
    bench.refused("ResourceExistsError", 409, "NoPendingCopyOperation", bench.target.abort_copy, copy_id)


def test_the_id_of_another_copy_aborts_nothing(bench: Bench) -> None:
    bench.start()
    other = "11111111-1111-1111-1111-111111111111"
    bench.refused("ResourceExistsError", 409, "CopyIdMismatch", bench.target.abort_copy, other)
    assert bench.copy().status == "pending"


def test_one_copy_is_pending_at_a_destination(bench: Bench) -> None:
    bench.start()
    start = bench.target.start_copy_from_url
    # Ours is a PendingCopyError, which is a ResourceExistsError and names the copy in the way.
    bench.refused("ResourceExistsError", 409, "PendingCopyOperation", start, bench.source.url)


def test_nothing_else_is_written_while_a_copy_is_pending(bench: Bench) -> None:
    bench.start()
    refused = ("ResourceExistsError", 409, "PendingCopyOperation")
    bench.refused(*refused, bench.target.upload_blob, b"x", overwrite=True)
    bench.refused(*refused, bench.target.set_blob_metadata, {"a": "b"})
    bench.refused(*refused, bench.target.create_snapshot)
    bench.refused(*refused, bench.target.delete_blob)


def test_a_destination_is_free_again_after_a_copy(bench: Bench) -> None:
    bench.start()
    bench.let_pass()
    first = bench.copy().id
    assert bench.start() != first
    assert bench.copy().status == "pending"


def test_a_later_write_takes_the_copy_away(bench: Bench) -> None:
    bench.start()
    bench.let_pass()
    bench.target.upload_blob(b"x", overwrite=True)
    copy = bench.copy()
    assert (copy.id, copy.status, copy.source, copy.progress) == (None, None, None, None)


def test_a_blob_that_was_never_copied_to_tells_no_copy(bench: Bench) -> None:
    copy = bench.copy(bench.source)
    assert copy.status is None and copy.id is None


def test_metadata_is_carried(bench: Bench) -> None:
    bench.blob("source", b"0123456789", metadata={"color": "blue"})
    bench.start()
    assert bench.target.get_blob_properties().metadata == {"color": "blue"}


def test_metadata_that_is_given_takes_the_place_of_the_sources(bench: Bench) -> None:
    bench.blob("source", b"0123456789", metadata={"color": "blue"})
    bench.target.start_copy_from_url(bench.source.url, {"shape": "round"})
    assert bench.target.get_blob_properties().metadata == {"shape": "round"}


def test_a_copy_gets_tags(bench: Bench) -> None:
    bench.start(tags={"project": "x", "team a": "b/c"})
    bench.let_pass()
    assert bench.target.get_blob_tags() == {"project": "x", "team a": "b/c"}
    assert bench.target.get_blob_properties().tag_count == 2


def test_a_copy_gets_a_tier(bench: Bench) -> None:
    bench.start(standard_blob_tier=bench.package.StandardBlobTier.COOL)
    bench.let_pass()
    assert bench.target.get_blob_properties().blob_tier == "Cool"


def test_the_archive_is_left_for_an_online_tier_only(bench: Bench) -> None:
    bench.source.set_standard_blob_tier(bench.package.StandardBlobTier.ARCHIVE)
    start = bench.target.start_copy_from_url
    bench.refused("ResourceExistsError", 409, "BlobArchived", start, bench.source.url)
    bench.start(standard_blob_tier=bench.package.StandardBlobTier.HOT, rehydrate_priority="High")


def test_the_headers_of_the_content_are_carried(bench: Bench) -> None:
    settings = bench.package.ContentSettings(content_type="text/plain", content_language="de", cache_control="no-cache")
    bench.blob("source", b"0123456789", content_settings=settings)
    bench.start()
    bench.let_pass()
    seen = bench.target.get_blob_properties().content_settings
    assert (seen.content_type, seen.content_language, seen.cache_control) == ("text/plain", "de", "no-cache")


def test_a_copy_within_the_call_is_done_when_it_is_answered(bench: Bench) -> None:
    done = bench.target.start_copy_from_url(bench.source.url, requires_sync=True)
    assert done["copy_status"] == "success"
    assert bench.content() == b"0123456789"


def test_requires_sync_false_is_a_copy_that_pends(bench: Bench) -> None:
    assert bench.target.start_copy_from_url(bench.source.url, requires_sync=False)["copy_status"] == "pending"


@pytest.mark.parametrize(
    "options",
    [
        {"encryption_scope": "scope"},
        {"source_authorization": "Bearer token"},
        {"tags": "COPY"},
        {"tags": "COPY", "incremental_copy": True},
    ],
)
def test_what_only_a_copy_within_the_call_takes_is_refused_before_it_is_sent(
    bench: Bench, options: dict[str, Any]
) -> None:
    before = len(bench.emulator.requests())
    with pytest.raises(ValueError):
        bench.target.start_copy_from_url(bench.source.url, **options)
    assert len(bench.emulator.requests()) == before


def test_names_that_need_encoding_are_copied(bench: Bench) -> None:
    source = bench.blob("a b/ü?&#%.txt", b"odd")
    target = bench.container.get_blob_client("x/ü'()*!.txt")
    bench.start(target, source.url)
    bench.let_pass()
    assert bench.content(target) == b"odd"


def test_a_url_that_is_not_encoded(bench: Bench) -> None:
    source = bench.blob("a b/ü.txt", b"odd")
    plain = f"{bench.container.url}/a b/ü.txt"
    if bench.package.name == "blobcopy":
        # Whether the rest of such a URL is encoded cannot be known, so every interface refuses it.
        before = len(bench.emulator.requests())
        with pytest.raises(ValueError, match="percent-encoded"):
            bench.start(source=plain)
        assert len(bench.emulator.requests()) == before
        return
    bench.start(source=plain)
    bench.let_pass()
    assert bench.content() == b"odd" and source.exists()


def test_a_snapshot_is_copied(bench: Bench) -> None:
    snapshot = bench.source.create_snapshot()["snapshot"]
    bench.blob("source", b"new")
    bench.start(source=f"{bench.source.url}?snapshot={snapshot}")
    bench.let_pass()
    assert bench.content() == b"0123456789"


def test_the_client_of_a_snapshot_has_its_url(bench: Bench) -> None:
    snapshot = bench.source.create_snapshot()
    client = bench.container.get_blob_client("source", snapshot=snapshot["snapshot"])
    assert client.url == f"{bench.source.url}?snapshot={snapshot['snapshot']}"
    bench.start(source=client.url)


def test_a_blob_is_copied_onto_itself_out_of_its_snapshot(bench: Bench) -> None:
    snapshot = bench.source.create_snapshot()["snapshot"]
    bench.blob("source", b"new")
    promoted = bench.source.start_copy_from_url(f"{bench.source.url}?snapshot={snapshot}")
    assert promoted["copy_status"] == "success"
    assert bench.content(bench.source) == b"0123456789"


def test_pages_have_their_full_length_while_they_are_pending(bench: Bench) -> None:
    page = bench.package.BlobType.PAGEBLOB
    source = bench.blob("pages", b"p" * 1024, blob_type=page)
    bench.start(source=source.url)
    seen = bench.target.get_blob_properties()
    assert (seen.size, seen.blob_type) == (1024, page)
    bench.let_pass()
    assert bench.content() == b"p" * 1024


def test_an_append_blob_is_copied_with_its_blocks(bench: Bench) -> None:
    source = bench.container.get_blob_client("log")
    source.create_append_blob()
    source.append_block(b"one")
    source.append_block(b"two")
    bench.start(source=source.url, seal_destination_blob=True)
    bench.let_pass()
    seen = bench.target.get_blob_properties()
    assert (seen.append_blob_committed_block_count, seen.size, seen.is_append_blob_sealed) == (2, 6, True)


def test_an_incremental_copy_makes_a_snapshot(bench: Bench) -> None:
    container = bench.fresh_container(public_access="blob")
    source = container.get_blob_client("pages")
    source.create_page_blob(512)
    snapshot = source.create_snapshot()["snapshot"]
    bench.start(source=f"{source.url}?snapshot={snapshot}", incremental_copy=True)
    bench.let_pass()
    copy = bench.copy()
    assert (copy.status, copy.incremental_copy) == ("success", True)
    assert copy.destination_snapshot is not None


def test_a_source_in_another_account_takes_a_sas(bench: Bench) -> None:
    far = bench.blob("far", b"far away", bench.fresh_container(bench.client("second")))
    start = bench.target.start_copy_from_url
    bench.refused("ClientAuthenticationError", 401, "CannotVerifyCopySource", start, far.url)
    bench.start(source=f"{far.url}?{bench.sas(far)}")
    bench.let_pass()
    assert bench.content() == b"far away"
    assert "sig=" not in bench.copy().source


def test_a_sas_that_does_not_allow_reading_opens_no_source(bench: Bench) -> None:
    far = bench.blob("far", b"far away", bench.fresh_container(bench.client("second")))
    start = bench.target.start_copy_from_url
    refused = ("ResourceNotFoundError", 403, "CannotVerifyCopySource")
    bench.refused(*refused, start, f"{far.url}?{bench.sas(far, 'w')}")


def test_a_listing_tells_of_copies_in_every_state(bench: Bench) -> None:
    bench.start(bench.container.get_blob_client("1-success"))
    bench.let_pass()
    aborted = bench.container.get_blob_client("2-aborted")
    aborted.abort_copy(bench.start(aborted))
    bench.start(bench.container.get_blob_client("3-failed"))
    bench.fail("3-failed")
    pending = bench.start(bench.container.get_blob_client("4-pending"))
    listed = {blob.name: blob for blob in bench.container.list_blobs(include=["copy"])}
    assert {name: blob.copy.status for name, blob in listed.items()} == {
        "1-success": "success",
        "2-aborted": "aborted",
        "3-failed": "failed",
        "4-pending": "pending",
        "source": None,
    }
    assert listed["4-pending"].copy.id == pending
    assert listed["1-success"].copy.progress == "10/10"


def test_a_listing_without_copies_tells_none(bench: Bench) -> None:
    bench.start()
    assert [blob.copy.status for blob in bench.container.list_blobs()] == [None, None]
