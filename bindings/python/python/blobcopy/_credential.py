"""The credential of a client, in the form of the native part."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

from . import _blobcopy
from .exceptions import InvalidValueError


class Words(TypedDict, total=False):
    """One of these, or none."""

    key: tuple[str, str]
    sas: str
    tokens: TokenSource


class SharedKeyCredential:
    """An account's name and key, as `client.credential` shows them to who signs with them."""

    def __init__(self, account_name: str, account_key: str) -> None:
        self.account_name = account_name
        self.account_key = account_key

    def __repr__(self) -> str:
        return f"<SharedKeyCredential of {self.account_name}>"


Awaiting = Callable[[Awaitable[Any], Callable[[Any], None], Callable[[BaseException], None]], None]
"""Has something awaited by an event loop, and tells of its end."""


class Opening:
    """The credential of a client. It is read for every call, because credentials can change."""

    def __init__(self, given: Any, account_name: str | None, url_sas: str | None) -> None:
        self.shown = given
        self._words = self._reader(given, account_name, url_sas)

    def words(self) -> Words:
        """What it says now."""
        return self._words()

    def sas(self) -> str | None:
        """The signature, if it is one."""
        return self._words().get("sas")

    def _reader(self, given: Any, account_name: str | None, url_sas: str | None) -> Callable[[], Words]:
        if hasattr(given, "signature") and not isinstance(given, str):
            if url_sas:
                raise InvalidValueError(
                    "an AzureSasCredential cannot be used with a URL that has a shared access signature too",
                    kind="invalid",
                )
            return lambda: {"sas": given.signature}
        if given is None or (isinstance(given, str) and "sig=" in given):
            self.shown = None
            token = given or url_sas
            return lambda: {"sas": token} if token else {}
        if isinstance(given, str):
            given = {"account_name": account_name, "account_key": given}
        if isinstance(given, dict):
            return self._of_key(given.get("account_name") or account_name, given.get("account_key"))
        if isinstance(given, SharedKeyCredential):
            return self._of_key(given.account_name, given.account_key)
        if hasattr(given, "named_key"):
            return lambda: {"key": tuple(given.named_key)}
        if hasattr(given, "get_token") or hasattr(given, "get_token_info"):
            source = TokenSource(given)
            return lambda: {"tokens": source}
        raise TypeError(
            "a credential is a key or a shared access signature (a text), a dictionary with account_name and "
            "account_key, an AzureNamedKeyCredential, an AzureSasCredential, or an object with get_token, "
            f"not {type(given).__name__}"
        )

    def _of_key(self, account_name: str | None, account_key: str | None) -> Callable[[], Words]:
        if not account_name:
            raise InvalidValueError("the account's name must be given with its key: {'account_name', 'account_key'}")
        if not isinstance(account_key, str):
            raise TypeError("the account's key must be a text")
        self.shown = SharedKeyCredential(account_name, account_key)
        return lambda: {"key": (account_name, account_key)}


class TokenSource:
    """Asks a credential object of Python's for tokens, whether it answers at once or has to be awaited."""

    def __init__(self, credential: Any) -> None:
        self._credential = credential
        self.awaiting: Awaiting | None = None

    def fetch(self, scopes: list[str], tenant: str | None, reply: _blobcopy.TokenReply) -> None:
        """Gets a token, and brings it to `reply` now or later. Called by a thread that may wait."""
        answer = self._ask(scopes, tenant)
        if not inspect.isawaitable(answer):
            self._give(answer, reply)
            return
        if self.awaiting is None:
            if inspect.iscoroutine(answer):
                answer.close()
            raise TypeError("a credential that must be awaited needs a client of blobcopy.aio")

        def give(answer: Any) -> None:
            try:
                self._give(answer, reply)
            except Exception as error:
                reply.fail(error)

        self.awaiting(answer, give, reply.fail)

    def _ask(self, scopes: list[str], tenant: str | None) -> Any:
        if hasattr(self._credential, "get_token_info"):
            options = {"tenant_id": tenant} if tenant else {}
            return self._credential.get_token_info(*scopes, options=options)
        return self._credential.get_token(*scopes, **({"tenant_id": tenant} if tenant else {}))

    @staticmethod
    def _give(answer: Any, reply: _blobcopy.TokenReply) -> None:
        if not isinstance(getattr(answer, "token", None), str) or not hasattr(answer, "expires_on"):
            raise TypeError(f"a token has `token` and `expires_on`, and the credential gave {type(answer).__name__}")
        reply.give(answer.token, float(answer.expires_on), getattr(answer, "refresh_on", None))
