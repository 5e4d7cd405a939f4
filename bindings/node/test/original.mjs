// Microsoft's package beside ours, each with the same emulator.

import { createRequire } from "node:module";

import * as ours from "../index.mjs";
import { emulator } from "./world.mjs";

const modules = process.env.BLOBCOPY_NODE_MODULES;
if (!modules) throw new Error("BLOBCOPY_NODE_MODULES is not set: run cargo xtask test, which installs Microsoft's package");
export const original = createRequire(`${modules}/`)("@azure/storage-blob");

/** Waits between tries that a test can bear. */
const patient = { retryOptions: { maxTries: 3, retryDelayInMs: 1, maxRetryDelayInMs: 2 } };

let made = 0;

/** A source of ten bytes and a destination, by the package given. */
export async function parts(sdk) {
  made += 1;
  const service = sdk.BlobServiceClient.fromConnectionString(emulator.connectionString(), patient);
  const container = service.getContainerClient(`pair-${made}`);
  await container.create();
  const source = container.getBlockBlobClient("source");
  await source.upload("0123456789", 10);
  return { container, source, target: container.getBlockBlobClient("target") };
}

/** A pending copy by the package given. Microsoft's poller asks as often as it can, so that a test ends. */
export async function copying(sdk) {
  const { container, source, target } = await parts(sdk);
  const options = sdk === original ? { intervalInMs: 1 } : {};
  return { container, source, target, poller: await target.beginCopyFromURL(source.url, options) };
}

export { ours };
