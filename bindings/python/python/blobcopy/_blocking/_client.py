# Generated from aio/_client.py. Edit that file, then run `cargo xtask blocking`.

"""What the clients of accounts, containers and blobs have in common."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self, Unpack

from .._container_core import account_information
from .._documented import documented
from .._face import Face
from .._keywords import Timed
from ._driver import Driver


@documented
class Client(Driver, Face):
    """A client whose calls block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the client. Its later calls raise `ClientClosedError`.

        A client that you create from a URL or a connection string also closes the clients that it created. Used as a
        context manager, a client is closed at the end.

        Example:
            service.close()
        """
        self._shut()

    def get_account_information(self, **kwargs: Unpack[Timed]) -> dict[str, Any]:
        """Read the kind of the account.

        Args:
            **kwargs: The keywords of `Timed`.

        Returns:
            A dictionary with `sku_name`, `account_kind` and `is_hns_enabled`.

        Raises:
            ClientAuthenticationError: The credential is not accepted.

        Example:
            print(service.get_account_information())
        """
        self._open()
        return self._finish(account_information(self._connection, dict(kwargs)))
