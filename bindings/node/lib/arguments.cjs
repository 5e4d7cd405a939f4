// Checks of arguments. A TypeError names the argument and never its value, which may be a secret.

"use strict";

const kindOf = (value) => (value === null ? "null" : Array.isArray(value) ? "an array" : typeof value);

function refuse(name, wanted, value) {
  throw new TypeError(`${name} must be ${wanted}, not ${kindOf(value)}`);
}

/** A check that returns the value, or throws a TypeError with the name of the argument. */
function check(wanted, fits) {
  return (value, name) => (fits(value) ? value : refuse(name, wanted, value));
}

const isObject = (value) => typeof value === "object" && value !== null;
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

const is = {
  text: check("a string", (value) => typeof value === "string"),
  name: check("a non-empty string", (value) => typeof value === "string" && value !== ""),
  boolean: check("true or false", (value) => typeof value === "boolean"),
  number: check("a non-negative number", (value) => Number.isFinite(value) && value >= 0),
  count: check("a non-negative integer", isCount),
  call: check("a function", (value) => typeof value === "function"),
  object: check("an object", isObject),
  date: check("a valid Date", (value) => value instanceof Date && !Number.isNaN(value.getTime())),
  signal: check("an AbortSignal", (value) => isObject(value) && typeof value.aborted === "boolean"),
};

/**
 * Options that only JavaScript reads. `known` has a check for each name. An unknown option is refused, because an option
 * that is ignored silently is noticed too late. `undefined` counts as omitted.
 */
function optionsOf(given, method, known) {
  if (given === undefined || given === null) return {};
  is.object(given, `the options of ${method}`);
  const options = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || IGNORED.has(name)) continue;
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!check) throw new TypeError(`${method} has no option ${name}; the options are ${Object.keys(known).join(", ")}`);
    options[name] = check(value, `the option ${name} of ${method}`);
  }
  return options;
}

/** Accepted and ignored, because they have no effect on requests. */
const IGNORED = new Set(["tracingOptions"]);

/**
 * Splits the options of a call: those that JavaScript reads, each checked by `own`, and in `rest` the others, which native
 * code reads and checks.
 */
function splitOptions(given, method, own = { abortSignal: is.signal }) {
  const split = {};
  if (given === undefined || given === null) return split;
  is.object(given, `the options of ${method}`);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || IGNORED.has(name)) continue;
    if (Object.hasOwn(own, name)) split[name] = own[name](value, `the option ${name} of ${method}`);
    else (split.rest ??= {})[name] = value;
  }
  return split;
}

module.exports = { is, optionsOf, splitOptions };
