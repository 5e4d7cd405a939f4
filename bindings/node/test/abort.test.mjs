// Abort signals: what they reach, and how fast.

import assert from "node:assert/strict";
import { test } from "node:test";

import { emulator, failure, freshContainer, pass, pending, status, withSource } from "./world.mjs";

test("a signal during a wait settles it within 100 ms and one request, and the copy is aborted", async () => {
  const { target, poller } = await pending({ intervalInMs: 60_000 });
  const request = performance.now();
  await target.getProperties();
  const oneRequest = performance.now() - request;
  const abort = new AbortController();
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal }));
  await new Promise((resume) => setImmediate(resume));
  const begun = performance.now();
  abort.abort();
  const error = await wait;
  const took = performance.now() - begun;
  assert.equal(error.name, "AbortError");
  assert.ok(took < 100 + oneRequest, `${took} ms, and one request takes ${oneRequest} ms`);
  assert.equal(await status(target), "aborted");
  assert.equal(poller.getOperationState().isCancelled, true);
});

test("a wait is rejected with the reason of the signal", async () => {
  const { poller } = await pending();
  const abort = new AbortController();
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal }));
  const reason = new RangeError("enough");
  abort.abort(reason);
  assert.equal(await wait, reason);
});

test("a signal that ends the wait alone leaves the copy going on", async () => {
  const { target, poller } = await pending({ intervalInMs: 60_000 });
  const abort = new AbortController();
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal, detach: true }));
  abort.abort();
  assert.equal((await wait).name, "AbortError");
  assert.equal(await status(target), "pending");
  pass(10);
  await poller.poll();
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});

test("a copy into a leased destination is ended by the lease that it started with", async () => {
  const { source, target } = await withSource();
  await target.upload("old", 3);
  const lease = target.getBlobLeaseClient();
  await lease.acquireLease(-1);
  const poller = await target.beginCopyFromURL(source.url, { conditions: { leaseId: lease.leaseId } });
  await poller.cancelOperation();
  assert.equal(await status(target), "aborted");
});

test("a time-out is a signal like any other", async () => {
  const { target, poller } = await pending();
  const error = await failure(poller.pollUntilDone({ abortSignal: AbortSignal.timeout(30) }));
  assert.equal(error.name, "TimeoutError");
  assert.equal(await status(target), "aborted");
});

test("a signal that is aborted already never starts the copy", async () => {
  const { source, target } = await withSource();
  const error = await failure(target.beginCopyFromURL(source.url, { abortSignal: AbortSignal.abort() }));
  assert.equal(error.name, "AbortError");
  assert.equal(await target.exists(), false);
});

/** Ready once the emulator holds a request back. */
async function delayed() {
  while (emulator.faults()[0].happened === 0) await new Promise((resume) => setImmediate(resume));
}

test("a signal during the start ends what was begun, before the start is rejected", async () => {
  const { source, target } = await withSource();
  emulator.addFault({ effect: { kind: "delay", seconds: 0.2 }, operation: "CopyBlob", times: 1 });
  const abort = new AbortController();
  const start = failure(target.beginCopyFromURL(source.url, { abortSignal: abort.signal }));
  await delayed();
  abort.abort();
  assert.equal((await start).name, "AbortError");
  emulator.clearFaults();
  assert.equal(await status(target), "aborted");
});

test("a signal and the deadline drop a poll that is not answered", async () => {
  const { source, target, poller } = await pending();
  const unanswered = { effect: { kind: "delay", seconds: 60 }, operation: "GetBlobProperties", times: 1 };
  emulator.addFault(unanswered);
  const abort = new AbortController();
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal }));
  await delayed();
  const begun = performance.now();
  abort.abort();
  assert.equal((await wait).name, "AbortError");
  assert.ok(performance.now() - begun < 3000);
  assert.equal(await status(target), "aborted");
  emulator.clearFaults();

  emulator.addFault(unanswered);
  const late = await target.beginCopyFromURL(source.url, { deadlineInMs: 300 });
  const error = await failure(late.pollUntilDone());
  assert.equal(error.kind, "timeout");
  assert.ok(performance.now() - begun < 10_000);
  emulator.clearFaults();
});

test("a signal after the end of the wait does nothing", async () => {
  const { target, poller } = await pending();
  const abort = new AbortController();
  pass(10);
  await poller.pollUntilDone({ abortSignal: abort.signal });
  abort.abort();
  assert.equal(await status(target), "success");
});

test("the user's own handlers of the signal are left alone", async () => {
  const { poller } = await pending();
  const abort = new AbortController();
  let calls = 0;
  abort.signal.onabort = () => {
    calls += 1;
  };
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal }));
  abort.abort();
  await wait;
  assert.equal(calls, 1);
});

test("a signal calls off any other request", async () => {
  const { source } = await withSource();
  emulator.addFault({ effect: { kind: "delay", seconds: 1 }, operation: "GetBlob", times: 1 });
  const abort = new AbortController();
  const reading = failure(source.downloadToBuffer(0, undefined, { abortSignal: abort.signal }));
  await delayed();
  const begun = performance.now();
  abort.abort();
  assert.equal((await reading).name, "AbortError");
  assert.ok(performance.now() - begun < 100);
  emulator.clearFaults();
});

test("a listing is called off by its signal", async () => {
  const container = await freshContainer();
  const blobs = container.listBlobsFlat({ abortSignal: AbortSignal.abort() });
  assert.equal((await failure(blobs.next())).name, "AbortError");
});
