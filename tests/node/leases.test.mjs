// Leases around copies, through a client for JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, pass, pending, refused, withSource } from "./emulator.mjs";

test("a lease is acquired, renewed, changed, broken and released", async () => {
  const { source } = await withSource();
  const lease = source.getBlobLeaseClient();
  await lease.acquireLease(15);
  assert.equal((await source.getProperties()).leaseState, "leased");
  await lease.renewLease();
  await lease.changeLease("11111111-1111-1111-1111-111111111111");
  await refused(source.getBlobLeaseClient().acquireLease(15), 409, "LeaseAlreadyPresent");
  await lease.releaseLease();
  assert.equal((await source.getProperties()).leaseState, "available");
  await lease.acquireLease(-1);
  assert.equal((await lease.breakLease(0)).leaseTime, 0);
  assert.equal((await source.getProperties()).leaseState, "broken");
});

test("a finite lease ends with time", async () => {
  const { source } = await withSource();
  await source.getBlobLeaseClient().acquireLease(15);
  await refused(source.upload("x", 1), 412, "LeaseIdMissing");
  await pass(15);
  assert.equal((await source.getProperties()).leaseState, "expired");
  await source.upload("x", 1);
});

test("a leased source is copied, and its copy is not leased", async () => {
  const parts = await withSource();
  await parts.source.getBlobLeaseClient().acquireLease(60);
  const { poller } = await pending(parts);
  await pass(10);
  await poller.pollUntilDone();
  assert.equal((await parts.target.getProperties()).leaseState, "available");
});

test("a leased source cannot change while it is copied", async () => {
  const parts = await withSource();
  const lease = parts.source.getBlobLeaseClient();
  await lease.acquireLease(60);
  const { poller } = await pending(parts);
  await refused(parts.source.upload("x", 1), 412, "LeaseIdMissing");
  await pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});

test("a leased destination takes a copy with its infinite lease only", async () => {
  const { source, target } = await withSource();
  await target.upload("old", 3);
  const lease = target.getBlobLeaseClient();
  const start = (leaseId) =>
    target.beginCopyFromURL(source.url, { conditions: { leaseId }, intervalInMs: 1 });
  await refused(start("22222222-2222-2222-2222-222222222222"), 412, "LeaseNotPresentWithBlobOperation");
  await lease.acquireLease(15);
  await refused(start(undefined), 412, "LeaseIdMissing");
  await refused(start("22222222-2222-2222-2222-222222222222"), 412, "LeaseIdMismatchWithBlobOperation");
  await refused(start(lease.leaseId), 412, "InfiniteLeaseDurationRequired");
  await lease.releaseLease();
  await lease.acquireLease(-1);
  const poller = await start(lease.leaseId);
  await pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  assert.equal(await content(target), "0123456789");
});

test("aborting into a leased destination takes its lease", async () => {
  const { source, target } = await withSource();
  await target.upload("old", 3);
  const lease = target.getBlobLeaseClient();
  await lease.acquireLease(-1);
  const conditions = { leaseId: lease.leaseId };
  const poller = await target.beginCopyFromURL(source.url, { conditions, intervalInMs: 1 });
  const { copyId } = poller.getOperationState();
  await refused(target.abortCopyFromURL(copyId), 412, "LeaseIdMissing");
  await target.abortCopyFromURL(copyId, { conditions });
  assert.equal((await target.getProperties()).copyStatus, "aborted");
});
