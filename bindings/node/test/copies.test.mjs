// A copy from its start to its end, and what is told meanwhile.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { BlobClient, BlobServiceClient, CopyError, RestError } from "../index.mjs";
import { emulator, failure, freshContainer, key, pass, pending, service, status, withSource } from "./world.mjs";

test("a copy is started, waited for and read", async () => {
  const { source, target } = await withSource();
  const poller = await target.beginCopyFromURL(source.url);
  assert.equal(poller.isDone(), false);
  pass(10);
  const result = await poller.pollUntilDone();
  assert.equal(result.copyStatus, "success");
  assert.equal(result.copyId, poller.getOperationState().copyId);
  assert.equal(poller.getResult(), result);
  assert.equal((await target.downloadToBuffer()).toString(), "0123456789");
});

test("the wait does not take fifteen seconds, nor one", async () => {
  const { poller } = await pending();
  const begun = performance.now();
  const wait = poller.pollUntilDone();
  pass(10);
  await wait;
  assert.ok(performance.now() - begun < 1000);
});

test("a listener gets every change of the progress once, and success", async () => {
  const { poller } = await pending();
  const told = [];
  poller.onProgress(({ copyStatus, copyProgress, bytesCopied, bytesTotal }) =>
    told.push([copyStatus, copyProgress, bytesCopied, bytesTotal]),
  );
  await poller.poll();
  await poller.poll();
  pass(4);
  await poller.poll();
  pass(6);
  await poller.pollUntilDone();
  assert.deepEqual(told, [["pending", "0/10", 0, 10], ["pending", "4/10", 4, 10], ["success", "10/10", 10, 10]]);
});

test("polls that overlap report success once", async () => {
  const { poller } = await pending();
  const told = [];
  poller.onProgress(({ copyStatus }) => told.push(copyStatus));
  pass(10);
  await Promise.all([poller.pollUntilDone(), poller.poll()]);
  assert.deepEqual(told, ["success"]);
});

test("what onProgress returns ends the hearing", async () => {
  const { poller } = await pending();
  const told = [];
  const end = poller.onProgress((state) => told.push(state));
  end();
  await poller.poll();
  assert.deepEqual(told, []);
});

test("a throwing onProgress rejects the wait, and the copy can be waited for again", async () => {
  const failures = [new RangeError("mine")];
  const { poller } = await pending({
    onProgress: () => {
      for (const failure of failures.splice(0)) throw failure;
    },
  });
  await assert.rejects(poller.pollUntilDone(), new RangeError("mine"));
  assert.equal(poller.isDone(), false);
  pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});

test("a poller is iterated over from pending to success", async () => {
  const { poller } = await pending();
  const told = [];
  for await (const { copyStatus, bytesTotal } of poller) {
    told.push(copyStatus);
    assert.equal(bytesTotal, 10);
    pass(10);
  }
  assert.deepEqual(told, ["pending", "success"]);
  assert.equal(poller.isDone(), true);
});

test("an iteration that is left leaves the copy going on", async () => {
  const { target, poller } = await pending();
  for await (const state of poller) {
    assert.equal(state.copyStatus, "pending");
    break;
  }
  assert.equal(await status(target), "pending");
});

test("an iteration ends with the error that ended the copy", async () => {
  const { container, poller } = await pending();
  emulator.failCopy({ container: container.containerName, blob: "target" });
  const walk = async () => {
    for await (const { copyStatus } of poller) assert.equal(copyStatus, "pending");
  };
  assert.equal((await failure(walk())).kind, "copy_failed");
});

test("waits that go on at once end together", async () => {
  const { poller } = await pending();
  const waits = [poller.pollUntilDone(), poller.pollUntilDone(), poller.pollUntilDone()];
  pass(10);
  const results = await Promise.all(waits);
  assert.equal(new Set(results).size, 1);
});

test("stopPolling rejects the wait at once and leaves the copy going on", async () => {
  const { target, poller } = await pending({ intervalInMs: 60_000 });
  const wait = poller.pollUntilDone();
  assert.equal(poller.isStopped(), false);
  poller.stopPolling();
  assert.equal((await failure(wait)).name, "PollerStoppedError");
  assert.equal(poller.isStopped(), true);
  assert.equal(await status(target), "pending");
});

test("cancelOperation ends the copy and every wait for it", async () => {
  const { target, poller } = await pending({ intervalInMs: 60_000 });
  const wait = poller.pollUntilDone();
  const [error] = await Promise.all([failure(wait), poller.cancelOperation()]);
  assert.equal(error.name, "PollerCancelledError");
  assert.equal(poller.getOperationState().isCancelled, true);
  assert.equal((await failure(poller.pollUntilDone())).name, "PollerCancelledError");
  assert.equal(await status(target), "aborted");
});

