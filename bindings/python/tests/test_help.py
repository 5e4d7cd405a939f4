"""What `help` and `inspect.signature` show: every parameter and keyword, and examples that run."""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import logging
import re
import sys
import textwrap
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest

import blobcopy
import blobcopy.aio
import blobcopy.exceptions
import blobcopy.testing
from blobcopy.testing import Emulator

MODULES = [blobcopy, blobcopy.aio, blobcopy.credentials, blobcopy.exceptions, blobcopy.testing]


def public_things() -> Iterator[tuple[str, Any]]:
    """Public classes and functions, and the public methods of the classes, wherever they are defined."""
    seen: set[int] = set()
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if not (inspect.isclass(thing) or inspect.isroutine(thing)) or id(thing) in seen:
                continue
            seen.add(id(thing))
            yield f"{module.__name__}.{name}", thing
            if inspect.isclass(thing) and thing.__module__.startswith("blobcopy"):
                yield from methods(f"{module.__name__}.{name}", thing)


def methods(prefix: str, cls: type) -> Iterator[tuple[str, Any]]:
    names = {key for base in cls.__mro__ if base.__module__.startswith("blobcopy") for key in vars(base)}
    for key in sorted(names):
        member = getattr(cls, key, None)
        # A protocol has a constructor of typing's, an exception one of Python's.
        is_ours = str(getattr(member, "__module__", "")).startswith("blobcopy")
        if inspect.isroutine(member) and is_ours and (key[0] != "_" or key == "__init__"):
            yield f"{prefix}.{key}", member


def typed_parameters(function: Any) -> set[str]:
    """The parameters and keywords that a type checker knows."""
    function = getattr(function, "__func__", function)
    code, named = function.__code__, function.__code__.co_argcount + function.__code__.co_kwonlyargcount
    names, others = set(code.co_varnames[:named]) - {"self", "cls"}, list(code.co_varnames[named:])
    if code.co_flags & inspect.CO_VARARGS:
        names.add(f"*{others.pop(0)}")
    if code.co_flags & inspect.CO_VARKEYWORDS:
        annotation = eval(function.__annotations__[others[0]], function.__globals__)
        names |= set(get_type_hints(get_args(annotation)[0])) if get_args(annotation) else {f"**{others[0]}"}
    return names


def text_of(function: Any) -> str:
    """The docstring; that of a constructor may be in its class."""
    text = inspect.getdoc(function) or ""
    if function.__name__ != "__init__" or "Args:" in text:
        return text
    return inspect.getdoc(getattr(sys.modules[function.__module__], function.__qualname__.split(".")[0])) or ""


def documented_parameters(text: str) -> list[str]:
    block = re.search(r"^Args:\n(.*?)(?:\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return re.findall(r"^ {4}(\*{0,2}\w+): \S", block[1], re.MULTILINE) if block else []


FUNCTIONS = {
    f"{thing.__module__}.{thing.__qualname__}": thing
    for _, thing in public_things()
    # Pollers, downloads and listings are created by the package.
    if isinstance(thing, types.FunctionType | types.MethodType)
    and not re.match(r"\w*(Poller|Downloader|ItemPaged)\.__init__|Blob\w*Leased|_\w+\.__init__", thing.__qualname__)
}


def test_the_documented_parameters_are_the_typed_ones() -> None:
    assert len(FUNCTIONS) > 150
    for name, function in FUNCTIONS.items():
        documented = documented_parameters(text_of(function))
        assert sorted(documented) == sorted(typed_parameters(function)), name


def test_the_signatures_have_every_typed_keyword() -> None:
    for name, function in FUNCTIONS.items():
        shown = inspect.signature(function).parameters
        assert {parameter.lstrip("*") for parameter in typed_parameters(function)} <= shown.keys(), name


def test_every_call_documents_its_result_its_errors_and_an_example() -> None:
    incomplete = []
    for name, function in FUNCTIONS.items():
        wanted = [] if function.__annotations__["return"] == "None" else ["Returns:"]
        if re.search(r"Client\.(?!close)", name) and "__init__" not in name:
            wanted.append("Raises:")
        if not re.search(r"\.(__init__|keys|values|items|get|has_key|update|get_token)$", name):
            wanted.append("Example:")
        incomplete += [(name, section) for section in wanted if f"\n{section}\n" not in text_of(function)]
    assert incomplete == []


def test_every_class_and_exception_has_a_text() -> None:
    assert [name for name, thing in public_things() if not inspect.getdoc(thing)] == []


def test_the_keywords_of_a_copy_are_shown() -> None:
    shown = inspect.signature(blobcopy.BlobClient.begin_copy_from_url).parameters
    assert {"on_pending", "verify", "deadline", "standard_blob_tier", "source_etag", "tags"} <= shown.keys()
    assert "poll_ceiling" in (blobcopy.BlobClient.copy.__doc__ or "")


EXAMPLES = {
    (".aio." in thing.__module__, textwrap.dedent(example[1])): name
    for name, thing in public_things()
    if (example := re.search(r"^Example:\n(.*?)\Z", inspect.getdoc(thing) or "", re.DOTALL | re.MULTILINE))
}


@pytest.fixture
def world() -> Iterator[dict[str, Any]]:
    """The names that the examples use."""
    names = ["backups", "live"]
    with Emulator(blobs={"live/source": b"0123456789"}, containers=names, time_per_check=1) as emulator:
        login_credential = blobcopy.credentials.AzureNamedKeyCredential("acct", "a2V5")
        yield {
            "UTC": UTC,
            "account_key": "a2V5",
            "account_sas": "sv=2025-11-05&ss=b&srt=o&sp=r&se=2999-01-01&sig=c2VjcmV0",
            "account_url": "https://acct.blob.core.windows.net",
            "connection_string": emulator.connection_string(),
            "datetime": datetime,
            "emulator": emulator,
            "io": io,
            "logging": logging,
            "login_credential": login_credential,
            "print": lambda *things: None,
            "timedelta": timedelta,
            **{name: getattr(blobcopy, name) for name in blobcopy.__all__},
            **{name: getattr(blobcopy.testing, name) for name in blobcopy.testing.__all__},
            **{name: getattr(blobcopy.credentials, name) for name in blobcopy.credentials.__all__},
        }


def with_clients(world: dict[str, Any], package: types.ModuleType) -> dict[str, Any]:
    service = package.BlobServiceClient.from_connection_string(world["connection_string"])
    return {
        **world,
        **{name: getattr(package, name) for name in package.__all__},
        "service": service,
        "container": service.get_container_client("live"),
        "source": service.get_blob_client("live", "source"),
        "target": service.get_blob_client("backups", "target"),
    }


@pytest.mark.parametrize(("is_awaited", "example"), EXAMPLES, ids=EXAMPLES.values())
def test_every_example_runs(world: dict[str, Any], is_awaited: bool, example: str) -> None:
    if "login." in example or "log_to_logging" in example:
        # A token needs https, and the bridge to logging is for the whole process.
        compile(example, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return
    if 'delete_container("archive")' in example:
        world["emulator"].service_client().create_container("archive")
    names = with_clients(world, blobcopy.aio if is_awaited else blobcopy)
    coroutine = eval(compile(example, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
    if coroutine is not None:
        asyncio.run(coroutine)
