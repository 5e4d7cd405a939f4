// The promises of native calls, whose results come many at a time.

"use strict";

const native = require("../native.cjs");

/** What settles the promises of the calls that are under way, by the calls' numbers. */
const waiting = new Map();

const open = (number) => new Promise((settle) => waiting.set(number, settle));

native.connect(open, () => {
  const results = native.collect();
  for (let at = 0; at < results.length; at += 2) {
    waiting.get(results[at])(results[at + 1]);
    waiting.delete(results[at]);
  }
});