test("cancelling what has ended tells how it ended", async () => {
  const { poller } = await pending({ intervalInMs: 60_000 });
  pass(10);
  await poller.cancelOperation();
  assert.equal(poller.getOperationState().isCompleted, true);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  const failed = await pending({ intervalInMs: 60_000 });
  emulator.failCopy({ container: failed.container.containerName, blob: "target" });
  assert.equal((await failure(failed.poller.cancelOperation())).kind, "copy_failed");
  assert.equal((await failure(failed.poller.pollUntilDone())).kind, "copy_failed");
});

test("a failed copy says why, of which copy, and how far it was", async () => {
  const { container, poller, copyId } = await pending();
  pass(3);
  emulator.failCopy({ container: container.containerName, blob: "target", description: '403 Forbidden "No."' });
  const error = await failure(poller.pollUntilDone());
  assert.ok(error instanceof CopyError);
  assert.equal(error.kind, "copy_failed");
  assert.equal(error.copyId, copyId);
  assert.equal(error.copy.copyStatusDescription, '403 Forbidden "No."');
  assert.equal(error.copy.copyProgress, "3/10");
  assert.match(error.message, /403 Forbidden "No\."/);
  assert.equal(await failure(poller.poll()), error);
});

test("a refusal has Azure's code, our kind, the status and the request's id", async () => {
  const { container, target } = await withSource();
  const error = await failure(target.beginCopyFromURL(`${container.url}/missing`));
  assert.ok(error instanceof RestError && error instanceof CopyError && error instanceof Error);
  assert.equal(error.name, "RestError");
  assert.equal(error.code, "BlobNotFound");
  assert.equal(error.kind, "not_found");
  assert.equal(error.statusCode, 404);
  assert.match(error.requestId, /^[0-9a-f-]{36}$/);
  const { name, cause, remedy } = error.diagnosis;
  assert.equal(name, "source_missing");
  const reason = `: ${cause} (404 BlobNotFound); ${remedy} [request id ${error.requestId}]`;
  assert.ok(error.message.endsWith(reason), error.message);
});

test("a pending copy in the way is named", async () => {
  const { source, target, copyId } = await pending();
  const error = await failure(target.beginCopyFromURL(source.url));
  assert.equal(error.code, "PendingCopyOperation");
  assert.equal(error.statusCode, 409);
  assert.equal(error.kind, "pending_copy");
  assert.equal(error.otherCopy.copyId, copyId);
});

test("a pending copy in the way is adopted or aborted, as is asked", async () => {
  const adopted = await pending();
  const again = await adopted.target.beginCopyFromURL(adopted.source.url, { onPending: "adopt" });
  assert.equal(again.getOperationState().copyId, adopted.copyId);

  const aborted = await pending();
  const next = await aborted.target.beginCopyFromURL(aborted.source.url, { onPending: "abort" });
  assert.notEqual(next.getOperationState().copyId, aborted.copyId);
});

test("a deadline ends the wait and leaves the copy going on", async () => {
  const { target, poller } = await pending({ deadlineInMs: 50 });
  const error = await failure(poller.pollUntilDone());
  assert.equal(error.kind, "timeout");
  assert.equal(await status(target), "pending");
});

test("a copy is resumed from a poller's text, without a secret in it", async () => {
  const { container, source, target } = await withSource();
  const signed = await source.generateSasUrl({ permissions: "r", expiresOn: new Date(Date.now() + 3_600_000) });
  const poller = await target.beginCopyFromURL(signed);
  const text = poller.toString();
  assert.ok(signed.includes("sig=") && !text.includes("sig=") && !text.includes("?"));
  pass(10);
  const { url } = container.getBlobClient("target");
  const resumed = await new BlobClient(url, key()).beginCopyFromURL(source.url, { resumeFrom: text });
  assert.equal(resumed.isDone(), true);
  assert.equal(resumed.getResult().copyId, poller.getOperationState().copyId);
});

test("a copy is resumed from a ticket, and from the text of Microsoft's poller", async () => {
  const { source, target, poller, copyId } = await pending();
  const theirs = JSON.stringify({ state: { isStarted: true, copyId, copySource: source.url } });
  for (const resumeFrom of [poller.ticket, theirs]) {
    const resumed = await target.beginCopyFromURL(source.url, { resumeFrom });
    assert.equal(resumed.getOperationState().copyId, copyId);
    assert.equal(resumed.isDone(), false);
  }
});

test("a ticket of another blob is refused", async () => {
  const { container, source, poller } = await pending();
  const other = container.getBlobClient("other");
  const error = await failure(other.beginCopyFromURL(source.url, { resumeFrom: poller.ticket }));
  assert.equal(error.kind, "invalid");
});

/** How often the emulator was asked to start a copy into a blob. */
const starts = (blob) =>
  emulator.requests().filter(({ operation, target }) => /^CopyBlob/.test(operation) && target.includes(blob.containerName)).length;

