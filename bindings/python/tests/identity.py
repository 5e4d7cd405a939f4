"""What azure-identity would be: tokens as Microsoft Entra ID issues them, their signatures aside."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from blobcopy.credentials import AccessToken
from blobcopy.testing import Emulator

AUDIENCE = "https://storage.azure.com"


def token_at(now: datetime, audience: str = AUDIENCE, seconds: int = 3600) -> str:
    """A token that is good from a minute before `now`."""
    since = int(now.timestamp())
    claims = {
        "aud": audience,
        "iss": "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
        "iat": since - 60,
        "nbf": since - 60,
        "exp": since + seconds,
        "oid": "11059fcc-5514-4800-b5f8-49808b9cfab6",
        "tid": "ab1f708d-50f6-404c-a006-d71b2ac7a606",
    }
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, ""])


class Identity:
    """A credential that remembers what it was asked for."""

    def __init__(self, emulator: Emulator, audience: str = AUDIENCE) -> None:
        self.emulator = emulator
        self.audience = audience
        self.asked: list[tuple[tuple[str, ...], Any]] = []

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        self.asked.append((scopes, options.get("tenant_id")))
        # Its end by this machine's clock, which is what a client compares it with.
        return AccessToken(token_at(self.emulator.now, self.audience), 2**33)


class AsyncIdentity(Identity):
    """The same, for who awaits it."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # type: ignore[override]
        return super().get_token(*scopes, **options)
