"""Leases around copies, through Microsoft's SDK for Python."""

from emulator import Case, let_pass


class Leases(Case):
    def test_a_lease_is_acquired_renewed_changed_and_released(self):
        lease = self.source.acquire_lease(15)
        self.assertEqual(self.source.get_blob_properties().lease.state, "leased")
        lease.renew()
        lease.change("11111111-1111-1111-1111-111111111111")
        self.refused(409, "LeaseAlreadyPresent", self.source.acquire_lease, 15)
        lease.release()
        self.assertEqual(self.source.get_blob_properties().lease.state, "available")

    def test_an_infinite_lease_breaks_at_once(self):
        lease = self.source.acquire_lease(-1)
        self.assertEqual(lease.break_lease(), 0)
        self.assertEqual(self.source.get_blob_properties().lease.state, "broken")

    def test_a_finite_lease_ends_with_time(self):
        self.source.acquire_lease(15)
        self.refused(412, "LeaseIdMissing", self.source.upload_blob, b"x", overwrite=True)
        let_pass(15)
        self.source.upload_blob(b"x", overwrite=True)

    def test_a_leased_source_is_copied_and_its_copy_is_not_leased(self):
        self.source.acquire_lease(60)
        self.start()
        let_pass(10)
        seen = self.target.get_blob_properties()
        self.assertEqual((seen.copy.status, seen.lease.state), ("success", "available"))

    def test_a_leased_destination_takes_a_copy_with_its_infinite_lease_only(self):
        self.blob("target", b"old")
        copy = self.target.start_copy_from_url
        finite = self.target.acquire_lease(15)
        self.refused(412, "LeaseIdMissing", copy, self.source.url)
        self.refused(412, "InfiniteLeaseDurationRequired", copy, self.source.url, destination_lease=finite)
        finite.release()
        infinite = self.target.acquire_lease(-1)
        copy_id = self.start(destination_lease=infinite)
        self.refused(412, "LeaseIdMissing", self.target.abort_copy, copy_id)
        self.target.abort_copy(copy_id, lease=infinite)
        self.assertEqual(self.copy().status, "aborted")
