"""The constructors and properties of the clients, blocking or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, Unpack
from urllib.parse import urlsplit

from . import _blobcopy
from ._blob_core import BlobCore
from ._client_options import ClientOptions
from ._connection import Connection, config_of
from ._container_core import ContainerCore, ServiceCore
from ._credential import Opening
from ._documented import documented
from ._enums import LocationMode
from ._no_pickle import CLIENT, NotPickled
from .exceptions import ClientClosedError, InvalidValueError, UnsupportedOperationError


class Face(NotPickled):
    """A client of an account, a container or a blob."""

    _instead = CLIENT

    def __init__(self, connection: Connection, owns_it: bool) -> None:
        self._connection = connection
        self._owns_connection = owns_it
        self._is_closed = False

    def _open(self) -> None:
        if self._is_closed:
            raise ClientClosedError("the client is closed; create another client")

    def _shut(self) -> None:
        self._is_closed = True
        if self._owns_connection:
            self._connection.close()

    @property
    def account_name(self) -> str | None:
        """The name of the account."""
        key = self._connection.opening.words().get("key")
        return key[0] if key else self._connection.account_name

    @property
    def credential(self) -> Any:
        """The credential; `None` for a SAS in the URL, and without a credential."""
        return self._connection.opening.shown

    @property
    def api_version(self) -> str:
        """The version of the service that the client requests."""
        return str(self._connection.config.get("api_version") or _blobcopy.SERVICE_VERSION)

    @property
    def url(self) -> str:
        """The URL. If the credential is a SAS, the URL contains it and is a secret."""
        raise NotImplementedError

    @property
    def primary_endpoint(self) -> str:
        """The same as `url`."""
        return self.url

    @property
    def primary_hostname(self) -> str:
        """The host, and the account if it is in the path."""
        parts = urlsplit(self._connection.endpoint)
        return f"{parts.netloc}{parts.path}".rstrip("/")

    @property
    def secondary_hostname(self) -> str | None:
        """Always `None`: only the primary endpoint is used."""
        return None

    @property
    def secondary_endpoint(self) -> str:
        """Always a `ValueError`: only the primary endpoint is used."""
        raise InvalidValueError("there is no secondary endpoint: only the primary endpoint is used")

    @property
    def location_mode(self) -> str:
        """The endpoint that is used: always the primary one."""
        return LocationMode.PRIMARY

    @location_mode.setter
    def location_mode(self, value: str) -> None:
        if value != LocationMode.PRIMARY:
            raise UnsupportedOperationError("location_mode is not supported: only the primary endpoint is used")

    def _signed(self, url: str, *parameters: str) -> str:
        query = "&".join([*parameters, (self._connection.opening.sas() or "").lstrip("?")]).strip("&")
        return f"{url}?{query}" if query else url

    def __repr__(self) -> str:
        # A client whose constructor raised has no connection, and may still be shown, by a debugger or a traceback.
        if "_core" not in self.__dict__:
            return f"<{type(self).__name__} that was not created>"
        return f"<{type(self).__name__} {self.url.partition('?')[0]}>"


def _connect(account_url: str, credential: Any, options: Mapping[str, Any], url_sas: str | None = None) -> Connection:
    """The connection of a client that is created with a URL."""
    if not isinstance(account_url, str):
        raise InvalidValueError("the URL of the account must be a text", kind="invalid")
    if "://" not in account_url:
        account_url = f"https://{account_url}"
    account_url, _, query = account_url.partition("?")
    url_sas = url_sas or query or None
    _, account_name = _blobcopy.parse_endpoint(account_url.rstrip("/"))
    opening = Opening(credential, account_name, url_sas)
    return Connection(account_url.rstrip("/"), opening, config_of(options))


def _of_connection_string(text: str, credential: Any, options: Mapping[str, Any]) -> Connection:
    if not isinstance(text, str):
        raise InvalidValueError("a connection string must be a text", kind="invalid")
    told = _blobcopy.parse_connection_string(text)
    if credential is not None:
        return _connect(told["endpoint"], credential, options)
    if told["key"] is None:
        return _connect(told["endpoint"], told["sas"], options)
    return _connect(told["endpoint"], {"account_name": told["account"], "account_key": told["key"]}, options)


@documented
class ServiceFace(Face):
    """A client of an account."""

    def __init__(self, account_url: str, credential: Any = None, **options: Unpack[ClientOptions]) -> None:
        """Create a client of an account.

        Args:
            account_url: The URL of the account, such as `https://acct.blob.core.windows.net`. It can contain a SAS.
            credential: An account key or a SAS (a text), a credential of `azure.identity`, an
                `AzureNamedKeyCredential` or an `AzureSasCredential`. Without it, requests are anonymous.
            **options: The keywords of `ClientOptions`.

        Raises:
            InvalidValueError: The URL or the credential is invalid.

        Example:
            service = BlobServiceClient("https://acct.blob.core.windows.net", credential=login_credential)
        """
        self._join(_connect(account_url, credential, options), True)

    def _join(self, connection: Connection, owns_it: bool) -> None:
        super().__init__(connection, owns_it)
        self._core = ServiceCore(connection)

    @property
    def _ready(self) -> ServiceCore:
        self._open()
        return self._core

    @classmethod
    def from_connection_string(cls, conn_str: str, credential: Any = None, **options: Unpack[ClientOptions]) -> Self:
        """Create a client from a connection string.

        Args:
            conn_str: The connection string.
            credential: A credential to use instead of the one in the connection string.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            InvalidValueError: The connection string is invalid.

        Example:
            service = BlobServiceClient.from_connection_string(connection_string)
        """
        client = cls.__new__(cls)
        client._join(_of_connection_string(conn_str, credential, options), True)
        return client

    @property
    def url(self) -> str:
        """The URL of the account. If the credential is a SAS, the URL contains it and is a secret."""
        return self._signed(f"{self._connection.endpoint}/")


@documented
class ContainerFace(Face):
    """A client of a container."""

    container_name: str
    """The name of the container."""

    def __init__(
        self, account_url: str, container_name: str, credential: Any = None, **options: Unpack[ClientOptions]
    ) -> None:
        """Create a client of a container.

        Args:
            account_url: The URL of the account. It can contain a SAS.
            container_name: The name of the container.
            credential: The credential, as for `BlobServiceClient`.
            **options: The keywords of `ClientOptions`.

        Raises:
            InvalidValueError: The URL, the name or the credential is invalid.

        Example:
            container = ContainerClient("https://acct.blob.core.windows.net", "backups", credential=login_credential)
        """
        self._join(_connect(account_url, credential, options), True, container_name)

    def _join(self, connection: Connection, owns_it: bool, container_name: str) -> None:
        super().__init__(connection, owns_it)
        if not container_name:
            raise InvalidValueError("please name a container", kind="invalid")
        self.container_name = container_name
        self._core = ContainerCore(connection, container_name)
        self._core.check()

    @property
    def _ready(self) -> ContainerCore:
        self._open()
        return self._core

    @classmethod
    def from_container_url(cls, container_url: str, credential: Any = None, **options: Unpack[ClientOptions]) -> Self:
        """Create a client from the URL of a container.

        Args:
            container_url: The URL, which can contain a SAS.
            credential: The credential, as for the constructor.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            InvalidValueError: The URL is not the URL of a container.

        Example:
            container = ContainerClient.from_container_url(container.url, credential=service.credential)
        """
        told = _blobcopy.parse_container_url(_text(container_url))
        client = cls.__new__(cls)
        client._join(_connect(told["endpoint"], credential, options, told["sas"]), True, told["container"])
        return client

    @classmethod
    def from_connection_string(
        cls, conn_str: str, container_name: str, credential: Any = None, **options: Unpack[ClientOptions]
    ) -> Self:
        """Create a client of a container from the connection string of the account.

        Args:
            conn_str: The connection string.
            container_name: The name of the container.
            credential: A credential to use instead of the one in the connection string.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            InvalidValueError: The connection string or the name is invalid.

        Example:
            container = ContainerClient.from_connection_string(connection_string, "backups")
        """
        client = cls.__new__(cls)
        client._join(_of_connection_string(conn_str, credential, options), True, container_name)
        return client

    @property
    def url(self) -> str:
        """The URL of the container. If the credential is a SAS, the URL contains it and is a secret."""
        return self._signed(f"{self._connection.endpoint}/{self.container_name}")


@documented
class BlobFace(Face):
    """A client of a blob."""

    container_name: str
    """The name of the container."""
    blob_name: str
    """The name of the blob."""
    snapshot: str | None
    """The snapshot; `None` for the blob itself."""
    version_id: str | None
    """The version; `None` for the current one."""

    def __init__(
        self,
        account_url: str,
        container_name: str,
        blob_name: str,
        snapshot: Any = None,
        credential: Any = None,
        *,
        version_id: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Create a client of a blob.

        Args:
            account_url: The URL of the account. It can contain a SAS.
            container_name: The name of the container.
            blob_name: The name of the blob.
            snapshot: The snapshot, or the result of `create_snapshot`; without it, the blob itself.
            credential: The credential, as for `BlobServiceClient`.
            version_id: The version of the blob, instead of the current one.
            **options: The keywords of `ClientOptions`.

        Raises:
            InvalidValueError: The URL, a name or the credential is invalid.

        Example:
            target = BlobClient("https://acct.blob.core.windows.net", "backups", "db.vhd", credential=login_credential)
        """
        self._join(_connect(account_url, credential, options), True, container_name, blob_name, snapshot, version_id)

    def _join(
        self,
        connection: Connection,
        owns_it: bool,
        container_name: str,
        blob_name: str,
        snapshot: Any = None,
        version_id: str | None = None,
    ) -> None:
        super().__init__(connection, owns_it)
        if not container_name or not blob_name:
            raise InvalidValueError("please name a container and a blob", kind="invalid")
        if isinstance(snapshot, dict):
            snapshot = snapshot["snapshot"]
        self.container_name = container_name
        self.blob_name = blob_name
        self.snapshot = getattr(snapshot, "snapshot", snapshot)
        self.version_id = version_id
        self._core = BlobCore(connection, container_name, blob_name, self.snapshot, version_id)

    @property
    def _ready(self) -> BlobCore:
        self._open()
        return self._core

    @classmethod
    def from_blob_url(
        cls,
        blob_url: str,
        credential: Any = None,
        snapshot: Any = None,
        *,
        version_id: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from the URL of a blob.

        Args:
            blob_url: The URL, which can contain a snapshot, a version and a SAS.
            credential: The credential, as for the constructor.
            snapshot: The snapshot, or the result of `create_snapshot`; without it, that of the URL.
            version_id: The version of the blob; without it, that of the URL.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            InvalidValueError: The URL is not the URL of a blob.

        Example:
            target = BlobClient.from_blob_url(source.url, credential=service.credential)
        """
        told = _blobcopy.parse_blob_url(_text(blob_url))
        version_id = version_id or told["version_id"]
        client = cls.__new__(cls)
        connection = _connect(told["endpoint"], credential, options, told["sas"])
        client._join(connection, True, told["container"], told["blob"], snapshot or told["snapshot"], version_id)
        return client

    @classmethod
    def from_connection_string(
        cls,
        conn_str: str,
        container_name: str,
        blob_name: str,
        snapshot: Any = None,
        credential: Any = None,
        *,
        version_id: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client of a blob from the connection string of the account.

        Args:
            conn_str: The connection string.
            container_name: The name of the container.
            blob_name: The name of the blob.
            snapshot: The snapshot, or the result of `create_snapshot`; without it, the blob itself.
            credential: A credential to use instead of the one in the connection string.
            version_id: The version of the blob, instead of the current one.
            **options: The keywords of `ClientOptions`.

        Returns:
            The client.

        Raises:
            InvalidValueError: The connection string or a name is invalid.

        Example:
            target = BlobClient.from_connection_string(connection_string, "backups", "2026/db.vhd")
        """
        client = cls.__new__(cls)
        connection = _of_connection_string(conn_str, credential, options)
        client._join(connection, True, container_name, blob_name, snapshot, version_id)
        return client

    @property
    def url(self) -> str:
        """The URL of the blob. If the credential is a SAS, the URL contains it and is a secret."""
        plain = self._core.url()
        moment = f"snapshot={self.snapshot}" if self.snapshot else ""
        version = f"versionid={self.version_id}" if self.version_id and not self.snapshot else ""
        return self._signed(plain, *filter(None, (moment, version)))


def _text(url: Any) -> str:
    if not isinstance(url, str):
        raise InvalidValueError("the URL must be a text", kind="invalid")
    return url if "://" in url else f"https://{url}"
