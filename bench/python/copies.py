"""What a copy costs from Python: one client, one number of copies, one line of figures.

    python bench/python/copies.py CLIENT PORT COPIES IN_FLIGHT

CLIENT is `blobcopy-sync`, `blobcopy-aio`, `azure-sync` or `azure-aio`; the interpreter must have its package. A client that
blocks has a thread for every copy in flight, the others have a task. The stub on PORT answers every start with success.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

CLIENTS = ("blobcopy-sync", "blobcopy-aio", "azure-sync", "azure-aio")


def main(arguments: list[str]) -> int:
    match arguments:
        case [client, port, copies, in_flight] if client in CLIENTS:
            root = f"http://127.0.0.1:{port}/acct"
            measure = measure_tasks if client.endswith("-aio") else measure_threads
            print(measure(client, root, int(copies), int(in_flight)))
            return 0
    print(f"copies.py {'|'.join(CLIENTS)} PORT COPIES IN_FLIGHT", file=sys.stderr)
    return 2


# Whole copies, to their end, as users of these packages write them.


def copy_blobcopy_sync(target: Any, source: str) -> None:
    target.copy(source)


def copy_azure_sync(target: Any, source: str) -> None:
    status = target.start_copy_from_url(source)["copy_status"]
    while status == "pending":
        time.sleep(1)
        status = target.get_blob_properties().copy.status


async def copy_blobcopy_aio(target: Any, source: str) -> None:
    await target.copy(source)


async def copy_azure_aio(target: Any, source: str) -> None:
    status = (await target.start_copy_from_url(source))["copy_status"]
    while status == "pending":
        await asyncio.sleep(1)
        status = (await target.get_blob_properties()).copy.status


COPY: dict[str, Callable[[Any, str], Any]] = {
    "blobcopy-sync": copy_blobcopy_sync,
    "blobcopy-aio": copy_blobcopy_aio,
    "azure-sync": copy_azure_sync,
    "azure-aio": copy_azure_aio,
}


def measure_threads(client: str, root: str, copies: int, in_flight: int) -> str:
    copy, service = COPY[client], service_of(client, root)
    into = service.get_container_client("into")

    def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            copy(into.get_blob_client(str(number)), f"{root}/from/{number}")

    def run(count: int) -> None:
        numbers = iter(range(count))
        with ThreadPoolExecutor(in_flight) as threads:
            for working in [threads.submit(work, numbers) for _ in range(in_flight)]:
                working.result()

    run(warm_up(in_flight))
    costs = Costs()
    run(copies)
    return costs.each(copies)


def measure_tasks(client: str, root: str, copies: int, in_flight: int) -> str:
    copy: Callable[[Any, str], Awaitable[None]] = COPY[client]

    async def work(into: Any, numbers: Iterator[int]) -> None:
        for number in numbers:
            await copy(into.get_blob_client(str(number)), f"{root}/from/{number}")

    async def run(into: Any, count: int) -> None:
        numbers = iter(range(count))
        await asyncio.gather(*(work(into, numbers) for _ in range(in_flight)))

    async def measured() -> str:
        async with service_of(client, root) as service:
            into = service.get_container_client("into")
            await run(into, warm_up(in_flight))
            costs = Costs()
            await run(into, copies)
            return costs.each(copies)

    return asyncio.run(measured())


def service_of(client: str, root: str) -> Any:
    package, _, kind = client.partition("-")
    name = {"azure": "azure.storage.blob"}.get(package, package) + {"aio": ".aio"}.get(kind, "")
    connection = f"AccountName=acct;AccountKey=AAECAwQFBgcICQoLDA0ODw==;BlobEndpoint={root}"
    return import_module(name).BlobServiceClient.from_connection_string(connection)


def warm_up(in_flight: int) -> int:
    """So many copies first: connections and caches are paid for once and not by the copy."""
    return 32 * in_flight


class Costs:
    """What is used from now on: of the processor, user and system together, and of time."""

    def __init__(self) -> None:
        self._cpu, self._clock = time.process_time(), time.perf_counter()

    def each(self, copies: int) -> str:
        cpu, clock = time.process_time() - self._cpu, time.perf_counter() - self._clock
        return f"cpu_us {cpu * 1e6 / copies:.2f} wall_us {clock * 1e6 / copies:.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
