"""Random shared access signatures, made by Microsoft's SDK: one JSON object a line.

usage: python sas_cases.py SEED COUNT

A line says what was asked for, in the parameters' own names (`sp`, `se`, ...), and what the SDK made of it: the token and
the string it signed. Not asked for is what the package is known to get wrong, or lets through although the service
refuses it: a stored access policy or the fields of a user delegation SAS with the wrong kind of key, both kinds of user
at once, a directory with an empty segment, empty texts, and line feeds anywhere.
"""

import base64
import json
import random
import sys
from datetime import datetime, timedelta, timezone

from azure.storage.blob import (
    UserDelegationKey,
    generate_account_sas,
    generate_blob_sas,
    generate_container_sas,
)

# Letters that some encoding, some parser or some SDK has stumbled over.
LETTERS = "aZ09-_.~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}äß你好🙂é\u0301"
SAFE_LETTERS = "abcxyzABCXYZ0123456789-_."


class Case:
    """One SAS: what is asked for, drawn from `draw`."""

    def __init__(self, draw):
        self.draw = draw
        self.account = draw.choice(["acct", "devstoreaccount1", "a1b2c3d4e5f6g7h8i9j0k1l2"])
        self.key = base64.b64encode(draw.randbytes(draw.choice([16, 32, 64]))).decode()
        self.fields = {}
        self.resource = {}
        self.headers = {}
        self.query = {}
        self.delegation_key = None
        self.signed = None

    def maybe(self, chance=0.5):
        return self.draw.random() < chance

    def text(self, longest=40, letters=LETTERS):
        return "".join(self.draw.choices(letters, k=self.draw.randint(1, longest)))

    def guid(self):
        text = self.draw.randbytes(16).hex()
        return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])

    def some(self, letters):
        """A few of the letters, in any order: a permission text is signed as it is given."""
        return "".join(self.draw.sample(letters, self.draw.randint(1, len(letters))))

    def set_times(self, first, last):
        """An expiry and perhaps a start within two times, in each of the forms that a SAS may write."""
        seconds = int((last - first).total_seconds())
        early, late = sorted(self.draw.randrange(seconds) for _ in range(2))
        self.fields["se"] = self.written(first + timedelta(seconds=late))
        if self.maybe():
            self.fields["st"] = self.written(first + timedelta(seconds=early))

    def written(self, time):
        return time.strftime(self.draw.choice(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d"]))

    def set_limits(self):
        if self.maybe(0.3):
            first, last = sorted(self.draw.randrange(1 << 32) for _ in range(2))
            self.fields["sip"] = self.draw.choice([address(first), f"{address(first)}-{address(last)}"])
        if self.maybe(0.3):
            self.fields["spr"] = self.draw.choice(["https", "https,http"])
        if self.maybe(0.3):
            self.fields["ses"] = self.text()

    def set_response_headers(self):
        for name in ["rscc", "rscd", "rsce", "rscl", "rsct"]:
            if self.maybe(0.2):
                self.fields[name] = self.text()

    def set_resource(self):
        self.resource["container"] = self.draw.choice(["c", "$root", "$logs", "backups-2026"])
        kind = self.draw.choice(["container", "blob", "blob", "snapshot", "version", "directory"])
        if kind == "directory":
            self.resource["directory"] = "/".join(self.text().replace("/", "d") for _ in range(self.draw.randint(1, 4)))
        elif kind != "container":
            self.resource["blob"] = self.text(120)
        if kind == "snapshot":
            self.resource["snapshot"] = "2026-01-02T03:04:05.6789012Z"
        if kind == "version":
            self.resource["version_id"] = "2026-01-03T03:04:05.6789012Z"

    def set_policy(self):
        """A stored access policy may say the rest, or all of it."""
        self.fields["si"] = self.text(64)
        for name in ["sp", "st", "se"]:
            if self.maybe():
                self.fields.pop(name, None)

    def set_delegation_key(self):
        start = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=self.draw.randrange(10**8))
        end = start + timedelta(days=7)
        key = UserDelegationKey()
        key.signed_oid, key.signed_tid = self.guid(), self.guid()
        key.signed_start, key.signed_expiry = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in (start, end))
        key.signed_service, key.signed_version = "b", self.draw.choice(["2020-12-06", "2026-10-06"])
        key.signed_delegated_user_tid = self.guid() if self.maybe(0.2) else None
        key.value = self.key
        self.delegation_key = key
        # A day of room on either side: a time may be written without its hours.
        self.set_times(start + timedelta(days=1), end)

    def set_delegated_fields(self):
        if self.maybe(0.5):
            self.fields[self.draw.choice(["saoid", "suoid"])] = self.guid()
        for name in ["scid", "sduoid"]:
            if self.maybe(0.3):
                self.fields[name] = self.guid()
        if self.maybe(0.3):
            self.headers = self.required("x-ms-")
        if self.maybe(0.3):
            self.query = self.required("")

    def required(self, prefix):
        """Headers or parameters. Their names differ in more than case, since a request's do."""
        count = self.draw.randint(1, 4)
        return {f"{prefix}{index}{self.text(12, SAFE_LETTERS)}": self.text() for index in range(count)}

    def asked(self):
        """The arguments that the SDK's functions have in common."""
        return {
            "permission": self.fields.get("sp"),
            "expiry": self.fields.get("se"),
            "start": self.fields.get("st"),
            "ip": self.fields.get("sip"),
            "protocol": self.fields.get("spr"),
            "encryption_scope": self.fields.get("ses"),
            "sts_hook": self.keep,
        }

    def asked_of_blob_or_container(self):
        key = {"user_delegation_key": self.delegation_key} if self.delegation_key else {"account_key": self.key}
        return self.asked() | key | {
            "policy_id": self.fields.get("si"),
            "cache_control": self.fields.get("rscc"),
            "content_disposition": self.fields.get("rscd"),
            "content_encoding": self.fields.get("rsce"),
            "content_language": self.fields.get("rscl"),
            "content_type": self.fields.get("rsct"),
            "preauthorized_agent_object_id": self.fields.get("saoid"),
            "agent_object_id": self.fields.get("suoid"),
            "correlation_id": self.fields.get("scid"),
            "user_delegation_oid": self.fields.get("sduoid"),
            "request_headers": self.headers,
            "request_query_params": self.query,
        }

    def keep(self, string_to_sign):
        self.signed = string_to_sign

    def made(self, token):
        key = self.delegation_key
        return {
            "account": self.account,
            "key": self.key,
            "delegation_key": key and {name: value for name, value in vars(key).items() if name != "value"},
            "resource": self.resource,
            "fields": self.fields,
            "headers": list(self.headers.items()),
            "query": list(self.query.items()),
            "token": token,
            "string_to_sign": self.signed,
        }


