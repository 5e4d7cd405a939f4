// What else ours does better on purpose, each case with both packages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { copying, original, ours, parts } from "./original.mjs";
import { emulator, failure, pass, status } from "./world.mjs";

const hour = () => new Date(Date.now() + 3_600_000);

async function signedCopy(sdk) {
  const { source, target } = await parts(sdk);
  const signed = await source.generateSasUrl({ permissions: sdk.BlobSASPermissions.parse("r"), expiresOn: hour() });
  return target.beginCopyFromURL(signed, { intervalInMs: 1 });
}

test("the original's text of a poller holds the signature of the source", async () => {
  assert.match((await signedCopy(original)).toString(), /sig=/);
});

test("ours holds none", async () => {
  assert.doesNotMatch((await signedCopy(ours)).toString(), /sig=/);
});

async function afterAbort(sdk) {
  const { target, poller } = await copying(sdk);
  const abort = new AbortController();
  const wait = failure(poller.pollUntilDone({ abortSignal: abort.signal }));
  abort.abort();
  const error = await wait;
  assert.equal(error.name, "AbortError");
  return status(target);
}

test("a signal to the original leaves the copy going on", async () => {
  assert.equal(await afterAbort(original), "pending");
});

test("a signal to ours ends it on the server too", async () => {
  assert.equal(await afterAbort(ours), "aborted");
});

async function failed(sdk) {
  const { container, poller } = await copying(sdk);
  emulator.failCopy({ container: container.containerName, blob: "target", description: '404 ResourceNotFound "Gone."' });
  return failure(poller.pollUntilDone());
}

test("the original's error of a failed copy is a text", async () => {
  const error = await failed(original);
  assert.match(error.message, /404 ResourceNotFound/);
  assert.deepEqual([error.kind, error.copyId], [undefined, undefined]);
});

test("ours has a kind, the copy's name and its state", async () => {
  const error = await failed(ours);
  assert.match(error.message, /404 ResourceNotFound/);
  assert.equal(error.kind, "copy_failed");
  assert.equal(error.copy.copyId, error.copyId);
});

async function cancelledLate(sdk) {
  const { poller } = await copying(sdk);
  pass(10);
  await poller.cancelOperation();
  return poller.getOperationState();
}

test("cancelling too late is an error with the original", async () => {
  assert.equal((await failure(cancelledLate(original))).code, "NoPendingCopyOperation");
});

test("cancelling too late is an answer with ours", async () => {
  assert.equal((await cancelledLate(ours)).isCompleted, true);
});
