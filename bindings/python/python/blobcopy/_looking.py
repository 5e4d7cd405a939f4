"""Checks whether a source can be read, and finds pending copies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from ._connection import Connection
from ._diagnosis import Diagnosis
from ._driving import Underway
from ._error_codes import StorageErrorCode, known_code
from ._keywords import source_of
from ._properties import CopyProperties


class Explanation(NamedTuple):
    """Whether the service can read a source. Contains no secret."""

    diagnosis: Diagnosis | None
    """Why the service cannot read the source; `None` if it can."""
    is_of_blob_service: bool
    """Whether the source is known to be in a Blob service."""
    is_opened_by_credential: bool
    """Whether the request carried the credential of the source's account, as a copy would."""
    sas: str | None
    """The SAS in the URL, without its signature."""
    status_code: int | None
    """The HTTP status of the response; `None` without a response."""
    error_code: StorageErrorCode | str | None
    """The error code in the response."""
    request_id: str | None
    """The id that the service gave to the request."""
    skew: timedelta | None
    """The difference between the clocks of this machine and of the server."""


class PendingCopy(NamedTuple):
    """A pending copy, found by a listing."""

    container: str
    """The container of its destination."""
    name: str
    """The name of its destination."""
    state: CopyProperties
    """Its state."""
    destination: str | None
    """The URL of its destination; `None` if no request can carry its name."""
    continuation_token: str | None
    """The token with which `BlobServiceClient.resume_copy` tracks the copy; `None` without a URL."""


async def explain(connection: Connection, source: Any) -> Explanation:
    """Whether the service can read a source, and why not."""
    told = await Underway(connection.account().explain(source_of(source)))
    why = told.pop("diagnosis")
    code = known_code(told.pop("error_code"))
    return Explanation(diagnosis=None if why is None else Diagnosis(**why), error_code=code, **told)


async def find_pending(connection: Connection, container: str, prefix: str) -> list[PendingCopy]:
    """The copies that are pending into a container's blobs whose names begin so."""
    found = await Underway(connection.account().find_pending(container, prefix))
    return [PendingCopy(**{**told, "state": CopyProperties._of_native(told["state"])}) for told in found]
