"""An Azure Blob service for tests: in memory, on this machine, and its copies really stay pending.

    from blobcopy.testing import Emulator

    with Emulator(containers=["backups"]) as emulator:
        service = emulator.service_client()

With pytest there is the fixture `blobcopy_emulator`, a fresh emulator for each test.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from .. import _blobcopy
from .._blocking._blob_service_client import BlobServiceClient
from .._times import span

__all__ = ["ACCOUNT", "KEY", "Emulator"]

ACCOUNT: str = _blobcopy.DEVELOPMENT_ACCOUNT
"""The account that an emulator has if it is given none."""

KEY: str = _blobcopy.DEVELOPMENT_KEY
"""That account's key, which everybody knows."""


class Emulator:
    """A Blob service on 127.0.0.1, started when this is made. It ends, and forgets everything, when it is stopped.

    `copy_lasts` is how long every copy takes (two seconds, if not said; 0 is done within the request that starts it), or
    `bytes_per_second` how fast it goes, `copy_starts_after` how long it stands still first. With `manual_clock=True` time
    stands until `advance` moves it. `https=True` speaks https too; `ca_file` is what clients have to trust.
    """

    def __init__(
        self,
        *,
        accounts: Mapping[str, str] | None = None,
        containers: Iterable[str] = (),
        copy_lasts: timedelta | float | None = None,
        bytes_per_second: int | None = None,
        copy_starts_after: timedelta | float = 0,
        manual_clock: bool = False,
        https: bool = False,
        versioning: bool = False,
        copies_in_turn: bool = False,
        loose: bool = False,
        port: int = 0,
    ) -> None:
        self.accounts = dict(accounts) if accounts else {ACCOUNT: KEY}
        asked = {
            "accounts": self.accounts,
            "containers": list(containers),
            "copy_lasts": copy_lasts,
            "bytes_per_second": bytes_per_second,
            "copy_starts_after": copy_starts_after,
            "manual_clock": manual_clock,
            "https": https,
            "versioning": versioning,
            "copies_in_turn": copies_in_turn,
            "loose": loose,
            "port": port,
        }
        self._native = _blobcopy.Emulator(asked)
        self._ca_file: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it."""
        self._native.stop()
        if self._ca_file is not None:
            os.unlink(self._ca_file)
            self._ca_file = None

    @property
    def account(self) -> str:
        """The first account's name."""
        return next(iter(self.accounts))

    def url(self, account: str | None = None, *, https: bool = False) -> str:
        """The URL of an account: `http://127.0.0.1:PORT/ACCOUNT`."""
        url = self._native.endpoint(account or self.account, https)
        if url is None:
            raise ValueError("this emulator does not speak https; ask for https=True")
        return url

    def connection_string(self, account: str | None = None) -> str:
        """What opens an account, in one text."""
        text = self._native.connection_string(account or self.account)
        if text is None:
            raise ValueError(f"the emulator has no account {account!r}")
        return text

    def service_client(self, account: str | None = None, **options: Any) -> BlobServiceClient:
        """A client of an account, with its key."""
        return BlobServiceClient.from_connection_string(self.connection_string(account), **options)

    @property
    def ca_file(self) -> str:
        """The path of a file with the certificate to trust, there until the emulator is stopped."""
        if self._ca_file is None:
            pem = self._native.certificate_authority()
            if pem is None:
                raise ValueError("this emulator does not speak https; ask for https=True")
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
        """Lets something go wrong from now on.

        `kind` is one of `refuse_connection`, `reset_before`, `reset_after`, `delay` (`seconds`), `refuse` (`status`,
        `code`, `retry_after`, `is_done`), `truncate_body` (`after`), `drip_body` (`bytes`, `seconds`),
        `wrong_content_length` (`by`), `skew_clock` (`seconds`), `expire_token` and `fail_copy` (`description`).
        `operation` is a name of the REST reference without spaces, such as `CopyBlob`.
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
        """Lets nothing go wrong any more."""
        self._native.clear_faults()

    def faults(self) -> list[tuple[dict[str, Any], int]]:
        """The faults that were given, each with how often it happened."""
        return [(fault, happened) for fault, happened in json.loads(self._native.faults())]

    def requests(self) -> list[dict[str, Any]]:
        """The last requests, oldest first, without their secrets."""
        requests: list[dict[str, Any]] = json.loads(self._native.requests())
        return requests

    def fail_copy(self, container: str, blob: str, description: str, *, account: str | None = None) -> bool:
        """Lets the pending copy into a blob fail, with a description such as `500 InternalServerError "Copy failed."`.

        `False` if no copy into it is pending.
        """
        return self._native.fail_copy(account or self.account, container, blob, description)

    @property
    def now(self) -> datetime:
        """What time it is there, if its clock is moved by hand."""
        now = self._native.now()
        if now is None:
            raise ValueError("this emulator keeps real time; ask for manual_clock=True")
        return now

    def advance(self, by: timedelta | float) -> None:
        """Lets time pass, in seconds or as a timedelta, if its clock is moved by hand."""
        self._native.advance(span("by", by) or timedelta())
