"""A copy that is started, watched, waited for, aborted and resumed, in a program that blocks."""

from __future__ import annotations

import gc
import pickle
import threading

import pytest

import blobcopy
from blobcopy.testing import Emulator


def beside(emulator: Emulator, name: str = "target") -> tuple[blobcopy.BlobClient, blobcopy.BlobClient]:
    """A source that is there, and a target that is not."""
    service = emulator.service_client()
    source = service.get_blob_client("box", "source")
    source.upload_blob(b"0123456789", overwrite=True)
    return source, service.get_blob_client("box", name)


def test_a_copy_is_waited_for_until_it_has_succeeded(hurried: Emulator) -> None:
    source, target = beside(hurried)
    poller = target.begin_copy_from_url(source.url)
    copied = poller.result()
    assert (copied.id, copied.status, copied.progress) == (poller.copy_id, "success", "10/10")
    assert copied.completion_time is not None
    assert target.download_blob().readall() == b"0123456789"
    assert poller.result() is copied


def test_one_call_copies_and_waits(hurried: Emulator) -> None:
    source, target = beside(hurried)
    assert target.copy(source).status == "success"


def test_a_pending_copy_is_not_taken_for_a_done_one(source, target, emulator) -> None:
    poller = target.begin_copy_from_url(source)
    assert (poller.done(), poller.status()) == (False, "pending")
    assert not poller.wait(timeout=0.2)
    emulator.advance(10)
    assert (poller.status(), poller.done()) == ("success", True)


def test_a_wait_that_takes_too_long_leaves_the_copy_to_go_on(source, target) -> None:
    poller = target.begin_copy_from_url(source)
    with pytest.raises(blobcopy.CopyTimeoutError) as raised:
        poller.result(timeout=0.1)
    assert isinstance(raised.value, TimeoutError)
    assert raised.value.copy_id == poller.copy_id
    assert target.get_blob_properties().copy.status == "pending"


def test_a_copy_that_fails_is_an_exception_that_says_why(source, target, emulator, container) -> None:
    poller = target.begin_copy_from_url(source)
    reason = '500 InternalServerError "told to"'
    assert emulator.fail_copy(container.container_name, "target", reason)
    with pytest.raises(blobcopy.CopyFailedError, match="told to") as raised:
        poller.result()
    assert (raised.value.kind, raised.value.copy_id) == ("copy_failed", poller.copy_id)
    assert (poller.status(), poller.done(), poller.wait()) == ("failed", True, True)


def test_a_copy_is_called_off(source, target) -> None:
    poller = target.begin_copy_from_url(source)
    assert poller.cancel() is None
    assert target.get_blob_properties().copy.status == "aborted"
    with pytest.raises(blobcopy.CopyAbortedError):
        poller.result()


def test_calling_off_what_has_ended_is_answered(source, target, emulator) -> None:
    poller = target.begin_copy_from_url(source)
    emulator.advance(10)
    ended = poller.cancel()
    assert ended is not None and ended.status == "success"
    assert poller.result().status == "success"


def test_a_copy_is_resumed_by_a_token_without_a_secret(source, target, emulator, service) -> None:
    sas = blobcopy.generate_blob_sas(
        "first", source.container_name, "source", account_key="Zmlyc3Q=", permission="r", expiry="2999-01-01"
    )
    poller = target.begin_copy_from_url(f"{source.url}?{sas}")
    token = poller.continuation_token()
    assert "sig" not in token and "\n" not in token
    again = service.resume_copy(token)
    assert again.copy_id == poller.copy_id
    emulator.advance(10)
    assert again.result().status == "success"


def test_the_token_of_another_account_is_refused(source, target, emulator) -> None:
    token = target.begin_copy_from_url(source).continuation_token()
    with pytest.raises(blobcopy.InvalidValueError, match="not at the endpoint of this client"):
        emulator.service_client("second").resume_copy(token)


def test_the_copy_in_the_way_is_named(source, target) -> None:
    first = target.begin_copy_from_url(source)
    with pytest.raises(blobcopy.PendingCopyError) as raised:
        target.begin_copy_from_url(source)
    assert raised.value.other_copy is not None
    assert raised.value.other_copy.id == first.copy_id
    assert (raised.value.status_code, raised.value.error_code) == (409, "PendingCopyOperation")


def test_a_pending_copy_of_the_same_source_is_adopted_if_that_is_asked_for(source, target) -> None:
    first = target.begin_copy_from_url(source)
    assert target.begin_copy_from_url(source, on_pending="adopt").copy_id == first.copy_id
    second = target.begin_copy_from_url(source, on_pending="abort")
    assert second.copy_id != first.copy_id
    assert first.status() == "unknown"
    with pytest.raises(blobcopy.CopySupersededError):
        first.result()


def test_a_start_whose_answer_was_lost_is_found_again(source, target, emulator) -> None:
    emulator.add_fault("reset_after", operation="CopyBlob", times=1)
    started = target.start_copy_from_url(source.url)
    assert started["copy_id"] == target.get_blob_properties().copy.id
    assert (started["copy_status"], started["etag"]) == ("pending", None)


def test_a_deadline_ends_the_wait_and_not_the_copy(source, target) -> None:
    with pytest.raises(blobcopy.CopyTimeoutError):
        target.copy(source, deadline=0.2)
    assert target.get_blob_properties().copy.status == "pending"


def test_progress_is_told_while_the_copy_is_waited_for(source, target, emulator) -> None:
    told: list[tuple[int, int | None]] = []

    def hook(done: int, total: int | None) -> None:
        told.append((done, total))
        emulator.advance(5)

    assert target.copy(source, progress_hook=hook).status == "success"
    assert told == [(0, 10), (5, 10), (10, 10)]


def test_iterating_gives_every_word_of_the_copy(hurried: Emulator) -> None:
    source, target = beside(hurried)
    poller = target.begin_copy_from_url(source)
    words = [state.status for state in poller]
    assert words[-1] == "success" and set(words[:-1]) <= {"pending"}
    assert list(poller) == []


def test_a_poller_that_is_forgotten_never_aborts_its_copy(source, target) -> None:
    poller = target.begin_copy_from_url(source)
    del poller
    gc.collect()
    assert target.get_blob_properties().copy.status == "pending"


def test_threads_share_one_client(hurried: Emulator) -> None:
    source, _ = beside(hurried)
    service = hurried.service_client()
    ended: list[str | None] = []

    def copy(number: int) -> None:
        target = service.get_blob_client("box", f"target-{number}")
        ended.append(target.copy(source).status)

    threads = [threading.Thread(target=copy, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == ["success"] * 20


def test_a_refusal_says_why_and_what_to_do(container, target) -> None:
    with pytest.raises(blobcopy.ResourceNotFoundError) as raised:
        target.begin_copy_from_url(container.get_blob_client("missing"))
    why = raised.value.diagnosis
    assert why is not None and why.name == "source_missing"
    assert (raised.value.cause, raised.value.remedy) == (f"{why.cause} (404 BlobNotFound)", why.remedy)
    assert f" failed: {why.cause} (" in str(raised.value) and f"; {why.remedy} [" in str(raised.value)
    assert pickle.loads(pickle.dumps(raised.value)).diagnosis == why


def test_an_exception_survives_pickling(source, target) -> None:
    target.begin_copy_from_url(source)
    with pytest.raises(blobcopy.PendingCopyError) as raised:
        target.begin_copy_from_url(source)
    again = pickle.loads(pickle.dumps(raised.value))
    assert type(again) is blobcopy.PendingCopyError
    assert vars(again) == vars(raised.value) and str(again) == str(raised.value)
