"""Times and durations, in every form that users pass. A time without a zone is UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from .exceptions import InvalidValueError


def written(name: str, value: datetime | date | str | None) -> str | None:
    """A time as a SAS writes it. A text is kept as it is."""
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, date):
        raise TypeError(f"{name} must be a datetime or a text, not {type(value).__name__}")
    if isinstance(value, datetime) and value.utcoffset() is not None:
        value = value.astimezone(UTC)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def span(name: str, value: timedelta | float | None) -> timedelta | None:
    """A duration; a number is in seconds."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, timedelta | int | float):
        raise TypeError(f"{name} must be a timedelta or a number of seconds, not {type(value).__name__}")
    try:
        taken = value if isinstance(value, timedelta) else timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise InvalidValueError(f"{name} must be a duration that can be awaited", kind="invalid") from None
    if taken < timedelta():
        raise InvalidValueError(f"{name} must not be negative", kind="invalid")
    return taken
