// The errors, and how what native code tells becomes one.

"use strict";

const { dated } = require("./results.cjs");

const FACTS = ["kind", "code", "statusCode", "requestId", "copyId", "copy", "otherCopy", "snapshot", "details", "diagnosis"];

/** Something was not done. `kind` says what can be done about it. */
class CopyError extends Error {
  constructor(message, facts = {}) {
    super(message, "cause" in facts ? { cause: facts.cause } : undefined);
    for (const name of FACTS) {
      if (facts[name] !== undefined) this[name] = facts[name];
    }
  }
}

/** The service answered, and refused. `code` is Azure's. */
class RestError extends CopyError {}

/** A wait was given up by `stopPolling`; the copy goes on. */
class PollerStoppedError extends CopyError {}

/** A copy was ended by `cancelOperation`. */
class PollerCancelledError extends CopyError {}

for (const type of [CopyError, RestError, PollerStoppedError, PollerCancelledError]) {
  Object.defineProperty(type.prototype, "name", { value: type.name, configurable: true, writable: true });
}

const isFailure = (value) => typeof value?.failure === "string";

/** The error of a failure; `access` may know more of a credential that gave no token. */
function errorOf({ failure, message, ...facts }, access) {
  const hasAnswer = facts.statusCode !== undefined || facts.code !== undefined;
  const refusal = failure === "unauthorized" && !hasAnswer ? access?.lastRefusal : undefined;
  const type = hasAnswer ? RestError : CopyError;
  const { copy, otherCopy } = facts;
  return new type(message, {
    ...facts,
    kind: failure,
    copy: copy && dated(copy),
    otherCopy: otherCopy && dated(otherCopy),
    ...(refusal && { cause: refusal }),
  });
}

/** What native code told at once. */
function checked(value) {
  if (isFailure(value)) throw errorOf(value);
  return value;
}

module.exports = { CopyError, PollerCancelledError, PollerStoppedError, RestError, checked, errorOf, isFailure };