test("copies are retried as the other requests of their client are", async (t) => {
  t.after(() => emulator.clearFaults());
  const hasty = BlobServiceClient.fromConnectionString(emulator.connectionString(), { retryOptions: { maxTries: 1 } });
  const { source, target } = await withSource(hasty);
  for (const [operation, copy] of [
    ["CopyBlob", () => target.beginCopyFromURL(source.url)],
    ["CopyBlobFromUrl", () => target.syncCopyFromURL(source)],
  ]) {
    emulator.addFault({ effect: { kind: "refuse", status: 503, code: "ServerBusy" }, operation, times: 1 });
    const before = starts(target);
    assert.equal((await failure(copy())).code, "ServerBusy");
    assert.equal(starts(target), before + 1, operation);
  }
  emulator.addFault({ effect: { kind: "refuse", status: 503, code: "ServerBusy" }, operation: "CopyBlob", times: 1 });
  const poller = await target.beginCopyFromURL(source.url, { maxTries: 2 });
  await poller.cancelOperation();
});

test("a start whose response was lost is found with a single attempt, too", async (t) => {
  t.after(() => emulator.clearFaults());
  const hasty = BlobServiceClient.fromConnectionString(emulator.connectionString(), { retryOptions: { maxTries: 1 } });
  const { source, target } = await withSource(hasty);
  emulator.addFault({ effect: { kind: "reset_after" }, operation: "CopyBlob", times: 1 });
  const poller = await target.beginCopyFromURL(source.url);
  assert.equal(poller.getOperationState().copyId, (await target.getProperties()).copyId);
});

test("an empty blob is copied", async () => {
  const container = await freshContainer();
  const empty = container.getBlockBlobClient("empty");
  await empty.upload("", 0);
  const poller = await container.getBlobClient("target").beginCopyFromURL(empty.url);
  pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});

test("a key, a connection string and a SAS in the URL open the same blob", async () => {
  const { container, source } = await withSource();
  const expiresOn = new Date(Date.now() + 3_600_000);
  const signed = await container.generateSasUrl({ permissions: "rl", expiresOn });
  const ways = [
    new BlobServiceClient(emulator.url(), key()).getContainerClient(container.containerName).getBlobClient("source"),
    new BlobClient(source.url, key()),
    new BlobClient(emulator.connectionString(), container.containerName, "source"),
    new BlobClient(signed.replace("?", "/source?")),
  ];
  for (const blob of ways) {
    assert.equal((await blob.downloadToBuffer()).toString(), "0123456789");
    assert.equal(blob.name, "source");
    assert.equal(blob.accountName, service.accountName);
  }
});

test("a poller that is abandoned and collected never aborts its copy", async () => {
  const { source, target } = await withSource();
  let isCollected = false;
  const registry = new FinalizationRegistry(() => {
    isCollected = true;
  });
  registry.register(await target.beginCopyFromURL(source.url));
  while (!isCollected) {
    globalThis.gc();
    await new Promise((resume) => setImmediate(resume));
  }
  // An abort would come before the answer to this, and before the end of the copy.
  await target.exists();
  pass(10);
  assert.equal(await status(target), "success");
  assert.ok(!emulator.requests().some((request) => request.operation === "AbortCopyBlob" && request.target.includes(target.containerName)));
});

/** A blob of a service whose copies have that status and progress as soon as they are asked for. */
async function answering(t, copyStatus, copyProgress) {
  const server = createServer(({ method }, reply) => {
    reply.writeHead(method === "PUT" ? 202 : 200, {
      "x-ms-request-id": "r",
      "x-ms-copy-id": "the-one",
      "x-ms-copy-status": method === "PUT" ? "pending" : copyStatus,
      "x-ms-copy-progress": copyProgress,
      "x-ms-copy-source": "https://a.net/from",
      etag: '"0x1"',
      "last-modified": "Mon, 23 Nov 2026 08:00:00 GMT",
      "content-length": 0,
    });
    reply.end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new BlobClient(`http://127.0.0.1:${server.address().port}/acct/box/b`);
}

test("the error of a copy that others aborted has the state that was read", async (t) => {
  const target = await answering(t, "aborted", "5/10");
  const poller = await target.beginCopyFromURL("https://a.net/from");
  const error = await failure(poller.pollUntilDone());
  assert.equal(error.kind, "copy_aborted");
  const { copyStatus, copyProgress, copySource } = error.copy;
  assert.deepEqual([copyStatus, copyProgress, copySource], ["aborted", "5/10", "https://a.net/from"]);
});

test("a success with another number of bytes is remarked on", async (t) => {
  for (const [progress, remark] of [
    ["5/10", "the service reports success, but only 5 of 10 bytes copied"],
    ["20/10", "the service reports 20 bytes copied from a source of 10 bytes"],
    ["10/10", undefined],
  ]) {
    const target = await answering(t, "success", progress);
    const poller = await target.beginCopyFromURL("https://a.net/from");
    assert.equal((await poller.pollUntilDone()).copyStatus, "success");
    assert.equal(poller.getOperationState().copyRemark, remark);
    assert.equal((await target.getProperties()).copyRemark, remark);
  }
});
