// Copies through a client for JavaScript: pending, success, failed and aborted.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import {
  content, control, freshContainer, pass, pending, refused, service, sourceStatus, withSource,
} from "./emulator.mjs";

test("a copy is pending with its progress told, and its destination empty", async () => {
  const { target, copyId } = await pending();
  const seen = await target.getProperties();
  assert.equal(seen.copyStatus, "pending");
  assert.equal(seen.copyId, copyId);
  assert.equal(seen.copyProgress, "0/10");
  assert.equal(seen.copyCompletedOn, undefined);
  assert.equal(seen.contentLength, 0);
});

test("progress grows with time", async () => {
  const { target } = await pending();
  await pass(5);
  assert.equal((await target.getProperties()).copyProgress, "5/10");
});

test("pollUntilDone ends when the copy does", async () => {
  const { target, poller } = await pending();
  await pass(10);
  const done = await poller.pollUntilDone();
  assert.equal(done.copyStatus, "success");
  assert.equal(await content(target), "0123456789");
});

test("onProgress is told the progress of a pending copy", async () => {
  const { source, target } = await withSource();
  const told = [];
  const poller = await target.beginCopyFromURL(source.url, {
    intervalInMs: 1,
    onProgress: (state) => told.push(state.copyProgress),
  });
  await pass(4);
  await poller.poll();
  await pass(6);
  await poller.pollUntilDone();
  assert.ok(told.includes("4/10"), told.join());
});

test("polls by hand see the copy pending and then done", async () => {
  const { poller } = await pending();
  await poller.poll();
  assert.equal(poller.isDone(), false);
  await pass(10);
  await poller.poll();
  assert.equal(poller.isDone(), true);
  assert.equal(poller.getResult().copyStatus, "success");
});

test("a finished copy keeps its id, source, progress and time of completion", async () => {
  const { source, target, poller, copyId } = await pending();
  await pass(10);
  await poller.pollUntilDone();
  const seen = await target.getProperties();
  assert.equal(seen.copyId, copyId);
  assert.equal(seen.copySource, source.url);
  assert.equal(seen.copyProgress, "10/10");
  assert.ok(seen.copyCompletedOn instanceof Date);
});

test("a copy that fails rejects the poller with its description", async () => {
  const { target, poller } = await pending();
  const description = '403 Forbidden "Copy failed when reading the source."';
  const [container, blob] = [target.containerName, target.name];
  await control("copies/fail", { account: target.accountName, container, blob, description });
  await assert.rejects(poller.pollUntilDone(), (error) => {
    assert.match(error.message, /Copy failed when reading the source/);
    return true;
  });
  const seen = await target.getProperties();
  assert.equal(seen.copyStatus, "failed");
  assert.equal(seen.copyStatusDescription, description);
});

test("a source that changes under way fails the copy", async () => {
  const { source, target, poller } = await pending();
  await pass(3);
  await source.upload("other", 5);
  await pass(10);
  await assert.rejects(poller.pollUntilDone(), /412 ConditionNotMet/);
  assert.equal((await target.getProperties()).copyStatus, "failed");
});

test("a source that is deleted under way fails the copy", async () => {
  const { source, poller } = await pending();
  await pass(3);
  await source.delete();
  await assert.rejects(poller.pollUntilDone(), /Copy failed when reading the source/);
});

test("cancelOperation aborts the copy", async () => {
  const { target, poller } = await pending();
  await poller.cancelOperation();
  assert.equal(poller.getOperationState().isCancelled, true);
  await assert.rejects(poller.pollUntilDone(), /[Cc]ancel/);
  assert.equal((await target.getProperties()).copyStatus, "aborted");
});

test("a poller resumes from its text", async () => {
  const { target, poller, source } = await pending();
  const text = poller.toString();
  const resumed = await target.beginCopyFromURL(source.url, { resumeFrom: text, intervalInMs: 1 });
  await pass(10);
  const done = await resumed.pollUntilDone();
  assert.equal(done.copyStatus, "success");
  assert.equal(done.copyId, poller.getOperationState().copyId);
});

test("a copy resumed after its end is done at once", async () => {
  const { target, poller, source } = await pending();
  const text = poller.toString();
  await pass(10);
  const resumed = await target.beginCopyFromURL(source.url, { resumeFrom: text, intervalInMs: 1 });
  assert.equal((await resumed.pollUntilDone()).copyStatus, "success");
});

test("abortCopyFromURL leaves an empty blob with the progress it had", async () => {
  const { target, copyId } = await pending();
  await pass(3);
  await target.abortCopyFromURL(copyId);
  const seen = await target.getProperties();
  assert.equal(seen.copyStatus, "aborted");
  assert.equal(seen.copyProgress, "3/10");
  assert.ok(seen.copyCompletedOn instanceof Date);
  assert.equal(seen.contentLength, 0);
});

