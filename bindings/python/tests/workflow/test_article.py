"""The walk of Microsoft's article, over https and with tokens: with Microsoft's package, and with the import changed."""

from __future__ import annotations

import asyncio
import http.server
import pathlib
import threading
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from blobcopy.credentials import AccessToken
from blobcopy.testing import Emulator

from ..identity import token_at

HERE = pathlib.Path(__file__).parent


class Identity:
    """Tokens that are good now, for who asks."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        now = datetime.now(UTC)
        return AccessToken(token_at(now), int(now.timestamp()) + 3600)


class AsyncIdentity(Identity):
    """The same, for who awaits it."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # type: ignore[override]
        return super().get_token(*scopes, **options)

    async def close(self) -> None:
        """There is nothing to be closed."""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Two accounts over https, in real time."""
    accounts = {"first": "Zmlyc3Q=", "second": "c2Vjb25k"}
    with Emulator(accounts=accounts, https=True, copy_duration=0.2) as emulator:
        yield emulator


@pytest.fixture
def outside() -> Iterator[str]:
    """The URL of a file that is not in Azure, and that comes slowly."""
    done = threading.Event()

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()
            self.wfile.write(b"0")
            self.wfile.flush()
            done.wait()

        def answer(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "10")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/file"
    done.set()
    server.shutdown()
    serving.join()
    server.server_close()


def written_for(package: str, file: str) -> Any:
    """The program, its import changed and nothing else."""
    text = (HERE / file).read_text(encoding="utf-8")
    changed = text.replace("from azure.storage.blob", f"from {package}")
    assert [line for line in text.splitlines() if line not in changed.splitlines()] == (
        []
        if package == "azure.storage.blob"
        else [line for line in text.splitlines() if line.startswith("from azure.")]
    )
    module = types.ModuleType(file.removesuffix(".py"))
    exec(compile(changed, file, "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("package", ["azure.storage.blob", "blobcopy"])
def test_the_article_runs_with_only_the_import_changed(emulator: Emulator, outside: str, package: str) -> None:
    module = written_for(package, "article.py")
    first, second = emulator.url("first", https=True), emulator.url("second", https=True)
    workflow = module.Workflow(first, second, Identity(), connection_verify=emulator.ca_file)
    source, target = workflow.prepare()
    started = workflow.copy_within_azure(source, target)
    assert started["copy_status"] == "pending"
    assert source.get_blob_properties().lease.state == "broken"
    while workflow.check_status(target) == "pending":
        pass
    assert workflow.check_status(target) == "success"
    assert target.download_blob().readall() == b"0123456789"
    external = workflow.copy_from_outside(outside)
    assert workflow.check_status(external) == "pending"
    workflow.abort(external)
    assert workflow.check_status(external) == "aborted"


@pytest.mark.parametrize("package", ["azure.storage.blob", "blobcopy"])
def test_the_article_for_asyncio_does_too(emulator: Emulator, outside: str, package: str) -> None:
    module = written_for(package, "article_aio.py")
    first, second = emulator.url("first", https=True), emulator.url("second", https=True)

    async def walk() -> None:
        workflow = module.Workflow(first, second, AsyncIdentity(), connection_verify=emulator.ca_file)
        source, target = await workflow.prepare()
        started = await workflow.copy_within_azure(source, target)
        assert started["copy_status"] == "pending"
        while await workflow.check_status(target) == "pending":
            await asyncio.sleep(0)
        assert await workflow.check_status(target) == "success"
        assert await (await target.download_blob()).readall() == b"0123456789"
        external = await workflow.copy_from_outside(outside)
        assert await workflow.check_status(external) == "pending"
        await workflow.abort(external)
        assert await workflow.check_status(external) == "aborted"
        await workflow.close()

    asyncio.run(walk())
