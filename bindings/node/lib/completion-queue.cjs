// The promises of native calls, whose results arrive in batches.

"use strict";

const native = require("../native.cjs");

/** The functions that settle the promises of running calls, by the number of the call. */
const waiting = new Map();

const open = (number) => new Promise((settle) => waiting.set(number, settle));

native.connect(open, () => {
  const results = native.collect();
  for (let at = 0; at < results.length; at += 2) {
    waiting.get(results[at])(results[at + 1]);
    waiting.delete(results[at]);
  }
});
