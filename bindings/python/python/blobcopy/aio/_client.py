"""What the clients of accounts, containers and blobs have in common."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self, Unpack

from .._container_core import account_information
from .._face import Face
from .._keywords import Timed
from ._driver import Driver


class Client(Driver, Face):
    """A client whose calls are awaited."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the client. Its later calls raise `ClientClosedError`.

        A client made from a URL or a connection string closes the clients that it made, too.
        """
        self._shut()

    async def get_account_information(self, **kwargs: Unpack[Timed]) -> dict[str, Any]:
        """What kind of account it is."""
        self._open()
        return await self._finish(account_information(self._connection, dict(kwargs)))
