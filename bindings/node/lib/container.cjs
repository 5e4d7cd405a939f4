// A container.

"use strict";

const { accessOf } = require("./access.cjs");
const { is, optionsOf } = require("./arguments.cjs");
const { BlobClient, BlockBlobClient } = require("./blob.cjs");
const { call, callMethod } = require("./calls.cjs");
const { connected } = require("./connected.cjs");
const { absent, present } = require("./existence.cjs");
const { Client, Inner, innerOf, sasOf } = require("./inner.cjs");
const { leaveOut } = require("./left-out.cjs");
const { listing } = require("./listing.cjs");
const { generateBlobSASQueryParameters, sasUrl } = require("./sas.cjs");
const { settingsOf } = require("./settings.cjs");
const native = require("../native.cjs");

/** A client of one container. */
class ContainerClient extends Client {
  constructor(url, credential, options) {
    super(url instanceof Inner ? url : opened(url, credential, options));
  }

  get url() {
    return innerOf(this).url;
  }

  get containerName() {
    return innerOf(this).native.name;
  }

  get accountName() {
    return innerOf(this).native.accountName ?? "";
  }

  get credential() {
    return innerOf(this).access.given;
  }

  getBlobClient(blobName) {
    const inner = innerOf(this);
    return new BlobClient(inner.below(inner.native.blob(is.name(blobName, "blobName"))));
  }

  getBlockBlobClient(blobName) {
    return this.getBlobClient(blobName).getBlockBlobClient();
  }

  async create(options) {
    return callMethod(innerOf(this), "create", options);
  }

  async createIfNotExists(options) {
    return absent(this.create(options), "ContainerAlreadyExists");
  }

  async exists(options) {
    return present(this.getProperties(options));
  }

  async getProperties(options) {
    return callMethod(innerOf(this), "getProperties", options);
  }

  async delete(options) {
    return callMethod(innerOf(this), "delete", options);
  }

  async deleteIfExists(options) {
    return absent(this.delete(options), "ContainerNotFound");
  }

  async uploadBlockBlob(blobName, body, contentLength, options) {
    const blockBlobClient = this.getBlockBlobClient(blobName);
    const response = await blockBlobClient.upload(body, contentLength, options);
    return { blockBlobClient, response };
  }

  async deleteBlob(blobName, options) {
    return this.getBlobClient(blobName).delete(options);
  }

  listBlobsFlat(options) {
    return listing(innerOf(this), options, "listBlobsFlat");
  }

  listBlobsByHierarchy(delimiter, options) {
    return listing(innerOf(this), options, "listBlobsByHierarchy", is.name(delimiter, "delimiter"));
  }

  /** Lists the pending copies into blobs whose names begin with `prefix`. All blobs with this prefix are read. */
  async findPending(prefix = "", options) {
    is.text(prefix, "prefix");
    const { abortSignal } = optionsOf(options, "findPending", { abortSignal: is.signal });
    const inner = innerOf(this);
    return call(inner, abortSignal, (cancel) => inner.native.findPending(prefix, cancel));
  }

  async generateSasUrl(options) {
    const { access, native } = innerOf(this);
    const values = { ...options, containerName: native.name };
    return sasUrl(native.url, generateBlobSASQueryParameters(values, access));
  }

  async generateUserDelegationSasUrl(options, userDelegationKey) {
    const { native } = innerOf(this);
    const values = { ...options, containerName: native.name };
    return sasUrl(native.url, generateBlobSASQueryParameters(values, userDelegationKey, native.accountName));
  }
}

/** The container at a URL, or in the account of a connection string. */
function opened(url, credential, options) {
  is.name(url, "url");
  if (typeof credential === "string") {
    const account = connected(url, options, "ContainerClient");
    return account.below(account.native.container(is.name(credential, "containerName")));
  }
  const access = accessOf(credential);
  const container = native.openContainer(url, access.native, settingsOf(options, "ContainerClient"));
  return new Inner(container, access, sasOf(url));
}

leaveOut(ContainerClient, [
  "findBlobsByTags", "getAccessPolicy", "getAccountInfo", "getAppendBlobClient", "getBlobBatchClient",
  "getBlobLeaseClient", "getPageBlobClient", "setAccessPolicy", "setMetadata",
]);

module.exports = { ContainerClient };
