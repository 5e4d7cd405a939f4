// What console.log prints: one short line for an object, and cause and remedy for an error.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { BlobClient, BlobLeaseClient } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { emulator, failure, pass, pending, service } from "./world.mjs";

const { container, source, target, poller, copyId } = await pending();
const signed = new BlobClient(await source.generateSasUrl({ permissions: "r", expiresOn: new Date(Date.now() + 3_600_000) }));

test("a client prints its class and its URL", () => {
  for (const [client, name] of [
    [service, "BlobServiceClient"],
    [container, "ContainerClient"],
    [container.getBlobClient("source"), "BlobClient"],
    [source, "BlockBlobClient"],
  ]) {
    assert.equal(inspect(client), `${name} { url: '${client.url}' }`);
  }
});

test("the SAS of a client's URL is not printed", () => {
  assert.ok(signed.url.includes("sig="));
  assert.equal(inspect(signed), `BlobClient { url: '${source.url}' }`);
});

test("a lease and an emulator print their URLs", () => {
  const lease = new BlobLeaseClient(source, "5b1c8e2e-8b5f-4c61-b7f3-2f1b5a0a2c11");
  assert.match(inspect(lease, { breakLength: Infinity }), /^BlobLeaseClient \{ url: 'http[^']*', leaseId: '5b1c[^']*' \}$/);
  assert.equal(inspect(emulator), `Emulator { url: '${emulator.url()}' }`);
  const stopped = new Emulator();
  stopped.stop();
  assert.equal(inspect(stopped), "Emulator { isStopped: true }");
});

test("a poller prints its destination, and how far its copy is", async () => {
  pass(4);
  await poller.poll();
  assert.equal(
    inspect(poller, { breakLength: Infinity }),
    `CopyPoller { url: '${target.url}', copyId: '${copyId}', copyStatus: 'pending', copyProgress: '4/10' }`,
  );
});

test("the state of a poller prints without its client", () => {
  const printed = inspect(poller.getOperationState());
  assert.match(printed, /copyProgress: '4\/10'/);
  assert.doesNotMatch(printed, /blobClient/);
});

test("an error prints its cause and its remedy, without request and response", async () => {
  const error = await failure(container.getBlobClient("other").beginCopyFromURL(`${container.url}/missing`));
  const printed = inspect(error);
  for (const text of [error.diagnosis.cause, error.diagnosis.remedy, error.requestId, "BlobNotFound"]) {
    assert.ok(printed.includes(text), printed);
  }
  assert.doesNotMatch(printed, /response|request:/);
});
