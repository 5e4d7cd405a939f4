// Shared access signatures.

"use strict";

const { Access, StorageSharedKeyCredential, accessOf } = require("./access.cjs");
const { is, milliseconds, optionsOf } = require("./arguments.cjs");
const { checked } = require("./errors.cjs");
const native = require("../native.cjs");

/** A text, or something that is written as one: a set of permissions. */
const written = (value, name) => (typeof value === "object" && value ? String(value) : is.text(value, name));

const ipRange = (value, name) => {
  const { start, end = start } = optionsOf(value, name, { start: is.name, end: is.name });
  return [is.name(start, `${name}: start`), end];
};

const COMMON = {
  encryptionScope: is.text,
  expiresOn: is.date,
  ipRange,
  permissions: written,
  protocol: is.name,
  startsOn: is.date,
  version: is.name,
};

const OF_BLOB = {
  ...COMMON,
  blobName: is.name,
  cacheControl: is.text,
  containerName: is.name,
  contentDisposition: is.text,
  contentEncoding: is.text,
  contentLanguage: is.text,
  contentType: is.text,
  correlationId: is.name,
  delegatedUserObjectId: is.name,
  identifier: is.name,
  preauthorizedAgentObjectId: is.name,
  requestHeaders: is.words,
  requestQueryParameters: is.words,
  snapshotTime: is.name,
  versionId: is.name,
};

const OF_ACCOUNT = { ...COMMON, resourceTypes: written, services: written };

/** A SAS for a blob or container, signed with an account's key or with a user delegation key. */
function generateBlobSASQueryParameters(values, credential, accountName) {
  const given = optionsOf(values, "generateBlobSASQueryParameters", OF_BLOB);
  is.name(given.containerName, "containerName");
  const sas = timed(given);
  if (credential instanceof Access || credential instanceof StorageSharedKeyCredential) {
    const { native: key } = credential instanceof Access ? credential : accessOf(credential);
    return new SASQueryParameters(checked(native.signBlobSas(sas, key)));
  }
  is.name(accountName, "accountName");
  return new SASQueryParameters(checked(native.signDelegatedSas(sas, keyOf(credential), accountName)));
}

/** A SAS for an account. */
function generateAccountSASQueryParameters(values, credential) {
  const given = optionsOf(values, "generateAccountSASQueryParameters", OF_ACCOUNT);
  is.date(given.expiresOn, "expiresOn");
  for (const name of ["permissions", "resourceTypes", "services"]) is.name(given[name], name);
  const { native: key } = credential instanceof Access ? credential : accessOf(credential);
  return new SASQueryParameters(checked(native.signAccountSas(timed(given), key)));
}

const timed = ({ startsOn, expiresOn, ...rest }) => ({
  ...rest,
  startsOn: milliseconds(startsOn),
  expiresOn: milliseconds(expiresOn),
});

/** A user delegation key as native code takes it: its times as texts, as the service wrote them. */
function keyOf(key) {
  is.object(key, "userDelegationKey");
  const text = (name) => is.name(key[name], `userDelegationKey: ${name}`);
  const time = (name) => `${is.date(key[name], `userDelegationKey: ${name}`).toISOString().slice(0, 19)}Z`;
  return {
    signedObjectId: text("signedObjectId"),
    signedTenantId: text("signedTenantId"),
    signedStartsOn: time("signedStartsOn"),
    signedExpiresOn: time("signedExpiresOn"),
    signedService: text("signedService"),
    signedVersion: text("signedVersion"),
    signedDelegatedUserTenantId: key.signedDelegatedUserTenantId,
    value: text("value"),
  };
}

/** The parameters of a SAS. Only `toString` and `signature` give the secret away. */
class SASQueryParameters {
  #text;
  #parameters;

  constructor(text) {
    this.#text = text;
    this.#parameters = new URLSearchParams(text);
  }

  toString() {
    return this.#text;
  }

  get signature() {
    return this.#parameters.get("sig");
  }

  get version() {
    return this.#parameters.get("sv");
  }

  get permissions() {
    return this.#parameters.get("sp") ?? undefined;
  }

  get protocol() {
    return this.#parameters.get("spr") ?? undefined;
  }

  get resource() {
    return this.#parameters.get("sr") ?? undefined;
  }

  get identifier() {
    return this.#parameters.get("si") ?? undefined;
  }

  get startsOn() {
    return dateOf(this.#parameters.get("st"));
  }

  get expiresOn() {
    return dateOf(this.#parameters.get("se"));
  }
}

const dateOf = (text) => (text === null ? undefined : new Date(text));

/** A URL with a SAS. */
const sasUrl = (url, sas) => `${url}${url.includes("?") ? "&" : "?"}${sas}`;

module.exports = { SASQueryParameters, generateAccountSASQueryParameters, generateBlobSASQueryParameters, sasUrl };
