// An emulator of Azure Blob Storage on loopback, for tests. Its copies stay pending until their time has passed.

"use strict";

const { inspect } = require("node:util");
const { is, splitOptions } = require("./lib/arguments.cjs");
const { checked } = require("./lib/errors.cjs");
const native = require("./native.cjs");

/** The account of an emulator that is started without accounts. */
const DEVELOPMENT_ACCOUNT = "devstoreaccount1";

/** A running Blob service. Its content is lost when it is stopped. */
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

  /** The URL of the control interface, which accepts JSON from any language. */
  get controlEndpoint() {
    return this.url("__blobcopy__");
  }

  url(account = this.#account) {
    return checked(this.#native.endpoint(is.name(account, "account")));
  }

  httpsUrl(account = this.#account) {
    return checked(this.#native.httpsEndpoint(is.name(account, "account")));
  }

  /** The former name of `url`. */
  endpoint(account) {
    return this.url(account);
  }

  /** The former name of `httpsUrl`. */
  httpsEndpoint(account) {
    return this.httpsUrl(account);
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

  /** The faults that were added, and how often each has happened. */
  faults() {
    return JSON.parse(checked(this.#native.faults())).map(([fault, happened]) => ({ fault, happened }));
  }

  /** The last requests, oldest first, without their secrets. */
  requests() {
    return JSON.parse(checked(this.#native.requests()));
  }

  /** Fails the pending copy into a blob. Returns false if no copy is pending. */
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

  [inspect.custom](_depth, options) {
    const url = this.#native.endpoint(this.#account);
    return `Emulator ${inspect(typeof url === "string" ? { url } : { isStopped: true }, options)}`;
  }
}

exports.Emulator = Emulator;
