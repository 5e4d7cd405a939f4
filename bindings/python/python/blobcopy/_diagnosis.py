"""Why something was refused, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Diagnosis(NamedTuple):
    """Why something was refused, and what to do about it."""

    name: str
    """The stable name of the cause, which is the same in every language."""
    cause: str
    """The cause, as a sentence, with what shows it."""
    remedy: str
    """What to do about it, as a sentence."""
