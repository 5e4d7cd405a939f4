"""What can be found out before a copy and after others: whether a source can be read, and which copies are pending."""

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
    """What came of asking a source. Holds no secret."""

    diagnosis: Diagnosis | None
    """Why the service cannot read the source, as far as could be found out; nothing if nothing speaks against it."""
    is_of_blob_service: bool
    """Whether the source is known to be on a Blob service."""
    is_opened_by_credential: bool
    """Whether it was asked with the credential of the source's account, which is what would open it to a copy."""
    sas: str | None
    """The shared access signature in the URL, without its signature."""
    status_code: int | None
    """The status of the answer; nothing if none came, or nothing was asked."""
    error_code: StorageErrorCode | str | None
    """Azure's code in it."""
    request_id: str | None
    """The id under which the service remembers the question."""
    skew: timedelta | None
    """How far this machine's clock and the server's are apart."""


class PendingCopy(NamedTuple):
    """A copy that a listing shows to be pending."""

    container: str
    """The container of its destination."""
    name: str
    """The name of its destination."""
    state: CopyProperties
    """How it stands."""
    destination: str | None
    """The URL of its destination; nothing if that has a name which no request can carry."""
    continuation_token: str | None
    """What `BlobServiceClient.resume_copy` takes, to wait for it or to abort it; nothing where there is no URL."""


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
