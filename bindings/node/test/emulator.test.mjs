// blobcopy/testing: an emulator for the tests of others.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BlobServiceClient } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { original } from "./original.mjs";
import { failure } from "./world.mjs";

const boxOf = (emulator, sdk = { BlobServiceClient }) =>
  sdk.BlobServiceClient.fromConnectionString(emulator.connectionString()).getContainerClient("box");

async function copying(emulator) {
  const box = boxOf(emulator);
  await box.getBlockBlobClient("source").upload("content", 7);
  return box.getBlobClient("target").beginCopyFromURL(box.getBlobClient("source").url);
}

test("copies stay pending until time is moved", async () => {
  const emulator = new Emulator({ containers: ["box"], manualClock: true, copyDurationInMs: 60_000 });
  const poller = await copying(emulator);
  const before = emulator.now();
  emulator.advance(59_000);
  await poller.poll();
  assert.equal(poller.isDone(), false);
  emulator.advance(1_000);
  await poller.poll();
  assert.equal(poller.isDone(), true);
  assert.equal(emulator.now() - before, 60_000);
  emulator.stop();
});

test("copies go at the pace that is asked for", async () => {
  const emulator = new Emulator({ containers: ["box"], manualClock: true, bytesPerSecond: 1, copyDelayInMs: 1_000 });
  const poller = await copying(emulator);
  emulator.advance(3_000);
  await poller.poll();
  assert.equal(poller.getOperationState().copyProgress, "2/7");
  emulator.stop();
});

test("a clock that is nobody's is not moved", () => {
  const emulator = new Emulator();
  assert.throws(() => emulator.advance(1), { kind: "invalid" });
  emulator.stop();
});

test("faults happen as they are scripted, and tell how often", async () => {
  const emulator = new Emulator({ containers: ["box"] });
  emulator.addFault({ effect: { kind: "refuse", status: 503, code: "ServerBusy" }, operation: "GetContainerProperties", times: 1 });
  await boxOf(emulator).getProperties();
  assert.deepEqual(emulator.faults().map(({ fault, happened }) => [fault.operation, happened]), [["GetContainerProperties", 1]]);
  emulator.clearFaults();
  assert.deepEqual(emulator.faults(), []);
  assert.throws(() => emulator.addFault({ effect: { kind: "no such thing" } }), { kind: "invalid" });
  emulator.stop();
});

test("the log tells what was asked", async () => {
  const emulator = new Emulator({ containers: ["box"] });
  await boxOf(emulator).exists();
  const [request] = emulator.requests();
  assert.deepEqual([request.method, request.operation, request.status], ["HEAD", "GetContainerProperties", 200]);
  emulator.stop();
});

test("any client may use it", async () => {
  const emulator = new Emulator({ containers: ["box"], copyDurationInMs: 0 });
  const blob = boxOf(emulator, original).getBlockBlobClient("theirs");
  await blob.upload("x", 1);
  assert.equal((await boxOf(emulator).getBlobClient("theirs").downloadToBuffer()).toString(), "x");
  emulator.stop();
});

test("the URL of an account has a former name, too", () => {
  const emulator = new Emulator({ https: true });
  assert.equal(emulator.url(), `http://127.0.0.1:${emulator.port}/devstoreaccount1`);
  assert.equal(emulator.endpoint("devstoreaccount1"), emulator.url());
  assert.equal(emulator.httpsEndpoint(), emulator.httpsUrl());
  emulator.stop();
});

test("accounts of one's own have keys of one's own", async () => {
  const key = Buffer.from("mine").toString("base64");
  const emulator = new Emulator({ accounts: { mine: key }, containers: ["box"] });
  assert.match(emulator.connectionString(), /AccountName=mine;/);
  assert.throws(() => emulator.connectionString("other"), { kind: "invalid" });
  assert.equal(await boxOf(emulator).exists(), true);
  emulator.stop();
});

test("what was stopped answers nobody", async () => {
  const emulator = new Emulator({ containers: ["box"] });
  const box = BlobServiceClient.fromConnectionString(emulator.connectionString(), { retryOptions: { maxTries: 1 } }).getContainerClient("box");
  emulator.stop();
  emulator.stop();
  assert.throws(() => emulator.port, { kind: "invalid" });
  assert.equal((await failure(box.getProperties())).kind, "network");
});

test("https is spoken if that is asked for", async () => {
  const plain = new Emulator();
  assert.throws(() => plain.httpsUrl(), { kind: "invalid" });
  assert.throws(() => plain.certificateAuthority, { kind: "invalid" });
  plain.stop();
  const emulator = new Emulator({ https: true });
  assert.match(emulator.certificateAuthority, /BEGIN CERTIFICATE/);
  assert.match(emulator.httpsUrl(), /^https:/);
  emulator.stop();
});
