// Blobs as a whole, containers and their listings: what surrounds a copy.

import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";

import { emulator, failure, freshContainer, pending, service, withSource } from "./world.mjs";

test("content is taken in every form, and given back", async () => {
  const container = await freshContainer();
  const blob = container.getBlockBlobClient("blob");
  const bytes = new TextEncoder().encode("content");
  const bodies = ["content", bytes, bytes.buffer, new Blob(["con", "tent"]), Readable.from(["con", "tent"]), () => "content"];
  for (const body of bodies) {
    await blob.upload(body, 7);
    assert.equal((await blob.downloadToBuffer()).toString(), "content");
  }
  const { readableStreamBody, contentLength, contentType } = await blob.download();
  assert.equal(await text(readableStreamBody), "content");
  assert.deepEqual([contentLength, contentType], [7, "application/octet-stream"]);
});

test("parts are read by offset and count, and into a buffer of one's own", async () => {
  const { source } = await withSource();
  assert.equal((await source.downloadToBuffer(3)).toString(), "3456789");
  assert.equal((await source.downloadToBuffer(3, 4)).toString(), "3456");
  const target = Buffer.alloc(4);
  assert.equal(await source.downloadToBuffer(target, 0, 4), target);
  assert.equal(target.toString(), "0123");
  await assert.rejects(source.downloadToBuffer(Buffer.alloc(1)), RangeError);
  const part = await source.download(2, 3);
  assert.equal(part.contentRange, "bytes 2-4/10");
});

test("what an upload is told is what the blob has", async () => {
  const container = await freshContainer();
  const blob = container.getBlockBlobClient("blob");
  const written = await blob.uploadData(Buffer.from("x"), {
    blobHTTPHeaders: { blobContentType: "text/x", blobCacheControl: "no-store", blobContentLanguage: "eo" },
    metadata: { color: "blue" },
    tags: { project: "x" },
    tier: "Cool",
  });
  assert.match(written.requestId, /^[0-9a-f-]{36}$/);
  assert.ok(written.lastModified instanceof Date && written.date instanceof Date && Buffer.isBuffer(written.contentMD5));
  const seen = await blob.getProperties();
  assert.deepEqual(
    [seen.contentType, seen.cacheControl, seen.contentLanguage, seen.metadata, seen.accessTier, seen.tagCount, seen.etag],
    ["text/x", "no-store", "eo", { color: "blue" }, "Cool", 1, written.etag],
  );
  assert.deepEqual((await blob.getTags()).tags, { project: "x" });
});

test("what is not there is an answer to those who ask so", async () => {
  const container = service.getContainerClient("nowhere");
  assert.equal(await container.exists(), false);
  assert.equal((await container.deleteIfExists()).succeeded, false);
  assert.equal((await container.createIfNotExists()).succeeded, true);
  assert.equal((await container.createIfNotExists()).succeeded, false);
  const blob = container.getBlobClient("nothing");
  assert.equal(await blob.exists(), false);
  const { succeeded, errorCode } = await blob.deleteIfExists();
  assert.deepEqual([succeeded, errorCode], [false, "BlobNotFound"]);
  assert.equal((await failure(blob.getProperties())).code, "BlobNotFound");
});

test("a blob with snapshots is deleted as is said", async () => {
  const { source } = await withSource();
  const { snapshot } = await source.createSnapshot({ metadata: { kept: "yes" } });
  const kept = source.withSnapshot(snapshot);
  assert.deepEqual((await kept.getProperties()).metadata, { kept: "yes" });
  assert.equal((await failure(source.delete())).code, "SnapshotsPresent");
  await source.delete({ deleteSnapshots: "include" });
  assert.equal(await kept.exists(), false);
});

test("blobs are listed one by one and page by page, with their copies", async () => {
  const { container, copyId } = await pending();
  const items = [];
  for await (const item of container.listBlobsFlat({ includeCopy: true })) items.push(item);
  assert.deepEqual(items.map(({ name }) => name), ["source", "target"]);
  assert.equal(items[0].properties.contentLength, 10);
  assert.deepEqual([items[1].properties.copyId, items[1].properties.copyStatus], [copyId, "pending"]);

  const pages = [];
  for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 1 })) pages.push(page);
  assert.deepEqual(pages.map(({ segment }) => segment.blobItems.length), [1, 1]);
  const [{ continuationToken }] = pages;
  const rest = await container.listBlobsFlat().byPage({ continuationToken }).next();
  assert.equal(rest.value.segment.blobItems[0].name, "target");
  assert.equal(rest.value.continuationToken, "");
});

test("names that begin alike are told as one", async () => {
  const container = await freshContainer();
  for (const name of ["a/1", "a/2", "b"]) await container.uploadBlockBlob(name, "x", 1);
  const told = [];
  for await (const { kind, name } of container.listBlobsByHierarchy("/")) told.push([kind, name]);
  assert.deepEqual(told, [["prefix", "a/"], ["blob", "b"]]);
  const below = [];
  for await (const { name } of container.listBlobsFlat({ prefix: "a/" })) below.push(name);
  assert.deepEqual(below, ["a/1", "a/2"]);
});

test("an account tells what it is, and makes and deletes containers", async () => {
  assert.equal((await service.getAccountInfo()).accountKind, "StorageV2");
  const { containerClient } = await service.createContainer("made");
  assert.equal(await containerClient.exists(), true);
  await service.deleteContainer("made");
  assert.equal(await containerClient.exists(), false);
});

test("trouble that passes is waited out, as often as is said", async () => {
  const { source } = await withSource();
  emulator.addFault({ effect: { kind: "refuse", status: 503, code: "ServerBusy" }, operation: "GetBlobProperties", times: 2 });
  assert.equal((await source.getProperties()).contentLength, 10);
  emulator.clearFaults();
});

test("a copy within the call is done when it is answered, and its source may be a blob", async () => {
  const { source, target } = await withSource();
  const copied = await target.syncCopyFromURL(source);
  assert.equal(copied.copyStatus, "success");
  assert.ok(copied.copyId && copied.etag);
  assert.equal((await target.downloadToBuffer()).toString(), "0123456789");
});