def account_case(case):
    case.fields["ss"] = case.some("bqtf")
    case.fields["srt"] = case.some("sco")
    case.fields["sp"] = case.some("rwdxylacupfti")
    case.set_times(datetime(2026, 1, 1), datetime(2030, 1, 1))
    case.set_limits()
    services, types = case.fields["ss"], case.fields["srt"]
    return generate_account_sas(case.account, case.key, types, services=services, **case.asked())


def service_case(case):
    case.set_times(datetime(2026, 1, 1), datetime(2030, 1, 1))
    return resource_case(case, case.set_policy if case.maybe(0.3) else lambda: None)


def delegated_case(case):
    case.set_delegation_key()
    return resource_case(case, case.set_delegated_fields)


def resource_case(case, then):
    case.set_resource()
    case.set_limits()
    case.set_response_headers()
    case.fields["sp"] = case.some("racwdxyltfmeopi" if "blob" not in case.resource else "racwdxytmeopi")
    then()
    return sas_of_resource(case)


def sas_of_resource(case):
    container = case.resource["container"]
    asked = case.asked_of_blob_or_container()
    if "directory" in case.resource:
        return generate_blob_sas(case.account, container, case.resource["directory"], is_directory=True, **asked)
    if "blob" not in case.resource:
        return generate_container_sas(case.account, container, **asked)
    moments = {name: case.resource.get(name) for name in ["snapshot", "version_id"]}
    return generate_blob_sas(case.account, container, case.resource["blob"], **moments, **asked)


def address(number):
    return ".".join(str(byte) for byte in number.to_bytes(4, "big"))


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    draw = random.Random(seed)
    for _ in range(count):
        case = Case(draw)
        make = draw.choice([account_case, service_case, service_case, delegated_case, delegated_case])
        print(json.dumps(case.made(make(case))))


if __name__ == "__main__":
    main()
