// Runs the cases of BLOBCOPY_CASES, and prints the error of each as a line of JSON.

import assert from "node:assert/strict";

import { BlobServiceClient } from "../../../bindings/node/index.mjs";

const pair = (of) => (of ? { [of[0]]: of[1] } : undefined);

async function call(item) {
  const service = BlobServiceClient.fromConnectionString(item.connection, { retryOptions: { maxTries: 1 } });
  const container = service.getContainerClient(item.container || "live");
  const blob = () => container.getBlobClient(item.blob);
  switch (item.call) {
    case "properties":
      return blob().getProperties();
    case "wait":
      return (await blob().beginCopyFromURL(service.url, { resumeFrom: item.ticket })).pollUntilDone();
    default: {
      const root = service.url.replace(/\/$/, "");
      const source = item.source.includes("://") ? item.source : `${root}/${item.source}`;
      const conditions = { leaseId: item.lease ?? undefined, ifMatch: item.etag ?? undefined };
      const options = {
        metadata: pair(item.metadata),
        tags: pair(item.tag),
        conditions,
        deadlineInMs: item.deadline ? item.deadline * 1000 : undefined,
      };
      return (await blob().beginCopyFromURL(source, options)).pollUntilDone();
    }
  }
}

for (const item of JSON.parse(process.env.BLOBCOPY_CASES)) {
  const error = await call(item).then(
    () => assert.fail(`${item.title} did not fail in Node.js`),
    (error) => error,
  );
  const { message, causeText: cause = "", remedy = "" } = error;
  console.log(JSON.stringify({ printed: String(error), message, cause, remedy }));
}
