// The emulator that `with-emulator` started, as a client for JavaScript sees it: Microsoft's own, or the package of this
// project, which has the same names. `BLOBCOPY_SDK` says which.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const fromEnvironment = (name) => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run cargo xtask test, which starts the emulator`);
  return value;
};

export const sdk = createRequire(import.meta.url)(fromEnvironment("BLOBCOPY_SDK"));
export const http = fromEnvironment("BLOBCOPY_EMULATOR_HTTP");
export const https = fromEnvironment("BLOBCOPY_EMULATOR_HTTPS");

const accounts = fromEnvironment("BLOBCOPY_EMULATOR_ACCOUNTS").split(";").map((account) => {
  const at = account.indexOf(":");
  return new sdk.StorageSharedKeyCredential(account.slice(0, at), account.slice(at + 1));
});
export const [firstKey, secondKey] = accounts;

/** Gives the emulator an order, or asks it something. */
export async function control(place, order, method = order === undefined ? "GET" : "POST") {
  const answer = await fetch(`${http}/__blobcopy__/${place}`, {
    method,
    headers: { "content-type": "application/json" },
    body: order === undefined ? undefined : JSON.stringify(order),
  });
  const told = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(told));
  return told;
}

/** Lets time pass at the emulator. */
export const pass = (seconds) => control("clock", { advance_seconds: seconds });

/** The emulator's time, some seconds on. */
export async function later(seconds) {
  const { now } = await control("clock");
  return new Date(Date.parse(now) + 1000 * seconds);
}

/** Without retries: what the emulator answers first is what a case sees. */
export const once = { retryOptions: { maxTries: 1 } };

export const service = (key = firstKey, options = once, root = http) =>
  new sdk.BlobServiceClient(`${root}/${key.accountName}`, key, options);

let made = 0;

/** A container that no other case uses. */
export async function freshContainer(key = firstKey, options = {}) {
  made += 1;
  const container = service(key).getContainerClient(`js-${process.pid}-${made}`);
  await container.create(options);
  return container;
}

/** A container with a blob of ten bytes in it. */
export async function withSource(content = "0123456789", options = {}) {
  const container = await freshContainer();
  const source = container.getBlockBlobClient("source");
  await source.upload(content, content.length, options);
  return { container, source, target: container.getBlockBlobClient("target") };
}

/** A copy that is pending, with its poller. */
export async function pending(parts) {
  const { source, target } = parts ?? (await withSource());
  const poller = await target.beginCopyFromURL(source.url, { intervalInMs: 1 });
  return { source, target, poller, copyId: poller.getOperationState().copyId };
}

/** That the service refuses, and with what. */
export async function refused(promise, status, code) {
  const error = await promise.then(
    () => assert.fail(`granted, though ${status} ${code} was expected`),
    (error) => error,
  );
  assert.equal(error.statusCode, status, error.message);
  // A HEAD has no body: there the client finds the code in the header.
  assert.equal(error.code ?? error.details?.errorCode, code, error.message);
  return error;
}

/** What the source of a copy answered: a header with Microsoft's package, a field of the details with ours. */
export const sourceStatus = ({ response, details }) =>
  Number(response?.headers.get("x-ms-copy-source-status-code") ?? details.copySourceStatusCode);
export const sourceCode = ({ response, details }) =>
  response?.headers.get("x-ms-copy-source-error-code") ?? details.copySourceErrorCode;

export const content = async (blob) => (await blob.downloadToBuffer()).toString();

/** A token as Microsoft Entra ID would issue it, its signature aside. */
export async function token({ audience = "https://storage.azure.com", seconds = 3600 } = {}) {
  const now = Math.floor((await later(0)).getTime() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    aud: audience,
    iss: "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
    iat: now - 60,
    nbf: now - 60,
    exp: now + seconds,
    oid: "11059fcc-5514-4800-b5f8-49808b9cfab6",
    tid: "ab1f708d-50f6-404c-a006-d71b2ac7a606",
  };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
}

/** What `@azure/identity` would be, and which scopes it was asked for. */
export function identity(options) {
  const asked = [];
  return {
    asked,
    getToken: async (scopes) => {
      asked.push([scopes].flat().join(" "));
      return { token: await token(options), expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}
