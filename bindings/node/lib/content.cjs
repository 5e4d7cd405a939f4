// The content of a blob, uploaded or downloaded.

"use strict";

const { Readable } = require("node:stream");
const { is } = require("./arguments.cjs");

/** Options of an upload that have no effect on the request: a blob is uploaded in one request. */
const UPLOAD = {
  abortSignal: is.signal,
  blockSize: is.count,
  concurrency: is.count,
  maxSingleShotSize: is.count,
  onProgress: is.call,
};

/** The same for a download. */
const DOWNLOAD = {
  abortSignal: is.signal,
  blockSize: is.count,
  concurrency: is.count,
  maxRetryRequests: is.count,
  maxRetryRequestsPerBlock: is.count,
  onProgress: is.call,
};

/** A body of any supported type, as bytes. */
async function bytesOf(body, name) {
  if (typeof body === "function") return bytesOf(body(), name);
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return new Uint8Array(body);
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (typeof body?.[Symbol.asyncIterator] === "function") return collected(body);
  throw new TypeError(`${name} must be a string, bytes, a Blob or a stream`);
}

async function collected(stream) {
  const parts = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function rangeOf(offset, count) {
  if (offset !== undefined) is.count(offset, "offset");
  if (count !== undefined && count !== null) is.count(count, "count");
  return { offset, count: count ?? undefined };
}

/** The result of a download, with a stream of the content. */
function downloaded(result) {
  const { content } = result;
  delete result.content;
  const readableStreamBody = Readable.from(content.length > 0 ? [content] : [], { objectMode: false });
  return Object.assign(result, { readableStreamBody });
}

function fill(target, content) {
  const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  if (bytes.length < content.length) {
    throw new RangeError(`the buffer has ${bytes.length} bytes, and the content ${content.length}`);
  }
  content.copy(bytes);
  return target;
}

module.exports = { DOWNLOAD, UPLOAD, bytesOf, downloaded, fill, rangeOf };
