// The sole right to write a blob, for a while.

"use strict";

const { randomUUID } = require("node:crypto");
const { is, splitOptions } = require("./arguments.cjs");
const { call } = require("./calls.cjs");
const { innerOf } = require("./inner.cjs");

/** A lease on a blob, held or yet to be acquired. */
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
    return { ...changed, leaseId: proposedLeaseId };
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
    const { access, native } = this.#inner;
    return call(access, abortSignal, (cancel) => native.call("lease", { ...rest, ...action }, cancel));
  }
}

module.exports = { BlobLeaseClient };
