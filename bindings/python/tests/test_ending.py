"""Signals, the end of the interpreter, and forked children, in every Python of this machine."""

from __future__ import annotations

import pathlib
import signal
import time
from collections.abc import Iterator

import pytest

from blobcopy import CopyTimeoutError
from blobcopy.testing import Emulator

from .pythons import pythons, start

PYTHONS = sorted(pythons())

PREPARED = """
import sys
from blobcopy import BlobServiceClient
service = BlobServiceClient.from_connection_string(sys.argv[1])
source = service.get_blob_client("box", "source")
source.upload_blob(b"0123456789", overwrite=True)
target = service.get_blob_client("box", sys.argv[2] if len(sys.argv) > 2 else "target")
"""


@pytest.fixture(scope="module")
def slow() -> Iterator[Emulator]:
    """An emulator in which a copy does not end while a test waits."""
    with Emulator(containers=["box"], copy_duration=3600) as emulator:
        yield emulator


def status(emulator: Emulator, blob: str) -> str | None:
    service = emulator.service_client()
    return service.get_blob_client("box", blob).get_blob_properties().copy.status


def watched(emulator: Emulator, blob: str) -> None:
    """Returns when somebody has asked how the copy into that blob stands."""
    begin = time.monotonic()
    while not any(
        request["method"] == "HEAD" and request["target"].endswith(f"/{blob}") for request in emulator.requests()
    ):
        assert time.monotonic() - begin < 30, "nobody asks"


@pytest.mark.parametrize("version", PYTHONS)
def test_ctrl_c_during_a_wait_aborts_the_copy_and_ends_within_a_second(
    slow: Emulator, tmp_path: pathlib.Path, version: str
) -> None:
    program = (
        PREPARED
        + """
try:
    target.copy(source)
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(130)
"""
    )
    running = start(pythons()[version], program, tmp_path, slow.connection_string(), f"ctrl-c-{version}")
    watched(slow, f"ctrl-c-{version}")
    begin = time.monotonic()
    running.send_signal(signal.SIGINT)
    said, complained = running.communicate(timeout=10)
    took = time.monotonic() - begin
    assert (running.returncode, said, complained) == (130, "interrupted\n", "")
    assert took < 1
    assert status(slow, f"ctrl-c-{version}") == "aborted"


@pytest.mark.parametrize("version", PYTHONS)
def test_ctrl_c_in_asyncio_aborts_the_copy_too(slow: Emulator, tmp_path: pathlib.Path, version: str) -> None:
    program = """
import asyncio, sys
from blobcopy.aio import BlobServiceClient

async def program():
    async with BlobServiceClient.from_connection_string(sys.argv[1]) as service:
        source = service.get_blob_client("box", "source")
        await source.upload_blob(b"0123456789", overwrite=True)
        await service.get_blob_client("box", sys.argv[2]).copy(source)

try:
    asyncio.run(program())
except KeyboardInterrupt:
    sys.exit(130)
"""
    running = start(pythons()[version], program, tmp_path, slow.connection_string(), f"asyncio-{version}")
    watched(slow, f"asyncio-{version}")
    begin = time.monotonic()
    running.send_signal(signal.SIGINT)
    _, complained = running.communicate(timeout=10)
    assert (running.returncode, complained) == (130, "")
    assert time.monotonic() - begin < 1
    assert status(slow, f"asyncio-{version}") == "aborted"


def held_back(emulator: Emulator) -> None:
    """Returns when the emulator holds a request back."""
    begin = time.monotonic()
    while not any(happened for _, happened in emulator.faults()):
        assert time.monotonic() - begin < 30, "nobody asks"


def test_ctrl_c_drops_a_poll_that_is_not_answered(slow: Emulator, tmp_path: pathlib.Path) -> None:
    program = (
        PREPARED
        + """
try:
    target.copy(source)
except KeyboardInterrupt:
    sys.exit(130)
"""
    )
    slow.add_fault("delay", operation="GetBlobProperties", seconds=60, times=1)
    running = start(pythons()[PYTHONS[0]], program, tmp_path, slow.connection_string(), "unanswered")
    held_back(slow)
    begin = time.monotonic()
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=30) == ("", "")
    assert time.monotonic() - begin < 4
    slow.clear_faults()
    assert (running.returncode, status(slow, "unanswered")) == (130, "aborted")


def test_the_deadline_drops_a_poll_that_is_not_answered(slow: Emulator) -> None:
    service = slow.service_client()
    source = service.get_blob_client("box", "source")
    source.upload_blob(b"0123456789", overwrite=True)
    slow.add_fault("delay", operation="GetBlobProperties", seconds=60, times=1)
    begin = time.monotonic()
    with pytest.raises(CopyTimeoutError):
        service.get_blob_client("box", "late").copy(source, deadline=0.5)
    assert time.monotonic() - begin < 4
    slow.clear_faults()
    assert status(slow, "late") == "pending"


