"""The package as a whole: its names, its help, its command, its logs, its emulator."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import pathlib
import pydoc
import re
import subprocess
import sys
import tarfile
import types
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import azure.storage.blob
import azure.storage.blob.aio
import pytest

import blobcopy
import blobcopy.aio
import blobcopy.exceptions
import blobcopy.testing
from blobcopy.testing import Emulator

from .pythons import pythons, start

MODULES = [blobcopy, blobcopy.aio, blobcopy.credentials, blobcopy.exceptions, blobcopy.testing]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(azure.storage.blob, blobcopy), (azure.storage.blob.aio, blobcopy.aio)],
    ids=["blobcopy", "blobcopy.aio"],
)
def test_every_name_of_microsofts_package_is_there_or_says_why_not(
    theirs: types.ModuleType, ours: types.ModuleType
) -> None:
    for name in theirs.__all__:
        if name not in ours.__all__:
            with pytest.raises(blobcopy.UnsupportedOperationError, match=f"{name} is left out"):
                getattr(ours, name)


@pytest.mark.parametrize("kind", ["BlobServiceClient", "ContainerClient", "BlobClient", "BlobLeaseClient"])
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(azure.storage.blob, blobcopy), (azure.storage.blob.aio, blobcopy.aio)],
    ids=["blobcopy", "blobcopy.aio"],
)
def test_every_method_of_microsofts_clients_is_there_or_says_why_not(
    theirs: types.ModuleType, ours: types.ModuleType, kind: str
) -> None:
    for name in dir(getattr(theirs, kind)):
        if name.startswith("_"):
            continue
        assert hasattr(getattr(ours, kind), name), name


@pytest.mark.parametrize("method", ["start_copy_from_url", "abort_copy", "create_snapshot", "acquire_lease"])
def test_the_parameters_are_in_microsofts_order(method: str) -> None:
    theirs = list(inspect.signature(getattr(azure.storage.blob.BlobClient, method)).parameters)
    ours = inspect.signature(getattr(blobcopy.BlobClient, method)).parameters.values()
    assert [parameter.name for parameter in ours if parameter.kind is not parameter.KEYWORD_ONLY] == theirs


def test_every_keyword_that_microsoft_documents_for_a_start_is_known(
    source: blobcopy.BlobClient, target: blobcopy.BlobClient
) -> None:
    documented = inspect.getdoc(azure.storage.blob.BlobClient.start_copy_from_url) or ""
    keywords = re.findall(r":(?:keyword|paramtype) (?:[^:]* )?(\w+):", documented)
    assert len(set(keywords)) >= 22
    for keyword in keywords:
        # Nothing is asked for by `None`, and so nothing refuses it.
        started = target.start_copy_from_url(source.url, **{keyword: None})
        target.abort_copy(started)


def test_everything_public_has_a_text_for_help() -> None:
    silent = []
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                members = [(f"{name}.{key}", value) for key, value in vars(thing).items() if not key.startswith("_")]
                silent += [key for key, value in members if callable(value) and not inspect.getdoc(value)]
            if (inspect.isclass(thing) or inspect.isroutine(thing)) and not inspect.getdoc(thing):
                silent.append(name)
    assert silent == []
    page = pydoc.render_doc(blobcopy.CopyPoller, renderer=pydoc.plaintext)
    assert "continuation_token" in page and "aborts the copy" in page


def test_all_exceptions_are_of_one_tree() -> None:
    for name in blobcopy.exceptions.__all__:
        assert issubclass(getattr(blobcopy.exceptions, name), blobcopy.CopyError)
    assert issubclass(blobcopy.CopyTimeoutError, TimeoutError)
    assert issubclass(blobcopy.InvalidValueError, ValueError)
    assert str(blobcopy.CopyFailedError()) == "The copy failed, and the destination is empty."


def test_a_request_that_the_service_finds_invalid_is_an_http_response_error(
    emulator: Emulator, target: blobcopy.BlobClient
) -> None:
    emulator.add_fault("refuse", status=400, code="InvalidHeaderValue", times=1)
    with pytest.raises(blobcopy.HttpResponseError) as raised:
        target.get_blob_properties()
    assert type(raised.value) is blobcopy.HttpResponseError
    assert (raised.value.status_code, raised.value.kind) == (400, "invalid")


def test_the_command_is_in_the_wheel(emulator: Emulator) -> None:
    (command,) = (
        entry for entry in importlib.metadata.entry_points(group="console_scripts") if entry.name == "blobcopy"
    )
    assert command.value == "blobcopy.__main__:main"
    done = subprocess.run([sys.executable, "-m", "blobcopy", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"blobcopy {blobcopy.__version__}\n")
    done = subprocess.run([sys.executable, "-m", "blobcopy", "no-such-thing"], capture_output=True, text=True)
    assert done.returncode == 2 and "no-such-thing" in done.stderr


def test_the_command_copies(hurried: Emulator) -> None:
    service = hurried.service_client()
    service.get_blob_client("box", "source").upload_blob(b"0123456789")
    done = subprocess.run(
        [sys.executable, "-m", "blobcopy", "copy", f"{hurried.url()}/box/source", f"{hurried.url()}/box/target"],
        env={"AZURE_STORAGE_CONNECTION_STRING": hurried.connection_string()},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert service.get_blob_client("box", "target").download_blob().readall() == b"0123456789"


def test_what_happens_is_logged_without_a_secret(hurried: Emulator, tmp_path: pathlib.Path) -> None:
    program = """
    import logging, sys
    import blobcopy
    logging.basicConfig(level=logging.DEBUG, format="%(name)s %(levelname)s %(message)s", stream=sys.stdout)
    blobcopy.log_to_logging()
    try:
        blobcopy.log_to_logging()
    except RuntimeError as error:
        print(error)
    service = blobcopy.BlobServiceClient.from_connection_string(sys.argv[1])
    source = service.get_blob_client("box", "source")
    source.upload_blob(b"x")
    key = service.credential.account_key
    token = blobcopy.generate_blob_sas(
        service.account_name, "box", "source", account_key=key, permission="r", expiry="2999-01-01"
    )
    service.get_blob_client("box", "target").copy(source.url + "?" + token)
    """
    said, complained = start(
        pythons()[sorted(pythons())[0]], program, tmp_path, hurried.connection_string()
    ).communicate(timeout=20)
    assert complained == ""
    assert "logging is bridged already" in said
    assert "blobcopy DEBUG" in said and "PutBlob" in said
    assert "sig=" not in said and blobcopy.testing.KEY not in said


def test_the_emulator_does_what_it_is_told() -> None:
    with Emulator(accounts={"one": "b25l"}, containers=["box"], manual_clock=True, bytes_per_second=2) as emulator:
        service = emulator.service_client()
        source, target = service.get_blob_client("box", "source"), service.get_blob_client("box", "target")
        source.upload_blob(b"0123456789")
        target.start_copy_from_url(source.url)
        emulator.advance(3)
        assert target.get_blob_properties().copy.progress == "6/10"
        before = emulator.now
        emulator.add_fault("refuse", operation="GetBlob", status=503, code="ServerBusy", times=1)
        assert source.download_blob().readall() == b"0123456789"
        ((fault, happened),) = emulator.faults()
        assert (fault["operation"], happened) == ("GetBlob", 1)
        emulator.clear_faults()
        assert emulator.faults() == [] and emulator.now == before
        assert not emulator.fail_copy("box", "nothing", "500 InternalError")
        assert emulator.requests()[-1]["operation"] == "GetBlob"
        with pytest.raises(ValueError):
            emulator.add_fault("no_such_kind")
        with pytest.raises(ValueError):
            emulator.url(https=True)
        with pytest.raises(ValueError):
            emulator.connection_string("two")
    with pytest.raises(RuntimeError, match="stopped"):
        emulator.requests()


def test_real_time_is_not_moved_by_hand() -> None:
    with Emulator() as emulator:
        for call in (lambda: emulator.advance(1), lambda: emulator.now):
            with pytest.raises(ValueError, match="manual_clock"):
                call()


def test_a_key_that_is_changed_is_used_from_the_next_call_on(emulator: Emulator) -> None:
    credential = blobcopy.AzureNamedKeyCredential("first", "d3Jvbmc=")
    container = blobcopy.BlobServiceClient(emulator.url(), credential=credential).get_container_client("box-key")
    with pytest.raises(blobcopy.ClientAuthenticationError):
        container.exists()
    credential.update("first", "Zmlyc3Q=")
    assert not container.exists()


def test_retries_are_what_they_are_set_to(emulator: Emulator, source: blobcopy.BlobClient) -> None:
    policy = blobcopy.ExponentialRetry(initial_backoff=0, retry_total=2)
    text = emulator.connection_string()
    client = blobcopy.BlobClient.from_connection_string(text, source.container_name, "source", retry_policy=policy)
    emulator.add_fault("refuse", operation="GetBlobProperties", status=503, code="ServerBusy", times=2)
    assert client.get_blob_properties().size == 10
    emulator.add_fault("refuse", operation="GetBlobProperties", status=503, code="ServerBusy", times=3)
    with pytest.raises(blobcopy.HttpResponseError):
        client.get_blob_properties()


PLAIN: list[dict[str, Any]] = [
    {},
    {"protocol": "https", "ip": "127.0.0.1"},
    {"content_type": "text/plain", "content_disposition": 'attachment; filename="ü.txt"', "cache_control": "no-cache"},
    {"content_encoding": "gzip", "content_language": "de", "start": datetime(2026, 1, 2, 3, 4, 5)},
    {"encryption_scope": "scope"},
    {"policy_id": "policy", "permission": None, "expiry": None},
    {"is_directory": True, "sdd": 2},
    {"snapshot": "2026-11-20T00:00:00.0000000Z"},
    {"version_id": "2026-11-20T00:00:00.0000000Z"},
]
DELEGATED: list[dict[str, Any]] = [
    {},
    # A second after the end of the key.
    {"start": "2026-11-21T00:00:00Z", "expiry": "2026-11-27T00:00:01Z"},
    {"correlation_id": "11111111-1111-1111-1111-111111111111"},
    {"preauthorized_agent_object_id": "22222222-2222-2222-2222-222222222222"},
    {"agent_object_id": "33333333-3333-3333-3333-333333333333"},
    {"user_delegation_oid": "44444444-4444-4444-4444-444444444444"},
    {"request_headers": {"x-a": "1", "x-b": "2"}, "request_query_params": {"comp": "copy"}},
]


@pytest.mark.parametrize(
    ("is_delegated", "more"), [*((False, more) for more in PLAIN), *((True, more) for more in DELEGATED)]
)
def test_signatures_say_what_microsofts_say(is_delegated: bool, more: dict[str, Any]) -> None:
    def said(package: Any, **version: str) -> dict[str, list[str]]:
        asked: dict[str, Any] = {"permission": "rw", "expiry": "2026-11-26T00:00:00Z", **version, **more}
        if is_delegated:
            key = package.UserDelegationKey()
            key.signed_oid, key.signed_tid = (
                "11059fcc-5514-4800-b5f8-49808b9cfab6",
                "ab1f708d-50f6-404c-a006-d71b2ac7a606",
            )
            key.signed_start, key.signed_expiry = "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"
            key.signed_service, key.signed_version, key.value = "b", "2026-04-06", "c2VjcmV0"
            asked["user_delegation_key"] = key
        else:
            asked["account_key"] = "c2VjcmV0"
        return parse_qs(package.generate_blob_sas("acct", "box", "a b/ü", **asked), strict_parsing=True)

    theirs = said(azure.storage.blob)
    # Signed by the same rules, they are the same but for the order.
    assert said(blobcopy, sv=theirs["sv"][0]) == theirs


def test_signatures_of_containers_and_accounts_say_what_microsofts_say() -> None:
    def said(package: Any, **version: str) -> list[dict[str, list[str]]]:
        container = package.generate_container_sas(
            "acct", "box", "c2VjcmV0", permission="rl", expiry="2026-11-26T00:00:00Z", **version
        )
        account = package.generate_account_sas(
            "acct",
            "c2VjcmV0",
            package.ResourceTypes(object=True, container=True),
            package.AccountSasPermissions(read=True, list=True),
            datetime(2026, 11, 26),
            services=package.Services(blob=True, queue=True),
            **version,
        )
        return [parse_qs(token, strict_parsing=True) for token in (container, account)]

    theirs = said(azure.storage.blob)
    assert said(blobcopy, sv=theirs[0]["sv"][0]) == theirs


def test_properties_are_told_in_json(source: blobcopy.BlobClient) -> None:
    told = json.loads(json.dumps(dict(source.get_blob_properties().copy.items())))
    assert told["status"] is None


def test_the_names_of_all_modules_are_told_by_the_root() -> None:
    assert set(blobcopy.exceptions.__all__) <= set(blobcopy.__all__)
    assert blobcopy.__all__ == sorted(set(blobcopy.__all__))


def test_the_wheel_holds_the_package_and_nothing_else() -> None:
    files = importlib.metadata.files("blobcopy") or []
    folders = {file.parts[0] for file in files if file.parts[0] != ".."}
    assert folders == {"blobcopy", f"blobcopy-{blobcopy.__version__}.dist-info"}
    kinds = {file.suffix for file in files if file.parts[0] == "blobcopy" and file.name != "py.typed"}
    # What pip compiles comes from what is in the wheel.
    assert kinds - {".pyc"} <= {".py", ".pyi", ".so", ".pyd"}
    assert importlib.metadata.requires("blobcopy") is None
    assert {file.name for file in files} >= {"py.typed", "_blobcopy.pyi", "METADATA", "entry_points.txt"}


@pytest.mark.parametrize("name", ["LICENSE-APACHE", "LICENSE-MIT"])
def test_the_licences_are_in_the_wheel(name: str) -> None:
    (licence,) = (file for file in importlib.metadata.files("blobcopy") or [] if file.name == name)
    assert len(licence.read_text(encoding="utf-8")) > 500


def test_the_command_of_the_wheel_can_log_in() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "blobcopy", "status", "https://acct.blob.core.windows.net/box/b", "--login=secret"],
        env={},
        capture_output=True,
        text=True,
    )
    # Nobody is asked: the environment has nothing to log in with.
    assert (done.returncode, "AZURE_TENANT_ID" in done.stderr) == (3, True), done.stderr


def test_the_source_distribution_holds_what_the_wheel_is_built_from(tmp_path: pathlib.Path) -> None:
    here = pathlib.Path(__file__).parent.parent
    command = [str(pathlib.Path(sys.executable).with_name("maturin")), "sdist", "--out", str(tmp_path)]
    subprocess.run(command, cwd=here, check=True, capture_output=True)
    (archive,) = tmp_path.iterdir()
    with tarfile.open(archive) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    assert names >= {
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "pyproject.toml",
        "bindings/python/src/lib.rs",
        "crates/proto/src/lib.rs",
        "crates/cli/src/lib.rs",
        "python/blobcopy/py.typed",
    }
