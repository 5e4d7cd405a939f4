"""What can go wrong, in one tree: every exception of this package is a `CopyError`.

The names of `azure.core.exceptions` are here too, so that `except` clauses keep working when the import changes. All of
them say what happened in one sentence and carry what the service said. None holds a secret, and all can be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._diagnosis import Diagnosis
from ._error_codes import StorageErrorCode, known_code

if TYPE_CHECKING:
    from ._properties import CopyProperties

__all__ = [
    "AzureError",
    "ClientAuthenticationError",
    "ClientClosedError",
    "ClientLoopError",
    "CopyAbortedError",
    "CopyError",
    "CopyFailedError",
    "CopyGoneError",
    "CopySupersededError",
    "CopyTimeoutError",
    "CopyUnverifiedError",
    "DecodeError",
    "HttpResponseError",
    "InvalidValueError",
    "PendingCopyError",
    "ResourceExistsError",
    "ResourceModifiedError",
    "ResourceNotFoundError",
    "ResourceNotModifiedError",
    "ServiceRequestError",
    "ServiceRequestTimeoutError",
    "ServiceResponseError",
    "ServiceResponseTimeoutError",
    "UnsupportedOperationError",
]


class CopyError(Exception):
    """Something about a copy, or about a call around one, did not succeed. The root of all others.

    `kind` is a word that never changes, such as `"not_found"`, whatever the class.
    """

    message: str
    """What happened, in one sentence."""
    kind: str | None
    """What can be done about it, in one word."""
    error_code: StorageErrorCode | str | None
    """Azure's code, if the service refused something."""
    status_code: int | None
    """The HTTP status, if the service refused something."""
    reason: str | None
    """The words that belong to the status."""
    request_id: str | None
    """The id under which the service remembers the request."""
    copy_id: str | None
    """The copy that this is about, if it was started."""
    copy: CopyProperties | None
    """How that copy stood when its state was last read."""
    other_copy: CopyProperties | None
    """The other copy that holds the destination, if that is the reason."""
    protection: str | None
    """What became of what the destination held before, if a snapshot was to protect it."""
    snapshot: str | None
    """The snapshot that holds it, if that is where it is now."""
    cause: str | None
    """The cause, as a sentence; `message` contains it too."""
    remedy: str | None
    """What to do, as a sentence; `message` contains it too."""
    diagnosis: Diagnosis | None
    """Why it was refused and what to do, where that is known."""
    response: None
    """Always `None`: the reply itself is not kept. `azure.core` has it here."""

    def __init__(
        self,
        message: str | None = None,
        *,
        kind: str | None = None,
        error_code: str | None = None,
        status_code: int | None = None,
        reason: str | None = None,
        request_id: str | None = None,
        copy_id: str | None = None,
        copy: CopyProperties | None = None,
        other_copy: CopyProperties | None = None,
        protection: str | None = None,
        snapshot: str | None = None,
        cause: str | None = None,
        remedy: str | None = None,
        diagnosis: Diagnosis | None = None,
    ) -> None:
        self.message = message or (type(self).__doc__ or "").partition("\n")[0]
        super().__init__(self.message)
        self.kind = kind
        self.error_code = known_code(error_code)
        self.status_code = status_code
        self.reason = reason
        self.request_id = request_id
        self.copy_id = copy_id
        self.copy = copy
        self.other_copy = other_copy
        self.protection = protection
        self.snapshot = snapshot
        self.cause = cause
        self.remedy = remedy
        self.diagnosis = diagnosis
        self.response = None

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        told = {
            "kind": self.kind,
            "error_code": self.error_code,
            "status_code": self.status_code,
            "reason": self.reason,
            "request_id": self.request_id,
            "copy_id": self.copy_id,
            "copy": self.copy,
            "other_copy": self.other_copy,
            "protection": self.protection,
            "snapshot": self.snapshot,
            "cause": self.cause,
            "remedy": self.remedy,
            "diagnosis": self.diagnosis,
        }
        return (_again, (type(self), self.message, told))


AzureError = CopyError
"""The name of the root in `azure.core`."""


class HttpResponseError(CopyError):
    """The service refused a request."""


class ResourceNotFoundError(HttpResponseError):
    """The account, container or blob is not there."""


class ResourceExistsError(HttpResponseError):
    """It is there already, or in a state that the request conflicts with."""


class PendingCopyError(ResourceExistsError):
    """The destination is receiving another copy already; `other_copy` tells which."""


class ResourceModifiedError(HttpResponseError):
    """It is not what a condition of the request wants it to be."""


