// An account.

"use strict";

const { accessOf } = require("./access.cjs");
const { is, optionsOf } = require("./arguments.cjs");
const { sourceOf } = require("./blob.cjs");
const { call, callMethod } = require("./calls.cjs");
const { connected } = require("./connected.cjs");
const { ContainerClient } = require("./container.cjs");
const { Client, Inner, innerOf, sasOf } = require("./inner.cjs");
const { leaveOut } = require("./left-out.cjs");
const { AccountSASPermissions } = require("./sas-permissions.cjs");
const { generateAccountSASQueryParameters, sasUrl } = require("./sas.cjs");
const { settingsOf } = require("./settings.cjs");
const native = require("../native.cjs");

/** A client of one account. */
class BlobServiceClient extends Client {
  constructor(url, credential, options) {
    super(url instanceof Inner ? url : opened(url, credential, options));
  }

  static fromConnectionString(connectionString, options) {
    return new this(connected(connectionString, options, "fromConnectionString"));
  }

  get url() {
    return innerOf(this).url;
  }

  get accountName() {
    return innerOf(this).native.accountName ?? "";
  }

  get credential() {
    return innerOf(this).access.given;
  }

  getContainerClient(containerName) {
    const inner = innerOf(this);
    return new ContainerClient(inner.below(inner.native.container(is.name(containerName, "containerName"))));
  }

  async createContainer(containerName, options) {
    const containerClient = this.getContainerClient(containerName);
    const containerCreateResponse = await containerClient.create(options);
    return { containerClient, containerCreateResponse };
  }

  async deleteContainer(containerName, options) {
    return this.getContainerClient(containerName).delete(options);
  }

  /** Checks whether the service can read a source, by reading its first byte from this machine. */
  async explain(copySource, options) {
    const source = sourceOf(copySource);
    const { abortSignal } = optionsOf(options, "explain", { abortSignal: is.signal });
    const inner = innerOf(this);
    return call(inner, abortSignal, (cancel) => inner.native.explain(source, cancel));
  }

  async getAccountInfo(options) {
    return callMethod(innerOf(this), "getAccountInfo", options);
  }

  async getUserDelegationKey(startsOn, expiresOn, options) {
    const ends = { startsOn: is.date(startsOn, "startsOn"), expiresOn: is.date(expiresOn, "expiresOn") };
    const key = await callMethod(innerOf(this), "getUserDelegationKey", options, ends);
    // Assigned, because a copy of the object would be without its response.
    return Object.assign(key, {
      signedStartsOn: new Date(key.signedStartsOn),
      signedExpiresOn: new Date(key.signedExpiresOn),
    });
  }

  generateAccountSasUrl(expiresOn, permissions = AccountSASPermissions.parse("r"), resourceTypes = "sco", options = {}) {
    const { access, native } = innerOf(this);
    const expiry = expiresOn ?? new Date(Date.now() + 3_600_000);
    const values = { services: "b", ...options, expiresOn: expiry, permissions, resourceTypes };
    return sasUrl(native.url, generateAccountSASQueryParameters(values, access));
  }
}

/** The account at a URL. */
function opened(url, credential, options) {
  is.name(url, "url");
  const access = accessOf(credential);
  const account = native.openService(url, access.native, settingsOf(options, "BlobServiceClient"));
  return new Inner(account, access, sasOf(url));
}

leaveOut(BlobServiceClient, [
  "findBlobsByTags", "getBlobBatchClient", "getProperties", "getStatistics", "listContainers", "setProperties",
  "undeleteContainer",
]);

module.exports = { BlobServiceClient };
