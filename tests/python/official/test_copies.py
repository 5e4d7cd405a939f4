"""Copies through Microsoft's SDK for Python: pending, success, failed and aborted."""

import http.server
import threading

from azure.core import MatchConditions
from azure.storage.blob import BlobType, StandardBlobTier
from emulator import FIRST, Case, control, let_pass, service


class Copies(Case):
    def fail_copy(self, description, blob="target"):
        order = {
            "account": FIRST,
            "container": self.container.container_name,
            "blob": blob,
            "description": description,
        }
        self.assertTrue(control("copies/fail", order)["failed"])

    def test_a_copy_is_pending_with_its_progress_and_an_empty_destination(self):
        copy_id = self.start()
        seen = self.target.get_blob_properties()
        self.assertEqual((seen.copy.id, seen.copy.status), (copy_id, "pending"))
        self.assertEqual((seen.copy.progress, seen.size), ("0/10", 0))
        self.assertIsNone(seen.copy.completion_time)

    def test_progress_grows_with_time(self):
        self.start()
        let_pass(7)
        self.assertEqual(self.copy().progress, "7/10")

    def test_a_copy_succeeds_in_its_time(self):
        self.start()
        let_pass(10)
        copy = self.copy()
        self.assertEqual((copy.status, copy.progress), ("success", "10/10"))
        self.assertIsNotNone(copy.completion_time)
        self.assertEqual(copy.source, self.source.url)
        self.assertEqual(self.content(self.target), b"0123456789")

    def test_a_copy_that_fails_says_why(self):
        self.start()
        description = '500 OperationCancelled "The copy failed when reading the source."'
        self.fail_copy(description)
        copy = self.copy()
        self.assertEqual((copy.status, copy.status_description), ("failed", description))
        self.assertEqual(self.target.get_blob_properties().size, 0)

    def test_a_source_that_changes_under_way_fails_the_copy(self):
        self.start()
        let_pass(4)
        self.blob("source", b"other")
        copy = self.copy()
        self.assertEqual(copy.status, "failed")
        self.assertTrue(copy.status_description.startswith("412 ConditionNotMet"))

    def test_two_weeks_are_the_limit(self):
        class Silent(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", "10")
                self.end_headers()
                self.wfile.flush()
                ended.wait()

            def log_message(self, *_):
                pass

        ended = threading.Event()
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                self.start(source=f"http://127.0.0.1:{server.server_port}/file")
                self.assertEqual(self.copy().status, "pending")
                let_pass(14 * 24 * 3600)
                copy = self.copy()
            finally:
                ended.set()
                server.shutdown()
        self.assertEqual(copy.status, "failed")
        self.assertIn("OperationCancelled", copy.status_description)

    def test_an_aborted_copy_leaves_an_empty_blob(self):
        copy_id = self.start()
        let_pass(2)
        self.target.abort_copy(copy_id)
        seen = self.target.get_blob_properties()
        self.assertEqual((seen.copy.status, seen.copy.progress), ("aborted", "2/10"))
        self.assertEqual(seen.size, 0)

    def test_what_is_not_pending_cannot_be_aborted(self):
        copy_id = self.start()
        self.refused(409, "CopyIdMismatch", self.target.abort_copy, "another-id")
        let_pass(10)
        self.refused(409, "NoPendingCopyOperation", self.target.abort_copy, copy_id)

    def test_a_destination_takes_one_copy_at_a_time_and_no_write(self):
        self.start()
        for call in [
            lambda: self.target.start_copy_from_url(self.source.url),
            lambda: self.target.upload_blob(b"x", overwrite=True),
            lambda: self.target.set_blob_metadata({"a": "b"}),
            self.target.create_snapshot,
            lambda: self.target.acquire_lease(15),
        ]:
            self.refused(409, "PendingCopyOperation", call)

    def test_a_later_write_takes_the_copy_away(self):
        self.start()
        let_pass(10)
        self.target.upload_blob(b"x", overwrite=True)
        self.assertIsNone(self.copy().status)

    def test_metadata_is_carried_unless_it_is_given(self):
        self.blob("source", b"0123456789", metadata={"color": "blue"})
        self.start()
        self.assertEqual(self.target.get_blob_properties().metadata, {"color": "blue"})
        let_pass(10)
        self.start(metadata={"shape": "round"})
        self.assertEqual(self.target.get_blob_properties().metadata, {"shape": "round"})

    def test_tags_and_a_tier_are_what_the_copy_was_given(self):
        self.start(tags={"project": "x"}, standard_blob_tier=StandardBlobTier.COOL)
        let_pass(10)
        self.assertEqual(self.target.get_blob_tags(), {"project": "x"})
        self.assertEqual(self.target.get_blob_properties().blob_tier, "Cool")

    def test_a_copy_within_the_call_is_done_when_it_is_answered(self):
        done = self.target.start_copy_from_url(self.source.url, requires_sync=True)
        self.assertEqual(done["copy_status"], "success")
        self.assertEqual(self.content(self.target), b"0123456789")

    def test_an_upload_from_a_url_is_no_copy(self):
        self.target.upload_blob_from_url(self.source.url)
        self.assertEqual(self.content(self.target), b"0123456789")
        self.assertIsNone(self.copy().status)

    def test_names_that_need_encoding_are_copied(self):
        source = self.blob("a b/ü?&#%.txt", b"odd")
        target = self.container.get_blob_client("x/ü'()*!.txt")
        self.start(target, source.url)
        let_pass(10)
        self.assertEqual(self.content(target), b"odd")

    def test_what_is_not_there_is_named(self):
        missing = self.container.get_blob_client("missing").url
        self.refused(404, "BlobNotFound", self.target.start_copy_from_url, missing)
        nowhere = service().get_blob_client("nowhere", "target")
        self.refused(404, "ContainerNotFound", nowhere.start_copy_from_url, self.source.url)

    def test_conditions_on_both_ends_are_judged(self):
        self.blob("target", b"old")
        other = '"0x8D0000000000000"'
        for status, code, options in [
            (409, "BlobAlreadyExists", {"match_condition": MatchConditions.IfMissing}),
            (412, "ConditionNotMet", {"etag": other, "match_condition": MatchConditions.IfNotModified}),
            (
                412,
                "SourceConditionNotMet",
                {"source_etag": other, "source_match_condition": MatchConditions.IfNotModified},
            ),
        ]:
            self.refused(status, code, self.target.start_copy_from_url, self.source.url, **options)
        self.assertEqual(self.content(self.target), b"old")
        etag = self.source.get_blob_properties().etag
        self.start(source_etag=etag, source_match_condition=MatchConditions.IfNotModified)

    def test_a_snapshot_is_copied(self):
        snapshot = self.source.create_snapshot()["snapshot"]
        self.blob("source", b"new")
        self.start(source=f"{self.source.url}?snapshot={snapshot}")
        let_pass(10)
        self.assertEqual(self.content(self.target), b"0123456789")

    def test_a_page_blob_has_its_full_length_while_it_is_pending(self):
        source = self.container.get_blob_client("pages")
        source.upload_blob(b"p" * 1024, blob_type=BlobType.PAGEBLOB)
        self.start(source=source.url)
        seen = self.target.get_blob_properties()
        self.assertEqual((seen.size, seen.blob_type), (1024, BlobType.PAGEBLOB))
        let_pass(10)
        self.assertEqual(self.content(self.target), b"p" * 1024)

    def test_an_append_blob_is_copied_with_its_blocks(self):
        source = self.container.get_blob_client("log")
        source.create_append_blob()
        source.append_block(b"one")
        source.append_block(b"two")
        self.start(source=source.url)
        let_pass(10)
        seen = self.target.get_blob_properties()
        self.assertEqual((seen.append_blob_committed_block_count, seen.size), (2, 6))

    def test_an_incremental_copy_makes_a_snapshot(self):
        container = self.fresh_container(public_access="blob")
        source = container.get_blob_client("pages")
        source.create_page_blob(512)
        snapshot = source.create_snapshot()["snapshot"]
        self.start(source=f"{source.url}?snapshot={snapshot}", incremental_copy=True)
        let_pass(10)
        copy = self.copy()
        self.assertEqual(copy.status, "success")
        self.assertTrue(copy.incremental_copy)
        self.assertIsNotNone(copy.destination_snapshot)

    def test_the_archive_is_left_for_an_online_tier_only(self):
        self.source.set_standard_blob_tier(StandardBlobTier.ARCHIVE)
        self.refused(409, "BlobArchived", self.target.start_copy_from_url, self.source.url)
        self.start(standard_blob_tier=StandardBlobTier.HOT)

    def test_a_listing_tells_of_copies_in_every_state(self):
        def begin(name):
            return self.start(self.container.get_blob_client(name))

        begin("1-success")
        let_pass(10)
        self.container.get_blob_client("2-aborted").abort_copy(begin("2-aborted"))
        begin("3-failed")
        self.fail_copy('500 InternalServerError "told to"', "3-failed")
        begin("4-pending")
        listed = self.container.list_blobs(include=["copy"])
        self.assertEqual(
            [(blob.name, blob.copy.status) for blob in listed],
            [
                ("1-success", "success"),
                ("2-aborted", "aborted"),
                ("3-failed", "failed"),
                ("4-pending", "pending"),
                ("source", None),
            ],
        )

    def test_a_listing_without_copies_tells_none(self):
        self.start()
        self.assertEqual([blob.copy.status for blob in self.container.list_blobs()], [None, None])
