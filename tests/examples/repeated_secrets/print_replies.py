"""Prints what replies say, in every form in which Python prints: a line of JSON for each text."""

from __future__ import annotations

import json
import logging
import os
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import blobcopy
from blobcopy.credentials import AccessToken

SERVER, SECRET, SAS, CASES, TRUSTED = (
    os.environ[f"BLOBCOPY_{name}"]
    for name in ("SERVER", "SECRET", "SAS", "CASES", "TRUSTED")
)
SOURCE = f"https://other.net/a?{SAS}"


class Token:
    """A credential that gives the secret as a token."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        return AccessToken(SECRET, 4102444800)


class Printed(logging.Handler):
    """Prints every record of the log."""

    def emit(self, record: logging.LogRecord) -> None:
        show("log", "logging", self.format(record))


def show(case: str, form: str, text: str) -> None:
    # One write, because the log has a thread of its own.
    print(json.dumps([case, form, text]) + "\n", end="", flush=True)


def read(blob: blobcopy.BlobClient) -> Any:
    """Reads a blob. Its content is the caller's own, and is not printed."""
    downloaded = blob.download_blob()
    downloaded.readall()
    return downloaded.properties


def operations(
    service: blobcopy.BlobServiceClient, name: str
) -> Iterator[Callable[[], Any]]:
    container = service.get_container_client("live")
    blob = container.get_blob_client(name)
    yield blob.get_blob_properties
    yield blob.get_blob_tags
    yield lambda: read(blob)
    yield lambda: blob.abort_copy("1")
    yield lambda: container.find_pending(name)
    yield lambda: list(container.list_blobs(name_starts_with=name))
    yield lambda: service.explain(blob.url)
    yield lambda: blob.copy(SOURCE, deadline=0.001)


def facts(value: Any) -> Any:
    return vars(value) if hasattr(value, "__dict__") else str(value)


def show_value(case: str, value: Any) -> None:
    show(case, "result: str", str(value))
    show(case, "result: repr", repr(value))
    show(case, "result: json.dumps", json.dumps(value, default=facts))


def show_error(case: str, error: BaseException) -> None:
    show(case, "exception: str", str(error))
    show(case, "exception: repr", repr(error))
    show(case, "exception: args", repr(error.args))
    show(case, "exception: traceback", "".join(traceback.format_exception(error)))
    show(case, "exception: attributes", repr(vars(error)))
    show(case, "exception: json.dumps", json.dumps(vars(error), default=facts))
    show(case, "exception: pickle", pickle.dumps(error).decode("latin-1"))


def main() -> None:
    logger = logging.getLogger("blobcopy")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(Printed())
    blobcopy.log_to_logging()
    credentials = {
        "key": {"account_name": "acct", "account_key": SECRET},
        "sas": SAS,
        "token": Token(),
    }
    services = {
        name: blobcopy.BlobServiceClient(
            SERVER, credential, connection_verify=TRUSTED, retry_total=0
        )
        for name, credential in credentials.items()
    }
    for case in CASES.split(","):
        credential, name = case.split()
        for operation in operations(services[credential], name):
            try:
                value = operation()
            except blobcopy.CopyError as error:
                show_error(case, error)
            else:
                show_value(case, value)


main()
