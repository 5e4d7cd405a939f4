"""Many copies in flight from one asyncio program: memory and CPU a copy, beside Microsoft's package.

    python in_flight.py [--copies 2000] [--seconds 60] [--interval 1]

Each package has a process of its own, and so has the emulator. All copies are started first; what is measured is the wait
for all of them, which Microsoft's package has not: there a program asks every copy each `--interval` seconds. A copy is
noticed late by the time between its end and the moment at which its task goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

Waiter = Callable[[], Awaitable[Any]]


def resident_kib() -> int:
    """The memory of this process, as it is now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


async def begin_ours(text: str, copies: int) -> tuple[Any, list[Waiter]]:
    from blobcopy.aio import BlobServiceClient

    service = BlobServiceClient.from_connection_string(text)
    source = service.get_blob_client("box", "source")
    waiters: list[Waiter] = []
    for number in range(copies):
        poller = await service.get_blob_client("box", f"ours-{number}").begin_copy_from_url(source)
        waiters.append(poller.result)
    return service, waiters


async def begin_theirs(text: str, copies: int, interval: float) -> tuple[Any, list[Waiter]]:
    from azure.storage.blob.aio import BlobServiceClient

    service = BlobServiceClient.from_connection_string(text)
    source = service.get_blob_client("box", "source")
    waiters: list[Waiter] = []

    def waiter(target: Any) -> Waiter:
        async def wait() -> Any:
            while True:
                copy = (await target.get_blob_properties()).copy
                if copy.status != "pending":
                    return copy
                await asyncio.sleep(interval)

        return wait

    for number in range(copies):
        target = service.get_blob_client("box", f"theirs-{number}")
        await target.start_copy_from_url(source.url)
        waiters.append(waiter(target))
    return service, waiters


async def measured(begin: Callable[[], Awaitable[tuple[Any, list[Waiter]]]]) -> dict[str, float]:
    before = resident_kib()
    service, waiters = await begin()
    late: list[float] = []

    async def noticed(wait: Waiter) -> None:
        copy = await wait()
        assert copy.status == "success"
        # The service tells the end in whole seconds.
        late.append(max(0.0, time.time() - copy.completion_time.timestamp() - 0.5))

    cpu = time.process_time()
    waiting = asyncio.gather(*map(noticed, waiters))
    await asyncio.sleep(2)
    grown = resident_kib() - before
    await waiting
    cpu = time.process_time() - cpu
    await service.close()
    copies = len(waiters)
    return {
        "KiB a copy": round(grown / copies, 2),
        "CPU ms a copy": round(cpu / copies * 1000, 2),
        "s late, mean": round(sum(late) / copies, 2),
        "s late, worst": round(max(late), 2),
    }


def run(package: str, text: str, options: argparse.Namespace, answer: Any) -> None:
    def begin() -> Awaitable[tuple[Any, list[Waiter]]]:
        if package == "blobcopy":
            return begin_ours(text, options.copies)
        return begin_theirs(text, options.copies, options.interval)

    # What the first copy loads is not a copy's.
    __import__(f"{package}.aio")
    answer.put(asyncio.run(measured(begin)))


def serve(options: argparse.Namespace, answer: Any, stop: Any) -> None:
    from blobcopy.testing import Emulator

    with Emulator(containers=["box"], copy_duration=options.seconds) as emulator:
        emulator.service_client().get_blob_client("box", "source").upload_blob(bytes(1_000_000))
        answer.put(emulator.connection_string())
        stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60, help="how long a copy takes")
    parser.add_argument("--interval", type=float, default=1, help="how often Microsoft's package asks")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for package in ("blobcopy", "azure.storage.blob"):
        answer, stop = context.SimpleQueue(), context.Event()
        service = context.Process(target=serve, args=(options, answer, stop))
        service.start()
        text = answer.get()
        program = context.Process(target=run, args=(package, text, options, answer))
        begin = time.monotonic()
        program.start()
        result = answer.get()
        program.join()
        stop.set()
        service.join()
        print(package, json.dumps(result), f"in {time.monotonic() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
