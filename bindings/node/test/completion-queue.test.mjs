// How the ends of calls reach JavaScript.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, test } from "node:test";

import { BlobServiceClient } from "../index.mjs";
import { Emulator } from "../testing.mjs";

const native = createRequire(import.meta.url)("../native.cjs");
const emulator = new Emulator({ containers: ["box"] });
after(() => emulator.stop());
const box = BlobServiceClient.fromConnectionString(emulator.connectionString()).getContainerClient("box");

test("what ends while the program is busy is told at one waking, to each its own answer", async (t) => {
  const sizes = Array.from({ length: 40 }, (_, size) => size);
  await Promise.all(sizes.map((size) => box.getBlockBlobClient(`blob-${size}`).upload("x".repeat(size), size)));
  const collect = t.mock.method(native, "collect");

  const requests = () => emulator.requests().at(-1).number;
  const before = requests();
  const asked = sizes.map((size) => box.getBlobClient(`blob-${size}`).getProperties());
  while (requests() < before + sizes.length);

  const told = await Promise.all(asked);
  assert.deepEqual(told.map(({ contentLength }) => contentLength), sizes);
  assert.ok(collect.mock.callCount() < sizes.length / 2, `${collect.mock.callCount()} wakings`);
});
