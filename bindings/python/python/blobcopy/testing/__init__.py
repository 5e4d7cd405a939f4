"""An Azure Blob service for tests. It runs in memory, on this machine, and its copies stay pending as on Azure.

    from blobcopy.testing import Emulator

    with Emulator(blobs={"live/db.vhd": b"content"}, containers=["backups"]) as emulator:
        service = emulator.service_client()

For pytest there is the fixture `blobcopy_emulator`: a fresh emulator for each test, with virtual time.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self, Unpack

from .. import _blobcopy
from .._blocking._blob_service_client import BlobServiceClient
from .._client_options import ClientOptions
from .._documented import documented
from .._times import span

__all__ = ["ACCOUNT", "KEY", "Emulator"]

ACCOUNT: str = _blobcopy.DEVELOPMENT_ACCOUNT
"""The name of the account of an emulator, unless you name others."""

KEY: str = _blobcopy.DEVELOPMENT_KEY
"""The key of that account, which is public."""


@documented
class Emulator:
    """A Blob service on 127.0.0.1. It runs from its creation until `stop`, and keeps nothing.

    Args:
        accounts: The accounts, with a key in base64 for each; one development account by default.
        containers: Containers that every account has from the start.
        blobs: Blobs that the first account has from the start: `CONTAINER/NAME` and the content. The containers are
            created.
        copy_duration: How long every copy takes, in seconds or as a timedelta; 2 by default. With 0, a copy is complete
            when it is started.
        bytes_per_second: The rate of every copy, instead of `copy_duration`.
        copy_delay: How long a copy makes no progress first, in seconds or as a timedelta.
        manual_clock: Whether the clock stands still until `advance` moves it.
        time_per_check: Virtual time: the clock stands still, and each status check of a pending copy advances it by
            this, in seconds or as a timedelta.
        https: Whether the emulator also serves https; clients then have to trust `ca_file`.
        versioning: Whether accounts keep versions of their blobs.
        copies_in_turn: Whether the copies of an account run one after the other.
        loose: Whether features that are not emulated are ignored, not refused.
        port: The port, or 0 for any free one.

    Example:
        with Emulator(containers=["backups"], copy_duration=10, manual_clock=True) as emulator:
            emulator.advance(10)
    """

    def __init__(
        self,
        *,
        accounts: Mapping[str, str] | None = None,
        containers: Iterable[str] = (),
        blobs: Mapping[str, bytes | str] | None = None,
        copy_duration: timedelta | float | None = None,
        bytes_per_second: int | None = None,
        copy_delay: timedelta | float = 0,
        manual_clock: bool = False,
        time_per_check: timedelta | float | None = None,
        https: bool = False,
        versioning: bool = False,
        copies_in_turn: bool = False,
        loose: bool = False,
        port: int = 0,
    ) -> None:
        self.accounts = dict(accounts) if accounts else {ACCOUNT: KEY}
        placed = [(*_names(path), content) for path, content in (blobs or {}).items()]
        asked = {
            "accounts": self.accounts,
            "containers": list(dict.fromkeys([*containers, *(container for container, _, _ in placed)])),
            "copy_duration": copy_duration,
            "bytes_per_second": bytes_per_second,
            "copy_delay": copy_delay,
            "manual_clock": manual_clock,
            "time_per_check": time_per_check,
            "https": https,
            "versioning": versioning,
            "copies_in_turn": copies_in_turn,
            "loose": loose,
            "port": port,
        }
        self._native = _blobcopy.Emulator(asked)
        self._ca_file: str | None = None
        if placed:
            with self.service_client() as service:
                for container, name, content in placed:
                    service.get_blob_client(container, name).upload_blob(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {', '.join(self.accounts)}>"

    def stop(self) -> None:
        """Stop the emulator.

        Example:
            emulator = Emulator()
            emulator.stop()
        """
        self._native.stop()
        if self._ca_file is not None:
            os.unlink(self._ca_file)
            self._ca_file = None

    @property
    def account(self) -> str:
        """The name of the first account."""
        return next(iter(self.accounts))

    def url(self, account: str | None = None, *, https: bool = False) -> str:
        """Return the URL of an account.

        Args:
            account: The name of the account; the first one by default.
            https: Whether to return the https URL.

        Returns:
            The URL, such as `http://127.0.0.1:PORT/ACCOUNT`.

        Raises:
            ValueError: The emulator does not serve https.

        Example:
            print(emulator.url())
        """
        url = self._native.endpoint(account or self.account, https)
        if url is None:
            raise ValueError("this emulator does not serve https; create it with https=True")
        return url

    def connection_string(self, account: str | None = None) -> str:
        """Return the connection string of an account.

        Args:
            account: The name of the account; the first one by default.

        Returns:
            The connection string, with the key of the account.

        Raises:
            ValueError: The account does not exist.

        Example:
            service = BlobServiceClient.from_connection_string(emulator.connection_string())
        """
        text = self._native.connection_string(account or self.account)
        if text is None:
            raise ValueError(f"the emulator has no account {account!r}")
        return text

    def service_client(self, account: str | None = None, **options: Unpack[ClientOptions]) -> BlobServiceClient:
        """Create a client of an account, with its key.

        Args:
            account: The name of the account; the first one by default.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            ValueError: The account does not exist.

        Example:
            service = emulator.service_client()
        """
        return BlobServiceClient.from_connection_string(self.connection_string(account), **options)

    @property
    def ca_file(self) -> str:
        """The path of a PEM file with the certificate to trust. The file exists until the emulator is stopped."""
        if self._ca_file is None:
            pem = self._native.certificate_authority()
            if pem is None:
                raise ValueError("this emulator does not serve https; create it with https=True")
            handle, self._ca_file = tempfile.mkstemp(suffix=".pem", prefix="blobcopy-")
            with open(handle, "w", encoding="ascii") as file:
                file.write(pem)
        return self._ca_file

    def add_fault(
        self,
        kind: str,
        *,
        operation: str | None = None,
        account: str | None = None,
        skip: int = 0,
        times: int | None = None,
        probability: float | None = None,
        seed: int = 0,
        **effect: Any,
    ) -> None:
        """Add a fault, which applies to requests from now on.

        Args:
            kind: The kind: `refuse_connection`, `reset_before`, `reset_after`, `delay` (`seconds`), `refuse` (`status`,
                `code`, `retry_after`, `is_done`), `truncate_body` (`after`), `drip_body` (`bytes`, `seconds`),
                `wrong_content_length` (`by`), `skew_clock` (`seconds`), `expire_token` or `fail_copy` (`description`).
            operation: The operation, by its name in the REST reference without spaces, such as `CopyBlob`; all
                operations by default.
            account: The account; all accounts by default.
            skip: How many matching requests are served first.
            times: How often the fault happens; without it, always.
            probability: How likely it is for each request, from 0 to 1.
            seed: The seed of that probability.
            **effect: The values of the kind, which are named in brackets above.

        Raises:
            ValueError: The kind or a value is unknown.

        Example:
            emulator.add_fault("refuse", operation="CopyBlob", status=503, code="ServerBusy", times=1)
        """
        fault = {
            "effect": {"kind": kind, **effect},
            "operation": operation,
            "account": account,
            "skip": skip,
            "times": times,
            "probability": probability,
            "seed": seed,
        }
        self._native.add_fault(json.dumps(fault))

    def clear_faults(self) -> None:
        """Remove all faults.

        Example:
            emulator.clear_faults()
        """
        self._native.clear_faults()

    def faults(self) -> list[tuple[dict[str, Any], int]]:
        """Return the faults that were added, each with how often it happened.

        Returns:
            The faults, as dictionaries, and their counts.

        Example:
            for fault, count in emulator.faults():
                print(fault["operation"], count)
        """
        return [(fault, happened) for fault, happened in json.loads(self._native.faults())]

    def requests(self) -> list[dict[str, Any]]:
        """Return the last requests, oldest first, without their secrets.

        Returns:
            The requests, as dictionaries with `operation`, `method` and `status`, among others.

        Example:
            print([request["operation"] for request in emulator.requests()])
        """
        requests: list[dict[str, Any]] = json.loads(self._native.requests())
        return requests

    def fail_copy(self, container: str, blob: str, description: str, *, account: str | None = None) -> bool:
        """Let the pending copy into a blob fail.

        Args:
            container: The name of the container.
            blob: The name of the destination.
            description: The status description, such as `500 InternalServerError "Copy failed."`.
            account: The account; the first one by default.

        Returns:
            Whether a copy into the blob was pending.

        Raises:
            InvalidValueError: The description cannot be sent in a header.

        Example:
            emulator.fail_copy("backups", "2026/db.vhd", '500 InternalServerError "Copy failed."')
        """
        return self._native.fail_copy(account or self.account, container, blob, description)

    @property
    def now(self) -> datetime:
        """The time of the emulator, if it has a manual clock or virtual time."""
        now = self._native.now()
        if now is None:
            raise ValueError("this emulator has real time; create it with manual_clock=True")
        return now

    def advance(self, by: timedelta | float) -> None:
        """Advance the clock of an emulator with a manual clock or virtual time.

        Args:
            by: The duration, in seconds or as a timedelta.

        Raises:
            ValueError: The emulator has real time.

        Example:
            with Emulator(manual_clock=True) as emulator:
                emulator.advance(10)
        """
        self._native.advance(span("by", by) or timedelta())


def _names(path: str) -> tuple[str, str]:
    container, _, name = path.partition("/")
    if not name:
        raise ValueError(f"{path!r} must be CONTAINER/NAME")
    return container, name
