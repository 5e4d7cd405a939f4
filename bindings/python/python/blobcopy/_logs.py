"""The bridge to `logging`."""

from __future__ import annotations

import logging

from . import _blobcopy

__all__ = ["log_to_logging"]


def log_to_logging(level: int | None = None, logger: logging.Logger | None = None) -> None:
    """Send the events of the package to `logging`, without secrets. Call it once in a process.

    Args:
        level: The lowest level of events to send, such as `logging.DEBUG`; without it, the present level of the logger.
        logger: The logger; `logging.getLogger("blobcopy")` by default.

    Raises:
        RuntimeError: It was called before.

    Example:
        logging.basicConfig(level=logging.INFO)
        log_to_logging()
    """
    logger = logger or logging.getLogger("blobcopy")
    _blobcopy.log_to(logger.getEffectiveLevel() if level is None else level, logger.log)
