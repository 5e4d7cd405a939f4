// What a client is let in with.

"use strict";

const { is } = require("./arguments.cjs");
const { checked } = require("./errors.cjs");
const native = require("../native.cjs");

/** A credential as native code holds it, and what the one that was given said last. */
class Access {
  lastRefusal = undefined;

  constructor(native, given) {
    this.native = native;
    this.given = given;
  }
}

/** The name and the key of an account. Shows no key. */
class StorageSharedKeyCredential {
  #access;

  constructor(accountName, accountKey) {
    is.name(accountName, "accountName");
    is.name(accountKey, "accountKey");
    this.accountName = accountName;
    this.#access = new Access(checked(native.sharedKey(accountName, accountKey)), this);
  }

  /** Not for users: what the clients sign with. */
  static accessOf(credential) {
    return credential.#access;
  }
}

/** Nothing: for what is public, or has a SAS in its URL. */
class AnonymousCredential {}

const known = new WeakMap();

/** The access that a credential gives; the same one for the same credential, so that its tokens are shared. */
function accessOf(credential) {
  if (credential === undefined || credential instanceof AnonymousCredential) return anonymous;
  if (credential instanceof StorageSharedKeyCredential) return StorageSharedKeyCredential.accessOf(credential);
  if (typeof credential?.getToken !== "function") {
    throw new TypeError(
      "credential must be a StorageSharedKeyCredential, an AnonymousCredential, or an object with getToken; a SAS stands in the URL",
    );
  }
  if (!known.has(credential)) known.set(credential, accessByToken(credential));
  return known.get(credential);
}

const anonymous = new Access(native.anonymous(), new AnonymousCredential());

/** The credential stays in JavaScript: native code asks for a token when it needs one. */
function accessByToken(credential) {
  const access = new Access(undefined, credential);
  access.native = native.tokens(async ({ scopes, tenantId }) => {
    try {
      const { token, expiresOnTimestamp, refreshAfterTimestamp } = (await credential.getToken(scopes, { tenantId })) ?? {};
      if (typeof token !== "string" || !Number.isFinite(expiresOnTimestamp)) {
        throw new TypeError("getToken must give an object with token and expiresOnTimestamp");
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
