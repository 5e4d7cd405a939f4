// The care that a copy can be given, each option once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BlobServiceClient, StorageSharedKeyCredential } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { emulator, failure, pass, pending, status, withSource } from "./world.mjs";

test("a source in another account is opened by its own client's key", async () => {
  const secret = Buffer.from("another secret").toString("base64");
  const two = new Emulator({ accounts: { one: secret, two: secret }, copyDurationInMs: 0 });
  const of = (account) => new BlobServiceClient(two.url(account), new StorageSharedKeyCredential(account, secret));
  const { source } = await withSource(of("one"));
  const { target } = await withSource(of("two"));
  const error = await failure(target.beginCopyFromURL(source.url));
  assert.equal(error.code, "CannotVerifyCopySource");
  const poller = await target.beginCopyFromURL(source);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
  assert.ok(!poller.toString().includes("sig="));
  two.stop();
});

test("a copy that is verified says what was compared", async () => {
  const { poller } = await pending({ verify: true });
  pass(10);
  const { findings } = await poller.pollUntilDone();
  assert.equal(findings.verifiedLength, 10);
  assert.equal(findings.verifiedMD5, "same");
});

test("a destination that is protected gets back what it held when the copy fails", async () => {
  const { container, source, target } = await withSource();
  await target.upload("precious", 8);
  const poller = await target.beginCopyFromURL(source.url, { protect: "snapshot" });
  emulator.failCopy({ container: container.containerName, blob: "target" });
  const error = await failure(poller.pollUntilDone());
  assert.equal(error.kind, "copy_failed");
  assert.equal((await target.downloadToBuffer()).toString(), "precious");
});

test("a destination that must be new is not written over", async () => {
  const { source, target } = await withSource();
  await target.upload("precious", 8);
  const error = await failure(target.beginCopyFromURL(source.url, { protect: "create" }));
  assert.equal(error.code, "BlobAlreadyExists");
});

test("tags of the source are kept if that is asked for", async () => {
  const { container, target } = await withSource();
  const tagged = container.getBlockBlobClient("tagged");
  await tagged.upload("x", 1, { tags: { project: "y" } });
  const poller = await target.beginCopyFromURL(tagged.url, { keepTags: true });
  pass(10);
  await poller.pollUntilDone();
  assert.deepEqual((await target.getTags()).tags, { project: "y" });
});

test("a source is leased while it is copied, and released after", async () => {
  const { source, poller } = await pending({ leaseSource: true });
  assert.equal((await source.getProperties()).leaseState, "leased");
  pass(10);
  await poller.pollUntilDone();
  assert.equal((await source.getProperties()).leaseState, "available");
});

test("an option that no copy has is refused by its name", async () => {
  const { source, target } = await withSource();
  const cases = [
    [{ protect: "a bit" }, /^protect must be one of nothing, create, snapshot, kept_snapshot, not "a bit"$/],
    [{ sourceAccess: "magic" }, /^sourceAccess must be one of auto, as_given, sas/],
    [{ sourceAccess: "sas" }, /sourceAccessLifeInMs/],
    [{ onPending: "panic" }, /^onPending must be one of fail, adopt, wait, abort/],
  ];
  for (const [options, message] of cases) {
    const error = await failure(target.beginCopyFromURL(source.url, options));
    assert.equal(error.kind, "invalid");
    assert.match(error.message, message);
  }
});
