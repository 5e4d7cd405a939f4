"""One copy whose server fails: python limits.py threads|asyncio|ctrl-c PORT deadline|cancel abort|leave."""

import asyncio
import contextlib
import signal
import sys
import threading

import blobcopy
import blobcopy.aio

MODE, PORT, HOW, AT_DEADLINE = sys.argv[1:]
ROOT = f"http://127.0.0.1:{PORT}/acct"
CONNECTION = f"DefaultEndpointsProtocol=http;AccountName=acct;AccountKey=c2VjcmV0;BlobEndpoint={ROOT}"
SOURCE = "http://127.0.0.1:1/acct/from/a"
DEADLINE = (
    {"deadline": 2, "abort_at_deadline": AT_DEADLINE == "abort"}
    if HOW == "deadline"
    else {}
)


def threads() -> None:
    with blobcopy.BlobServiceClient.from_connection_string(CONNECTION) as service:
        target = service.get_blob_client("into", "b")
        print("begun", flush=True)
        if HOW == "deadline":
            target.copy(SOURCE, **DEADLINE)
            return
        begun = threading.Event()
        poller = None

        def cancel() -> None:
            if begun.is_set():
                # The main thread reports how it ended.
                with contextlib.suppress(blobcopy.CopyError):
                    poller.cancel()

        timer = threading.Timer(2, cancel)
        timer.start()
        # A start is cancelled by its own timeout: there is no poller yet.
        poller = target.begin_copy_from_url(SOURCE, timeout=2)
        begun.set()
        poller.result()


async def by_asyncio() -> None:
    async with blobcopy.aio.BlobServiceClient.from_connection_string(
        CONNECTION
    ) as service:
        target = service.get_blob_client("into", "b")
        print("begun", flush=True)
        if HOW == "deadline":
            await target.copy(SOURCE, **DEADLINE)
            return
        async with asyncio.timeout(2):
            await target.copy(SOURCE)


def ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with blobcopy.BlobServiceClient.from_connection_string(CONNECTION) as service:
        target = service.get_blob_client("into", "b")
        print("begun", flush=True)
        target.copy(SOURCE)


try:
    if MODE == "asyncio":
        asyncio.run(by_asyncio())
    else:
        {"threads": threads, "ctrl-c": ctrl_c}[MODE]()
    print("success", flush=True)
except BaseException as error:  # noqa: BLE001
    print(type(error).__name__, flush=True)
