// The blobs of a container, one by one or page by page.

"use strict";

const { is, optionsOf, splitOptions } = require("./arguments.cjs");
const { call } = require("./calls.cjs");
const { checked } = require("./errors.cjs");

/** What a listing can include, each with its word in the request. */
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

/** The options that are read in JavaScript. */
const OWN = {
  abortSignal: is.signal,
  ...Object.fromEntries(Object.keys(INCLUDES).map((name) => [name, is.boolean])),
};

/** Iterates over blobs, or with `byPage` over pages. With a delimiter, names with a common beginning are one prefix. */
function listing(inner, given, method, delimiter) {
  const options = splitOptions(given, method, OWN);
  const items = each(pages(inner, method, options, delimiter));
  return {
    next: () => items.next(),
    [Symbol.asyncIterator]() {
      return this;
    },
    byPage: (settings) => pages(inner, method, options, delimiter, pageSettings(settings)),
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

async function* pages(inner, method, { abortSignal, rest, ...includes }, delimiter, page) {
  const include = Object.keys(includes).filter((name) => includes[name]).map((name) => INCLUDES[name]);
  const found = checked(inner.native.list(method, { ...rest, ...page, delimiter, include }));
  for (;;) {
    const page = await call(inner, abortSignal, (cancel) => found.next(cancel));
    if (!page) return;
    yield pageOf(page, delimiter);
  }
}

function pageOf({ blobs, prefixes, nextMarker, ...page }, delimiter) {
  const segment = { blobItems: blobs.map(item) };
  if (delimiter !== undefined) segment.blobPrefixes = prefixes.map((name) => ({ name }));
  return { ...page, segment, continuationToken: nextMarker ?? "" };
}

function item({ properties, ...blob }) {
  const { metadata, versionId, isCurrentVersion, ...rest } = properties;
  return {
    ...blob,
    ...(versionId !== undefined && { versionId }),
    ...(isCurrentVersion !== undefined && { isCurrentVersion }),
    properties: rest,
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

module.exports = { listing };
