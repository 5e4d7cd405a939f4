// What a copy costs from Node: one client, one number of copies, one line of figures.
//
//   node bench/node/copies.mjs CLIENT PORT COPIES IN_FLIGHT
//
// CLIENT is `blobcopy` or `azure`, which is Microsoft's package, in the folder that BLOBCOPY_NODE_MODULES names. The stub
// on PORT answers every start with success.

import { createRequire } from "node:module";

const PACKAGES = {
  blobcopy: () => createRequire(import.meta.url)("../../bindings/node/index.cjs"),
  azure: () => createRequire(`${modules()}/`)("@azure/storage-blob"),
};

const [client, ...numbers] = process.argv.slice(2);
const [port, copies, inFlight] = numbers.map(Number);
if (!(client in PACKAGES) || numbers.length !== 3 || !(port && copies && inFlight)) {
  console.error("node copies.mjs blobcopy|azure PORT COPIES IN_FLIGHT");
  process.exit(2);
}

const { BlobServiceClient } = PACKAGES[client]();
const root = `http://127.0.0.1:${port}/acct`;
const connection = `DefaultEndpointsProtocol=http;AccountName=acct;AccountKey=AAECAwQFBgcICQoLDA0ODw==;BlobEndpoint=${root}`;
const into = BlobServiceClient.fromConnectionString(connection).getContainerClient("into");

// Connections, and the compiling of what runs often, are paid for once and not by the copy.
await run(32 * inFlight);
const [cpu, clock] = [process.cpuUsage(), performance.now()];
await run(copies);
const { user, system } = process.cpuUsage(cpu);
const wall = 1000 * (performance.now() - clock);
console.log(`cpu_us ${((user + system) / copies).toFixed(2)} wall_us ${(wall / copies).toFixed(2)}`);
process.exit();

async function run(count) {
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await copy(number);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

/** A whole copy, to its end, as a user of either package writes it. */
async function copy(number) {
  const poller = await into.getBlobClient(`${number}`).beginCopyFromURL(`${root}/from/${number}`);
  await poller.pollUntilDone();
}

function modules() {
  const { BLOBCOPY_NODE_MODULES: folder } = process.env;
  if (!folder) throw new Error("BLOBCOPY_NODE_MODULES must name the folder with @azure/storage-blob");
  return folder;
}
