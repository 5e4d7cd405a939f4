"""What can be found out before a copy and after others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import blobcopy
from blobcopy import aio
from blobcopy.testing import Emulator

SIGNATURE = "c2VjcmV0" * 5 + "c2U"


def test_a_source_that_can_be_read_has_no_diagnosis(service, source) -> None:
    explanation = service.explain(source)
    assert (explanation.diagnosis, explanation.status_code, explanation.error_code) == (None, 206, None)
    assert explanation.is_of_blob_service and explanation.is_opened_by_credential


def test_a_source_that_cannot_be_read_says_why(service, container) -> None:
    explanation = service.explain(container.get_blob_client("missing"))
    assert explanation.diagnosis is not None and explanation.diagnosis.name == "source_missing"
    assert explanation.diagnosis.cause and explanation.diagnosis.remedy
    assert (explanation.status_code, explanation.error_code) == (404, "BlobNotFound")


def test_the_signature_of_a_source_is_not_told(service, source) -> None:
    explanation = service.explain(f"{source.url}?sv=2020-12-06&sr=b&sp=r&se=2001-01-01&sig={SIGNATURE}%3D")
    assert explanation.diagnosis is not None and explanation.diagnosis.name == "sas_expired"
    assert "sp=r" in (explanation.sas or "") and SIGNATURE not in repr(explanation)


def test_what_is_no_source_is_refused(service) -> None:
    with pytest.raises(TypeError):
        service.explain(7)


def test_pending_copies_are_found_and_can_be_ended(service, container, source, target) -> None:
    poller = target.begin_copy_from_url(source)
    (found,) = container.find_pending("tar")
    assert (found.container, found.name, found.destination) == (container.container_name, "target", target.url)
    assert (found.state.id, found.state.status) == (poller.copy_id, "pending")
    assert container.find_pending("other") == []
    assert service.resume_copy(found.continuation_token).cancel() is None
    assert container.find_pending() == []


def test_both_can_be_awaited(emulator: Emulator, container: Any, source: Any, target: Any) -> None:
    poller = target.begin_copy_from_url(source)

    async def look() -> tuple[blobcopy.Explanation, list[blobcopy.PendingCopy]]:
        async with aio.BlobServiceClient.from_connection_string(emulator.connection_string()) as service:
            explanation = await service.explain(source.url)
            return explanation, await service.get_container_client(container.container_name).find_pending()

    explanation, (found,) = asyncio.run(look())
    assert explanation.diagnosis is None
    assert found.state.id == poller.copy_id
