"""What clients of either kind show of themselves."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlsplit

from . import _blobcopy
from ._blob_core import BlobCore
from ._connection import Connection, config_of
from ._container_core import ContainerCore, ServiceCore
from ._credential import Opening
from ._enums import LocationMode
from ._no_pickle import CLIENT, NotPickled
from .exceptions import ClientClosedError, InvalidValueError, UnsupportedOperationError


class Face(NotPickled):
    """A client of something in an account."""

    _instead = CLIENT

    def __init__(self, connection: Connection, owns_it: bool) -> None:
        self._connection = connection
        self._owns_connection = owns_it
        self._is_closed = False

    def _open(self) -> None:
        if self._is_closed:
            raise ClientClosedError("the client was closed; make another")

    def _shut(self) -> None:
        self._is_closed = True
        if self._owns_connection:
            self._connection.close()

    @property
    def account_name(self) -> str | None:
        """The account's name."""
        key = self._connection.opening.words().get("key")
        return key[0] if key else self._connection.account_name

    @property
    def credential(self) -> Any:
        """What the client is let in with; nothing if that is a shared access signature in its URL."""
        return self._connection.opening.shown

    @property
    def api_version(self) -> str:
        """The version of the service's protocol that is spoken."""
        return str(self._connection.config.get("api_version") or _blobcopy.SERVICE_VERSION)

    @property
    def url(self) -> str:
        """The URL, with the shared access signature if the client has one: a secret then."""
        raise NotImplementedError

    @property
    def primary_endpoint(self) -> str:
        """As `url`."""
        return self.url

    @property
    def primary_hostname(self) -> str:
        """The host, and what of the path belongs to the account."""
        parts = urlsplit(self._connection.endpoint)
        return f"{parts.netloc}{parts.path}".rstrip("/")

    @property
    def secondary_hostname(self) -> str | None:
        """The host of the endpoint that is only read from: none is used."""
        return None

    @property
    def secondary_endpoint(self) -> str:
        """The endpoint that is only read from: none is used, and so a `ValueError`."""
        raise InvalidValueError("no secondary endpoint is used: copies are writes, and go to the primary")

    @property
    def location_mode(self) -> str:
        """Which endpoint is asked: always the primary."""
        return LocationMode.PRIMARY

    @location_mode.setter
    def location_mode(self, value: str) -> None:
        if value != LocationMode.PRIMARY:
            raise UnsupportedOperationError("location_mode is left out: the primary endpoint is asked")

    def _signed(self, url: str, *parameters: str) -> str:
        query = "&".join([*parameters, (self._connection.opening.sas() or "").lstrip("?")]).strip("&")
        return f"{url}?{query}" if query else url

    def __repr__(self) -> str:
        # A client whose constructor raised has no connection, and may still be shown, by a debugger or a traceback.
        if "_core" not in self.__dict__:
            return f"<{type(self).__name__}, which was not made>"
        return f"<{type(self).__name__} of {self.url.partition('?')[0]}>"


def _connect(account_url: str, credential: Any, options: dict[str, Any], url_sas: str | None = None) -> Connection:
    """The connection of a client that is made by its constructor."""
    if not isinstance(account_url, str):
        raise InvalidValueError("the account's URL must be a text", kind="invalid")
    if "://" not in account_url:
        account_url = f"https://{account_url}"
    account_url, _, query = account_url.partition("?")
    url_sas = url_sas or query or None
    _, account_name = _blobcopy.parse_endpoint(account_url.rstrip("/"))
    opening = Opening(credential, account_name, url_sas)
    return Connection(account_url.rstrip("/"), opening, config_of(options))


def _of_connection_string(text: str, credential: Any, options: dict[str, Any]) -> Connection:
    if not isinstance(text, str):
        raise InvalidValueError("a connection string must be a text", kind="invalid")
    told = _blobcopy.parse_connection_string(text)
    if credential is not None:
        return _connect(told["endpoint"], credential, options)
    if told["key"] is None:
        return _connect(told["endpoint"], told["sas"], options)
    return _connect(told["endpoint"], {"account_name": told["account"], "account_key": told["key"]}, options)


class ServiceFace(Face):
    """A client of an account."""

    def __init__(self, account_url: str, credential: Any = None, **options: Any) -> None:
        self._join(_connect(account_url, credential, options), True)

    def _join(self, connection: Connection, owns_it: bool) -> None:
        super().__init__(connection, owns_it)
        self._core = ServiceCore(connection)

    @property
    def _ready(self) -> ServiceCore:
        self._open()
        return self._core

    @classmethod
    def from_connection_string(cls, conn_str: str, credential: Any = None, **options: Any) -> Self:
        """A client of the account that a connection string names."""
        client = cls.__new__(cls)
        client._join(_of_connection_string(conn_str, credential, options), True)
        return client

    @property
    def url(self) -> str:
        """The account's URL, with the shared access signature if the client has one: a secret then."""
        return self._signed(f"{self._connection.endpoint}/")


class ContainerFace(Face):
    """A client of a container."""

    container_name: str
    """The container's name."""

    def __init__(self, account_url: str, container_name: str, credential: Any = None, **options: Any) -> None:
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
    def from_container_url(cls, container_url: str, credential: Any = None, **options: Any) -> Self:
        """A client of the container at this URL, which may have a shared access signature."""
        told = _blobcopy.parse_container_url(_text(container_url))
        client = cls.__new__(cls)
        client._join(_connect(told["endpoint"], credential, options, told["sas"]), True, told["container"])
        return client

    @classmethod
    def from_connection_string(cls, conn_str: str, container_name: str, credential: Any = None, **options: Any) -> Self:
        """A client of a container in the account that a connection string names."""
        client = cls.__new__(cls)
        client._join(_of_connection_string(conn_str, credential, options), True, container_name)
        return client

    @property
    def url(self) -> str:
        """The container's URL, with the shared access signature if the client has one: a secret then."""
        return self._signed(f"{self._connection.endpoint}/{self.container_name}")


class BlobFace(Face):
    """A client of a blob."""

    container_name: str
    """The container's name."""
    blob_name: str
    """The blob's name."""
    snapshot: str | None
    """The snapshot that is meant."""
    version_id: str | None
    """The version that is meant."""

    def __init__(
        self,
        account_url: str,
        container_name: str,
        blob_name: str,
        snapshot: Any = None,
        credential: Any = None,
        *,
        version_id: str | None = None,
        **options: Any,
    ) -> None:
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
    def from_blob_url(cls, blob_url: str, credential: Any = None, snapshot: Any = None, **options: Any) -> Self:
        """A client of the blob at this URL, which may have a snapshot and a shared access signature."""
        told = _blobcopy.parse_blob_url(_text(blob_url))
        version_id = options.pop("version_id", None) or told["version_id"]
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
        **options: Any,
    ) -> Self:
        """A client of a blob in the account that a connection string names."""
        version_id = options.pop("version_id", None)
        client = cls.__new__(cls)
        connection = _of_connection_string(conn_str, credential, options)
        client._join(connection, True, container_name, blob_name, snapshot, version_id)
        return client

    @property
    def url(self) -> str:
        """The blob's URL, with the shared access signature if the client has one: a secret then."""
        plain = self._core.url()
        moment = f"snapshot={self.snapshot}" if self.snapshot else ""
        version = f"versionid={self.version_id}" if self.version_id and not self.snapshot else ""
        return self._signed(plain, *filter(None, (moment, version)))


def _text(url: Any) -> str:
    if not isinstance(url, str):
        raise InvalidValueError("the URL must be a text", kind="invalid")
    return url if "://" in url else f"https://{url}"
