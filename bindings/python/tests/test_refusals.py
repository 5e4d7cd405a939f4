"""What no interface can send is refused by all of them alike: the table is shared with the tests of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import blobcopy
from blobcopy import _blobcopy
from blobcopy.testing import Emulator

TABLE = Path(__file__).parents[3] / "tests" / "refusals.json"
CASES = json.loads(TABLE.read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_what_cannot_be_sent_is_invalid(target: blobcopy.BlobClient, emulator: Emulator, case: dict[str, Any]) -> None:
    before = len(emulator.requests())
    with pytest.raises(ValueError) as raised:
        target.begin_copy_from_url("https://example.org/b", **case["python"])
    assert getattr(raised.value, "kind", None) == "invalid"
    for words in case["says"]:
        assert words in str(raised.value)
    assert len(emulator.requests()) == before


def account(emulator: Emulator) -> _blobcopy.Account:
    return _blobcopy.Account(emulator.url(), {})


def test_the_native_half_refuses_a_word_that_it_does_not_know(emulator: Emulator) -> None:
    native, target = account(emulator), ("box", "b", None, None)
    for options in [
        {"on_pending": "take"},
        {"protect": "everything"},
        {"source_access": "open"},
        {"source_access": "sas"},
    ]:
        with pytest.raises(ValueError, match="must be one of|sas needs source_access_life"):
            native.begin_copy(target, "https://example.org/b", options)
    with pytest.raises(ValueError, match="block, page, append"):
        native.call_blob("upload_blob", target, {"kind": "sheet"}, b"")
    with pytest.raises(ValueError, match="acquire, renew, change, release, break"):
        native.call_blob("lease", target, {"action": "lend"})
    with pytest.raises(TypeError, match="there is no call undelete"):
        native.call_blob("undelete", target, {})


@pytest.mark.parametrize(
    ("call", "owner"),
    [
        (lambda target: target.begin_copy_from_url("https://example.org/b", colour="red"), "begin_copy_from_url"),
        (lambda target: target.get_blob_properties(colour="red"), "get_blob_properties"),
    ],
)
def test_an_unknown_option_is_refused_with_the_known_ones(target: blobcopy.BlobClient, call: Any, owner: str) -> None:
    with pytest.raises(TypeError, match=rf"^{owner} has no option colour; the options are .*if_tags_match_condition"):
        call(target)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ({"requires_sync": True, "rehydrate_priority": "High"}, "rehydrate_priority"),
        ({"requires_sync": True, "seal_destination_blob": True}, "seal_destination_blob"),
        ({"requires_sync": True, "source_if_tags_match_condition": "\"a\" = 'b'"}, "source_if_tags_match_condition"),
        ({"incremental_copy": True, "metadata": {"a": "b"}}, "metadata"),
        ({"incremental_copy": True, "standard_blob_tier": "Cool"}, "standard_blob_tier"),
    ],
)
def test_an_option_that_would_be_dropped_is_refused(
    target: blobcopy.BlobClient, call: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError, match=f"^{named} is not supported by"):
        target.start_copy_from_url("https://example.org/b", **call)


def test_a_resumed_copy_refuses_what_only_a_start_takes(
    emulator: Emulator, source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    token = target.begin_copy_from_url(source).continuation_token()
    with pytest.raises(TypeError, match="^resume_copy has no option verify; the options are on_pending"):
        emulator.service_client().resume_copy(token, verify=True)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ["look_first", "abort_at_deadline", "verify", "keep_tags"])
def test_a_text_is_no_flag(target: blobcopy.BlobClient, name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} must be true or false, not a string$"):
        target.begin_copy_from_url("https://example.org/b", **{name: "no"})


def test_a_lost_answer_of_a_copy_within_the_call_is_resolved(
    emulator: Emulator, source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    readable = source.url + "?" + _sas(source)
    emulator.add_fault("reset_after", operation="CopyBlobFromUrl", times=1)
    done = target.start_copy_from_url(readable, requires_sync=True, match_condition=blobcopy.MatchConditions.IfMissing)
    assert done["copy_status"] == "success" and done["copy_id"]
    assert target.download_blob().readall() == b"0123456789"
    asked = [request["target"] for request in emulator.requests() if request["operation"] == "CopyBlobFromUrl"]
    assert len([path for path in asked if f"{target.container_name}/{target.blob_name}" in path]) == 1


def _sas(blob: blobcopy.BlobClient) -> str:
    from datetime import UTC, datetime, timedelta

    return blobcopy.generate_blob_sas(
        "first",
        blob.container_name,
        blob.blob_name,
        account_key="Zmlyc3Q=",
        permission="r",
        expiry=datetime.now(UTC) + timedelta(hours=1),
    )
