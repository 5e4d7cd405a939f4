// The errors, and how a failure of native code becomes one.

"use strict";

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
  if (failure === "type") return new TypeError(message);
  const hasAnswer = facts.statusCode !== undefined || facts.code !== undefined;
  const refusal = failure === "unauthorized" && !hasAnswer ? access?.lastRefusal : undefined;
  const type = hasAnswer ? RestError : CopyError;
  return new type(message, { ...facts, kind: failure, ...(refusal && { cause: refusal }) });
}

/** What native code gave without a call. */
function checked(value) {
  if (isFailure(value)) throw errorOf(value);
  return value;
}

module.exports = { CopyError, PollerCancelledError, PollerStoppedError, RestError, checked, errorOf, isFailure };
