"""Server-side copies of Azure blobs, tracked to completion.

The package has the names of `azure.storage.blob` for everything that a copy needs. It adds copies that you can wait for,
abort and resume. `blobcopy.aio` has the same classes for asyncio.

    from blobcopy import BlobServiceClient

    service = BlobServiceClient.from_connection_string(connection_string)
    target = service.get_blob_client("backups", "2026/db.vhd")
    poller = target.begin_copy_from_url(source_url)
    print(poller.result().status)
"""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any

from . import _blobcopy
from ._blocking._blob_client import BlobClient
from ._blocking._blob_service_client import BlobServiceClient
from ._blocking._container_client import ContainerClient
from ._blocking._download import StorageStreamDownloader
from ._blocking._lease import BlobLeaseClient
from ._blocking._poller import CopyPoller
from ._diagnosis import Diagnosis
from ._enums import (
    BlobImmutabilityPolicyMode,
    BlobType,
    BlockState,
    LocationMode,
    MatchConditions,
    PremiumPageBlobTier,
    PublicAccess,
    RehydratePriority,
    StandardBlobTier,
)
from ._error_codes import StorageErrorCode
from ._left_out import missing
from ._logs import log_to_logging
from ._looking import Explanation, PendingCopy
from ._permissions import (
    AccountSasPermissions,
    BlobSasPermissions,
    ContainerSasPermissions,
    ResourceTypes,
    Services,
)
from ._polling import CopyFindings
from ._properties import (
    BlobPrefix,
    BlobProperties,
    ContainerEncryptionScope,
    ContainerProperties,
    ContentSettings,
    CopyProperties,
    ImmutabilityPolicy,
    LeaseProperties,
    ObjectReplicationPolicy,
    ObjectReplicationRule,
)
from ._retry import ExponentialRetry, LinearRetry
from ._sas import UserDelegationKey, generate_account_sas, generate_blob_sas, generate_container_sas
from .credentials import AzureNamedKeyCredential, AzureSasCredential
from .exceptions import (
    AzureError,
    ClientAuthenticationError,
    ClientClosedError,
    ClientLoopError,
    CopyAbortedError,
    CopyError,
    CopyFailedError,
    CopyGoneError,
    CopySupersededError,
    CopyTimeoutError,
    CopyUnverifiedError,
    DecodeError,
    HttpResponseError,
    InvalidValueError,
    PendingCopyError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    ResourceNotModifiedError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
    UnsupportedOperationError,
)

__version__: str = _blobcopy.__version__

__all__ = [
    "AccountSasPermissions",
    "AzureError",
    "AzureNamedKeyCredential",
    "AzureSasCredential",
    "BlobClient",
    "BlobImmutabilityPolicyMode",
    "BlobLeaseClient",
    "BlobPrefix",
    "BlobProperties",
    "BlobSasPermissions",
    "BlobServiceClient",
    "BlobType",
    "BlockState",
    "ClientAuthenticationError",
    "ClientClosedError",
    "ClientLoopError",
    "ContainerClient",
    "ContainerEncryptionScope",
    "ContainerProperties",
    "ContainerSasPermissions",
    "ContentSettings",
    "CopyAbortedError",
    "CopyError",
    "CopyFailedError",
    "CopyFindings",
    "CopyGoneError",
    "CopyPoller",
    "CopyProperties",
    "CopySupersededError",
    "CopyTimeoutError",
    "CopyUnverifiedError",
    "DecodeError",
    "Diagnosis",
    "Explanation",
    "ExponentialRetry",
    "HttpResponseError",
    "ImmutabilityPolicy",
    "InvalidValueError",
    "LeaseProperties",
    "LinearRetry",
    "LocationMode",
    "MatchConditions",
    "ObjectReplicationPolicy",
    "ObjectReplicationRule",
    "PendingCopy",
    "PendingCopyError",
    "PremiumPageBlobTier",
    "PublicAccess",
    "RehydratePriority",
    "ResourceExistsError",
    "ResourceModifiedError",
    "ResourceNotFoundError",
    "ResourceNotModifiedError",
    "ResourceTypes",
    "ServiceRequestError",
    "ServiceRequestTimeoutError",
    "ServiceResponseError",
    "ServiceResponseTimeoutError",
    "Services",
    "StandardBlobTier",
    "StorageErrorCode",
    "StorageStreamDownloader",
    "UnsupportedOperationError",
    "UserDelegationKey",
    "__version__",
    "generate_account_sas",
    "generate_blob_sas",
    "generate_container_sas",
    "log_to_logging",
]

# Calls in progress end before the interpreter does.
atexit.register(_blobcopy.shut_down)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        missing(__name__, name)
