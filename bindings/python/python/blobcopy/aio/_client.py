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
    """A client whose calls are awaited."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the client. Its later calls raise `ClientClosedError`.

        A client that you create from a URL or a connection string also closes the clients that it created. Used as a
        context manager, a client is closed at the end.

        Example:
            await service.close()
        """
        self._shut()

    async def get_account_information(self, **kwargs: Unpack[Timed]) -> dict[str, Any]:
        """Read the kind of the account.

        Args:
            **kwargs: The keywords of `Timed`.

        Returns:
            A dictionary with `sku_name`, `account_kind` and `is_hns_enabled`.

        Raises:
            ClientAuthenticationError: The credential is not accepted.

        Example:
            print(await service.get_account_information())
        """
        self._open()
        return await self._finish(account_information(self._connection, dict(kwargs)))
