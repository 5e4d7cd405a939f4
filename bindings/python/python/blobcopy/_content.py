"""The content to upload, in each form that callers can pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def content_bytes(data: Any, length: int | None, encoding: str | None) -> bytes:
    """All of it."""
    content = _whole(data, encoding or "UTF-8")
    return content if length is None else content[:length]


def _whole(data: Any, encoding: str) -> bytes:
    if isinstance(data, str):
        return data.encode(encoding)
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    if hasattr(data, "read"):
        return _whole(data.read(), encoding)
    if isinstance(data, Iterable):
        return b"".join(_whole(part, encoding) for part in data)
    raise TypeError(f"the content must be bytes, text, a file or parts of it, not {type(data).__name__}")
