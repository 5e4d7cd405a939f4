// Prints what replies say, in every form in which JavaScript prints: a line of JSON for each text.

import { inspect } from "node:util";

import { BlobServiceClient, StorageSharedKeyCredential } from "../../../bindings/node/index.mjs";

const { BLOBCOPY_SERVER: server, BLOBCOPY_SECRET: secret, BLOBCOPY_SAS: sas, BLOBCOPY_CASES: cases } = process.env;
const source = `https://other.net/a?${sas}`;
const options = { retryOptions: { maxTries: 1 } };
const services = {
  key: new BlobServiceClient(server, new StorageSharedKeyCredential("acct", secret), options),
  sas: new BlobServiceClient(`${server}?${sas}`, undefined, options),
  token: new BlobServiceClient(server, { getToken: async () => ({ token: secret, expiresOnTimestamp: 4e12 }) }, options),
};

/** A value that other programs would print, without what JSON cannot have. */
const json = (value) => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part)) ?? "";

const show = (place, form, text) => console.log(JSON.stringify([place, form, text]));

function showValue(place, value) {
  show(place, "result: inspect", inspect(value, { depth: 10, showHidden: true, getters: true }));
  show(place, "result: JSON.stringify", json(value));
}

function showError(place, error) {
  show(place, "error: message", error.message);
  show(place, "error: stack", error.stack);
  show(place, "error: toString", String(error));
  show(place, "error: inspect", inspect(error, { depth: 10, showHidden: true, getters: true }));
  show(place, "error: JSON.stringify", json(error));
  show(place, "error: own properties", json(Object.getOwnPropertyNames(error).map((name) => [name, error[name]])));
  if (error.details !== undefined) show(place, "error: details", json(error.details));
}

async function listed(container, prefix) {
  const found = [];
  for await (const blob of container.listBlobsFlat({ prefix })) found.push(blob);
  return found;
}

function operations(service, name) {
  const container = service.getContainerClient("live");
  const blob = container.getBlobClient(name);
  return [
    () => blob.getProperties(),
    () => blob.getTags(),
    () => blob.downloadToBuffer(),
    () => blob.abortCopyFromURL("1"),
    () => container.findPending(name),
    () => listed(container, name),
    () => service.explain(blob.url),
    async () => (await blob.beginCopyFromURL(source, { deadlineInMs: 1 })).pollUntilDone(),
  ];
}

for (const place of cases.split(",")) {
  const [credential, name] = place.split(" ");
  for (const operation of operations(services[credential], name)) {
    try {
      showValue(place, await operation());
    } catch (error) {
      showError(place, error);
    }
  }
}
