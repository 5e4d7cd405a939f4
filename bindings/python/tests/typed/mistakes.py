"""Mistakes that the type checker finds; each is marked with the code under which it is reported."""

from blobcopy import BlobClient, CopyPoller


def mistaken(target: BlobClient, poller: CopyPoller) -> None:
    """One mistake a line."""
    target.begin_copy_from_url("https://a.net/x", on_pending="ignore")  # expected: arg-type
    target.begin_copy_from_url("https://a.net/x", requires_sync=True)  # expected: call-arg
    target.start_copy_from_url("https://a.net/x", nonsense=1)  # expected: call-arg
    target.upload_blob_from_url("https://a.net/x", on_pending="wait")  # expected: call-arg
    BlobClient.from_blob_url("https://a.net/x/y", retry_totl=1)  # expected: call-arg
    target.abort_copy(5)  # expected: arg-type
    poller.result(timeout="soon")  # expected: arg-type
    poller.results()  # expected: attr-defined
