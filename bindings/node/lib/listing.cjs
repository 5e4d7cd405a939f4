// A container's blobs, one by one or page by page.

"use strict";

const { is, optionsOf } = require("./arguments.cjs");
const { call } = require("./calls.cjs");
const { checked } = require("./errors.cjs");
const { dated } = require("./results.cjs");

/** What may be told beside the blobs, each with its word in the request. */
const INCLUDES = {
  includeCopy: "copy",
  includeDeleted: "deleted",
  includeDeletedWithVersions: "deletedwithversions",
  includeImmutabilityPolicy: "immutabilitypolicy",
  includeLegalHold: "legalhold",
  includeMetadata: "metadata",
  includeSnapshots: "snapshots",
  includeTags: "tags",
  includeUncommitedBlobs: "uncommittedblobs",
  includeVersions: "versions",
};

const KNOWN = {
  abortSignal: is.signal,
  prefix: is.text,
  startFrom: is.text,
  ...Object.fromEntries(Object.keys(INCLUDES).map((name) => [name, is.boolean])),
};

/** Iterates over blobs, and with `byPage` over pages. With a delimiter, what begins alike is one prefix. */
function listing(inner, given, method, delimiter) {
  const options = optionsOf(given, method, KNOWN);
  const items = each(pages(inner, options, delimiter, {}));
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings) => pages(inner, options, delimiter, pageSettings(settings)),
  };
}

const pageSettings = (given) =>
  optionsOf(given, "byPage", { continuationToken: is.text, maxPageSize: is.count });

async function* each(pages) {
  for await (const { segment } of pages) {
    for (const prefix of segment.blobPrefixes ?? []) yield { kind: "prefix", ...prefix };
    for (const blob of segment.blobItems) yield segment.blobPrefixes ? { kind: "blob", ...blob } : blob;
  }
}

async function* pages(inner, options, delimiter, { continuationToken, maxPageSize }) {
  const { abortSignal, prefix, startFrom, ...includes } = options;
  const include = Object.keys(includes).filter((name) => includes[name]).map((name) => INCLUDES[name]);
  const marker = continuationToken || undefined;
  const wanted = { prefix: prefix || undefined, startFrom, delimiter, marker, maxResults: maxPageSize, include };
  const found = checked(inner.native.list(wanted));
  for (;;) {
    const { page } = await call(inner.access, abortSignal, (cancel) => found.next(cancel));
    if (!page) return;
    yield told(page, delimiter);
  }
}

function told({ blobs, prefixes, nextMarker, ...page }, delimiter) {
  const segment = { blobItems: blobs.map(item) };
  if (delimiter !== undefined) segment.blobPrefixes = prefixes.map((name) => ({ name }));
  return { ...dated(page), segment, continuationToken: nextMarker ?? "" };
}

function item({ properties, tags, snapshot, deleted, ...blob }) {
  const { metadata, versionId, isCurrentVersion, ...rest } = dated(properties);
  return {
    ...dated({ ...blob, versionId, isCurrentVersion, snapshot, deleted }),
    properties: rest,
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

module.exports = { listing };
