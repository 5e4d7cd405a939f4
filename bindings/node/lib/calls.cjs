// One call of native code: its promise, its error, and the signal that may cancel it.

"use strict";

require("./completion-queue.cjs");
const { splitOptions } = require("./arguments.cjs");
const { errorOf, isFailure } = require("./errors.cjs");
const native = require("../native.cjs");

/** What a signal says; those that came before `AbortSignal` had no reason. */
function reasonOf(signal) {
  return signal.reason ?? new DOMException("This operation was aborted", "AbortError");
}

function throwIfAborted(signal) {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Hears of an abort while `work` lasts, and no longer. */
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
 * Starts native work and settles as it does. `start` is given what cancels it. An aborted signal rejects with its
 * reason, and one that is aborted already never starts anything.
 */
async function call(access, signal, start) {
  throwIfAborted(signal);
  if (!signal) return settled(access, await start());
  const cancel = new native.Cancel();
  const answer = await listening(signal, () => cancel.request(), () => start(cancel));
  if (isFailure(answer)) throwIfAborted(signal);
  return settled(access, answer);
}

/** Makes the native call that has the name of the method. `more` has what is no option of the caller's. */
async function callMethod({ access, native }, method, options, more, content) {
  const { abortSignal, rest } = splitOptions(options, method);
  return call(access, abortSignal, (cancel) => native.call(method, { ...rest, ...more }, cancel, content));
}

/** Settles as `work` does, or rejects with the signal's reason; the work goes on either way. */
function orAborted(signal, work) {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    listening(signal, () => reject(reasonOf(signal)), () => work).then(resolve, reject);
  });
}

function settled(access, answer) {
  if (isFailure(answer)) throw errorOf(answer, access);
  return answer;
}

module.exports = { call, callMethod, listening, orAborted, reasonOf, settled, throwIfAborted };
