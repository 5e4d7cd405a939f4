// Processes and threads: how they end with work outstanding, and the command.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { after, test } from "node:test";

import { BlobServiceClient } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { emptyFolder, folderWithPackage, home, node } from "./folder.mjs";

const emulator = new Emulator({ containers: ["box"], copyDurationInMs: 60_000 });
after(() => emulator.stop());
const box = BlobServiceClient.fromConnectionString(emulator.connectionString()).getContainerClient("box");
await box.getBlockBlobClient("source").upload("content", 7);
const status = async (name) => (await box.getBlobClient(name).getProperties()).copyStatus;

const folder = folderWithPackage();
const env = { CONNECTION: emulator.connectionString() };
const START = `
  const { BlobServiceClient } = require("blobcopy");
  const box = BlobServiceClient.fromConnectionString(process.env.CONNECTION).getContainerClient("box");
  const begin = (name, options) => box.getBlobClient(name).beginCopyFromURL(box.getBlobClient("source").url, options);
`;

function runs(name, code) {
  writeFileSync(join(folder, name), START + code);
  return node([name], { cwd: folder, env });
}

test("a process ends when nothing is waited for, and the copy goes on", async () => {
  const { code, stderr } = await runs("left.cjs", `begin("left");`);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(await status("left"), "pending");
});

test("process.exit in the middle of a wait ends the process with its code", async () => {
  const { code, stderr } = await runs(
    "exit.cjs",
    `begin("exit").then((poller) => { poller.pollUntilDone(); setImmediate(() => process.exit(7)); });`,
  );
  assert.deepEqual([code, stderr], [7, ""]);
  assert.equal(await status("exit"), "pending");
});

test("a throwing onProgress rejects the wait and does not end the process", async () => {
  const { code, stdout } = await runs(
    "throws.cjs",
    `begin("throws", { onProgress: () => { throw new Error("mine"); } })
       .then((poller) => poller.pollUntilDone()).catch((error) => console.log(error.message));`,
  );
  assert.deepEqual([code, stdout], [0, "mine\n"]);
});

test("worker threads load the package, copy, and can be terminated in the middle", async () => {
  const code = `${START.replaceAll("process.env.CONNECTION", "require('node:worker_threads').workerData")}
    begin("worker-" + require("node:worker_threads").threadId).then((poller) => {
      require("node:worker_threads").parentPort.postMessage(poller.getOperationState().copyId);
      return poller.pollUntilDone();
    });`;
  const file = join(folder, "worker.cjs");
  writeFileSync(file, code);
  for (let round = 0; round < 3; round += 1) {
    const workers = [1, 2].map(() => new Worker(file, { workerData: emulator.connectionString() }));
    const ids = await Promise.all(workers.map(async (worker) => (await once(worker, "message"))[0]));
    assert.equal(new Set(ids).size, 2);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});

test("a worker ends by itself when its copy has", async () => {
  const quick = new Emulator({ containers: ["box"], copyDurationInMs: 20 });
  const file = join(folder, "quick.cjs");
  writeFileSync(
    file,
    `${START.replaceAll("process.env.CONNECTION", "require('node:worker_threads').workerData")}
     box.getBlockBlobClient("source").upload("x", 1).then(() => begin("target")).then((poller) => poller.pollUntilDone())
       .then(({ copyStatus }) => require("node:worker_threads").parentPort.postMessage(copyStatus));`,
  );
  const worker = new Worker(file, { workerData: quick.connectionString() });
  const ended = once(worker, "exit");
  assert.deepEqual(await once(worker, "message"), ["success"]);
  assert.deepEqual(await ended, [0]);
  quick.stop();
});

const command = join(home, "bin/blobcopy.cjs");

test("the command copies, and tells its exit code", async () => {
  const copied = await node([command, "copy", "--embedded", join(home, "package.json"), "--output", "json"]);
  assert.equal(copied.code, 0, copied.stderr);
  assert.match(copied.stdout, /"status":\s*"success"/);
  const wrong = await node([command, "copy"]);
  assert.equal(wrong.code, 2);
});

test("the command hears of a signal", async () => {
  const child = spawn(process.execPath, [command, "emulator", "--port", "0", "--output", "json"], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: emptyFolder(),
  });
  await once(child.stdout, "data");
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
