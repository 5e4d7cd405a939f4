"""One list of cases that runs twice: with `azure.storage.blob` imported, and with `blobcopy`. Nothing but the import differs.

A case names each intended difference.
"""

from __future__ import annotations

import importlib
import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from blobcopy.testing import Emulator

KEYS = {"first": "Zmlyc3Q=", "second": "c2Vjb25k"}

# A program that changes its import lines changes all of one column to the other.
IMPORTS = {
    "azure": ["azure.storage.blob", "azure.core", "azure.core.credentials", "azure.core.exceptions"],
    "blobcopy": ["blobcopy", "blobcopy.credentials", "blobcopy.exceptions"],
}

_numbers = itertools.count(1)


class Package:
    """The names that a program imports."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._modules = [importlib.import_module(module) for module in IMPORTS[name]]

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if name in vars(module):
                return vars(module)[name]
        raise AttributeError(f"{self.name} has no {name}")


class Bench:
    """What a case works with: the package, the emulator, and clients that do not try again."""

    def __init__(self, package: Package, emulator: Emulator) -> None:
        self.package = package
        self.emulator = emulator
        self.service = self.client()
        self.container = self.fresh_container()
        self.source = self.blob("source", b"0123456789")
        self.target = self.container.get_blob_client("target")

    def client(self, account: str = "first", credential: Any = None, *, https: bool = False) -> Any:
        options: dict[str, Any] = {"retry_total": 0}
        if https:
            options["connection_verify"] = self.emulator.ca_file
        url = self.emulator.url(account, https=https)
        return self.package.BlobServiceClient(url, credential=credential or KEYS[account], **options)

    def fresh_container(self, service: Any = None, **options: Any) -> Any:
        container = (service or self.service).get_container_client(f"{self.package.name}-{next(_numbers)}")
        container.create_container(**options)
        return container

    def blob(self, name: str, content: bytes, container: Any = None, **options: Any) -> Any:
        blob = (container or self.container).get_blob_client(name)
        blob.upload_blob(content, overwrite=True, **options)
        return blob

    def start(self, target: Any = None, source: Any = None, **options: Any) -> str:
        """Starts a copy, which is pending then; its id."""
        started = (target or self.target).start_copy_from_url(source or self.source.url, **options)
        assert started["copy_status"] == "pending"
        copy_id: str = started["copy_id"]
        return copy_id

    def copy(self, blob: Any = None) -> Any:
        return (blob or self.target).get_blob_properties().copy

    def content(self, blob: Any = None) -> bytes:
        content: bytes = (blob or self.target).download_blob().readall()
        return content

    def let_pass(self, seconds: float = 10) -> None:
        self.emulator.advance(seconds)

    def later(self, seconds: float) -> datetime:
        """The emulator's time, some seconds on; without a zone, as many programs have it."""
        return (self.emulator.now + timedelta(seconds=seconds)).replace(tzinfo=None)

    def fail(self, blob: str = "target", reason: str = '500 InternalServerError "told to"') -> None:
        assert self.emulator.fail_copy(self.container.container_name, blob, reason)

    def sas(self, blob: Any, permission: Any = "r", **more: Any) -> str:
        more.setdefault("expiry", self.later(3600))
        token: str = self.package.generate_blob_sas(
            blob.account_name,
            blob.container_name,
            blob.blob_name,
            account_key=KEYS[blob.account_name],
            permission=permission,
            **more,
        )
        return token

    def bearing(self, url: str, token: str) -> Any:
        """A client that has nothing but a signed URL."""
        joint = "&" if "?" in url else "?"
        return self.package.BlobClient.from_blob_url(f"{url}{joint}{token}", retry_total=0)

    def refused(self, kind: str, status: int, code: str, call: Any, *arguments: Any, **options: Any) -> Any:
        """That the service refuses, with which exception, status and code."""
        with pytest.raises(getattr(self.package, kind)) as raised:
            call(*arguments, **options)
        error = raised.value
        assert (error.status_code, error.error_code) == (status, code), error.message
        assert isinstance(error, self.package.HttpResponseError)
        assert isinstance(error, self.package.AzureError)
        return error


@pytest.fixture(params=list(IMPORTS))
def package(request: pytest.FixtureRequest) -> Package:
    """The package that a case imports."""
    return Package(request.param)


@pytest.fixture
def bench(package: Package, emulator: Emulator) -> Bench:
    """What a case works with."""
    emulator.clear_faults()
    return Bench(package, emulator)
