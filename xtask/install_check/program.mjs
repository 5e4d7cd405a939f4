// A program of somebody who uses blobcopy: a copy against the emulator that the package carries.

import { BlobServiceClient } from "blobcopy";
import { Emulator } from "blobcopy/testing";

const emulator = new Emulator({ containers: ["backups"] });
const backups = BlobServiceClient.fromConnectionString(emulator.connectionString()).getContainerClient("backups");
const source = backups.getBlockBlobClient("db.vhd");
await source.upload("0123456789", 10);
const target = backups.getBlobClient("2026/db.vhd");
const poller = await target.beginCopyFromURL(source.url);
for await (const { copyStatus, copyProgress } of poller) console.log(copyStatus, copyProgress);
console.log("copied", (await target.getProperties()).contentLength, "bytes");
emulator.stop();
