"""What a client is let in with: the classes of `azure.core.credentials`, whose own are understood too."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

__all__ = [
    "AccessToken",
    "AccessTokenInfo",
    "AsyncTokenCredential",
    "AzureNamedKey",
    "AzureNamedKeyCredential",
    "AzureSasCredential",
    "TokenCredential",
]


class AccessToken(NamedTuple):
    """An access token and its end, in seconds since 1970."""

    token: str
    expires_on: int

    def __repr__(self) -> str:
        return f"AccessToken(token='…', expires_on={self.expires_on})"


class AccessTokenInfo:
    """An access token, its end, and when to get the next, in seconds since 1970."""

    def __init__(
        self, token: str, expires_on: int, *, token_type: str = "Bearer", refresh_on: int | None = None
    ) -> None:
        self.token = token
        self.expires_on = expires_on
        self.token_type = token_type
        self.refresh_on = refresh_on

    def __repr__(self) -> str:
        return f"AccessTokenInfo(token='…', expires_on={self.expires_on}, refresh_on={self.refresh_on})"


@runtime_checkable
class TokenCredential(Protocol):
    """Anything that gives access tokens, such as the classes of `azure.identity`."""

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """A token that opens these scopes."""


@runtime_checkable
class AsyncTokenCredential(Protocol):
    """Anything that gives access tokens to who awaits them, such as the classes of `azure.identity.aio`."""

    async def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """A token that opens these scopes."""


class AzureNamedKey(NamedTuple):
    """An account's name and its key."""

    name: str
    key: str

    def __repr__(self) -> str:
        return f"AzureNamedKey(name={self.name!r}, key='…')"


class AzureNamedKeyCredential:
    """An account's name and its key, which can be changed while clients use it."""

    def __init__(self, name: str, key: str) -> None:
        self.update(name, key)

    @property
    def named_key(self) -> AzureNamedKey:
        """Name and key."""
        return self._named_key

    def update(self, name: str, key: str) -> None:
        """Changes both."""
        if not isinstance(name, str) or not isinstance(key, str):
            raise TypeError("both name and key must be texts")
        self._named_key = AzureNamedKey(name, key)


class AzureSasCredential:
    """A shared access signature, which can be changed while clients use it."""

    def __init__(self, signature: str) -> None:
        self.update(signature)

    @property
    def signature(self) -> str:
        """The signature."""
        return self._signature

    def update(self, signature: str) -> None:
        """Changes it."""
        if not isinstance(signature, str):
            raise TypeError("the signature must be a text")
        if not signature:
            raise ValueError("the signature must not be empty")
        self._signature = signature
