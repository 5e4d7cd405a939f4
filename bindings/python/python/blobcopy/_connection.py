"""What the clients of one account share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import _blobcopy
from ._credential import Opening, TokenSource, Words
from .exceptions import ClientClosedError, InvalidValueError, UnsupportedOperationError

# Clients of a parent process. To drop one in a forked child would wait for the parent's threads.
_left_behind: list[_blobcopy.Account] = []

_IGNORED = frozenset(
    {
        "max_block_size",
        "max_chunk_get_size",
        "max_page_size",
        "max_single_get_size",
        "max_single_put_size",
        "min_large_block_upload_threshold",
        "secondary_hostname",
        "use_byte_buffer",
    }
)
"""How large blobs are cut into parts, which is not done here, and the endpoint that is only read from."""


class Connection:
    """The clients of one account: where it is, what lets them in, how they talk to it."""

    def __init__(self, endpoint: str, opening: Opening, config: dict[str, Any]) -> None:
        self.endpoint, self.account_name = _blobcopy.parse_endpoint(endpoint)
        self.opening = opening
        self.config = config
        self.is_closed = False
        self.link: Any = None
        """The event loop that an asynchronous client works with."""
        self._native: _blobcopy.Account | None = None
        self._words: Words = {}
        self._process = 0
        if self.tokens() is not None and not self.endpoint.startswith("https:"):
            raise InvalidValueError(
                "access tokens are sent only over https, and the URL of the account is not https", kind="invalid"
            )
        # What cannot be used is refused when the client is made.
        self.account()

    def account(self) -> _blobcopy.Account:
        """The native client, made anew where the credential has changed or the process is a forked child."""
        if self.is_closed:
            raise ClientClosedError("the client is closed; create another client")
        words, process = self.opening.words(), os.getpid()
        native = self._native
        if native is not None and self._process == process and self._words == words:
            return native
        if native is not None and self._process != process:
            _left_behind.append(native)
        native = _blobcopy.Account(self.endpoint, self.config, **words)
        self._native, self._words, self._process = native, words, process
        return native

    def close(self) -> None:
        """Lets no more calls be made."""
        if self._native is not None and self._process != os.getpid():
            _left_behind.append(self._native)
        self.is_closed = True
        self._native = None

    def tokens(self) -> TokenSource | None:
        """Where tokens come from, if they let it in."""
        return self.opening.words().get("tokens")


def config_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """A client's settings, out of the keywords of its constructor."""
    said = {name: value for name, value in given.items() if value is not None and name not in _IGNORED}
    config: dict[str, Any] = {
        "proxy": _proxy(said.pop("proxies", None), said.pop("use_env_settings", True)),
        "trusted": _trusted(said.pop("connection_verify", True)),
        **_retry(said),
        **without_left_out(said, "the client"),
    }
    return {name: value for name, value in config.items() if value is not None}


_LEFT_OUT = frozenset(
    {
        "client_request_id",
        "cls",
        "connection_cert",
        "connection_data_block_size",
        "cpk",
        "headers",
        "headers_policy",
        "key_encryption_key",
        "key_resolver_function",
        "location_mode",
        "logging_body",
        "logging_enable",
        "logging_policy",
        "permit_redirects",
        "raw_request_hook",
        "raw_response_hook",
        "request_id_policy",
        "require_encryption",
        "source_cpk",
        "source_lease",
        "tracing_options",
        "transport",
        "validate_content",
    }
)
"""Keywords of `azure.storage.blob` that are not supported. A value other than `None` or `False` raises an error."""


def without_left_out(said: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The keywords, without those that are left out of this package. Raises if one of these asks for anything."""
    for name in _LEFT_OUT & said.keys():
        if said[name] not in (None, False):
            raise UnsupportedOperationError(f"{name} is left out of blobcopy: {where} does not support it")
    return {name: value for name, value in said.items() if name not in _LEFT_OUT}


def _retry(said: dict[str, Any]) -> dict[str, Any]:
    policy = said.pop("retry_policy", None)
    total = said.pop("retry_total", None)
    for name in ("retry_connect", "retry_read", "retry_status", "retry_to_secondary"):
        said.pop(name, None)
    first: float | None = None
    longest: float | None = None
    if policy is not None:
        total = getattr(policy, "total_retries", total)
        first = getattr(policy, "initial_backoff", getattr(policy, "backoff", None))
        longest = getattr(policy, "longest_backoff", first if hasattr(policy, "backoff") else None)
    if total is not None and (not isinstance(total, int) or total < 0):
        raise InvalidValueError("retry_total must be a whole number, at least 0", kind="invalid")
    return {"max_tries": None if total is None else total + 1, "retry_delay": first, "max_retry_delay": longest}


def _proxy(proxies: Any, use_env_settings: bool) -> str | None:
    if proxies is None:
        return None if use_env_settings else ""
    if not isinstance(proxies, Mapping):
        raise TypeError("proxies must be a dictionary: {'https': 'http://host:port'}")
    chosen = proxies.get("https") or proxies.get("http") or proxies.get("all") or ""
    return str(chosen)


def _trusted(verify: bool | str | os.PathLike[str]) -> list[bytes] | None:
    if verify is True:
        return None
    if verify is False:
        raise UnsupportedOperationError(
            "connection_verify=False is left out: give the path of a file with the certificates to trust"
        )
    with open(verify, "rb") as file:
        return [file.read()]
