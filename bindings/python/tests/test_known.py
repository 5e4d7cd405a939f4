"""What was read of a copy is in its state and in the error."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from blobcopy import BlobClient, CopyAbortedError


@contextmanager
def service(status: str, progress: str) -> Iterator[str]:
    """A service whose copies have that status and that progress as soon as they are asked for. Gives a blob's URL."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def answer(self, code: int, copy_status: str) -> None:
            self.send_response(code)
            for name, value in [
                ("x-ms-request-id", "r"),
                ("x-ms-copy-id", "the-one"),
                ("x-ms-copy-status", copy_status),
                ("x-ms-copy-progress", progress),
                ("x-ms-copy-source", "https://a.net/from"),
                ("ETag", '"0x1"'),
                ("Last-Modified", "Mon, 23 Nov 2026 08:00:00 GMT"),
                ("Content-Length", "0"),
            ]:
                self.send_header(name, value)
            self.end_headers()

        def do_PUT(self) -> None:
            self.answer(202, "pending")

        def do_HEAD(self) -> None:
            self.answer(200, status)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/acct/box/b"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_error_of_a_copy_that_others_aborted_has_the_state_that_was_read() -> None:
    with service("aborted", "5/10") as url, BlobClient.from_blob_url(url) as blob:
        with pytest.raises(CopyAbortedError) as raised:
            blob.begin_copy_from_url("https://a.net/from").result()
        copy = raised.value.copy
        assert copy is not None
        assert (copy.status, copy.progress, copy.source) == ("aborted", "5/10", "https://a.net/from")


@pytest.mark.parametrize(
    ("progress", "remark"),
    [
        ("5/10", "the service reports success, but only 5 of 10 bytes copied"),
        ("20/10", "the service reports 20 bytes copied from a source of 10 bytes"),
        ("10/10", None),
    ],
)
def test_a_success_with_another_number_of_bytes_is_remarked_on(progress: str, remark: str | None) -> None:
    with service("success", progress) as url, BlobClient.from_blob_url(url) as blob:
        assert blob.begin_copy_from_url("https://a.net/from").result().remark == remark
        assert blob.get_blob_properties().copy.remark == remark
