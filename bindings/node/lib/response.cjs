// Request and response of a call, under the names that `@azure/storage-blob` has for them. No secret.

"use strict";

/** The headers of a response. Names are read in any case. */
class ResponseHeaders {
  #values;

  constructor(values) {
    this.#values = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  }

  get(name) {
    return this.#values.get(String(name).toLowerCase());
  }

  has(name) {
    return this.#values.has(String(name).toLowerCase());
  }

  [Symbol.iterator]() {
    return this.#values.entries();
  }

  toJSON() {
    return Object.fromEntries(this.#values);
  }
}

/** Adds properties that are not enumerable, so that results and errors print without them. */
function addHidden(target, properties) {
  for (const [name, value] of Object.entries(properties)) Object.defineProperty(target, name, { value });
  return target;
}

/** A result with its response in `_response`. */
function withResponse({ response, ...result }, url) {
  const { status, headers } = response;
  return addHidden(result, { _response: { status, headers: new ResponseHeaders(headers), request: { url } } });
}

/** A result that stands for an error, with the response of the error. */
const withResponseOf = (result, { response }) => addHidden(result, { _response: response });

/** An error of a refused request with `request` and `response`. Only the listed headers are kept of a refusal. */
function withRefusal(error, url) {
  const { code, requestId, statusCode } = error;
  const headers = { ...(requestId && { "x-ms-request-id": requestId }), ...(code && { "x-ms-error-code": code }) };
  const request = { url };
  return addHidden(error, { request, response: { status: statusCode, headers: new ResponseHeaders(headers), request } });
}

module.exports = { withRefusal, withResponse, withResponseOf };
