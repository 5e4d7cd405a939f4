// A blob: the source or the destination of copies.

"use strict";

const { accessOf } = require("./access.cjs");
const { is, splitOptions } = require("./arguments.cjs");
const { call, callMethod, request } = require("./calls.cjs");
const { connected } = require("./connected.cjs");
const { DOWNLOAD, UPLOAD, bytesOf, downloaded, fill, rangeOf } = require("./content.cjs");
const { absent, present } = require("./existence.cjs");
const { Client, Inner, innerOf, sasOf } = require("./inner.cjs");
const { BlobLeaseClient } = require("./lease.cjs");
const { leaveOut } = require("./left-out.cjs");
const { beginCopy } = require("./poller.cjs");
const { generateBlobSASQueryParameters, sasUrl } = require("./sas.cjs");
const { settingsOf } = require("./settings.cjs");
const native = require("../native.cjs");

/** A client of one blob, or of a snapshot or version of one. */
class BlobClient extends Client {
  constructor(url, credential, options, last) {
    super(url instanceof Inner ? url : opened(url, credential, options, last));
  }

  get url() {
    return innerOf(this).url;
  }

  get name() {
    return innerOf(this).native.name;
  }

  get containerName() {
    return innerOf(this).native.containerName;
  }

  get accountName() {
    return innerOf(this).native.accountName ?? "";
  }

  get credential() {
    return innerOf(this).access.given;
  }

  withSnapshot(snapshot) {
    const inner = innerOf(this);
    return new this.constructor(inner.below(inner.native.atSnapshot(is.text(snapshot, "snapshot"))));
  }

  withVersion(versionId) {
    const inner = innerOf(this);
    return new this.constructor(inner.below(inner.native.atVersion(is.text(versionId, "versionId"))));
  }

  getBlockBlobClient() {
    return new BlockBlobClient(innerOf(this));
  }

  getBlobLeaseClient(proposeLeaseId) {
    return new BlobLeaseClient(this, proposeLeaseId);
  }

  /** Starts a copy. When the promise is fulfilled, the service has accepted the copy and the poller has its id. */
  async beginCopyFromURL(copySource, options) {
    return beginCopy(this, sourceOf(copySource), options);
  }

  async abortCopyFromURL(copyId, options) {
    return this.#call("abortCopyFromURL", options, { copyId: is.name(copyId, "copyId") });
  }

  async syncCopyFromURL(copySource, options) {
    const source = sourceOf(copySource);
    const { abortSignal, rest } = splitOptions(options, "syncCopyFromURL");
    const inner = innerOf(this);
    return call(inner, abortSignal, (cancel) => inner.native.copyWithinCall(source, rest, cancel));
  }

  async getProperties(options) {
    return this.#call("getProperties", options);
  }

  async exists(options) {
    return present(this.getProperties(options));
  }

  async getTags(options) {
    return this.#call("getTags", options);
  }

  async setMetadata(metadata, options) {
    return this.#call("setMetadata", options, { metadata });
  }

  async setAccessTier(tier, options) {
    return this.#call("setAccessTier", options, { tier: is.name(tier, "tier") });
  }

  async createSnapshot(options) {
    return this.#call("createSnapshot", options);
  }

  async delete(options) {
    return this.#call("delete", options);
  }

  async deleteIfExists(options) {
    return absent(this.delete(options), "BlobNotFound");
  }

  /** Downloads the content in one request. The stream reads from memory. */
  async download(offset, count, options) {
    return downloaded(await this.#read("download", offset, count, options));
  }

  async downloadToBuffer(...given) {
    const target = Buffer.isBuffer(given[0]) || ArrayBuffer.isView(given[0]) ? given.shift() : undefined;
    const [offset, count, options] = given;
    const { content } = await this.#read("downloadToBuffer", offset, count, options);
    return target ? fill(target, content) : content;
  }

  async generateSasUrl(options) {
    const { access, native } = innerOf(this);
    return sasUrl(native.url, generateBlobSASQueryParameters(this.#sasValues(options), access));
  }

  async generateUserDelegationSasUrl(options, userDelegationKey) {
    const { native } = innerOf(this);
    const values = this.#sasValues(options);
    return sasUrl(native.url, generateBlobSASQueryParameters(values, userDelegationKey, native.accountName));
  }

  #sasValues(options) {
    const { searchParams } = new URL(innerOf(this).native.url);
    const [snapshotTime, versionId] = ["snapshot", "versionid"].map((name) => searchParams.get(name) ?? undefined);
    return { snapshotTime, versionId, ...options, containerName: this.containerName, blobName: this.name };
  }

  #call(method, options, more) {
    return callMethod(innerOf(this), method, options, more);
  }

  async #read(method, offset, count, given) {
    const { abortSignal, rest } = splitOptions(given, method, DOWNLOAD);
    const options = { ...rest, ...rangeOf(offset, count) };
    const inner = innerOf(this);
    return request(inner, abortSignal, (cancel) => inner.native.call("download", options, cancel));
  }
}

/** A source: a URL, which is sent as it is, or a blob, for which the credential of its client can sign a SAS. */
const sourceOf = (copySource) =>
  copySource instanceof BlobClient ? innerOf(copySource).native : is.name(copySource, "copySource");

/** A client of one block blob. */
class BlockBlobClient extends BlobClient {
  /** Uploads the content in one request and replaces an existing blob. */
  async upload(body, contentLength, options) {
    is.count(contentLength, "contentLength");
    const split = splitOptions(options, "upload", UPLOAD);
    const content = await bytesOf(body, "body");
    if (content.byteLength !== contentLength) {
      throw new TypeError(`contentLength must be the length of body, which has ${content.byteLength} bytes`);
    }
    return this.#put(content, split);
  }

  async uploadData(data, options) {
    return this.#put(await bytesOf(data, "data"), splitOptions(options, "uploadData", UPLOAD));
  }

  /** Writes the blob with the content of a URL, within the call (*Put Blob From URL*). */
  async syncUploadFromURL(sourceURL, options) {
    const source = sourceOf(sourceURL);
    const { abortSignal, rest } = splitOptions(options, "syncUploadFromURL");
    const inner = innerOf(this);
    return request(inner, abortSignal, (cancel) => inner.native.putFromUrl(source, rest, cancel));
  }

  async #put(content, { abortSignal, rest }) {
    const inner = innerOf(this);
    return request(inner, abortSignal, (cancel) => inner.native.call("upload", rest, cancel, content));
  }
}

leaveOut(BlobClient, [
  "deleteImmutabilityPolicy", "downloadToFile", "getAccountInfo", "getAppendBlobClient", "getPageBlobClient",
  "setHTTPHeaders", "setImmutabilityPolicy", "setLegalHold", "setTags", "undelete",
]);
leaveOut(BlockBlobClient, [
  "commitBlockList", "getBlockList", "query", "stageBlock", "stageBlockFromURL", "uploadFile", "uploadStream",
]);

/** The blob at a URL, or in the account of a connection string. */
function opened(url, credential, options, last) {
  is.name(url, "url");
  if (typeof credential === "string") return blobOf(url, credential, options, last);
  const access = accessOf(credential);
  const blob = native.openBlob(url, access.native, settingsOf(options, "BlobClient"));
  return new Inner(blob, access, sasOf(url));
}

/** A blob in the account of a connection string. */
function blobOf(connectionString, containerName, blobName, options) {
  const account = connected(connectionString, options, "BlobClient");
  const container = account.below(account.native.container(is.name(containerName, "containerName")));
  return container.below(container.native.blob(is.name(blobName, "blobName")));
}

module.exports = { BlobClient, BlockBlobClient, sourceOf };
