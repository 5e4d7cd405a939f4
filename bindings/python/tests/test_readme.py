"""Every example of the README runs, one after the other."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest

from blobcopy.testing import Emulator

README = pathlib.Path(__file__).parent.parent / "README.md"

SAID = [
    "success 10/10\n",
    "['success']\n",
    "404 StorageErrorCode.BLOB_NOT_FOUND\npending\n",
    "CopyFindings(verified_length=10, has_same_md5=True, protection=None, snapshot=None)\n",
    "pending\nsuccess\n",
]


def test_the_examples_run_and_say_what_they_should(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(examples) == len(SAID)
    with Emulator(containers=["live", "backups"], copy_lasts=0.1) as emulator:
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", emulator.connection_string())
        emulator.service_client().get_blob_client("live", "db.vhd").upload_blob(b"0123456789")
        names: dict[str, Any] = {}
        for example, said in zip(examples, SAID, strict=True):
            exec(compile(example, "README.md", "exec"), names)
            assert capsys.readouterr().out == said
