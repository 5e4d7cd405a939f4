"""The exceptions of the package. Each is a `CopyError`.

They have the names of `azure.core.exceptions`, so that `except` clauses work after a change of the import. The message says
what happened; the attributes have what the service reported. No exception contains a secret, and all can be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._diagnosis import Diagnosis
from ._error_codes import StorageErrorCode, known_code
from ._notebook import table

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
    """A copy, or a call around a copy, did not succeed.

    This is the base class of all exceptions of the package. In a notebook, an exception is shown as a table.

    Args:
        message: What happened, in one line.
        kind: What your program can do about it, in one stable word.
        error_code: The error code of the service.
        status_code: The HTTP status.
        reason: The text of the HTTP status.
        request_id: The id that the service gave to the request.
        copy_id: The id of the copy.
        copy: The last known state of the copy.
        other_copy: The other copy into the destination.
        protection: What happened to the old content of the destination.
        snapshot: The snapshot that holds the old content.
        cause: The cause, as a sentence.
        remedy: What to do, as a sentence.
        diagnosis: The cause and the remedy, with the stable name of the cause.

    Example:
        try:
            target.copy(source)
        except CopyError as error:
            print(error.kind, error.error_code, error.copy_id)
    """

    message: str
    """What happened, in one line."""
    kind: str | None
    """What your program can do about it, in one stable word, such as `not_found`."""
    error_code: StorageErrorCode | str | None
    """The error code of the service, if it refused the request."""
    status_code: int | None
    """The HTTP status, if the service refused the request."""
    reason: str | None
    """The text of the HTTP status."""
    request_id: str | None
    """The id that the service gave to the request."""
    copy_id: str | None
    """The id of the copy, if it was started."""
    copy: CopyProperties | None
    """The last known state of the copy."""
    other_copy: CopyProperties | None
    """The other copy into the destination, if that is the cause."""
    protection: str | None
    """What happened to the old content of the destination, if a snapshot protected it."""
    snapshot: str | None
    """The snapshot that holds the old content, if it was kept."""
    cause: str | None
    """The cause, as a sentence; `message` contains it too."""
    remedy: str | None
    """What to do, as a sentence; `message` contains it too."""
    diagnosis: Diagnosis | None
    """The cause and the remedy of a refusal, with the stable name of the cause."""
    response: None
    """Always `None`: the response is not kept."""

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

    def _repr_html_(self) -> str:
        rows = {
            "error": self.message,
            "cause": self.cause,
            "remedy": self.remedy,
            "kind": self.kind,
            "error_code": self.error_code and str(getattr(self.error_code, "value", self.error_code)),
            "status_code": self.status_code,
            "request_id": self.request_id,
            "copy_id": self.copy_id,
        }
        return table(type(self).__name__, rows.items())

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
"""The name of the base class in `azure.core`."""


class HttpResponseError(CopyError):
    """The service refused the request."""


class ResourceNotFoundError(HttpResponseError):
    """The account, container or blob does not exist."""


class ResourceExistsError(HttpResponseError):
    """The container or blob exists already, or its state does not allow the request."""


class PendingCopyError(ResourceExistsError):
    """Another copy into the destination is pending: `other_copy`."""


class ResourceModifiedError(HttpResponseError):
    """A condition of the request is not met."""


class ResourceNotModifiedError(HttpResponseError):
    """The blob was not modified, and the request has a condition for that."""


class ClientAuthenticationError(HttpResponseError):
    """The credential is missing, not accepted or not sufficient."""


class DecodeError(HttpResponseError):
    """The response is not from a Blob service. Check for a proxy."""


class ServiceRequestError(CopyError):
    """The request was not sent, because the service could not be reached."""


class ServiceRequestTimeoutError(ServiceRequestError):
    """The service could not be reached within the time limit."""


class ServiceResponseError(CopyError):
    """The request was sent, but no response came. It may have been carried out."""


class ServiceResponseTimeoutError(ServiceResponseError):
    """The request was sent, but no response came within the time limit."""


class CopyFailedError(CopyError):
    """The copy failed, and the destination is empty."""


class CopyAbortedError(CopyError):
    """The copy was aborted, and the destination is empty."""


class CopySupersededError(CopyError):
    """Another copy replaced this one: `other_copy`."""


class CopyGoneError(CopyError):
    """The destination was deleted or overwritten, so that nothing is known about the copy."""


class CopyUnverifiedError(CopyError):
    """The copy ended, but differs from its source."""


class CopyTimeoutError(CopyError, TimeoutError):
    """The time limit was reached. A copy that was started continues on the server."""


class InvalidValueError(CopyError, ValueError):
    """A value cannot be sent. The message states the rule."""


class ClientClosedError(CopyError, RuntimeError):
    """The client is closed."""


class ClientLoopError(CopyError, RuntimeError):
    """A client of `blobcopy.aio` was used without its event loop."""


class UnsupportedOperationError(CopyError, NotImplementedError):
    """A feature of `azure.storage.blob` that this package does not support."""


def _again(cls: type[CopyError], message: str, told: dict[str, Any]) -> CopyError:
    """An exception that was unpickled."""
    return cls(message, **told)


_BY_KIND: dict[str, type[CopyError]] = {
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

# Where azure.storage.blob decides by the code, not by the status.
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
    # A value that the service refuses is an error of the service, as in azure.core.
    if kind == "invalid" and status_code is None:
        return InvalidValueError
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
    """The exception for a failure of the native part."""
    from ._properties import CopyProperties

    cls = _class_of(told.get("kind"), told.get("status_code"), told.get("error_code"), was_sent, is_of_copy)
    last = None if copy is None else CopyProperties._of_native(copy)
    other = None if other_copy is None else CopyProperties._of_native(other_copy)
    why = None if diagnosis is None else Diagnosis(**diagnosis)
    return cls(message, copy=last, other_copy=other, diagnosis=why, **told)
