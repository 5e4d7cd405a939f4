// The errors, and their creation from failures of native code.

"use strict";

const FACTS = ["kind", "code", "statusCode", "requestId", "copyId", "copy", "otherCopy", "snapshot", "details", "diagnosis", "causeText", "remedy"];

/** The base class of errors. `kind` classifies what you can do. */
class CopyError extends Error {
  constructor(message, facts = {}) {
    super(message, "cause" in facts ? { cause: facts.cause } : undefined);
    for (const name of FACTS) {
      if (facts[name] !== undefined) this[name] = facts[name];
    }
  }
}

/** The service refused a request. `code` is Azure's error code. */
class RestError extends CopyError {}

/** `stopPolling` ended the wait. The copy continues. */
class PollerStoppedError extends CopyError {}

/** `cancelOperation` aborted the copy. */
class PollerCancelledError extends CopyError {}

for (const type of [CopyError, RestError, PollerStoppedError, PollerCancelledError]) {
  Object.defineProperty(type.prototype, "name", { value: type.name, configurable: true, writable: true });
}

const isFailure = (value) => typeof value?.failure === "string";

/** The error of a failure. If a credential returned no token, `access` has its error. */
function errorOf({ failure, message, ...facts }, access) {
  if (failure === "type") return new TypeError(message);
  const hasAnswer = facts.statusCode !== undefined || facts.code !== undefined;
  const refusal = failure === "unauthorized" && !hasAnswer ? access?.lastRefusal : undefined;
  const type = hasAnswer ? RestError : CopyError;
  return new type(message, { ...facts, kind: failure, ...(refusal && { cause: refusal }) });
}

/** The result of a native function that makes no request. */
function checked(value) {
  if (isFailure(value)) throw errorOf(value);
  return value;
}

module.exports = { CopyError, PollerCancelledError, PollerStoppedError, RestError, checked, errorOf, isFailure };
