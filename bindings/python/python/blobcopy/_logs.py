"""The bridge to `logging`."""

from __future__ import annotations

import logging

from . import _blobcopy

__all__ = ["log_to_logging"]


def log_to_logging(level: int | None = None, logger: logging.Logger | None = None) -> None:
    """Lets what the package does be logged, by the logger `blobcopy` unless another is given.

    What is below `level`, or else below the logger's own level as it is now, costs nothing. No secret is logged. Once in
    a process.
    """
    logger = logger or logging.getLogger("blobcopy")
    _blobcopy.log_to(logger.getEffectiveLevel() if level is None else level, logger.log)
