// One native call: its promise, its error, and the signal that cancels it.

"use strict";

require("./completion-queue.cjs");
const { splitOptions } = require("./arguments.cjs");
const { errorOf, isFailure } = require("./errors.cjs");
const { withRefusal, withResponse } = require("./response.cjs");
const native = require("../native.cjs");

/** The reason of a signal. Implementations older than `AbortSignal` have none. */
function reasonOf(signal) {
  return signal.reason ?? new DOMException("This operation was aborted", "AbortError");
}

function throwIfAborted(signal) {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Calls `onAbort` if the signal aborts while `work` runs. */
async function listening(signal, onAbort, work) {
  if (!signal) return work();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Starts native work and settles with its result. `start` gets the object that cancels it. If the signal aborts, the
 * promise is rejected with the signal's reason. If it is aborted already, nothing is started.
 */
async function call(inner, signal, start) {
  throwIfAborted(signal);
  if (!signal) return settled(inner, await start());
  const cancel = new native.Cancel();
  const answer = await listening(signal, () => cancel.request(), () => start(cancel));
  if (isFailure(answer)) throwIfAborted(signal);
  return settled(inner, answer);
}

/** Makes the native call with the name of the method. `more` contains what is not an option of the caller. */
async function callMethod(inner, method, options, more, content) {
  const { abortSignal, rest } = splitOptions(options, method);
  return request(inner, abortSignal, (cancel) => inner.native.call(method, { ...rest, ...more }, cancel, content));
}

/** Starts a native call that is one request. Its result has the response. */
async function request(inner, signal, start) {
  return withResponse(await call(inner, signal, start), inner.native.url);
}

/** Settles with the result of `work`, or rejects with the signal's reason. `work` continues in both cases. */
function orAborted(signal, work) {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    listening(signal, () => reject(reasonOf(signal)), () => work).then(resolve, reject);
  });
}

/** The result of a native call; throws its error. */
function settled(inner, answer) {
  if (isFailure(answer)) throw failed(inner, answer);
  return answer;
}

/** The error of a native call. Only a refusal by the service has `details`. */
function failed({ access, native }, answer) {
  const error = errorOf(answer, access);
  return error.details ? withRefusal(error, native.url) : error;
}

module.exports = { call, callMethod, failed, listening, orAborted, reasonOf, request, settled, throwIfAborted };
