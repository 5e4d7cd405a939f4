// Content of a blob on its way in and out.

"use strict";

const { Readable } = require("node:stream");
const { is, milliseconds, optionsOf } = require("./arguments.cjs");
const { conditions } = require("./conditions.cjs");
const { dated } = require("./results.cjs");

const HEADERS = {
  blobCacheControl: is.text,
  blobContentDisposition: is.text,
  blobContentEncoding: is.text,
  blobContentLanguage: is.text,
  blobContentMD5: is.bytes,
  blobContentType: is.text,
};

const PROTECTION = {
  immutabilityPolicy: (value, name) => optionsOf(value, name, { expiriesOn: is.date, policyMode: is.text }),
  legalHold: is.boolean,
};

const UPLOAD = {
  abortSignal: is.signal,
  blobHTTPHeaders: (value, name) => optionsOf(value, name, HEADERS),
  blockSize: is.count,
  concurrency: is.count,
  conditions,
  encryptionScope: is.text,
  maxSingleShotSize: is.count,
  metadata: is.words,
  onProgress: is.call,
  tags: is.words,
  tier: is.name,
  ...PROTECTION,
};

const DOWNLOAD = {
  abortSignal: is.signal,
  blockSize: is.count,
  concurrency: is.count,
  conditions,
  maxRetryRequests: is.count,
  maxRetryRequestsPerBlock: is.count,
  onProgress: is.call,
  rangeGetContentMD5: is.boolean,
};

const protectionOf = ({ immutabilityPolicy, legalHold }) => ({
  immutabilityMode: immutabilityPolicy?.policyMode,
  immutableUntil: milliseconds(immutabilityPolicy?.expiriesOn),
  legalHold,
});

function uploadOf({ blobHTTPHeaders = {}, conditions, encryptionScope, metadata, tags, tier, ...rest }) {
  const { blobContentMD5 } = blobHTTPHeaders;
  return {
    cacheControl: blobHTTPHeaders.blobCacheControl,
    contentDisposition: blobHTTPHeaders.blobContentDisposition,
    contentEncoding: blobHTTPHeaders.blobContentEncoding,
    contentLanguage: blobHTTPHeaders.blobContentLanguage,
    contentMD5: blobContentMD5 && Buffer.from(blobContentMD5).toString("base64"),
    contentType: blobHTTPHeaders.blobContentType,
    conditions,
    encryptionScope,
    metadata,
    tags,
    tier,
    ...protectionOf(rest),
  };
}

/** A body in whatever form, as bytes. */
async function bytesOf(body, name) {
  if (typeof body === "function") return bytesOf(body(), name);
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return new Uint8Array(body);
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (typeof body?.[Symbol.asyncIterator] === "function") return collected(body);
  throw new TypeError(`${name} must be a text, bytes, a Blob or a stream`);
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

/** A download as it is told, with the stream that the content stands behind. */
function downloaded({ content, properties, receipt, ...rest }) {
  return {
    ...dated({ ...properties, ...rest, receipt }),
    readableStreamBody: Readable.from(content.length > 0 ? [content] : [], { objectMode: false }),
  };
}

function fill(target, content) {
  const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  if (bytes.length < content.length) {
    throw new RangeError(`the buffer has ${bytes.length} bytes, and the content ${content.length}`);
  }
  content.copy(bytes);
  return target;
}

module.exports = { DOWNLOAD, PROTECTION, UPLOAD, bytesOf, downloaded, fill, protectionOf, rangeOf, uploadOf };