test("what has ended cannot be aborted", async () => {
  const { target, copyId } = await pending();
  await pass(10);
  await refused(target.abortCopyFromURL(copyId), 409, "NoPendingCopyOperation");
});

test("another copy's id aborts nothing", async () => {
  const { target } = await pending();
  await refused(target.abortCopyFromURL("00000000-0000-0000-0000-000000000000"), 409, "CopyIdMismatch");
  assert.equal((await target.getProperties()).copyStatus, "pending");
});

test("a destination takes one copy at a time, and no write meanwhile", async () => {
  const { source, target } = await pending();
  await refused(target.beginCopyFromURL(source.url), 409, "PendingCopyOperation");
  await refused(target.upload("x", 1), 409, "PendingCopyOperation");
  await refused(target.setMetadata({ a: "b" }), 409, "PendingCopyOperation");
  await refused(target.createSnapshot(), 409, "PendingCopyOperation");
  await refused(target.getBlobLeaseClient().acquireLease(15), 409, "PendingCopyOperation");
});

test("a later write takes the copy's properties away", async () => {
  const { target, poller } = await pending();
  await pass(10);
  await poller.pollUntilDone();
  await target.upload("x", 1);
  const seen = await target.getProperties();
  assert.equal(seen.copyStatus, undefined);
  assert.equal(seen.copyId, undefined);
});

test("metadata and content headers are carried, unless metadata is given", async () => {
  const parts = await withSource("0123456789", {
    metadata: { color: "blue" },
    blobHTTPHeaders: { blobContentType: "text/x-color", blobCacheControl: "no-store" },
  });
  await pending(parts);
  await pass(10);
  const carried = await parts.target.getProperties();
  assert.deepEqual(carried.metadata, { color: "blue" });
  assert.equal(carried.contentType, "text/x-color");
  assert.equal(carried.cacheControl, "no-store");
  await parts.target.beginCopyFromURL(parts.source.url, { metadata: { shape: "round" } });
  assert.deepEqual((await parts.target.getProperties()).metadata, { shape: "round" });
});

test("tags and a tier are what the copy was given", async () => {
  const { source, target } = await withSource();
  const poller = await target.beginCopyFromURL(source.url, {
    intervalInMs: 1,
    tags: { project: "x", stage: "y" },
    tier: "Cool",
  });
  await pass(10);
  await poller.pollUntilDone();
  assert.deepEqual((await target.getTags()).tags, { project: "x", stage: "y" });
  assert.equal((await target.getProperties()).accessTier, "Cool");
});

test("syncUploadFromURL writes a blob that is not a copy", async () => {
  const { container, source, target } = await withSource();
  const url = container.getBlockBlobClient("with-properties");
  await url.uploadData(Buffer.from("content"), { blobHTTPHeaders: { blobContentType: "text/x" }, metadata: { color: "blue" } });
  const written = await target.syncUploadFromURL(url.url, { tier: "Cool", tags: { project: "x" } });
  assert.equal(written._response.status, 201);
  const seen = await target.getProperties();
  assert.deepEqual(
    [seen.copyStatus, seen.contentType, seen.metadata, seen.accessTier, seen.tagCount, seen.etag],
    [undefined, "text/x", { color: "blue" }, "Cool", 1, written.etag],
  );
  const options = { copySourceBlobProperties: false, metadata: { a: "b" }, blobHTTPHeaders: { blobContentLanguage: "eo" } };
  await target.syncUploadFromURL(source.url, options);
  assert.equal(await content(target), "0123456789");
  const after = await target.getProperties();
  assert.deepEqual([after.contentLanguage, after.metadata], ["eo", { a: "b" }]);
  const isNew = { conditions: { ifNoneMatch: "*" } };
  await assert.rejects(target.syncUploadFromURL(source.url, isNew), { code: "BlobAlreadyExists" });
});

test("syncCopyFromURL is done when it is answered", async () => {
  const { source, target } = await withSource();
  const answer = await target.syncCopyFromURL(source.url);
  assert.equal(answer.copyStatus, "success");
  assert.equal(await content(target), "0123456789");
});

test("names that need encoding at both ends are copied", async () => {
  const container = await freshContainer();
  const source = container.getBlockBlobClient("a b/ü?&#%+.txt");
  const target = container.getBlockBlobClient("x/%41 ü'()*!.txt");
  await source.upload("odd", 3);
  const poller = await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  await pass(10);
  await poller.pollUntilDone();
  assert.equal(await content(target), "odd");
  const names = [];
  for await (const item of container.listBlobsFlat()) names.push(item.name);
  assert.deepEqual(names, ["a b/ü?&#%+.txt", "x/%41 ü'()*!.txt"]);
});

test("an empty source makes an empty copy", async () => {
  const parts = await withSource("");
  const { poller } = await pending(parts);
  await pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  assert.equal((await parts.target.getProperties()).contentLength, 0);
});

