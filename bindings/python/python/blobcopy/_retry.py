"""When a request is retried, with the names of `azure.storage.blob`."""

from __future__ import annotations

from typing import Any

__all__ = ["ExponentialRetry", "LinearRetry"]


class ExponentialRetry:
    """Retries a request with waits that double.

    Args:
        initial_backoff: The first wait, in seconds.
        increment_base: Ignored: the waits double.
        retry_total: Maximum number of retries.
        retry_to_secondary: Ignored: only the primary endpoint is used.
        random_jitter_range: Ignored: blobcopy chooses the jitter.
        **kwargs: Ignored.

    Example:
        policy = ExponentialRetry(initial_backoff=1, retry_total=5)
        service = BlobServiceClient.from_connection_string(connection_string, retry_policy=policy)
    """

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
    """Retries a request with equal waits.

    Args:
        backoff: The wait, in seconds.
        retry_total: Maximum number of retries.
        retry_to_secondary: Ignored: only the primary endpoint is used.
        random_jitter_range: Ignored: blobcopy chooses the jitter.
        **kwargs: Ignored.

    Example:
        policy = LinearRetry(backoff=1, retry_total=5)
        service = BlobServiceClient.from_connection_string(connection_string, retry_policy=policy)
    """

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
