// What Microsoft's client for JavaScript does beside block blobs and whole blobs: pages, appended blocks, blocks by URL.

import assert from "node:assert/strict";
import { test } from "node:test";

import { content, freshContainer, pass, refused, withSource } from "./emulator.mjs";

test("stageBlockFromURL and commitBlockList put a blob together", async () => {
  const { source, target } = await withSource();
  const ids = ["MQ==", "Mg=="];
  await target.stageBlockFromURL(ids[0], source.url, 5, 5);
  await target.stageBlockFromURL(ids[1], source.url, 0, 5);
  await target.commitBlockList(ids);
  assert.equal(await content(target), "5678901234");
});

test("a page blob has its full length while it is pending", async () => {
  const container = await freshContainer();
  const source = container.getPageBlobClient("source");
  await source.create(1024);
  await source.uploadPages(Buffer.alloc(512, "p"), 512, 512);
  const target = container.getPageBlobClient("target");
  const poller = await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  const seen = await target.getProperties();
  assert.equal(seen.contentLength, 1024);
  assert.equal(seen.blobType, "PageBlob");
  await pass(10);
  await poller.pollUntilDone();
  const copied = await target.downloadToBuffer();
  assert.equal(copied.subarray(512).toString(), "p".repeat(512));
});

test("an append blob is copied with its blocks", async () => {
  const container = await freshContainer();
  const source = container.getAppendBlobClient("source");
  await source.create();
  await source.appendBlock("one", 3);
  await source.appendBlock("two", 3);
  const target = container.getAppendBlobClient("target");
  const poller = await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  await pass(10);
  await poller.pollUntilDone();
  const seen = await target.getProperties();
  assert.equal(seen.blobType, "AppendBlob");
  assert.equal(await content(target), "onetwo");
});

test("a copy over a blob of another type is refused", async () => {
  const { container, source } = await withSource();
  const page = container.getPageBlobClient("page");
  await page.create(512);
  await refused(page.beginCopyFromURL(source.url), 409, "InvalidBlobType");
});

test("an incremental copy makes a snapshot of its own", async () => {
  const container = await freshContainer(undefined, { access: "blob" });
  const source = container.getPageBlobClient("source");
  await source.create(512);
  const { snapshot } = await source.createSnapshot();
  const target = container.getPageBlobClient("target");
  const started = await target.startCopyIncremental(source.withSnapshot(snapshot).url);
  assert.equal(started.copyStatus, "pending");
  await pass(10);
  const seen = await target.getProperties();
  assert.equal(seen.copyStatus, "success");
  assert.equal(seen.isIncrementalCopy, true);
  assert.ok(seen.destinationSnapshot);
});
