// An emulator for one file of tests, whose clock stands until it is moved.

import { after } from "node:test";

import { BlobServiceClient, StorageSharedKeyCredential } from "../index.mjs";
import { Emulator } from "../testing.mjs";

export const emulator = new Emulator({ manualClock: true, copyDurationInMs: 10_000 });
after(() => emulator.stop());

export const service = BlobServiceClient.fromConnectionString(emulator.connectionString());

/** The emulator's key, as a credential. */
export function key() {
  const [, accountKey] = /AccountKey=([^;]+)/.exec(emulator.connectionString());
  return new StorageSharedKeyCredential(service.accountName, accountKey);
}

/** Lets time pass at the emulator. */
export const pass = (seconds) => emulator.advance(1000 * seconds);

let made = 0;

/** A container that no other case uses. */
export async function freshContainer(client = service) {
  made += 1;
  const container = client.getContainerClient(`box-${made}`);
  await container.create();
  return container;
}

/** A container with a blob of ten bytes in it. */
export async function withSource(client = service) {
  const container = await freshContainer(client);
  const source = container.getBlockBlobClient("source");
  await source.upload("0123456789", 10);
  return { container, source, target: container.getBlockBlobClient("target") };
}

/** A copy that is pending, with its poller. */
export async function pending(options) {
  const parts = await withSource();
  const poller = await parts.target.beginCopyFromURL(parts.source.url, options);
  return { ...parts, poller, copyId: poller.getOperationState().copyId };
}

/** How the service sees the last copy into a blob. */
export const status = async (blob) => (await blob.getProperties()).copyStatus;

/** What a promise is rejected with. */
export function failure(promise) {
  return promise.then(
    (value) => {
      throw new Error(`this was to fail, and gave ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
}
