// What a client for JavaScript makes of faults by script.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { content, control, firstKey, refused, service, withSource } from "./emulator.mjs";

afterEach(() => control("faults", undefined, "DELETE"));

const patient = {
  retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 2, tryTimeoutInMs: 30_000 },
};

/** The client of a blob that tries again. */
const retrying = (blob) =>
  service(firstKey, patient).getContainerClient(blob.containerName).getBlockBlobClient(blob.name);

test("a busy server is asked again", async () => {
  const { source } = await withSource();
  await control("faults", {
    effect: { kind: "refuse", status: 503, code: "ServerBusy" },
    operation: "GetBlobProperties",
    times: 2,
  });
  assert.equal((await retrying(source).getProperties()).contentLength, 10);
  const { faults } = await control("faults");
  assert.equal(faults[0].happened, 2);
});

test("a connection that is reset before anything is done is tried again", async () => {
  const { source, target } = await withSource();
  await control("faults", { effect: { kind: "reset_before" }, operation: "CopyBlob", times: 2 });
  const poller = await retrying(target).beginCopyFromURL(source.url);
  assert.ok(poller.getOperationState().copyId);
});

test("a copy that is to fail fails with its description", async () => {
  const { source, target } = await withSource();
  const description = '404 ResourceNotFound "Copy failed when reading the source."';
  await control("faults", { effect: { kind: "fail_copy", description }, times: 1 });
  const poller = await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  await assert.rejects(poller.pollUntilDone(), /404 ResourceNotFound/);
  assert.equal((await target.getProperties()).copyStatus, "failed");
});

test("a body that breaks off is no shorter blob, but an error", async () => {
  const { source } = await withSource();
  await control("faults", { effect: { kind: "truncate_body", after: 4 }, operation: "GetBlob" });
  await assert.rejects(content(source), /aborted|broke/);
});

test("the log tells what the client asked", async () => {
  const { source } = await withSource();
  await control("requests", undefined, "DELETE");
  await source.exists();
  const { requests } = await control("requests");
  assert.deepEqual(
    requests.map(({ method, operation, status }) => [method, operation, status]),
    [["HEAD", "GetBlobProperties", 200]],
  );
});