test("what is not there is named", async () => {
  const { container, source, target } = await withSource();
  await refused(target.beginCopyFromURL(`${container.url}/missing`), 404, "BlobNotFound");
  const nowhere = service().getContainerClient("nowhere").getBlobClient("target");
  await refused(nowhere.beginCopyFromURL(source.url), 404, "ContainerNotFound");
});

test("conditions on both ends are judged", async () => {
  const { source, target } = await withSource();
  await target.upload("old", 3);
  const other = '"0x8D0000000000000"';
  const start = (options) => target.beginCopyFromURL(source.url, options);
  await refused(start({ conditions: { ifNoneMatch: "*" } }), 409, "BlobAlreadyExists");
  await refused(start({ conditions: { ifMatch: other } }), 412, "ConditionNotMet");
  await refused(start({ sourceConditions: { ifMatch: other } }), 412, "SourceConditionNotMet");
  assert.equal(await content(target), "old");
  const { etag } = await source.getProperties();
  const poller = await start({ sourceConditions: { ifMatch: etag }, intervalInMs: 1 });
  await pass(10);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});

test("a snapshot is copied, and promoted over its own blob", async () => {
  const { source, target } = await withSource();
  const { snapshot } = await source.createSnapshot();
  await source.upload("new", 3);
  const old = source.withSnapshot(snapshot);
  for (const blob of [target, source]) {
    const poller = await blob.beginCopyFromURL(old.url, { intervalInMs: 1 });
    await pass(10);
    await poller.pollUntilDone();
    assert.equal(await content(blob), "0123456789");
  }
});

test("what is in the archive is copied only to a tier that is online", async () => {
  const { source, target } = await withSource();
  await source.setAccessTier("Archive");
  await refused(target.beginCopyFromURL(source.url), 409, "BlobArchived");
  await target.beginCopyFromURL(source.url, { tier: "Hot", rehydratePriority: "High" });
  assert.equal((await target.getProperties()).copyStatus, "pending");
});

test("a listing tells of copies in every state", async () => {
  const { container, source } = await withSource();
  const begin = (name) => container.getBlobClient(name).beginCopyFromURL(source.url, { intervalInMs: 1 });
  await begin("1-success");
  await pass(10);
  const aborted = await begin("2-aborted");
  await aborted.cancelOperation();
  await begin("3-failed");
  const description = '500 InternalServerError "told to"';
  const [account, name] = [container.accountName, container.containerName];
  await control("copies/fail", { account, container: name, blob: "3-failed", description });
  await begin("4-pending");
  const told = [];
  for await (const item of container.listBlobsFlat({ includeCopy: true })) {
    told.push([item.name, item.properties.copyStatus, item.properties.copyProgress]);
  }
  assert.deepEqual(told, [
    ["1-success", "success", "10/10"],
    ["2-aborted", "aborted", "0/10"],
    ["3-failed", "failed", "0/10"],
    ["4-pending", "pending", "0/10"],
    ["source", undefined, undefined],
  ]);
});

test("a page of a listing leads to the next", async () => {
  const { container } = await withSource();
  for (const name of ["a", "b", "c"]) await container.getBlockBlobClient(name).upload(name, 1);
  const pages = [];
  for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 2 })) {
    pages.push(page.segment.blobItems.map((item) => item.name));
  }
  assert.deepEqual(pages, [["a", "b"], ["c", "source"]]);
});

/** A server that is not the emulator, for as long as `use` lasts. */
async function withServer(answer, use) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${server.address().port}/file`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("a source anywhere else is fetched", async () => {
  const { target } = await withSource();
  const answer = (_, reply) => reply.setHeader("content-type", "text/x-far").end("from afar");
  await withServer(answer, async (url) => {
    const poller = await target.beginCopyFromURL(url, { intervalInMs: 1 });
    await pass(10);
    assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  });
  assert.equal(await content(target), "from afar");
  assert.equal((await target.getProperties()).contentType, "text/x-far");
});

test("a source elsewhere that refuses is refused with its own status", async () => {
  const { target } = await withSource();
  for (const status of [401, 403, 404]) {
    await withServer((_, reply) => reply.writeHead(status).end(), async (url) => {
      const error = await refused(target.beginCopyFromURL(url), status, "CannotVerifyCopySource");
      assert.equal(sourceStatus(error), status);
    });
  }
});

test("a source that breaks off fails the copy", async () => {
  const { target } = await withSource();
  const answer = (_, reply) => {
    reply.writeHead(200, { "content-length": "100" });
    reply.write("part", () => reply.destroy());
  };
  await withServer(answer, async (url) => {
    const poller = await target.beginCopyFromURL(url, { intervalInMs: 1 });
    await assert.rejects(poller.pollUntilDone(), /Copy failed when reading the source/);
  });
});
