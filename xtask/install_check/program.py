"""A program of somebody who uses blobcopy: a copy against the emulator that the wheel carries."""

from blobcopy.testing import Emulator

with Emulator(containers=["backups"]) as emulator:
    service = emulator.service_client()
    source = service.get_blob_client("backups", "db.vhd")
    source.upload_blob(b"0123456789")
    target = service.get_blob_client("backups", "2026/db.vhd")
    poller = target.begin_copy_from_url(source)
    print(poller.continuation_token())
    print(poller.result().status)
    print("copied", target.get_blob_properties().size, "bytes")
