// The five faults of the poller in @azure/storage-blob: each shown with the original, and shown to be absent in ours.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { copying, original, ours, parts } from "./original.mjs";
import { emulator, failure, pass, status } from "./world.mjs";

afterEach(() => emulator.clearFaults());

/** How often the original asks about a copy that has ended before we believe that it never stops. */
const MANY = 50;

/** Whether a poller is still not done after many polls. */
async function asksForEver(poller) {
  for (let poll = 0; poll < MANY; poll += 1) {
    await poller.poll();
    if (poller.isDone()) return false;
  }
  return true;
}

test("1, the original: a copy that others aborted is polled for ever", async () => {
  const { target, poller } = await copying(original);
  await target.abortCopyFromURL(poller.getOperationState().copyId);
  assert.equal(await asksForEver(poller), true);
});

test("1, ours: a copy that others aborted ends the wait", async () => {
  const { target, poller } = await copying(ours);
  await target.abortCopyFromURL(poller.getOperationState().copyId);
  const error = await failure(poller.pollUntilDone());
  assert.equal(error.kind, "copy_aborted");
  assert.equal(error.copyId, poller.getOperationState().copyId);
});

test("2, the original: a destination that was written over is polled for ever", async () => {
  const { target, poller } = await copying(original);
  pass(10);
  await target.upload("other", 5);
  assert.equal(await asksForEver(poller), true);
});

test("2, ours: a destination that was written over ends the wait", async () => {
  const { target, poller } = await copying(ours);
  pass(10);
  await target.upload("other", 5);
  assert.equal((await failure(poller.pollUntilDone())).kind, "copy_gone");
});

test("3, the original: somebody else's copy is reported as our success", async () => {
  const { source, target, poller } = await copying(original);
  const mine = poller.getOperationState().copyId;
  pass(10);
  await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  pass(10);
  const done = await poller.pollUntilDone();
  assert.equal(done.copyStatus, "success");
  assert.notEqual(done.copyId, mine);
});

test("3, ours: somebody else's copy is told apart, and named", async () => {
  const { source, target, poller } = await copying(ours);
  pass(10);
  const other = await target.beginCopyFromURL(source.url);
  pass(10);
  const error = await failure(poller.pollUntilDone());
  assert.equal(error.kind, "copy_superseded");
  assert.equal(error.otherCopy.copyId, other.getOperationState().copyId);
});

/** Failures that outlast the retries of one request, and then stop. */
const fail = () =>
  emulator.addFault({
    effect: { kind: "refuse", status: 503, code: "ServerBusy" },
    operation: "GetBlobProperties",
    times: 3,
  });

test("4, the original: a failure of one poll is the end of the poller", async () => {
  const { target, poller } = await copying(original);
  fail();
  assert.equal((await failure(poller.poll())).statusCode, 503);
  pass(10);
  assert.equal((await failure(poller.pollUntilDone())).statusCode, 503);
  emulator.clearFaults();
  assert.equal(await status(target), "success");
});

test("4, ours: temporary failures are waited out", async () => {
  const { poller } = await copying(ours);
  fail();
  pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  assert.equal(emulator.faults()[0].happened, 3);
});

const lostAnswer = () =>
  emulator.addFault({ effect: { kind: "reset_after" }, operation: "CopyBlob", times: 1 });

test("5, the original: a start whose answer was lost collides with itself, and its copy is lost", async () => {
  const { source, target } = await parts(original);
  lostAnswer();
  const error = await failure(target.beginCopyFromURL(source.url));
  assert.equal(error.code, "PendingCopyOperation");
  assert.equal(await status(target), "pending");
});

test("5, ours: a start whose answer was lost is found again", async () => {
  const { source, target } = await parts(ours);
  lostAnswer();
  const poller = await target.beginCopyFromURL(source.url);
  assert.equal(poller.getOperationState().copyId, (await target.getProperties()).copyId);
  pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});
