// Many copies in flight from one program: what one costs, with this package and with Microsoft's.
//
//   node bench/many-copies.mjs [COPIES] [SECONDS]
//
// Each program starts COPIES copies of SECONDS each, 64 at a time, then waits for all of them; each is a process of its
// own, and so is the emulator. BLOBCOPY_NODE_MODULES names the folder in which @azure/storage-blob is installed.

import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const PARTS = { emulator: serve, measure };
const AT_ONCE = 64;

if (process.argv[2] in PARTS) await PARTS[process.argv[2]](...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 20));

async function compare(copies, seconds) {
  const programs = [
    ["blobcopy", "../index.cjs", "{}"],
    ["@azure/storage-blob", original(), "{}"],
    ["@azure/storage-blob, asking every second", original(), JSON.stringify({ intervalInMs: 1000 })],
  ];
  console.log(`${copies} copies of ${seconds} s, ${AT_ONCE} started at a time; node ${process.version}, ${cpus().length} cores\n`);
  console.log("| program | started/s | memory in flight, kB each | CPU, ms each | late, s | requests each |");
  console.log("|---|---|---|---|---|---|");
  for (const [name, path, options] of programs) {
    const emulator = fork(self, ["emulator", String(seconds)]);
    const [connection] = await once(emulator, "message");
    const program = fork(self, ["measure", path, options, String(copies), String(seconds), connection], { execArgv: ["--expose-gc"] });
    const [told] = await once(program, "message");
    emulator.send("count");
    const [requests] = await once(emulator, "message");
    emulator.disconnect();
    const { started, memory, cpu, late } = told;
    const numbers = [started.toFixed(0), (memory / 1024).toFixed(1), cpu.toFixed(2), late.toFixed(2), (requests / copies).toFixed(1)];
    console.log(`| ${name} | ${numbers.join(" | ")} |`);
  }
}

function original() {
  const modules = process.env.BLOBCOPY_NODE_MODULES;
  if (!modules) throw new Error("BLOBCOPY_NODE_MODULES must name the folder with @azure/storage-blob");
  return createRequire(`${modules}/`).resolve("@azure/storage-blob");
}

/** The other end, which forgets the oldest of its requests, and therefore counts them as they come. */
async function serve(seconds) {
  const { Emulator } = await import("../testing.mjs");
  const emulator = new Emulator({ containers: ["box"], copyDurationInMs: 1000 * Number(seconds) });
  process.on("message", () => process.send(emulator.requests().at(-1).number));
  process.on("disconnect", () => process.exit());
  process.send(emulator.connectionString());
}

async function measure(path, options, copies, seconds, connection) {
  const require = createRequire(import.meta.url);
  const { BlobServiceClient } = require(path);
  const box = BlobServiceClient.fromConnectionString(connection).getContainerClient("box");
  const source = box.getBlockBlobClient("source");
  // Large enough that its progress can be told.
  await source.uploadData(Buffer.alloc(100_000));
  const begin = (name) => box.getBlobClient(name).beginCopyFromURL(source.url, JSON.parse(options));
  await begin("warm-up");

  globalThis.gc();
  const before = process.memoryUsage().rss;
  const [cpu, clock] = [process.cpuUsage(), performance.now()];
  const waits = [];
  let next = 0;
  const starter = async () => {
    for (let copy = next++; copy < copies; copy = next++) waits.push(wait(await begin(`copy-${copy}`), 1000 * seconds));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, starter));
  const starting = performance.now() - clock;
  globalThis.gc();
  const memory = (process.memoryUsage().rss - before) / copies;
  const late = await Promise.all(waits);
  const { user, system } = process.cpuUsage(cpu);
  process.send({
    started: copies / (starting / 1000),
    memory,
    cpu: (user + system) / 1000 / copies,
    late: late.reduce((sum, one) => sum + one, 0) / copies / 1000,
  });
  process.disconnect();
  process.exit();
}

/** How long after its end a copy is known to have ended, about: the time of the start's answer is taken for the start. */
async function wait(poller, length) {
  const begun = performance.now();
  await poller.pollUntilDone();
  return performance.now() - begun - length;
}
