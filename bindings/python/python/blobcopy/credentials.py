"""Credentials, with the names of `azure.core.credentials`. The classes of that package are accepted, too."""

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
    """An access token.

    Example:
        AccessToken("token", expires_on=1_800_000_000)
    """

    token: str
    """The token, which is a secret."""
    expires_on: int
    """When it expires, in seconds since 1970."""

    def __repr__(self) -> str:
        return f"AccessToken(token='…', expires_on={self.expires_on})"


class AccessTokenInfo:
    """An access token, with the time to renew it.

    Args:
        token: The token, which is a secret.
        expires_on: When it expires, in seconds since 1970.
        token_type: The kind of the token.
        refresh_on: When to get the next token, in seconds since 1970.

    Example:
        AccessTokenInfo("token", expires_on=1_800_000_000, refresh_on=1_799_990_000)
    """

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
    """An object that gets access tokens, such as the credentials of `azure.identity`."""

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """Get an access token.

        Args:
            *scopes: The scopes of the token.
            **kwargs: Options, such as `tenant_id`.

        Returns:
            An object with `token` and `expires_on`, such as an `AccessToken`.
        """


@runtime_checkable
class AsyncTokenCredential(Protocol):
    """An object whose access tokens are awaited, such as the credentials of `azure.identity.aio`."""

    async def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """Get an access token.

        Args:
            *scopes: The scopes of the token.
            **kwargs: Options, such as `tenant_id`.

        Returns:
            An object with `token` and `expires_on`, such as an `AccessToken`.
        """


class AzureNamedKey(NamedTuple):
    """The name and the key of an account."""

    name: str
    """The name of the account."""
    key: str
    """The key, which is a secret."""

    def __repr__(self) -> str:
        return f"AzureNamedKey(name={self.name!r}, key='…')"


class AzureNamedKeyCredential:
    """The name and the key of an account. You can replace both while clients use them.

    Args:
        name: The name of the account.
        key: The key of the account, in base64.

    Example:
        service = BlobServiceClient(account_url, credential=AzureNamedKeyCredential("acct", account_key))
    """

    def __init__(self, name: str, key: str) -> None:
        self.update(name, key)

    @property
    def named_key(self) -> AzureNamedKey:
        """The name and the key."""
        return self._named_key

    def update(self, name: str, key: str) -> None:
        """Replace name and key, from the next request on.

        Args:
            name: The name of the account.
            key: The key of the account, in base64.

        Raises:
            TypeError: A value is not a text.

        Example:
            credential = AzureNamedKeyCredential("acct", account_key)
            credential.update("acct", account_key)
        """
        if not isinstance(name, str) or not isinstance(key, str):
            raise TypeError("both name and key must be texts")
        self._named_key = AzureNamedKey(name, key)


class AzureSasCredential:
    """A shared access signature (SAS). You can replace it while clients use it.

    Args:
        signature: The SAS, which is a secret.

    Example:
        service = BlobServiceClient(account_url, credential=AzureSasCredential(account_sas))
    """

    def __init__(self, signature: str) -> None:
        self.update(signature)

    @property
    def signature(self) -> str:
        """The SAS, which is a secret."""
        return self._signature

    def update(self, signature: str) -> None:
        """Replace the SAS, from the next request on.

        Args:
            signature: The SAS.

        Raises:
            TypeError: The SAS is not a text.
            ValueError: The SAS is empty.

        Example:
            credential = AzureSasCredential(account_sas)
            credential.update(account_sas)
        """
        if not isinstance(signature, str):
            raise TypeError("the signature must be a text")
        if not signature:
            raise ValueError("the signature must not be empty")
        self._signature = signature
