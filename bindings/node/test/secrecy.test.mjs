// Keys, signatures and tokens are in nothing that prints.

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";

import { BlobClient, BlobSASPermissions, BlobServiceClient, generateBlobSASQueryParameters } from "../index.mjs";
import { emulator, failure, key, service, withSource } from "./world.mjs";

const [, accountKey] = /AccountKey=([^;]+)/.exec(emulator.connectionString());
const { container, source, target } = await withSource();
const expiresOn = new Date(Date.now() + 3_600_000);
const sas = generateBlobSASQueryParameters(
  { containerName: container.containerName, blobName: "source", permissions: BlobSASPermissions.parse("r"), expiresOn },
  key(),
);
const secrets = [accountKey, sas.signature, encodeURIComponent(sas.signature)];

/** All the ways in which a value prints itself. */
const prints = (value) =>
  [inspect(value, { depth: 10, showHidden: true, getters: false }), JSON.stringify(value) ?? "", `${value?.stack ?? ""}`].join("\n");

const signed = new BlobClient(`${source.url}?${sas}`);
const poller = await target.beginCopyFromURL(signed.url);
const withSecret = `http://127.0.0.1:1/acct/box/blob?${sas}`;
const hasty = { retryOptions: { maxTries: 1 } };
const thrown = (call) => failure((async () => call())());

const PRINTED = {
  "a credential": key(),
  "a client with a key": new BlobServiceClient(emulator.url(), key()),
  "a client from a connection string": service,
  "a client with a SAS in its URL": signed,
  "a SAS": sas,
  "an emulator": emulator,
  "a poller": poller,
  "a poller's text": poller.toString(),
  "a poller's ticket": poller.ticket,
  "a poller's state": poller.getOperationState(),
  "the properties of a copy's destination": await target.getProperties(),
  "the log of the emulator": emulator.requests(),
  "the error of a source that cannot be read": await failure(container.getBlobClient("x").beginCopyFromURL(withSecret)),
  "the error of a SAS that does not allow it": await failure(signed.delete()),
  "the error of a destination out of reach": await failure(new BlobClient(withSecret, undefined, hasty).getProperties()),
  "the error of a URL that is none": await thrown(() => new BlobClient(`box/blob?${sas}`)),
  "the error of a connection string that is none": await thrown(() =>
    BlobServiceClient.fromConnectionString(`AccountKey=${accountKey};X`),
  ),
};

for (const [name, value] of Object.entries(PRINTED)) {
  test(`${name} shows no secret`, () => {
    const text = prints(value);
    for (const secret of secrets) assert.ok(!text.includes(secret), text);
  });
}

test("what is asked for is given: a URL has its SAS, and a SAS its text", () => {
  assert.ok(signed.url.includes("sig="));
  assert.ok(sas.toString().includes("sig="));
});
