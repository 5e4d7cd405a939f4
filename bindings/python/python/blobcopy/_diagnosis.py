"""The cause of a refusal, and its remedy."""

from __future__ import annotations

from typing import NamedTuple


class Diagnosis(NamedTuple):
    """The cause of a refusal, and its remedy."""

    name: str
    """The stable name of the cause, such as `source_missing`."""
    cause: str
    """The cause, with its evidence."""
    remedy: str
    """What to do about it."""
