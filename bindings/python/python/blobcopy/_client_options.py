"""The keywords of the constructors of clients."""

# The descriptions are read at run time, as in `_keywords.py`.

import os
from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from ._retry import ExponentialRetry, LinearRetry

_NO_PARTS = "Ignored: a blob is read and written in one request."


class ClientOptions(TypedDict, total=False):
    """The keywords of the constructors of clients."""

    api_version: Annotated[str | None, "The version of the service, such as `2025-11-05`."]
    audience: Annotated[str | None, "The audience of access tokens; `https://storage.azure.com` by default."]
    connection_timeout: Annotated[float | None, "Time limit for a connection, in seconds; 10 by default."]
    read_timeout: Annotated[float | None, "Time limit for a response, in seconds; 30 by default."]
    max_connections: Annotated[int | None, "Maximum number of connections; 64 by default."]
    retry_total: Annotated[int | None, "Maximum number of retries of a request."]
    retry_policy: Annotated[ExponentialRetry | LinearRetry | None | Any, "When to retry, instead of `retry_total`."]
    retry_connect: Annotated[int | None, "Ignored: `retry_total` applies to all retries."]
    retry_read: Annotated[int | None, "Ignored: `retry_total` applies to all retries."]
    retry_status: Annotated[int | None, "Ignored: `retry_total` applies to all retries."]
    retry_to_secondary: Annotated[bool | None, "Ignored: only the primary endpoint is used."]
    proxies: Annotated[Mapping[str, str] | None, 'The proxy, as in `{"https": "http://host:port"}`.']
    use_env_settings: Annotated[bool | None, "Whether the proxy is read from the environment; the default."]
    connection_verify: Annotated[
        bool | str | os.PathLike[str] | None, "The path of a PEM file with certificates to trust. `False` is refused."
    ]
    user_agent: Annotated[str | None, "A text that is added to the header `User-Agent`."]
    secondary_hostname: Annotated[str | None, "Ignored: only the primary endpoint is used."]
    max_block_size: Annotated[int | None, _NO_PARTS]
    max_chunk_get_size: Annotated[int | None, _NO_PARTS]
    max_page_size: Annotated[int | None, _NO_PARTS]
    max_single_get_size: Annotated[int | None, _NO_PARTS]
    max_single_put_size: Annotated[int | None, _NO_PARTS]
    min_large_block_upload_threshold: Annotated[int | None, _NO_PARTS]
    use_byte_buffer: Annotated[bool | None, _NO_PARTS]
