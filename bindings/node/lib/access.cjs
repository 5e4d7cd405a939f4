// The credentials of clients.

"use strict";

const { is } = require("./arguments.cjs");
const { checked } = require("./errors.cjs");
const native = require("../native.cjs");

/** The native form of a credential, with the last error of the credential that was passed. */
class Access {
  lastRefusal = undefined;

  constructor(native, given) {
    this.native = native;
    this.given = given;
  }
}

/** The name and the key of an account. The key is not printed. */
class StorageSharedKeyCredential {
  #access;

  constructor(accountName, accountKey) {
    is.name(accountName, "accountName");
    is.name(accountKey, "accountKey");
    this.accountName = accountName;
    this.#access = new Access(checked(native.sharedKey(accountName, accountKey)), this);
  }

  /** For the clients of this package only. */
  static accessOf(credential) {
    return credential.#access;
  }
}

/** No credential: for public blobs, and for URLs with a SAS. */
class AnonymousCredential {}

const known = new WeakMap();

/** The native form of a credential. It is created once per credential, so that clients share its tokens. */
function accessOf(credential) {
  if (credential === undefined || credential instanceof AnonymousCredential) return anonymous;
  if (credential instanceof StorageSharedKeyCredential) return StorageSharedKeyCredential.accessOf(credential);
  if (typeof credential?.getToken !== "function") {
    throw new TypeError(
      "credential must be a StorageSharedKeyCredential, an AnonymousCredential, or an object with getToken; pass a SAS in the URL",
    );
  }
  if (!known.has(credential)) known.set(credential, accessByToken(credential));
  return known.get(credential);
}

const anonymous = new Access(native.anonymous(), new AnonymousCredential());

/** The credential stays in JavaScript. Native code requests a token when it needs one. */
function accessByToken(credential) {
  const access = new Access(undefined, credential);
  access.native = native.tokens(async ({ scopes, tenantId }) => {
    try {
      const { token, expiresOnTimestamp, refreshAfterTimestamp } = (await credential.getToken(scopes, { tenantId })) ?? {};
      if (typeof token !== "string" || !Number.isFinite(expiresOnTimestamp)) {
        throw new TypeError("getToken must return an object with token and expiresOnTimestamp");
      }
      const refresh = Number.isFinite(refreshAfterTimestamp) ? refreshAfterTimestamp : undefined;
      return { token, expiresOnTimestamp, refreshAfterTimestamp: refresh };
    } catch (error) {
      access.lastRefusal = error;
      return { failure: String(error?.message ?? error) };
    }
  });
  return access;
}

const isCredential = (value) =>
  value instanceof AnonymousCredential ||
  value instanceof StorageSharedKeyCredential ||
  typeof value?.getToken === "function";

module.exports = { Access, AnonymousCredential, StorageSharedKeyCredential, accessOf, isCredential };
