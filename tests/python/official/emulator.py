"""The emulator that `with-emulator` started, as Microsoft's own SDK for Python sees it."""

import base64
import datetime
import itertools
import json
import os
import time
import unittest
import urllib.request

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobServiceClient

HTTP = os.environ["BLOBCOPY_EMULATOR_HTTP"]
HTTPS = os.environ["BLOBCOPY_EMULATOR_HTTPS"]
CA = os.environ["BLOBCOPY_EMULATOR_CA"]
(FIRST, FIRST_KEY), (SECOND, SECOND_KEY) = (
    account.split(":", 1) for account in os.environ["BLOBCOPY_EMULATOR_ACCOUNTS"].split(";")
)

_numbers = itertools.count(1)


def control(place, order=None, method=None):
    """Gives the emulator an order, or asks it something."""
    request = urllib.request.Request(
        f"{HTTP}/__blobcopy__/{place}",
        data=None if order is None else json.dumps(order).encode(),
        headers={"Content-Type": "application/json"},
        method=method or ("GET" if order is None else "POST"),
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def let_pass(seconds):
    """Lets time pass at the emulator."""
    control("clock", {"advance_seconds": seconds})


def later(seconds):
    """The emulator's time, some seconds on."""
    now = control("clock")["now"][:19]
    start = datetime.datetime.strptime(now, "%Y-%m-%dT%H:%M:%S")
    return start + datetime.timedelta(seconds=seconds)


def service(account=FIRST, key=FIRST_KEY, root=HTTP, **options):
    """A client that does not try again, unless it is told to."""
    options.setdefault("retry_total", 0)
    if root == HTTPS:
        options["connection_verify"] = CA
    return BlobServiceClient(f"{root}/{account}", credential=key, **options)


class Identity:
    """What azure-identity would be: tokens as Microsoft Entra ID issues them, their signatures aside."""

    def __init__(self, audience="https://storage.azure.com", seconds=3600):
        self.audience, self.seconds, self.asked = audience, seconds, []

    def get_token(self, *scopes, **options):
        self.asked.append((scopes, options.get("tenant_id")))
        now = int(later(0).replace(tzinfo=datetime.timezone.utc).timestamp())
        claims = {
            "aud": self.audience,
            "iss": "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
            "iat": now - 60,
            "nbf": now - 60,
            "exp": now + self.seconds,
            "oid": "11059fcc-5514-4800-b5f8-49808b9cfab6",
            "tid": "ab1f708d-50f6-404c-a006-d71b2ac7a606",
        }
        parts = [{"alg": "none", "typ": "JWT"}, claims]
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
        return AccessToken(".".join([*encoded, ""]), int(time.time()) + 3600)


class Case(unittest.TestCase):
    """A case with a container of its own, and a blob of ten bytes in it."""

    def setUp(self):
        self.container = self.fresh_container()
        self.source = self.blob("source", b"0123456789")
        self.target = self.container.get_blob_client("target")

    def fresh_container(self, client=None, **options):
        name = f"py-{os.getpid()}-{next(_numbers)}"
        container = (client or service()).get_container_client(name)
        container.create_container(**options)
        return container

    def blob(self, name, content, container=None, **options):
        blob = (container or self.container).get_blob_client(name)
        blob.upload_blob(content, overwrite=True, **options)
        return blob

    def start(self, target=None, source=None, **options):
        """Starts a copy, which is pending then; its id."""
        started = (target or self.target).start_copy_from_url(source or self.source.url, **options)
        self.assertEqual(started["copy_status"], "pending")
        return started["copy_id"]

    def copy(self, blob=None):
        return (blob or self.target).get_blob_properties().copy

    def content(self, blob):
        return blob.download_blob().readall()

    def refused(self, status, code, call, *arguments, **options):
        """That the service refuses, and with what."""
        with self.assertRaises(HttpResponseError) as raised:
            call(*arguments, **options)
        error = raised.exception
        self.assertEqual((error.status_code, error.error_code), (status, code), error.message)
        return error
