"""Bad input is an exception of Python's with a sentence, and never a word of Rust's."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

import blobcopy
import blobcopy.aio
from blobcopy.testing import Emulator

from .identity import Identity, token_at


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda target: target.start_copy_from_url(5), TypeError),
        (lambda target: target.start_copy_from_url("not a url"), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/" + "x" * 3000), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/x", metadata={"a b": "c"}), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/x", metadata={"a": 5}), TypeError),
        (lambda target: target.start_copy_from_url("https://a.net/x", metadata=["a"]), TypeError),
        (lambda target: target.start_copy_from_url("https://a.net/x", tags={"a": "b" * 300}), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/x", timeout="soon"), TypeError),
        (lambda target: target.start_copy_from_url("https://a.net/x", timeout=0), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/x", if_modified_since="today"), TypeError),
        (lambda target: target.start_copy_from_url("https://a.net/x", legal_hold="perhaps"), TypeError),
        (lambda target: target.start_copy_from_url("https://a.net/x", destination_lease="x y"), ValueError),
        (lambda target: target.start_copy_from_url("https://a.net/x", source_lease="x"), NotImplementedError),
        (lambda target: target.start_copy_from_url("https://a.net/x", headers={"a": "b"}), NotImplementedError),
        (lambda target: target.start_copy_from_url("https://a.net/x", nonsense=1), TypeError),
        (lambda target: target.begin_copy_from_url("https://a.net/x", deadline="soon"), TypeError),
        (lambda target: target.begin_copy_from_url("https://a.net/x", protect=True), TypeError),
        (lambda target: target.begin_copy_from_url("https://a.net/x", requires_sync=True), TypeError),
        (lambda target: target.abort_copy(5), TypeError),
        (lambda target: target.abort_copy(""), ValueError),
        (lambda target: target.upload_blob(5), TypeError),
        (lambda target: target.download_blob(length=5), ValueError),
        (lambda target: target.download_blob(offset=-1), ValueError),
        (lambda target: target.acquire_lease(5), ValueError),
        (lambda target: target.acquire_lease(1000), ValueError),
        (lambda target: target.create_page_blob(100), ValueError),
        (lambda target: target.query_blob("select"), NotImplementedError),
        (lambda target: target.set_standard_blob_tier(None), ValueError),
    ],
)
def test_a_call_refuses_what_it_cannot_send(
    target: blobcopy.BlobClient, emulator: Emulator, call: Any, kind: type[Exception]
) -> None:
    before = len(emulator.requests())
    with pytest.raises(kind) as raised:
        call(target)
    text = str(raised.value)
    assert text and "panicked" not in text and "unwrap" not in text and "::" not in text
    assert len(emulator.requests()) == before


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: blobcopy.BlobServiceClient(5), ValueError),  # type: ignore[arg-type]
        (lambda: blobcopy.BlobServiceClient("ftp://a.net"), ValueError),
        (lambda: blobcopy.BlobServiceClient("https://a.net/x/y/z"), ValueError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", credential=object()), TypeError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", credential="not base64!"), ValueError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", api_version="2020"), ValueError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", retry_total=-1), ValueError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", transport=1), NotImplementedError),
        (lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", nonsense=1), TypeError),
        (
            lambda: blobcopy.BlobServiceClient("https://a.blob.core.windows.net", connection_verify=False),
            NotImplementedError,
        ),
        (lambda: blobcopy.BlobClient.from_blob_url("https://a.blob.core.windows.net/"), ValueError),
        (lambda: blobcopy.ContainerClient("https://a.blob.core.windows.net", "Not A Name"), ValueError),
        (lambda: blobcopy.BlobLeaseClient(object()), TypeError),  # type: ignore[arg-type]
        (lambda: Emulator(copy_duration=1, bytes_per_second=1), ValueError),
        (lambda: Emulator(copy_duration="long"), TypeError),  # type: ignore[arg-type]
        (lambda: Emulator(port=70000), ValueError),
    ],
)
def test_nothing_is_made_of_what_is_none(make: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised:
        make()
    assert str(raised.value) and "::" not in str(raised.value)


def test_no_secret_is_in_what_is_said() -> None:
    secret = "c2VjcmV0c2VjcmV0"
    service = blobcopy.BlobServiceClient("https://acct.blob.core.windows.net", credential=secret)
    token = f"sv=2020-12-06&sr=b&sp=r&se=2999-01-01&sig={secret}"
    signed = blobcopy.BlobClient.from_blob_url(f"https://acct.blob.core.windows.net/box/blob?{token}")
    key = blobcopy.UserDelegationKey()
    key.value = secret
    shown = [
        service,
        service.credential,
        signed,
        key,
        blobcopy.AzureNamedKeyCredential("acct", secret).named_key,
        blobcopy.credentials.AccessToken(secret, 1),
        blobcopy.credentials.AccessTokenInfo(secret, 1),
    ]
    assert not [thing for thing in shown if secret in repr(thing) or secret in str(thing)]
    with pytest.raises(ValueError) as raised:
        signed.start_copy_from_url(f"https://a.net/x?sig={secret}&more=" + "x" * 3000)
    assert secret not in str(raised.value)


def test_a_closed_client_says_so(emulator: Emulator) -> None:
    service = emulator.service_client()
    container = service.get_container_client("box")
    blob = container.get_blob_client("blob")
    lease = blobcopy.BlobLeaseClient(blob)
    blob.close()
    with pytest.raises(blobcopy.ClientClosedError):
        blob.exists()
    assert not container.get_blob_client("blob").exists()
    service.close()
    for call in (container.exists, lease.renew, service.get_account_information, lambda: list(container.list_blobs())):
        with pytest.raises(blobcopy.ClientClosedError):
            call()


class Broken:
    """A credential that does not do what it should."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def get_token(self, *scopes: str, **options: Any) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (ValueError("the secret is swordfish"), "ValueError"),
        (None, "TypeError"),
        ("token", "TypeError"),
        (blobcopy.credentials.AccessToken("token", 5), "expired"),
        (blobcopy.credentials.AccessToken("with space", 2**33), "access token"),
    ],
)
def test_a_broken_credential_is_an_authentication_error_with_its_cause(
    emulator: Emulator, answer: Any, says: str
) -> None:
    service = blobcopy.BlobServiceClient(
        emulator.url(https=True), credential=Broken(answer), connection_verify=emulator.ca_file
    )
    with pytest.raises(blobcopy.ClientAuthenticationError, match=says) as raised:
        service.get_container_client("box").exists()
    assert "swordfish" not in str(raised.value)
    if isinstance(answer, Exception):
        assert raised.value.__cause__ is answer


