// Bad input: a TypeError that names the argument, and shows no value.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as sdk from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { emulator, failure, key, service, withSource } from "./world.mjs";

const { container, source, target } = await withSource();
const hour = () => new Date(Date.now() + 3_600_000);

/** What is called, and what its TypeError says. */
const CASES = [
  [() => new sdk.BlobServiceClient(), /^url must be a non-empty string, not undefined$/],
  [() => new sdk.BlobServiceClient(emulator.url(), "key"), /^credential must be /],
  [() => new sdk.BlobServiceClient(emulator.url(), key(), { retry: 3 }), /^BlobServiceClient has no option retry;/],
  [() => new sdk.BlobServiceClient(emulator.url(), key(), { retryOptions: { maxTries: "3" } }), /^the option maxTries of retryOptions must be a non-negative integer/],
  [() => new sdk.StorageSharedKeyCredential("acct"), /^accountKey must be a non-empty string/],
  [() => new sdk.ContainerClient(emulator.connectionString(), ""), /^containerName must be /],
  [() => new sdk.BlobClient(emulator.connectionString(), "box"), /^blobName must be /],
  [() => new sdk.BlobLeaseClient({}), /the argument is not a client of blobcopy/],
  [() => new sdk.BlobLeaseClient(container), /client must be a BlobClient/],
  [() => service.getContainerClient(7), /^containerName must be a non-empty string, not number$/],
  [() => container.getBlobClient(), /^blobName must be /],
  [() => target.beginCopyFromURL(), /^copySource must be a non-empty string, not undefined$/],
  [() => target.beginCopyFromURL(source.url, 7), /^the options of beginCopyFromURL must be an object, not number$/],
  [() => target.beginCopyFromURL(source.url, { intervalInMS: 1 }), /^beginCopyFromURL has no option intervalInMS; the options are .*intervalInMs/],
  [() => target.beginCopyFromURL(source.url, { intervalInMs: "1" }), /^intervalInMs must be a number of milliseconds, not a string$/],
  [() => target.beginCopyFromURL(source.url, { onProgress: "log" }), /^the option onProgress of beginCopyFromURL must be a function, not string$/],
  [() => target.beginCopyFromURL(source.url, { abortSignal: {} }), /^the option abortSignal of beginCopyFromURL must be an AbortSignal/],
  [() => target.beginCopyFromURL(source.url, { metadata: { size: 7 } }), /^metadata must be an object of strings, not one with a number$/],
  [() => target.beginCopyFromURL(source.url, { conditions: { ifMatch: 7 } }), /^ifMatch of conditions must be a string, not a number$/],
  [() => target.beginCopyFromURL(source.url, { conditions: { ifModifiedSince: "today" } }), /^ifModifiedSince of conditions must be a date, not a string$/],
  [() => target.beginCopyFromURL(source.url, { resumeFrom: "{" }), /^resumeFrom must be what a poller's toString gave/],
  [() => target.abortCopyFromURL(), /^copyId must be /],
  [() => target.upload("abc"), /^contentLength must be /],
  [() => target.upload("abc", 4), /^contentLength must be the length of body, which has 3 bytes$/],
  [() => target.uploadData(7), /^data must be a string, bytes, a Blob or a stream$/],
  [() => target.downloadToBuffer(-1), /^offset must be /],
  [() => target.setAccessTier(), /^tier must be /],
  [() => target.getBlobLeaseClient().acquireLease("long"), /^duration must be /],
  [() => service.getUserDelegationKey("now", hour()), /^startsOn must be a valid Date, not string$/],
  [() => sdk.generateBlobSASQueryParameters({ blobName: "b" }, key()), /^containerName must be /],
  [() => sdk.generateBlobSASQueryParameters({ containerName: "box" }, { value: "x" }), /^accountName must be /],
  [() => sdk.generateAccountSASQueryParameters({ services: "b" }, key()), /^expiresOn must be a valid Date, not undefined$/],
  [() => new Emulator({ ports: 1 }), /^Emulator has no option ports;/],
  [() => new Emulator({ accounts: { one: 1 } }), /^accounts must be an object of strings, not one with a number$/],
];

for (const [index, [call, message]] of CASES.entries()) {
  test(`bad input ${index + 1} is a TypeError: ${message.source}`, async () => {
    const error = await failure((async () => call())());
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, message);
  });
}

test("a TypeError shows no value that was given", async () => {
  const secret = { sig: "very-secret" };
  const error = await failure(target.beginCopyFromURL(secret));
  assert.doesNotMatch(error.message, /very-secret/);
});

test("letters that a permission does not have are refused by their class", () => {
  assert.throws(() => sdk.BlobSASPermissions.parse("rz"), /BlobSASPermissions has no letter z/);
  assert.throws(() => sdk.BlobSASPermissions.parse("rr"), /has the letter r twice/);
  assert.equal(sdk.BlobSASPermissions.parse("wr").toString(), "rw");
  assert.equal(sdk.ContainerSASPermissions.from({ list: true, read: true }).toString(), "rl");
});

test("a value of the right type that cannot be sent is a CopyError of the kind invalid", async () => {
  for (const call of [
    () => service.getContainerClient("Not A Name"),
    () => container.getBlobClient("a/../b"),
    () => new sdk.BlobServiceClient("nowhere"),
    () => sdk.BlobServiceClient.fromConnectionString("AccountName"),
    () => new sdk.StorageSharedKeyCredential("acct", "no base64!"),
    () => target.beginCopyFromURL("nowhere"),
    () => target.beginCopyFromURL(source.url, { metadata: { "not an identifier": "" } }),
    () => target.beginCopyFromURL(source.url, { conditions: { ifMatch: "*", ifNoneMatch: "*" } }),
    () => target.beginCopyFromURL(source.url, { intervalInMs: -1 }),
    () => target.getBlobLeaseClient().acquireLease(5),
    () => new sdk.BlobClient(`${source.url}?sv=1&sig=x`, key()),
    () => new Emulator({ accounts: { one: "no base64!" } }),
  ]) {
    const error = await failure((async () => call())());
    assert.ok(error instanceof sdk.CopyError, String(error));
    assert.equal(error.kind, "invalid", error.message);
  }
});

/** Shared with the tests of the other interfaces. */
const TABLE = JSON.parse(readFileSync(new URL("../../../tests/refusals.json", import.meta.url), "utf8"));

for (const { what, node, says } of TABLE) {
  test(`${what} is invalid, and is not sent`, async () => {
    const before = emulator.requests().length;
    const error = await failure(target.beginCopyFromURL("https://example.org/b", node));
    assert.equal(error.kind, "invalid", String(error));
    for (const words of says) assert.ok(error.message.includes(words), error.message);
    assert.equal(emulator.requests().length, before);
  });
}

test("an option that a copy within the call would drop is refused", async () => {
  for (const [options, says] of [
    [{ copySourceTags: "ALL" }, "COPY or REPLACE"],
    [{ copySourceTags: "COPY", tags: { a: "b" } }, "tags cannot be combined"],
    [{ sourceConditions: { tagConditions: "\"a\" = 'b'" } }, "tagConditions of sourceConditions"],
  ]) {
    const error = await failure(target.syncCopyFromURL("https://example.org/b", options));
    assert.equal(error.kind, "invalid", String(error));
    assert.ok(error.message.includes(says), error.message);
  }
});
