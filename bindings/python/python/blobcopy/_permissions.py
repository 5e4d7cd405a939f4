"""Permissions and resources of a shared access signature (SAS)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

__all__ = ["AccountSasPermissions", "BlobSasPermissions", "ContainerSasPermissions", "ResourceTypes", "Services"]


class _Letters:
    """A set that is written as letters in a fixed order."""

    _letters: ClassVar[dict[str, str]]

    def _set(self, chosen: dict[str, Any]) -> None:
        unknown = chosen.keys() - self._letters.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no permission named {', '.join(sorted(unknown))}")
        for name in self._letters:
            setattr(self, name, bool(chosen.get(name, False)))

    def __str__(self) -> str:
        return "".join(letter for name, letter in self._letters.items() if getattr(self, name))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.from_string({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def from_string(cls, permission: str) -> Self:
        """Create the set from its letters.

        Args:
            permission: The letters, in any order, such as `rw`.

        Returns:
            The set.

        Raises:
            ValueError: A letter is unknown.

        Example:
            BlobSasPermissions.from_string("rw")
        """
        names = {letter: name for name, letter in cls._letters.items()}
        unknown = set(permission) - names.keys()
        if unknown:
            raise ValueError(f"{cls.__name__} has no letter {', '.join(sorted(unknown))}")
        return cls(**{names[letter]: True for letter in permission})


class BlobSasPermissions(_Letters):
    """What a SAS for a blob or a directory allows.

    Args:
        read: Read the content and the properties.
        add: Append to append blobs.
        create: Create blobs.
        write: Write blobs, also existing ones.
        delete: Delete blobs.
        delete_previous_version: Delete versions.
        tag: Read and write tags.
        **more: `permanent_delete`, `list`, `move`, `execute`, `set_immutability_policy`.

    Example:
        BlobSasPermissions(read=True)
    """

    _letters = {
        "read": "r",
        "add": "a",
        "create": "c",
        "write": "w",
        "delete": "d",
        "delete_previous_version": "x",
        "permanent_delete": "y",
        "list": "l",
        "tag": "t",
        "move": "m",
        "execute": "e",
        "set_immutability_policy": "i",
    }
    read: bool
    add: bool
    create: bool
    write: bool
    delete: bool
    delete_previous_version: bool
    permanent_delete: bool
    list: bool
    tag: bool
    move: bool
    execute: bool
    set_immutability_policy: bool

    def __init__(
        self,
        read: bool = False,
        add: bool = False,
        create: bool = False,
        write: bool = False,
        delete: bool = False,
        delete_previous_version: bool = False,
        tag: bool = False,
        **more: bool,
    ) -> None:
        self._set(
            {
                "read": read,
                "add": add,
                "create": create,
                "write": write,
                "delete": delete,
                "delete_previous_version": delete_previous_version,
                "tag": tag,
                **more,
            }
        )


class ContainerSasPermissions(_Letters):
    """What a SAS for a container allows.

    Args:
        read: Read the content and the properties.
        write: Write blobs, also existing ones.
        delete: Delete blobs.
        list: List the blobs.
        delete_previous_version: Delete versions.
        tag: Read and write tags.
        **more: `add`, `create`, `permanent_delete`, `filter_by_tags`, `move`, `execute`, `set_immutability_policy`.

    Example:
        ContainerSasPermissions(read=True, list=True)
    """

    _letters = {
        "read": "r",
        "add": "a",
        "create": "c",
        "write": "w",
        "delete": "d",
        "delete_previous_version": "x",
        "permanent_delete": "y",
        "list": "l",
        "tag": "t",
        "filter_by_tags": "f",
        "move": "m",
        "execute": "e",
        "set_immutability_policy": "i",
    }
    read: bool
    add: bool
    create: bool
    write: bool
    delete: bool
    delete_previous_version: bool
    permanent_delete: bool
    list: bool
    tag: bool
    filter_by_tags: bool
    move: bool
    execute: bool
    set_immutability_policy: bool

    def __init__(
        self,
        read: bool = False,
        write: bool = False,
        delete: bool = False,
        list: bool = False,
        delete_previous_version: bool = False,
        tag: bool = False,
        **more: bool,
    ) -> None:
        self._set(
            {
                "read": read,
                "write": write,
                "delete": delete,
                "list": list,
                "delete_previous_version": delete_previous_version,
                "tag": tag,
                **more,
            }
        )


class AccountSasPermissions(_Letters):
    """What an account SAS allows.

    Args:
        read: Read the content and the properties.
        write: Write blobs, also existing ones.
        delete: Delete blobs.
        list: List the blobs.
        add: Append to append blobs.
        create: Create blobs.
        update: Update messages and table entries.
        process: Process messages.
        delete_previous_version: Delete versions.
        **more: `permanent_delete`, `filter_by_tags`, `tag`, `set_immutability_policy`.

    Example:
        AccountSasPermissions(read=True, list=True)
    """

    _letters = {
        "read": "r",
        "write": "w",
        "delete": "d",
        "delete_previous_version": "x",
        "permanent_delete": "y",
        "list": "l",
        "add": "a",
        "create": "c",
        "update": "u",
        "process": "p",
        "filter_by_tags": "f",
        "tag": "t",
        "set_immutability_policy": "i",
    }
    read: bool
    write: bool
    delete: bool
    delete_previous_version: bool
    permanent_delete: bool
    list: bool
    add: bool
    create: bool
    update: bool
    process: bool
    filter_by_tags: bool
    tag: bool
    set_immutability_policy: bool

    def __init__(
        self,
        read: bool = False,
        write: bool = False,
        delete: bool = False,
        list: bool = False,
        add: bool = False,
        create: bool = False,
        update: bool = False,
        process: bool = False,
        delete_previous_version: bool = False,
        **more: bool,
    ) -> None:
        self._set(
            {
                "read": read,
                "write": write,
                "delete": delete,
                "list": list,
                "add": add,
                "create": create,
                "update": update,
                "process": process,
                "delete_previous_version": delete_previous_version,
                **more,
            }
        )


class ResourceTypes(_Letters):
    """The kinds of resources that an account SAS gives access to.

    Args:
        service: The account itself.
        container: Containers.
        object: Blobs.

    Example:
        ResourceTypes(container=True, object=True)
    """

    _letters = {"service": "s", "container": "c", "object": "o"}
    service: bool
    container: bool
    object: bool

    def __init__(self, service: bool = False, container: bool = False, object: bool = False) -> None:
        self._set({"service": service, "container": container, "object": object})


class Services(_Letters):
    """The services that an account SAS gives access to.

    Args:
        blob: The Blob service.
        queue: The Queue service.
        fileshare: Azure Files.

    Example:
        Services(blob=True)
    """

    _letters = {"blob": "b", "queue": "q", "fileshare": "f"}
    blob: bool
    queue: bool
    fileshare: bool

    def __init__(self, *, blob: bool = False, queue: bool = False, fileshare: bool = False) -> None:
        self._set({"blob": blob, "queue": queue, "fileshare": fileshare})
