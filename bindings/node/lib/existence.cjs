// Calls for which "not found" and "already exists" are results, not errors.

"use strict";

const { withResponseOf } = require("./response.cjs");

/** Whether the resource exists. */
async function present(asking) {
  try {
    await asking;
    return true;
  } catch (error) {
    if (error.kind === "not_found") return false;
    throw error;
  }
}

/** The result of a call that succeeds with nothing to do if it is refused with one of these codes. */
async function absent(doing, ...codes) {
  try {
    return Object.assign(await doing, { succeeded: true });
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
    return withResponseOf({ succeeded: false, requestId: error.requestId, errorCode: error.code }, error);
  }
}

module.exports = { absent, present };
