"""How clients, states and errors are shown: short, without secrets, and as tables in notebooks."""

from __future__ import annotations

from typing import Any

import pytest

import blobcopy
import blobcopy.aio
from blobcopy.testing import KEY, Emulator

SAS = "sv=2025-11-05&sr=c&sp=r&se=2999-01-01&sig=c2VjcmV0"


def clients(text: str) -> list[Any]:
    return [
        made(text)
        for package in (blobcopy, blobcopy.aio)
        for made in (
            package.BlobServiceClient.from_connection_string,
            lambda text, package=package: package.ContainerClient.from_connection_string(text, "live"),
            lambda text, package=package: package.BlobClient.from_connection_string(text, "live", "db.vhd"),
        )
    ]


def test_clients_are_shown_in_one_short_line_without_secrets() -> None:
    with Emulator() as emulator:
        for client in clients(emulator.connection_string()):
            assert repr(client) == f"<{type(client).__name__} {client.url}>"
            assert KEY not in repr(client)
        assert repr(emulator) == "<Emulator with devstoreaccount1>"
    url = "https://acct.blob.core.windows.net/live/db.vhd"
    assert repr(blobcopy.BlobClient.from_blob_url(f"{url}?{SAS}")) == f"<BlobClient {url}>"


def test_a_lease_is_shown_with_its_id_and_its_blob(source: blobcopy.BlobClient) -> None:
    lease = source.acquire_lease(15)
    assert repr(lease) == f"<BlobLeaseClient {lease.id} on {source.url}>"


def test_a_state_has_its_bytes_as_numbers(source: blobcopy.BlobClient, target: blobcopy.BlobClient) -> None:
    states = []
    poller = target.begin_copy_from_url(source, progress_hook=lambda done, total: states.append((done, total)))
    pending = target.get_blob_properties().copy
    assert (pending.progress, pending.bytes_copied, pending["bytes_total"]) == ("0/10", 0, 10)
    assert source.get_blob_properties().copy.bytes_copied is None
    poller.cancel()
    with pytest.raises(blobcopy.CopyAbortedError):
        poller.result()


def test_a_state_is_a_table_in_a_notebook_and_is_escaped() -> None:
    state = blobcopy.CopyProperties(id="7d6a", status="failed", status_description='500 <script>alert("1")</script>')
    html = state._repr_html_()
    assert html.startswith("<table><caption>Copy 7d6a</caption>")
    assert "<th>status</th><td>failed</td>" in html
    assert "<script>" not in html and "&lt;script&gt;" in html and "&quot;1&quot;" in html
    assert "completion" not in html
    assert blobcopy.CopyProperties()._repr_html_() == "<p>No copy</p>"


def test_an_error_is_a_table_in_a_notebook_and_is_escaped(target: blobcopy.BlobClient) -> None:
    with pytest.raises(blobcopy.ResourceNotFoundError) as raised:
        target.get_blob_properties()
    html = raised.value._repr_html_()
    assert html.startswith("<table><caption>ResourceNotFoundError</caption>")
    assert "<th>error code</th><td>BlobNotFound</td>" in html and "<th>copy id</th>" not in html
    html = blobcopy.CopyError("<b>", cause="a & b", remedy="<i>")._repr_html_()
    assert "<td>&lt;b&gt;</td>" in html
    assert "<th>cause</th><td>a &amp; b</td>" in html and "<th>remedy</th><td>&lt;i&gt;</td>" in html
