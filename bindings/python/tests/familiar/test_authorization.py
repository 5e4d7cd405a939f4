"""Every way in."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import parse_qs

import pytest

from .conftest import KEYS, Bench


def test_a_connection_string_opens_an_account(bench: Bench) -> None:
    text = bench.emulator.connection_string("first")
    service = bench.package.BlobServiceClient.from_connection_string(text, retry_total=0)
    assert service.account_name == "first"
    assert bench.content(service.get_blob_client(bench.container.container_name, "source")) == b"0123456789"
    assert service.credential.account_key == KEYS["first"]


def test_a_connection_string_opens_a_container_and_a_blob(bench: Bench) -> None:
    text, name = bench.emulator.connection_string("first"), bench.container.container_name
    container = bench.package.ContainerClient.from_connection_string(text, name)
    assert [blob.name for blob in container.list_blobs()] == ["source"]
    blob = bench.package.BlobClient.from_connection_string(text, container_name=name, blob_name="source")
    assert bench.content(blob) == b"0123456789"


def test_a_connection_string_that_is_none_is_a_value_error(bench: Bench) -> None:
    for text in ("", "nonsense", "AccountName=a;AccountKey"):
        with pytest.raises(ValueError):
            bench.package.BlobServiceClient.from_connection_string(text)


def test_a_dictionary_of_name_and_key_opens_an_account(bench: Bench) -> None:
    service = bench.client(credential={"account_name": "first", "account_key": KEYS["first"]})
    assert service.get_blob_client(bench.container.container_name, "source").exists()


def test_a_named_key_opens_an_account(bench: Bench) -> None:
    credential = bench.package.AzureNamedKeyCredential("first", KEYS["first"])
    service = bench.client(credential=credential)
    assert service.get_blob_client(bench.container.container_name, "source").exists()


def test_a_sas_credential_opens_a_blob_and_can_be_changed(bench: Bench) -> None:
    credential = bench.package.AzureSasCredential(bench.sas(bench.target, "r"))
    blob = bench.package.BlobClient(
        bench.emulator.url("first"), bench.container.container_name, "source", credential=credential, retry_total=0
    )
    bench.refused("ClientAuthenticationError", 403, "AuthenticationFailed", blob.download_blob)
    credential.update(bench.sas(bench.source, "r"))
    assert bench.content(blob) == b"0123456789"


def test_a_wrong_key_is_refused(bench: Bench) -> None:
    blob = bench.client(credential="d3Jvbmc=").get_blob_client(bench.container.container_name, "source")
    bench.refused("ClientAuthenticationError", 403, "AuthenticationFailed", blob.download_blob)


def test_a_blob_sas_reads_that_blob_and_writes_nothing(bench: Bench) -> None:
    token = bench.sas(bench.source, bench.package.BlobSasPermissions(read=True))
    client = bench.bearing(bench.source.url, token)
    assert bench.content(client) == b"0123456789"
    refused = ("HttpResponseError", 403, "AuthorizationPermissionMismatch")
    bench.refused(*refused, client.upload_blob, b"x", overwrite=True)


def test_a_client_with_a_sas_shows_it_in_its_url(bench: Bench) -> None:
    token = bench.sas(bench.source)
    client = bench.bearing(bench.source.url, token)
    assert client.url.startswith(f"{bench.source.url}?") and "sig=" in client.url
    assert (client.account_name, client.blob_name) == ("first", "source")
    bench.start(source=client.url)


def test_a_container_sas_lists_and_reads(bench: Bench) -> None:
    permission = bench.package.ContainerSasPermissions(read=True, list=True)
    token = bench.package.generate_container_sas(
        "first",
        bench.container.container_name,
        account_key=KEYS["first"],
        permission=permission,
        expiry=bench.later(3600),
    )
    client = bench.package.ContainerClient.from_container_url(f"{bench.container.url}?{token}", retry_total=0)
    assert [blob.name for blob in client.list_blobs()] == ["source"]
    assert bench.content(client.get_blob_client("source")) == b"0123456789"
    bench.refused("HttpResponseError", 403, "AuthorizationPermissionMismatch", client.delete_container)


def test_an_account_sas_is_for_its_resource_types(bench: Bench) -> None:
    def token(types: str) -> str:
        sas: str = bench.package.generate_account_sas(
            "first",
            KEYS["first"],
            bench.package.ResourceTypes.from_string(types),
            bench.package.AccountSasPermissions(read=True),
            bench.later(3600),
        )
        return sas

    assert bench.content(bench.bearing(bench.source.url, token("o"))) == b"0123456789"
    refused = ("HttpResponseError", 403, "AuthorizationResourceTypeMismatch")
    bench.refused(*refused, bench.bearing(bench.source.url, token("c")).download_blob)


def test_a_snapshot_sas_reads_that_snapshot_only(bench: Bench) -> None:
    snapshot = bench.source.create_snapshot()["snapshot"]
    token = bench.sas(bench.source, snapshot=snapshot)
    assert bench.content(bench.bearing(f"{bench.source.url}?snapshot={snapshot}", token)) == b"0123456789"
    plain = bench.bearing(bench.source.url, token)
    bench.refused("ClientAuthenticationError", 403, "AuthenticationFailed", plain.download_blob)


def test_the_times_of_a_sas_hold(bench: Bench) -> None:
    for more in ({"start": bench.later(600)}, {"expiry": bench.later(-60)}):
        client = bench.bearing(bench.source.url, bench.sas(bench.source, **more))
        bench.refused("ClientAuthenticationError", 403, "AuthenticationFailed", client.download_blob)


def test_a_sas_says_what_it_was_told(bench: Bench) -> None:
    expiry = bench.later(3600).replace(tzinfo=UTC)
    token = bench.sas(
        bench.source,
        bench.package.BlobSasPermissions(read=True, write=True, tag=True),
        expiry=expiry,
        ip="127.0.0.1-127.0.0.9",
        protocol="https,http",
        content_type="text/plain",
        cache_control="no-cache",
    )
    said = {name: values[0] for name, values in parse_qs(token).items()}
    assert (said["sp"], said["sr"], said["sip"]) == ("rwt", "b", "127.0.0.1-127.0.0.9")
    assert (said["spr"], said["rsct"], said["rscc"]) == ("https,http", "text/plain", "no-cache")
    assert said["se"] == expiry.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_sas_needs_permissions_an_expiry_and_a_key(bench: Bench) -> None:
    generate = bench.package.generate_blob_sas
    for more in (
        {"account_key": KEYS["first"], "permission": "r"},
        {"account_key": KEYS["first"], "expiry": bench.later(60)},
        {"permission": "r", "expiry": bench.later(60)},
    ):
        with pytest.raises(ValueError):
            generate("first", "box", "blob", **more)


def test_permissions_are_read_from_letters_and_written_in_order(bench: Bench) -> None:
    assert str(bench.package.BlobSasPermissions.from_string("wr")) == "rw"
    assert str(bench.package.ContainerSasPermissions.from_string("lr")) == "rl"
    assert bench.package.BlobSasPermissions.from_string("cw").create is True
    assert str(bench.package.ResourceTypes(service=True, object=True)) == "so"
    assert str(bench.package.AccountSasPermissions.from_string("wrl")) == "rwl"


def test_a_user_delegation_key_is_filled_by_hand(bench: Bench) -> None:
    key = bench.package.UserDelegationKey()
    key.signed_oid, key.signed_tid = "11059fcc-5514-4800-b5f8-49808b9cfab6", "ab1f708d-50f6-404c-a006-d71b2ac7a606"
    key.signed_start, key.signed_expiry = "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z"
    key.signed_service, key.signed_version, key.value = "b", "2025-11-05", "c2VjcmV0"
    token = bench.package.generate_blob_sas(
        "first", "box", "blob", user_delegation_key=key, permission="r", expiry="2026-11-26T00:00:00Z"
    )
    said = parse_qs(token)
    assert (said["skoid"], said["skv"], said["sks"]) == ([key.signed_oid], ["2025-11-05"], ["b"])


def test_what_is_public_is_read_by_everybody(bench: Bench) -> None:
    blob = bench.blob("blob", b"for all", bench.fresh_container(public_access="container"))
    assert bench.content(bench.package.BlobClient.from_blob_url(blob.url, retry_total=0)) == b"for all"
    private = bench.package.BlobClient.from_blob_url(bench.source.url, retry_total=0)
    bench.refused("ClientAuthenticationError", 401, "NoAuthenticationInformation", private.download_blob)
