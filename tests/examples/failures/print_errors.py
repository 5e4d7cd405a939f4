"""Runs the cases of BLOBCOPY_CASES, and prints the error of each as a line of JSON."""

from __future__ import annotations

import json
import os
import traceback
from typing import Any

import blobcopy


def options(case: dict[str, Any]) -> dict[str, Any]:
    etag = {"etag": case["etag"], "match_condition": blobcopy.MatchConditions.IfNotModified} if case["etag"] else {}
    chosen = {
        "metadata": dict([case["metadata"]]) if case["metadata"] else None,
        "tags": dict([case["tag"]]) if case["tag"] else None,
        "destination_lease": case["lease"],
        "deadline": case["deadline"],
        **etag,
    }
    return {name: value for name, value in chosen.items() if value is not None}


def call(case: dict[str, Any]) -> None:
    service = blobcopy.BlobServiceClient.from_connection_string(case["connection"], retry_total=0)
    match case["call"]:
        case "properties":
            service.get_blob_client(case["container"], case["blob"]).get_blob_properties()
        case "wait":
            service.resume_copy(case["ticket"]).result()
        case _:
            source = case["source"] if "://" in case["source"] else f"{service.url.rstrip('/')}/{case['source']}"
            service.get_blob_client(case["container"], case["blob"]).copy(source, **options(case))


for case in json.loads(os.environ["BLOBCOPY_CASES"]):
    try:
        call(case)
    except blobcopy.CopyError as error:
        print(
            json.dumps(
                {
                    "printed": traceback.format_exception_only(error)[-1].strip(),
                    "message": str(error),
                    "cause": error.cause or "",
                    "remedy": error.remedy or "",
                }
            )
        )
    else:
        raise SystemExit(f"{case['title']} did not fail in Python")
