// An Azure Blob service on loopback whose copies really stay pending, for the tests of whoever copies blobs.

"use strict";

const { is, splitOptions } = require("./lib/arguments.cjs");
const { checked } = require("./lib/errors.cjs");
const native = require("./native.cjs");

/** The account that every emulator serves which is told of no other. */
const DEVELOPMENT_ACCOUNT = "devstoreaccount1";

/** A running Blob service. It ends, and forgets everything, when it is stopped. */
class Emulator {
  #native;
  #account;

  constructor(options) {
    const { rest } = splitOptions(options, "Emulator", {});
    this.#native = checked(native.startEmulator(rest));
    this.#account = Object.keys(rest?.accounts ?? {})[0] ?? DEVELOPMENT_ACCOUNT;
  }

  get port() {
    return checked(this.#native.port());
  }

  get certificateAuthority() {
    return checked(this.#native.certificateAuthority());
  }

  /** Where orders in JSON are taken, from any language. */
  get controlEndpoint() {
    return this.endpoint("__blobcopy__");
  }

  endpoint(account = this.#account) {
    return checked(this.#native.endpoint(is.name(account, "account")));
  }

  httpsEndpoint(account = this.#account) {
    return checked(this.#native.httpsEndpoint(is.name(account, "account")));
  }

  connectionString(account = this.#account) {
    return checked(this.#native.connectionString(is.name(account, "account")));
  }

  now() {
    return new Date(this.#native.now());
  }

  advance(milliseconds) {
    checked(this.#native.advance(is.number(milliseconds, "milliseconds")));
  }

  addFault(fault) {
    checked(this.#native.addFault(JSON.stringify(is.object(fault, "fault"))));
  }

  clearFaults() {
    checked(this.#native.clearFaults());
  }

  /** The faults that were given, each with how often it happened. */
  faults() {
    return JSON.parse(checked(this.#native.faults())).map(([fault, happened]) => ({ fault, happened }));
  }

  /** The last requests, oldest first, without their secrets. */
  requests() {
    return JSON.parse(checked(this.#native.requests()));
  }

  /** Lets the pending copy into a blob fail; false if there is none. */
  failCopy({ account = this.#account, container, blob, description = '500 InternalServerError "Copy failed."' }) {
    is.name(container, "container");
    is.name(blob, "blob");
    return checked(this.#native.failCopy(account, container, blob, is.name(description, "description")));
  }

  stop() {
    this.#native.stop();
  }

  [Symbol.dispose ?? Symbol("dispose")]() {
    this.stop();
  }
}

exports.Emulator = Emulator;
