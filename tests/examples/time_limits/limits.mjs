// One copy whose server fails: node limits.mjs PORT deadline|cancel abort|leave

import { BlobServiceClient } from "../../../bindings/node/index.mjs";

const [port, how, atDeadline] = process.argv.slice(2);
const root = `http://127.0.0.1:${port}/acct`;
const connection = `DefaultEndpointsProtocol=http;AccountName=acct;AccountKey=c2VjcmV0;BlobEndpoint=${root}`;
const target = BlobServiceClient.fromConnectionString(connection).getContainerClient("into").getBlobClient("b");

console.log("begun");
const abortSignal = how === "cancel" ? AbortSignal.timeout(2000) : undefined;
const deadline = how === "deadline" ? { deadlineInMs: 2000, abortAtDeadline: atDeadline === "abort" } : {};
try {
  const poller = await target.beginCopyFromURL("http://127.0.0.1:1/acct/from/a", { abortSignal, ...deadline });
  await poller.pollUntilDone({ abortSignal });
  console.log("success");
} catch (error) {
  console.log(error.name);
}
