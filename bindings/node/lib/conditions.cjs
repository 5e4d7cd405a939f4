// Conditions of a request.

"use strict";

const { is, milliseconds, optionsOf } = require("./arguments.cjs");

const KNOWN = {
  ifMatch: is.text,
  ifModifiedSince: is.date,
  ifNoneMatch: is.text,
  ifUnmodifiedSince: is.date,
  leaseId: is.text,
  tagConditions: is.text,
};

/** The check of an option that holds conditions; gives them as native code takes them. */
function conditions(value, name) {
  const { ifModifiedSince, ifUnmodifiedSince, ...rest } = optionsOf(value, name, KNOWN);
  return {
    ...rest,
    ifModifiedSince: milliseconds(ifModifiedSince),
    ifUnmodifiedSince: milliseconds(ifUnmodifiedSince),
  };
}

module.exports = { conditions };
