"""Leases around copies."""

from __future__ import annotations

from .conftest import Bench

NEW = "11111111-1111-1111-1111-111111111111"


def test_a_lease_is_acquired_renewed_changed_and_released(bench: Bench) -> None:
    lease = bench.source.acquire_lease(15)
    assert bench.source.get_blob_properties().lease.state == "leased"
    lease.renew()
    lease.change(NEW)
    assert lease.id == NEW
    bench.refused("ResourceExistsError", 409, "LeaseAlreadyPresent", bench.source.acquire_lease, 15)
    lease.release()
    assert bench.source.get_blob_properties().lease.state == "available"


def test_a_lease_tells_its_duration_and_its_status(bench: Bench) -> None:
    bench.source.acquire_lease(-1)
    lease = bench.source.get_blob_properties().lease
    assert (lease.status, lease.state, lease.duration) == ("locked", "leased", "infinite")


def test_a_lease_has_the_id_that_was_proposed(bench: Bench) -> None:
    lease = bench.source.acquire_lease(lease_id=NEW)
    assert lease.id == NEW
    assert lease.etag == bench.source.get_blob_properties().etag


def test_an_infinite_lease_breaks_at_once(bench: Bench) -> None:
    lease = bench.source.acquire_lease(-1)
    assert lease.break_lease() == 0
    assert bench.source.get_blob_properties().lease.state == "broken"


def test_a_lease_breaks_after_a_while(bench: Bench) -> None:
    lease = bench.source.acquire_lease(60)
    assert lease.break_lease(lease_break_period=5) == 5
    assert bench.source.get_blob_properties().lease.state == "breaking"


def test_who_knows_no_id_breaks_a_lease_too(bench: Bench) -> None:
    bench.source.acquire_lease(-1)
    assert bench.package.BlobLeaseClient(bench.source).break_lease(0) == 0


def test_a_finite_lease_ends_with_time(bench: Bench) -> None:
    bench.source.acquire_lease(15)
    upload = bench.source.upload_blob
    bench.refused("HttpResponseError", 412, "LeaseIdMissing", upload, b"x", overwrite=True)
    bench.let_pass(15)
    upload(b"x", overwrite=True)


def test_a_lease_is_shown_as_a_client_or_as_its_id(bench: Bench) -> None:
    lease = bench.source.acquire_lease(-1)
    bench.source.upload_blob(b"one", overwrite=True, lease=lease)
    bench.source.set_blob_metadata({"a": "b"}, lease=lease.id)
    bench.source.delete_blob(lease=lease)
    assert not bench.source.exists()


def test_a_leased_source_is_copied_and_its_copy_is_not_leased(bench: Bench) -> None:
    bench.source.acquire_lease(60)
    bench.start()
    bench.let_pass()
    seen = bench.target.get_blob_properties()
    assert (seen.copy.status, seen.lease.state) == ("success", "available")


def test_a_leased_destination_takes_a_copy_with_its_infinite_lease_only(bench: Bench) -> None:
    bench.blob("target", b"old")
    start = bench.target.start_copy_from_url
    finite = bench.target.acquire_lease(15)
    bench.refused("HttpResponseError", 412, "LeaseIdMissing", start, bench.source.url)
    refused = ("HttpResponseError", 412, "InfiniteLeaseDurationRequired")
    bench.refused(*refused, start, bench.source.url, destination_lease=finite)
    finite.release()
    infinite = bench.target.acquire_lease(-1)
    copy_id = bench.start(destination_lease=infinite)
    bench.refused("HttpResponseError", 412, "LeaseIdMissing", bench.target.abort_copy, copy_id)
    bench.target.abort_copy(copy_id, lease=infinite)
    assert bench.copy().status == "aborted"


def test_a_lease_is_released_at_the_end_of_a_block(bench: Bench) -> None:
    with bench.source.acquire_lease(-1):
        assert bench.source.get_blob_properties().lease.state == "leased"
    assert bench.source.get_blob_properties().lease.state == "available"
