// What stands behind a client, out of sight: nothing of it is printed, enumerated or serialized.

"use strict";

const { checked } = require("./errors.cjs");

/** The native side of a client, what it is let in with, and the SAS of its URL. */
class Inner {
  constructor(native, access, sas) {
    this.native = checked(native);
    this.access = access;
    this.sas = sas;
  }

  /** The same for something below it. */
  below(native) {
    return new Inner(native, this.access, this.sas);
  }

  /** The URL with its SAS, as whoever reads it must have it. */
  get url() {
    const { url } = this.native;
    return this.sas ? `${url}${url.includes("?") ? "&" : "?"}${this.sas}` : url;
  }
}

/** What stands behind a client. */
let innerOf;

/** A client, with what stands behind it out of sight. */
class Client {
  #inner;

  constructor(inner) {
    this.#inner = inner;
  }

  static {
    innerOf = (client) => {
      if (Object(client) === client && #inner in client) return client.#inner;
      throw new TypeError("this is no client of blobcopy");
    };
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
