// Request and response of results and errors, under Microsoft's names.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { BlobClient } from "../index.mjs";
import { original, ours, parts } from "./original.mjs";
import { failure, service, withSource } from "./world.mjs";

test("a result has its response, which is not enumerable", async () => {
  const { container, source } = await withSource();
  for (const [result, status, url] of [
    [await source.getProperties(), 200, source.url],
    [await source.download(), 200, source.url],
    [await source.setMetadata({ a: "b" }), 200, source.url],
    [await container.getProperties(), 200, container.url],
    [await service.getAccountInfo(), 200, service.url],
  ]) {
    const { _response } = result;
    assert.deepEqual([_response.status, _response.request.url], [status, url]);
    assert.equal(_response.headers.get("X-MS-Request-Id"), result.requestId);
    assert.equal(_response.headers.get("x-ms-nothing"), undefined);
    assert.ok(_response.headers.has("Date"));
    assert.equal(_response.headers.toJSON()["x-ms-version"], result.version);
    assert.ok(!Object.keys(result).includes("_response") && !("response" in result));
  }
});

test("an error has request and response, which are not enumerable", async () => {
  const { container } = await withSource();
  const missing = container.getBlobClient("missing");
  const errors = [
    await failure(missing.getProperties()),
    await failure(container.getBlobClient("target").beginCopyFromURL(missing.url)),
    await failure(service.getContainerClient("missing").listBlobsFlat().next()),
  ];
  for (const error of errors) {
    assert.equal(error.response.status, 404);
    assert.equal(error.response.headers.get("x-ms-request-id"), error.requestId);
    assert.equal(error.response.headers.get("x-ms-error-code"), error.code);
    assert.equal(error.request.url.split("?")[0], error.request.url);
    assert.ok(!Object.keys(error).includes("request") && !Object.keys(error).includes("response"));
  }
  assert.equal(errors[0].request.url, missing.url);
});

test("an error without a response has none", async () => {
  const unreachable = new BlobClient("http://127.0.0.1:1/acct/box/b", undefined, { retryOptions: { maxTries: 1 } });
  const error = await failure(unreachable.getProperties());
  assert.deepEqual([error.kind, error.response], ["network", undefined]);
});

test("what was not there to delete has the response of the service", async () => {
  const { container } = await withSource();
  const { succeeded, _response } = await container.getBlobClient("missing").deleteIfExists();
  assert.deepEqual([succeeded, _response.status], [false, 404]);
});

/** What programs read, with the package given. */
async function read(sdk) {
  const { source, target } = await parts(sdk);
  const { _response } = await source.getProperties();
  const error = await failure(target.getProperties());
  return [
    _response.status,
    _response.headers.get("content-length"),
    new URL(_response.request.url).pathname.endsWith("/source"),
    error.response.status,
    error.response.headers.get("x-ms-error-code"),
    new URL(error.request.url).pathname.endsWith("/target"),
  ];
}

test("a program reads the same with Microsoft's package", async () => {
  assert.deepEqual(await read(ours), await read(original));
});

test("headers that repeat a signature are redacted", async (t) => {
  const secret = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U";
  const server = createServer((_, reply) => {
    reply.writeHead(200, {
      "x-ms-request-id": "r",
      etag: '"0x1"',
      "last-modified": "Mon, 23 Nov 2026 08:00:00 GMT",
      "x-ms-copy-id": "the-one",
      "x-ms-copy-status": "failed",
      "x-ms-copy-source": `https://a.example/box/b?sv=1&sig=${secret}`,
      "x-ms-copy-status-description": `404 NotFound "sig=${secret}"`,
      "content-length": 0,
    });
    reply.end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { _response } = await new BlobClient(`http://127.0.0.1:${server.address().port}/acct/box/b`).getProperties();
  const headers = JSON.stringify(_response.headers);
  assert.match(headers, /a\.example\/box\/b/);
  assert.doesNotMatch(headers, new RegExp(secret));
});
