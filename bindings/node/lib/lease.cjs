// Leases on blobs.

"use strict";

const { randomUUID } = require("node:crypto");
const { inspect } = require("node:util");
const { is, splitOptions } = require("./arguments.cjs");
const { request } = require("./calls.cjs");
const { innerOf } = require("./inner.cjs");

/** A lease on a blob, which may not be acquired yet. */
class BlobLeaseClient {
  #inner;
  #leaseId;

  constructor(client, leaseId = randomUUID()) {
    this.#inner = innerOf(client);
    this.#leaseId = is.name(leaseId, "leaseId");
    if (typeof this.#inner.native.beginCopy !== "function") {
      throw new TypeError("client must be a BlobClient; leases on containers are not part of blobcopy");
    }
  }

  get leaseId() {
    return this.#leaseId;
  }

  get url() {
    return this.#inner.url;
  }

  async acquireLease(duration, options) {
    if (duration !== -1) is.count(duration, "duration");
    return this.#act("acquireLease", { action: "acquire", proposedLeaseId: this.#leaseId, duration }, options);
  }

  async renewLease(options) {
    return this.#act("renewLease", { action: "renew", leaseId: this.#leaseId }, options);
  }

  async changeLease(proposedLeaseId, options) {
    is.name(proposedLeaseId, "proposedLeaseId");
    const changed = await this.#act("changeLease", { action: "change", leaseId: this.#leaseId, proposedLeaseId }, options);
    this.#leaseId = proposedLeaseId;
    return Object.assign(changed, { leaseId: proposedLeaseId });
  }

  async releaseLease(options) {
    return this.#act("releaseLease", { action: "release", leaseId: this.#leaseId }, options);
  }

  async breakLease(breakPeriod, options) {
    if (breakPeriod !== undefined) is.count(breakPeriod, "breakPeriod");
    return this.#act("breakLease", { action: "break", breakPeriod }, options);
  }

  async #act(method, action, given) {
    const { abortSignal, rest } = splitOptions(given, method);
    const inner = this.#inner;
    return request(inner, abortSignal, (cancel) => inner.native.call("lease", { ...rest, ...action }, cancel));
  }

  [inspect.custom](_depth, options) {
    return `BlobLeaseClient ${inspect({ url: this.#inner.native.url, leaseId: this.#leaseId }, options)}`;
  }
}

module.exports = { BlobLeaseClient };
