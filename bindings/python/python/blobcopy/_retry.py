"""When a call is tried again, in the words of `azure.storage.blob`."""

from __future__ import annotations

from typing import Any

__all__ = ["ExponentialRetry", "LinearRetry"]


class ExponentialRetry:
    """Tries again `retry_total` times, after `initial_backoff` seconds and then each time twice as long."""

    def __init__(
        self,
        initial_backoff: float = 15,
        increment_base: float = 3,
        retry_total: int = 3,
        retry_to_secondary: bool = False,
        random_jitter_range: float = 3,
        **kwargs: Any,
    ) -> None:
        self.initial_backoff = initial_backoff
        self.increment_base = increment_base
        self.random_jitter_range = random_jitter_range
        self.total_retries = retry_total
        self.retry_to_secondary = retry_to_secondary


class LinearRetry:
    """Tries again `retry_total` times, `backoff` seconds apart."""

    def __init__(
        self,
        backoff: float = 15,
        retry_total: int = 3,
        retry_to_secondary: bool = False,
        random_jitter_range: float = 3,
        **kwargs: Any,
    ) -> None:
        self.backoff = backoff
        self.random_jitter_range = random_jitter_range
        self.total_retries = retry_total
        self.retry_to_secondary = retry_to_secondary
