"""The care that a copy can be given: its source, its destination, its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

import blobcopy
from blobcopy.testing import Emulator


def test_a_failed_copy_does_not_cost_what_the_destination_held(source, target, emulator, container) -> None:
    target.upload_blob(b"old")
    poller = target.begin_copy_from_url(source, protect="snapshot")
    assert emulator.fail_copy(container.container_name, "target", '500 InternalServerError "told to"')
    with pytest.raises(blobcopy.CopyFailedError) as raised:
        poller.result()
    assert raised.value.protection == "the previous content was restored"
    assert target.download_blob().readall() == b"old"


def test_a_snapshot_that_is_kept_is_named(source, target, emulator) -> None:
    target.upload_blob(b"old")
    poller = target.begin_copy_from_url(source, protect="kept_snapshot", verify=True)
    emulator.advance(10)
    poller.result()
    findings = poller.findings()
    assert findings is not None and findings.snapshot is not None
    assert (findings.verified_length, findings.verified_md5) == (10, "same")
    kept = blobcopy.BlobClient.from_connection_string(
        emulator.connection_string(), target.container_name, "target", snapshot=findings.snapshot
    )
    assert kept.download_blob().readall() == b"old"


def test_a_destination_that_is_there_is_not_copied_over_if_it_is_to_be_made(source, target) -> None:
    target.upload_blob(b"old")
    with pytest.raises(blobcopy.ResourceExistsError):
        target.begin_copy_from_url(source, protect="create")
    assert target.download_blob().readall() == b"old"


def test_the_tags_of_the_source_are_kept(container, target, emulator) -> None:
    source = container.get_blob_client("tagged")
    source.upload_blob(b"x", tags={"project": "x"})
    poller = target.begin_copy_from_url(source, keep_tags=True)
    emulator.advance(10)
    poller.result()
    assert target.get_blob_tags() == {"project": "x"}


def test_a_leased_source_is_given_back(source, target, emulator) -> None:
    poller = target.begin_copy_from_url(source, lease_source=True)
    assert source.get_blob_properties().lease.state == "leased"
    emulator.advance(10)
    poller.result()
    assert source.get_blob_properties().lease.state == "available"


def test_a_blob_of_another_account_is_opened_by_its_own_client(target, emulator) -> None:
    far = emulator.service_client("second").create_container(f"far-{id(target)}").get_blob_client("far")
    far.upload_blob(b"far away")
    poller = target.begin_copy_from_url(far)
    emulator.advance(10)
    assert poller.result().status == "success"
    assert target.download_blob().readall() == b"far away"
    again = target.begin_copy_from_url(far, source_access="sas", source_access_life=timedelta(hours=1))
    assert again.cancel() is None
    with pytest.raises(blobcopy.ClientAuthenticationError):
        target.begin_copy_from_url(far, source_access="as_given")


def test_a_source_that_is_not_there_is_found_out_before_the_start(container, target, emulator) -> None:
    before = sum(request["operation"] == "CopyBlob" for request in emulator.requests())
    with pytest.raises(blobcopy.ResourceNotFoundError):
        target.begin_copy_from_url(container.get_blob_client("missing"), check_source=True)
    assert sum(request["operation"] == "CopyBlob" for request in emulator.requests()) == before


def test_a_deadline_can_abort_the_copy(source, target) -> None:
    with pytest.raises(blobcopy.CopyTimeoutError, match="aborted"):
        target.copy(source, deadline=timedelta(milliseconds=200), abort_at_deadline=True)
    assert target.get_blob_properties().copy.status == "aborted"


@pytest.mark.parametrize(
    "options",
    [
        {"source_access": "open"},
        {"source_access": "sas"},
        {"source_access_life": 60},
        {"on_pending": "ignore"},
        {"poll_share": 0},
        {"poll_floor": -1},
        {"deadline": float("nan")},
        {"deadline": float("inf")},
        {"tags": "COPY"},
        {"tags": "mine"},
        {"protect": "snapshot", "on_pending": "abort"},
    ],
)
def test_what_cannot_be_asked_for_is_a_value_error_and_nothing_is_sent(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient, emulator: Emulator, options: dict[str, object]
) -> None:
    before = len(emulator.requests())
    with pytest.raises(ValueError) as raised:
        target.begin_copy_from_url(source, **options)  # type: ignore[arg-type]
    assert isinstance(raised.value, blobcopy.InvalidValueError)
    assert len(emulator.requests()) == before
