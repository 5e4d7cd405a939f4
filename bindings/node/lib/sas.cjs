// Shared access signatures.

"use strict";

const { Access, StorageSharedKeyCredential, accessOf } = require("./access.cjs");
const { is, optionsOf, splitOptions } = require("./arguments.cjs");
const { checked } = require("./errors.cjs");
const native = require("../native.cjs");

/** The values for native code, in which permissions and address ranges are strings. */
function written(values, method, own) {
  const { rest, ipRange, ...sets } = splitOptions(values, method, { ipRange: range, ...own });
  return { ...rest, ...sets, ...(ipRange && { ipRange }) };
}

/** A string, or an object with a string form, such as permissions. */
const text = (value, name) => (typeof value === "object" && value ? String(value) : is.text(value, name));

const range = (value, name) => {
  const { start, end = start } = optionsOf(value, name, { start: is.name, end: is.name });
  return `${is.name(start, `${name}: start`)}-${end}`;
};

/** A SAS for a blob or container, signed with an account's key or with a user delegation key. */
function generateBlobSASQueryParameters(values, credential, accountName) {
  const sas = written(values, "generateBlobSASQueryParameters", { permissions: text });
  is.name(sas.containerName, "containerName");
  if (credential instanceof Access || credential instanceof StorageSharedKeyCredential) {
    const { native: key } = credential instanceof Access ? credential : accessOf(credential);
    return new SASQueryParameters(checked(native.signBlobSas(sas, key)));
  }
  is.name(accountName, "accountName");
  return new SASQueryParameters(checked(native.signDelegatedSas(sas, keyOf(credential), accountName)));
}

/** A SAS for an account. */
function generateAccountSASQueryParameters(values, credential) {
  const sets = { permissions: text, resourceTypes: text, services: text };
  const sas = written(values, "generateAccountSASQueryParameters", sets);
  is.date(sas.expiresOn, "expiresOn");
  for (const name of Object.keys(sets)) is.name(sas[name], name);
  const { native: key } = credential instanceof Access ? credential : accessOf(credential);
  return new SASQueryParameters(checked(native.signAccountSas(sas, key)));
}

/** A user delegation key for native code, with its times as the service wrote them. */
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

/** The parameters of a SAS. Only `toString` and `signature` return the secret. */
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
