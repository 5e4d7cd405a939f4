"""Copies from asyncio, and from uvloop: awaited, iterated over, called off."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import trio
import uvloop

import blobcopy
from blobcopy import aio
from blobcopy.testing import Emulator

from .identity import AsyncIdentity, Identity

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine in an event loop of each kind."""
    return asyncio.run if request.param == "asyncio" else uvloop.run


def clients(emulator: Emulator) -> aio.BlobServiceClient:
    return aio.BlobServiceClient.from_connection_string(emulator.connection_string())


async def asked(emulator: Emulator, operation: str) -> None:
    """Returns when the emulator has been asked for that."""
    while not any(request["operation"] == operation for request in emulator.requests()):
        await asyncio.sleep(0)


async def beside(service: aio.BlobServiceClient, container: str = "box") -> tuple[aio.BlobClient, aio.BlobClient]:
    """A source that is there, and a target that is not."""
    source = service.get_blob_client(container, "source")
    await source.upload_blob(b"0123456789", overwrite=True)
    return source, service.get_blob_client(container, "target")


@pytest.fixture
def slow() -> Any:
    """An emulator in which a copy does not end while a test waits."""
    with Emulator(containers=["box"], copy_duration=3600) as emulator:
        yield emulator


def test_a_copy_is_awaited(hurried: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(hurried) as service:
            source, target = await beside(service)
            poller = await target.begin_copy_from_url(source)
            copied = await poller
            assert (copied.id, copied.status) == (poller.copy_id, "success")
            assert await (await target.download_blob()).readall() == b"0123456789"
            assert (await target.copy(source)).status == "success"

    run(program())


def test_a_copy_is_iterated_over(hurried: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(hurried) as service:
            source, target = await beside(service)
            words = [state.status async for state in await target.begin_copy_from_url(source)]
            assert words[-1] == "success" and set(words[:-1]) <= {"pending"}

    run(program())


def test_progress_is_told_to_a_function_and_to_a_coroutine(hurried: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(hurried) as service:
            source, target = await beside(service)
            told: list[tuple[int, int | None]] = []

            async def later(done: int, total: int | None) -> None:
                told.append((done, total))

            await target.copy(source, progress_hook=lambda done, total: told.append((done, total)))
            await target.copy(source, progress_hook=later)
            assert told.count((10, 10)) == 2

    run(program())


def test_many_copies_are_awaited_together(hurried: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(hurried) as service:
            source, _ = await beside(service)

            async def copy(number: int) -> str | None:
                return (await service.get_blob_client("box", f"target-{number}").copy(source)).status

            assert await asyncio.gather(*map(copy, range(200))) == ["success"] * 200

    run(program())


def test_the_ends_of_copies_come_in_batches(hurried: Emulator) -> None:
    async def program() -> tuple[int, int]:
        async with clients(hurried) as service:
            source, _ = await beside(service)
            queue = service._connection.link.completions
            targets = [service.get_blob_client("box", f"target-{number}") for number in range(100)]
            pollers = [await target.begin_copy_from_url(source) for target in targets]
            before = queue.counts
            waiting = [asyncio.ensure_future(poller.result()) for poller in pollers]
            await asyncio.sleep(0)
            # The loop is held meanwhile, as a busy program holds it.
            while queue.counts[2] < 100:
                pass
            await asyncio.gather(*waiting)
            after = queue.counts
            return after[0] - before[0], after[1] - before[1]

    assert asyncio.run(program()) == (1, 100)


def test_a_copy_that_is_done_at_its_start_is_brought_to_the_loop_once() -> None:
    async def program() -> tuple[str | None, int]:
        async with clients(emulator) as service:
            source, target = await beside(service)
            queue = service._connection.link.completions
            before = queue.counts
            copied = await target.copy(source)
            return copied.status, queue.counts[1] - before[1]

    with Emulator(containers=["box"], copy_duration=0) as emulator:
        assert asyncio.run(program()) == ("success", 1)


def test_a_task_that_is_cancelled_aborts_its_copy_and_then_ends(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            poller = await target.begin_copy_from_url(source)
            task = asyncio.ensure_future(poller.result())
            await asked(slow, "GetBlobProperties")
            begin = asyncio.get_running_loop().time()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert asyncio.get_running_loop().time() - begin < 1
            assert (await target.get_blob_properties()).copy.status == "aborted"

    run(program())


def test_a_timeout_aborts_the_copy(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await target.copy(source)
            assert (await target.get_blob_properties()).copy.status == "aborted"
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(target.copy(source), 0.1)
            assert (await target.get_blob_properties()).copy.status == "aborted"

    run(program())


def test_a_copy_that_is_cancelled_in_its_progress_hook_is_aborted(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            is_reached = asyncio.Event()

            async def hook(done: int, total: int | None) -> None:
                is_reached.set()
                await asyncio.Event().wait()

            task = asyncio.ensure_future(target.copy(source, progress_hook=hook))
            await is_reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with asyncio.timeout(10):
                while (await target.get_blob_properties()).copy.status == "pending":
                    pass
            assert (await target.get_blob_properties()).copy.status == "aborted"

    run(program())


def test_a_cancelled_task_drops_a_poll_that_is_not_answered(slow: Emulator, run: Run) -> None:
    slow.add_fault("delay", operation="GetBlobProperties", seconds=60, times=1)

    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            task = asyncio.ensure_future(target.copy(source))
            while not slow.faults()[0][1]:
                await asyncio.sleep(0)
            begin = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - begin < 3
            assert (await target.get_blob_properties()).copy.status == "aborted"

    run(program())


def test_a_start_that_is_cancelled_leaves_no_copy_behind(slow: Emulator, run: Run) -> None:
    slow.add_fault("delay", operation="CopyBlob", seconds=0.3)

    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            task = asyncio.ensure_future(target.begin_copy_from_url(source))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await target.get_blob_properties()).copy.status == "aborted"

    run(program())


def test_a_start_that_ended_as_it_was_cancelled_leaves_no_copy_behind(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            task = asyncio.ensure_future(target.begin_copy_from_url(source))
            await asyncio.sleep(0)
            # The loop is held until the start has been answered, so that end and cancelling meet.
            while not any(request["operation"] == "CopyBlob" for request in slow.requests()):
                pass
            seen = slow.service_client().get_blob_client("box", "target")
            while not seen.exists():
                pass
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert seen.get_blob_properties().copy.status == "aborted"

    run(program())


def test_a_wait_with_a_time_of_its_own_leaves_the_copy_to_go_on(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            poller = await target.begin_copy_from_url(source)
            with pytest.raises(blobcopy.CopyTimeoutError):
                await poller.result(timeout=0.1)
            assert not await poller.wait(timeout=0.1)
            assert (await poller.status(), await poller.done()) == ("pending", False)
            again = await service.resume_copy(poller.continuation_token()).cancel()
            assert again is None
            with pytest.raises(blobcopy.CopyAbortedError):
                await poller

    run(program())


def test_a_poller_that_is_forgotten_never_aborts_its_copy(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            await target.begin_copy_from_url(source)
            gc.collect()
            await asked(slow, "CopyBlob")
            assert (await target.get_blob_properties()).copy.status == "pending"

    run(program())


def test_the_calls_around_a_copy_are_awaited(slow: Emulator, run: Run) -> None:
    async def program() -> None:
        async with clients(slow) as service:
            source, target = await beside(service)
            started = await target.start_copy_from_url(source.url, metadata={"a": "b"})
            assert started["copy_status"] == "pending"
            container = service.get_container_client("box")
            listed = {blob.name: blob.copy.status async for blob in container.list_blobs(include=["copy"])}
            assert listed == {"source": None, "target": "pending"}
            pages = [[blob.name async for blob in page] async for page in container.list_blobs().by_page()]
            assert pages == [["source", "target"]]
            await target.abort_copy(started)
            lease = await source.acquire_lease(15)
            assert (await source.get_blob_properties()).lease.state == "leased"
            await lease.break_lease(0)
            assert (await source.create_snapshot())["snapshot"]
            await source.delete_blob(delete_snapshots="include")
            assert not await source.exists()
            made = await service.create_container("another")
            assert await made.exists() and (await made.get_container_properties()).name == "another"
            await service.delete_container("another")

    run(program())


def test_an_async_credential_is_awaited_by_the_clients_loop(emulator: Emulator, run: Run) -> None:
    loops: list[Any] = []

    class Observed(AsyncIdentity):
        async def get_token(self, *scopes: str, **options: Any) -> Any:
            loops.append(asyncio.get_running_loop())
            return await super().get_token(*scopes, **options)

    async def program() -> None:
        service = aio.BlobServiceClient(
            emulator.url(https=True), credential=Observed(emulator), connection_verify=emulator.ca_file
        )
        async with service:
            container = await service.create_container(f"tokens-{id(service)}")
            assert await container.exists()
        assert loops == [asyncio.get_running_loop()]

    run(program())


def test_a_credential_that_blocks_serves_asyncio_too(emulator: Emulator, run: Run) -> None:
    async def program() -> None:
        identity = Identity(emulator)
        service = aio.BlobServiceClient(
            emulator.url(https=True), credential=identity, connection_verify=emulator.ca_file
        )
        async with service:
            assert not await service.get_container_client("nowhere").exists()
        assert identity.asked == [(("https://storage.azure.com/.default",), None)]

    run(program())


def test_a_client_of_another_loop_is_refused(hurried: Emulator) -> None:
    service = clients(hurried)
    asyncio.run(service.get_container_client("box").exists())
    with pytest.raises(blobcopy.ClientLoopError, match="another event loop"):
        asyncio.run(service.get_container_client("box").exists())


def test_trio_copies_in_a_thread(hurried: Emulator) -> None:
    async def program() -> str | None:
        with pytest.raises(blobcopy.ClientLoopError, match="trio.to_thread.run_sync"):
            await clients(hurried).get_container_client("box").exists()
        service = hurried.service_client()
        source = service.get_blob_client("box", "source")
        await trio.to_thread.run_sync(source.upload_blob, b"x")
        target = service.get_blob_client("box", "target")
        return (await trio.to_thread.run_sync(target.copy, source)).status

    assert trio.run(program) == "success"


def test_a_closed_client_says_so(hurried: Emulator, run: Run) -> None:
    async def program() -> None:
        service = clients(hurried)
        container = service.get_container_client("box")
        await service.close()
        for call in (service.get_account_information, container.exists):
            with pytest.raises(blobcopy.ClientClosedError):
                await call()

    run(program())