class ResourceNotModifiedError(HttpResponseError):
    """It has not changed since, as a condition of the request wanted."""


class ClientAuthenticationError(HttpResponseError):
    """Who asks is not known or may not, or the credential gave no token; the cause tells why."""


class DecodeError(HttpResponseError):
    """What came back is not what the Blob service sends."""


class ServiceRequestError(CopyError):
    """The request was not sent: the service could not be reached."""


class ServiceRequestTimeoutError(ServiceRequestError):
    """The service could not be reached in time."""


class ServiceResponseError(CopyError):
    """The request was sent, and no answer came: what it asked for may have been done."""


class ServiceResponseTimeoutError(ServiceResponseError):
    """The request was sent, and no answer came in time."""


class CopyFailedError(CopyError):
    """The copy failed, and left its destination empty."""


class CopyAbortedError(CopyError):
    """The copy was aborted, and left its destination empty."""


class CopySupersededError(CopyError):
    """Another copy took the destination; `other_copy` tells which."""


class CopyGoneError(CopyError):
    """The destination was deleted or written over, so that nothing is known of the copy."""


class CopyUnverifiedError(CopyError):
    """The copy ended, and is not what its source was."""


class CopyTimeoutError(CopyError, TimeoutError):
    """The time that was allowed is over. A copy that was waited for lives on."""


class InvalidValueError(CopyError, ValueError):
    """A value that was given cannot be sent."""


class ClientClosedError(CopyError, RuntimeError):
    """The client was closed."""


class ClientLoopError(CopyError, RuntimeError):
    """A client of `blobcopy.aio` was used without its event loop."""


class UnsupportedOperationError(CopyError, NotImplementedError):
    """Something that `azure.storage.blob` does and this package leaves out."""


def _again(cls: type[CopyError], message: str, told: dict[str, Any]) -> CopyError:
    """An exception that was pickled."""
    return cls(message, **told)


_BY_KIND: dict[str, type[CopyError]] = {
    "invalid": InvalidValueError,
    "pending_copy": PendingCopyError,
    "malformed": DecodeError,
    "copy_failed": CopyFailedError,
    "copy_aborted": CopyAbortedError,
    "copy_superseded": CopySupersededError,
    "copy_gone": CopyGoneError,
    "copy_unverified": CopyUnverifiedError,
}

_BY_STATUS: dict[int, type[CopyError]] = {
    304: ResourceNotModifiedError,
    401: ClientAuthenticationError,
    404: ResourceNotFoundError,
    409: ResourceExistsError,
}

# Where azure.storage.blob goes by the code, and not by the status.
_BY_CODE: dict[str, type[CopyError]] = {
    "AuthenticationFailed": ClientAuthenticationError,
    "BlobOverwritten": ResourceModifiedError,
    "CannotVerifyCopySource": ResourceNotFoundError,
    "ConditionNotMet": ResourceModifiedError,
    "InvalidAuthenticationInfo": ClientAuthenticationError,
}


def _class_of(
    kind: str | None, status_code: int | None, error_code: str | None, was_sent: bool | None, is_of_copy: bool
) -> type[CopyError]:
    if was_sent is not None and status_code is None:
        if kind == "timeout":
            return ServiceResponseTimeoutError if was_sent else ServiceRequestTimeoutError
        return ServiceResponseError if was_sent else ServiceRequestError
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if status_code is not None:
        by_code = _BY_CODE.get(error_code or "", HttpResponseError)
        return _BY_STATUS.get(status_code, by_code)
    if kind == "timeout":
        return CopyTimeoutError
    if kind == "unauthorized":
        return ClientAuthenticationError
    if kind == "precondition":
        return ResourceModifiedError
    if kind == "network":
        return ServiceResponseError if is_of_copy else ServiceRequestError
    return CopyError


def _of_native(
    message: str,
    *,
    was_sent: bool | None = None,
    is_of_copy: bool = False,
    copy: dict[str, Any] | None = None,
    other_copy: dict[str, Any] | None = None,
    diagnosis: dict[str, str] | None = None,
    **told: Any,
) -> CopyError:
    """The exception for what the native half was told."""
    from ._properties import CopyProperties

    cls = _class_of(told.get("kind"), told.get("status_code"), told.get("error_code"), was_sent, is_of_copy)
    last = None if copy is None else CopyProperties._of_native(copy)
    other = None if other_copy is None else CopyProperties._of_native(other_copy)
    why = None if diagnosis is None else Diagnosis(**diagnosis)
    return cls(message, copy=last, other_copy=other, diagnosis=why, **told)
