// What can be found out before a copy and after others: whether a source can be read, and which copies are pending.

"use strict";

const { is, optionsOf } = require("./arguments.cjs");
const { call } = require("./calls.cjs");
const { dated } = require("./results.cjs");

const KNOWN = { abortSignal: is.signal };

/** Whether the service can read a source, and why not. What is not known is left out. */
async function explain({ access, native }, source, options) {
  const { abortSignal } = optionsOf(options, "explain", KNOWN);
  return dated(await call(access, abortSignal, (cancel) => native.explain(source, cancel)));
}

/** The copies that are pending into blobs of a container whose names begin with `prefix`. */
async function findPending({ access, native }, prefix, options) {
  const { abortSignal } = optionsOf(options, "findPending", KNOWN);
  const found = await call(access, abortSignal, (cancel) => native.findPending(prefix, cancel));
  return found.map(({ state, ...rest }) => ({ ...dated(rest), state: dated(state) }));
}

module.exports = { explain, findPending };
