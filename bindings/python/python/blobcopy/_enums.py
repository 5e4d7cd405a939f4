"""The words of the service, under the names that `azure.storage.blob` has for them."""

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
    """What a blob is made of."""

    BLOCKBLOB = "BlockBlob"
    PAGEBLOB = "PageBlob"
    APPENDBLOB = "AppendBlob"


class BlockState(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """How a block stands."""

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
    """How soon a blob comes out of the archive."""

    HIGH = "High"
    STANDARD = "Standard"


class PublicAccess(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """What of a container everybody may read."""

    OFF = "off"
    BLOB = "blob"
    CONTAINER = "container"


class BlobImmutabilityPolicyMode(str, Enum, metaclass=CaseInsensitiveEnumMeta):
    """How firmly a blob is kept as it is."""

    UNLOCKED = "Unlocked"
    LOCKED = "Locked"
    MUTABLE = "Mutable"


class MatchConditions(Enum):
    """What a tag is compared for; the name is that of `azure.core`, whose own is understood too."""

    Unconditionally = 1
    IfNotModified = 2
    IfModified = 3
    IfPresent = 4
    IfMissing = 5


class LocationMode:
    """Which of an account's endpoints is asked. Copies are writes, so it is the primary."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
