"""What the tests share: an emulator whose time is moved by hand, and a container of its own for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

import blobcopy
from blobcopy.testing import Emulator

ACCOUNTS = {"first": "Zmlyc3Q=", "second": "c2Vjb25k"}

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """An emulator with two accounts, http and https, in which a copy takes ten seconds of its own time."""
    with Emulator(accounts=ACCOUNTS, manual_clock=True, copy_duration=10, https=True) as emulator:
        yield emulator


@pytest.fixture
def service(emulator: Emulator) -> Iterator[blobcopy.BlobServiceClient]:
    """A client of the first account."""
    emulator.clear_faults()
    with emulator.service_client() as service:
        yield service


@pytest.fixture
def container(service: blobcopy.BlobServiceClient) -> blobcopy.ContainerClient:
    """A fresh container."""
    return service.create_container(f"box-{next(_numbers)}")


@pytest.fixture
def source(container: blobcopy.ContainerClient) -> blobcopy.BlobClient:
    """A blob of ten bytes."""
    blob = container.get_blob_client("source")
    blob.upload_blob(b"0123456789")
    return blob


@pytest.fixture
def target(container: blobcopy.ContainerClient) -> blobcopy.BlobClient:
    """A blob that is not there yet."""
    return container.get_blob_client("target")


@pytest.fixture
def hurried() -> Iterator[Emulator]:
    """An emulator in real time, whose copies take a tenth of a second."""
    with Emulator(containers=["box"], copy_duration=0.1) as emulator:
        yield emulator