def test_a_handler_that_raises_nothing_does_not_disturb_a_wait(slow: Emulator, tmp_path: pathlib.Path) -> None:
    program = (
        PREPARED
        + """
import signal
signal.signal(signal.SIGALRM, lambda *_: print("heard", flush=True))
poller = target.begin_copy_from_url(source)
signal.setitimer(signal.ITIMER_REAL, 0.05)
print(poller.wait(timeout=0.4), poller.status())
"""
    )
    running = start(pythons()[PYTHONS[0]], program, tmp_path, slow.connection_string(), "handler")
    assert running.communicate(timeout=10) == ("heard\nFalse pending\n", "")


@pytest.mark.parametrize("version", PYTHONS)
def test_the_interpreter_ends_cleanly_with_work_outstanding(
    slow: Emulator, tmp_path: pathlib.Path, version: str
) -> None:
    """Twenty times of twenty: the exit code that was asked for, and not a word."""
    program = (
        PREPARED
        + """
import asyncio, threading
from blobcopy import aio

poller = target.begin_copy_from_url(source, on_pending="abort")
for _ in range(10):
    threading.Thread(target=poller.wait, daemon=True).start()

async def program():
    service = aio.BlobServiceClient.from_connection_string(sys.argv[1])
    box = service.get_container_client("box")
    copy = await box.get_blob_client(sys.argv[2] + "-aio").begin_copy_from_url(source.url, on_pending="abort")
    for _ in range(100):
        asyncio.ensure_future(box.exists())
    asyncio.ensure_future(copy.wait())
    await asyncio.sleep(0)
    # The tasks are left as they are, and so is the loop.
    asyncio.get_running_loop().stop()
    await asyncio.sleep(3600)

loop = asyncio.new_event_loop()
loop.set_exception_handler(lambda *_: None)
loop.create_task(program())
loop.run_forever()
import os
sys.stderr = open(os.devnull, "w")  # asyncio's own words about tasks that were left
raise SystemExit(7)
"""
    )
    python, text = pythons()[version], slow.connection_string()
    ended = []
    for batch in range(5):
        running = [start(python, program, tmp_path, text, f"ending-{version}-{batch}-{number}") for number in range(4)]
        for process in running:
            _, complained = process.communicate(timeout=60)
            ended.append((process.returncode, complained))
    assert ended == [(7, "")] * 20


@pytest.mark.parametrize("version", PYTHONS)
def test_a_forked_child_copies_by_itself(slow: Emulator, tmp_path: pathlib.Path, version: str) -> None:
    program = (
        PREPARED
        + """
import asyncio, os
from blobcopy import aio

poller = target.begin_copy_from_url(source)
child = os.fork()
if child == 0:
    own = service.get_blob_client("box", sys.argv[2] + "-child")
    assert own.start_copy_from_url(source.url)["copy_status"] == "pending"
    assert own.begin_copy_from_url(source, on_pending="adopt").cancel() is None
    assert poller.status() == "pending"
    async def program():
        async with aio.BlobServiceClient.from_connection_string(sys.argv[1]) as service:
            return await service.get_blob_client("box", "source").exists()
    assert asyncio.run(program())
    sys.exit(5)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 5
assert poller.cancel() is None
print("both")
"""
    )
    running = start(pythons()[version], program, tmp_path, slow.connection_string(), f"fork-{version}")
    said, complained = running.communicate(timeout=20)
    # Python 3.12 and later warn of forks where there are threads.
    lines = [line for line in complained.splitlines() if "multi-threaded" not in line and "os.fork()" not in line]
    assert (running.returncode, said, lines) == (0, "both\n", [])


def test_a_call_from_before_a_fork_says_so_in_the_child(slow: Emulator, tmp_path: pathlib.Path) -> None:
    program = (
        PREPARED
        + """
import os
call = target._core.account().call_blob("get_blob_properties", source._core.target(), {})
if os.fork() == 0:
    try:
        call.wait(1.0)
    except RuntimeError as error:
        print(error)
    os._exit(0)
os.wait()
"""
    )
    running = start(pythons()[PYTHONS[0]], program, tmp_path, slow.connection_string(), "before")
    said, _ = running.communicate(timeout=20)
    assert "make it again" in said


def test_the_lock_is_given_to_others_while_a_call_waits(slow: Emulator, tmp_path: pathlib.Path) -> None:
    program = (
        PREPARED
        + """
import threading
poller = target.begin_copy_from_url(source)
waiting = threading.Thread(target=poller.wait, args=(5,), daemon=True)
waiting.start()
count = 0
while count < 1_000_000:
    count += 1
print(waiting.is_alive(), count)
"""
    )
    running = start(pythons()[PYTHONS[0]], program, tmp_path, slow.connection_string(), "lock")
    assert running.communicate(timeout=20) == ("True 1000000\n", "")
