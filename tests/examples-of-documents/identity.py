"""Stands in for azure-identity where the documents' examples run: it gives the token of its environment."""

import os
import time
from typing import NamedTuple


class AccessToken(NamedTuple):
    """A token and its end, in seconds since 1970."""

    token: str
    expires_on: int


class DefaultAzureCredential:
    """Knows one user, whatever the tenant."""

    def __init__(self, **options: object) -> None:
        """Takes any option."""

    def get_token(self, *scopes: str, **options: object) -> AccessToken:
        """Gives the token."""
        return AccessToken(os.environ["ACCESS_TOKEN"], int(time.time()) + 3600)


class ClientSecretCredential(DefaultAzureCredential):
    """Knows the same user."""

    def __init__(self, tenant_id: str, client_id: str, client_secret: str) -> None:
        """Takes what an application has."""
        super().__init__()
