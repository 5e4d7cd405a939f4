// Credentials that give tokens, and stay in JavaScript.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { BlobSASPermissions, BlobServiceClient, CopyError, generateBlobSASQueryParameters } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import identities from "./article/identity.cjs";
import { failure } from "./world.mjs";

const emulator = new Emulator({ https: true, copyDurationInMs: 0, containers: ["box"] });
after(() => emulator.stop());
const trusting = { tlsOptions: { ca: emulator.certificateAuthority } };

/** A credential that counts how often it is asked, and for what. */
class Counting extends identities.Identity {
  asked = [];

  async getToken(scopes, options) {
    this.asked.push([scopes, options]);
    return super.getToken(scopes);
  }
}

const boxOf = (credential, options = trusting) =>
  new BlobServiceClient(emulator.httpsUrl(), credential, options).getContainerClient("box");

test("a token is asked for once, for the storage scope, and used again", async () => {
  const credential = new Counting();
  const box = boxOf(credential);
  await box.getBlockBlobClient("a").upload("x", 1);
  await Promise.all(["a", "b", "c"].map((name) => box.getBlobClient(name).exists()));
  assert.deepEqual(credential.asked, [[["https://storage.azure.com/.default"], { tenantId: undefined }]]);
});

test("clients that are made with one credential share its token", async () => {
  const credential = new Counting();
  await boxOf(credential).exists();
  await boxOf(credential).exists();
  assert.equal(credential.asked.length, 1);
});

test("a token whose time is over is not used again", async () => {
  class Short extends Counting {
    async getToken(...asked) {
      return { ...(await super.getToken(...asked)), expiresOnTimestamp: Date.now() + 100 };
    }
  }
  const credential = new Short();
  const box = boxOf(credential);
  while (credential.asked.length < 2) await box.exists();
});

test("an audience is what tokens have to open, until the service says otherwise", async () => {
  const credential = new Counting();
  await boxOf(credential, { ...trusting, audience: "https://other.example" }).getProperties();
  const asked = credential.asked.map(([scopes]) => scopes);
  assert.deepEqual(asked, [["https://other.example/.default"], ["https://storage.azure.com/.default"]]);
});

test("the error of a credential is the cause of ours", async () => {
  const mine = new RangeError("log in first");
  const box = boxOf({
    getToken: async () => {
      throw mine;
    },
  });
  const error = await failure(box.getProperties());
  assert.ok(error instanceof CopyError);
  assert.equal(error.kind, "unauthorized");
  assert.match(error.message, /log in first/);
  assert.equal(error.cause, mine);
});

test("a credential that gives nothing, or nonsense, is an error and no crash", async () => {
  for (const token of [null, {}, { token: 7, expiresOnTimestamp: "soon" }, { token: "", expiresOnTimestamp: 1 }]) {
    const error = await failure(boxOf({ getToken: async () => token }).getProperties());
    assert.equal(error.kind, "unauthorized", error.message);
  }
});

test("a token is never sent over plain http", async () => {
  const credential = new Counting();
  const box = new BlobServiceClient(emulator.url(), credential).getContainerClient("box");
  const error = await failure(box.getProperties());
  assert.equal(error.kind, "unauthorized");
  assert.match(error.message, /https/);
});

test("a user delegation key signs a SAS that reads", async () => {
  const service = new BlobServiceClient(emulator.httpsUrl(), new Counting(), trusting);
  const blob = service.getContainerClient("box").getBlockBlobClient("signed");
  await blob.upload("x", 1);
  const expiresOn = new Date(Date.now() + 3_600_000);
  const key = await service.getUserDelegationKey(new Date(Date.now() - 60_000), expiresOn);
  const values = { containerName: "box", blobName: "signed", permissions: BlobSASPermissions.parse("r"), expiresOn };
  const url = `${blob.url}?${generateBlobSASQueryParameters(values, key, service.accountName)}`;
  assert.equal(await blob.generateUserDelegationSasUrl({ permissions: values.permissions, expiresOn }, key), url);
  const copied = await service.getContainerClient("box").getBlobClient("copied").beginCopyFromURL(url);
  assert.equal((await copied.pollUntilDone()).copyStatus, "success");
});

test("a source whose client has tokens is opened by them", async () => {
  const box = boxOf(new Counting());
  const source = box.getBlockBlobClient("by-token");
  await source.upload("x", 1);
  const options = { sourceAccess: "sas", sourceAccessLifeInMs: 3_600_000 };
  const poller = await box.getBlobClient("target").beginCopyFromURL(source, options);
  assert.equal((await poller.pollUntilDone()).copyStatus, "success");
});
