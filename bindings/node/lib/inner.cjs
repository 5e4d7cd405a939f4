// What a client consists of. It is private: it is not printed, enumerated or serialized.

"use strict";

const { inspect } = require("node:util");
const { checked } = require("./errors.cjs");

/** The native side of a client, its credential, and the SAS of its URL. */
class Inner {
  constructor(native, access, sas) {
    this.native = checked(native);
    this.access = access;
    this.sas = sas;
  }

  /** The same for a resource below this one. */
  below(native) {
    return new Inner(native, this.access, this.sas);
  }

  /** The URL with its SAS. */
  get url() {
    const { url } = this.native;
    return this.sas ? `${url}${url.includes("?") ? "&" : "?"}${this.sas}` : url;
  }
}

/** Returns the inner part of a client. */
let innerOf;

/** The base class of all clients. */
class Client {
  #inner;

  constructor(inner) {
    this.#inner = inner;
  }

  static {
    innerOf = (client) => {
      if (Object(client) === client && #inner in client) return client.#inner;
      throw new TypeError("the argument is not a client of blobcopy");
    };
  }

  [inspect.custom](_depth, options) {
    return `${this.constructor.name} ${inspect({ url: this.#inner.native.url }, options)}`;
  }
}

/** The part of a URL's query that is a SAS. */
function sasOf(url) {
  const [, query = ""] = url.split(/\?(.*)/s);
  const pairs = query.split("&").filter((pair) => pair && !/^(snapshot|versionid)=/i.test(pair));
  return pairs.join("&");
}

/** The SAS in a connection string. */
function sasOfConnectionString(text) {
  const [, sas = ""] = /(?:^|;)\s*SharedAccessSignature\s*=([^;]*)/i.exec(text) ?? [];
  return sas.replace(/^\?/, "");
}

module.exports = { Client, Inner, innerOf, sasOf, sasOfConnectionString };