def test_a_credential_that_must_be_awaited_needs_a_client_that_does(emulator: Emulator) -> None:
    class Awaited:
        async def get_token(self, *scopes: str, **options: Any) -> Any:
            return None

    service = blobcopy.BlobServiceClient(
        emulator.url(https=True), credential=Awaited(), connection_verify=emulator.ca_file
    )
    with pytest.raises(blobcopy.ClientAuthenticationError) as raised:
        service.get_container_client("box").exists()
    assert "blobcopy.aio" in str(raised.value.__cause__)


def test_tokens_are_asked_for_once_and_travel_over_https_alone(emulator: Emulator) -> None:
    identity = Identity(emulator)
    with pytest.raises(ValueError, match="https"):
        blobcopy.BlobServiceClient(emulator.url(), credential=identity).get_container_client("box").exists()
    service = blobcopy.BlobServiceClient(
        emulator.url(https=True), credential=identity, connection_verify=emulator.ca_file
    )
    for _ in range(3):
        assert not service.get_container_client("nowhere").exists()
    assert identity.asked == [(("https://storage.azure.com/.default",), None)]


def test_a_token_with_its_own_time_of_renewal_is_taken(emulator: Emulator) -> None:
    class Informed:
        asked = 0

        def get_token_info(self, *scopes: str, options: Any = None) -> Any:
            type(self).asked += 1
            token = token_at(emulator.now)
            return blobcopy.credentials.AccessTokenInfo(token, 2**33, refresh_on=int(datetime.now(UTC).timestamp()) - 5)

    service = blobcopy.BlobServiceClient(
        emulator.url(https=True), credential=Informed(), connection_verify=emulator.ca_file
    )
    assert not service.get_container_client("nowhere").exists()
    assert Informed.asked >= 1


@pytest.mark.parametrize("kind", [blobcopy.BlobServiceClient, blobcopy.ContainerClient, blobcopy.BlobClient])
@pytest.mark.parametrize("package", [blobcopy, blobcopy.aio])
def test_a_client_that_was_not_made_can_be_shown(package: Any, kind: type) -> None:
    kind = getattr(package, kind.__name__)
    client = kind.__new__(kind)
    names = {"BlobServiceClient": [], "ContainerClient": ["box"], "BlobClient": ["box", "b"]}[kind.__name__]
    with pytest.raises(ValueError):
        client.__init__("ftp://127.0.0.1", *names)
    assert repr(client) == f"<{kind.__name__} that was not created>"
    if names:
        with pytest.raises(ValueError):
            client.__init__("http://127.0.0.1:1/acct", *[""] * len(names))
        assert repr(client) == f"<{kind.__name__} that was not created>"


def test_clients_pollers_and_leases_refuse_to_be_pickled_and_say_what_to_do(emulator: Emulator) -> None:
    service = blobcopy.BlobServiceClient.from_connection_string(emulator.connection_string())
    container = service.get_container_client("pickled")
    container.create_container()
    source, target = container.get_blob_client("a"), container.get_blob_client("b")
    source.upload_blob(b"content")
    poller = target.begin_copy_from_url(source)
    for thing, instead in [
        (service, "create a client"),
        (container, "create a client"),
        (target, "create a client"),
        (blobcopy.aio.BlobServiceClient.from_connection_string(emulator.connection_string()), "create a client"),
        (poller, "continuation_token"),
        (source.acquire_lease(15), "pass its id"),
    ]:
        with pytest.raises(TypeError, match=f"cannot pickle or copy a {type(thing).__name__}.*{instead}"):
            pickle.dumps(thing)
        with pytest.raises(TypeError, match=instead):
            copy.deepcopy(thing)


def test_a_tier_that_no_header_can_carry_is_refused(emulator: Emulator) -> None:
    service = blobcopy.BlobServiceClient.from_connection_string(emulator.connection_string())
    target = service.get_blob_client("box", "b")
    with pytest.raises(ValueError, match="one word"):
        target.set_standard_blob_tier("Hot\r\nx: 1")
