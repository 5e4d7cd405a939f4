"""Values of the service, with the names of `azure.storage.blob`."""

from enum import Enum, EnumMeta
from typing import Any

__all__ = [
    "BlobImmutabilityPolicyMode",
    "BlobType",
    "BlockState",
    "LocationMode",
    "MatchConditions",
    "PremiumPageBlobTier",
    "PublicAccess",
    "RehydratePriority",
    "StandardBlobTier",
]


class CaseInsensitiveEnumMeta(EnumMeta):
    """Members are found by their names in any case, as in `azure.core`."""

    def __getitem__(cls, name: str) -> Any:
        return super().__getitem__(name.upper())

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return cls.__members__[name.upper()]
        except KeyError:
            raise AttributeError(f"{cls.__name__} has no member {name}") from None


class BlobType(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The kinds of blobs."""

    BLOCKBLOB = "BlockBlob"
    PAGEBLOB = "PageBlob"
    APPENDBLOB = "AppendBlob"


class BlockState(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The states of a block."""

    COMMITTED = "Committed"
    LATEST = "Latest"
    UNCOMMITTED = "Uncommitted"


class StandardBlobTier(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The tiers of block blobs."""

    ARCHIVE = "Archive"
    COOL = "Cool"
    COLD = "Cold"
    HOT = "Hot"
    SMART = "Smart"


class PremiumPageBlobTier(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The tiers of page blobs in premium accounts."""

    P4 = "P4"
    P6 = "P6"
    P10 = "P10"
    P15 = "P15"
    P20 = "P20"
    P30 = "P30"
    P40 = "P40"
    P50 = "P50"
    P60 = "P60"


class RehydratePriority(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The priorities of a move out of the archive tier."""

    HIGH = "High"
    STANDARD = "Standard"


class PublicAccess(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The levels of anonymous read access to a container."""

    OFF = "off"
    BLOB = "blob"
    CONTAINER = "container"


class BlobImmutabilityPolicyMode(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """The modes of an immutability policy."""

    UNLOCKED = "Unlocked"
    LOCKED = "Locked"
    MUTABLE = "Mutable"


class MatchConditions(Enum):
    """How an ETag is compared. The class of `azure.core` is accepted, too."""

    Unconditionally = 1
    IfNotModified = 2
    IfModified = 3
    IfPresent = 4
    IfMissing = 5


class LocationMode:
    """The endpoints of an account. Only the primary endpoint is used."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
