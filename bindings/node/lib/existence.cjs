// Calls whose refusal is an answer: whether something is there.

"use strict";

/** Whether what was asked about is there. */
async function present(asking) {
  try {
    await asking;
    return true;
  } catch (error) {
    if (error.kind === "not_found") return false;
    throw error;
  }
}

/** The reply to a call that has nothing to do when refused with one of these codes. */
async function absent(doing, ...codes) {
  try {
    return { succeeded: true, ...(await doing) };
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
    return { succeeded: false, requestId: error.requestId, errorCode: error.code };
  }
}

module.exports = { absent, present };
