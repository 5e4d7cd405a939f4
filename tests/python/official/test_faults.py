"""What Microsoft's SDK for Python makes of faults by script."""

from azure.core.exceptions import HttpResponseError, ServiceResponseError
from azure.storage.blob import ExponentialRetry
from emulator import Case, control, service


class Faults(Case):
    def tearDown(self):
        control("faults", method="DELETE")

    def fault(self, effect, **more):
        control("faults", {"effect": effect, **more})

    def retrying(self, blob):
        policy = ExponentialRetry(initial_backoff=0, increment_base=0, random_jitter_range=0, retry_total=2)
        client = service(retry_policy=policy)
        return client.get_blob_client(blob.container_name, blob.blob_name)

    def test_a_busy_server_is_asked_again(self):
        busy = {"kind": "refuse", "status": 503, "code": "ServerBusy"}
        self.fault(busy, operation="GetBlobProperties", times=2)
        self.assertEqual(self.retrying(self.source).get_blob_properties().size, 10)
        self.assertEqual(control("faults")["faults"][0]["happened"], 2)

    def test_a_lost_answer_to_a_start_is_found_again_as_a_pending_copy(self):
        self.fault({"kind": "reset_after"}, operation="CopyBlob", times=1)
        again = self.retrying(self.target).start_copy_from_url
        self.refused(409, "PendingCopyOperation", again, self.source.url)
        self.assertEqual(self.copy().status, "pending")

    def test_a_connection_that_is_reset_is_an_error_for_who_does_not_try_again(self):
        self.fault({"kind": "reset_before"}, operation="CopyBlob", times=1)
        with self.assertRaises(ServiceResponseError):
            self.target.start_copy_from_url(self.source.url)
        self.assertFalse(self.target.exists())

    def test_a_copy_that_is_to_fail_fails_with_its_description(self):
        description = '404 ResourceNotFound "Copy failed when reading the source."'
        self.fault({"kind": "fail_copy", "description": description})
        self.start()
        copy = self.copy()
        self.assertEqual((copy.status, copy.status_description), ("failed", description))

    def test_a_body_that_breaks_off_is_no_shorter_blob(self):
        self.fault({"kind": "truncate_body", "after": 4}, operation="GetBlob")
        with self.assertRaisesRegex(HttpResponseError, "4 bytes read, 6 more expected"):
            self.source.download_blob().readall()
