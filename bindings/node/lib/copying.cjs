// The options of a copy.

"use strict";

const { is, optionsOf } = require("./arguments.cjs");
const { conditions } = require("./conditions.cjs");
const { PROTECTION, protectionOf } = require("./content.cjs");

/** What the service is asked for. */
const COPY = {
  abortSignal: is.signal,
  conditions,
  metadata: is.words,
  sourceConditions: conditions,
  tags: is.words,
  tier: is.name,
  ...PROTECTION,
};

/** What else it is asked for when it copies within the call. */
const SYNC = {
  copySourceTags: is.name,
  encryptionScope: is.text,
  sourceAuthorization: is.object,
  sourceContentMD5: is.bytes,
};

/** What else it is asked for when it copies on its own. */
const SCHEDULED = {
  rehydratePriority: is.name,
  sealBlob: is.boolean,
};

/** What care is taken of source, destination and end. */
const CARE = {
  checkSource: is.boolean,
  keepTags: is.boolean,
  leaseSource: is.boolean,
  pinSource: is.boolean,
  protect: is.name,
  sourceAccess: is.name,
  sourceAccessLifeInMs: is.number,
  verify: is.boolean,
};

/** How a copy is carried through. */
const POLICY = {
  abortAtDeadline: is.boolean,
  deadlineInMs: is.number,
  intervalInMs: is.number,
  lookFirst: is.boolean,
  maxTries: is.count,
  onPending: is.name,
  onProgress: is.call,
  pollCeilingInMs: is.number,
  pollFloorInMs: is.number,
  pollShare: is.number,
  resumeFrom: is.name,
};

function requestOf({ conditions, metadata, rehydratePriority, sealBlob, sourceConditions, tags, tier, ...rest }) {
  return {
    conditions,
    metadata,
    rehydratePriority,
    sealBlob,
    sourceConditions,
    tags,
    tier,
    ...protectionOf(rest),
  };
}

function careOf({ checkSource, keepTags, leaseSource, pinSource, protect, sourceAccess, sourceAccessLifeInMs, verify }) {
  return { checkSource, keepTags, leaseSource, pinSource, protect, sourceAccess, sourceAccessLifeInMs, verify };
}

/** An interval that is given is kept to; without one the wait grows with the copy. */
function policyOf({ abortAtDeadline, deadlineInMs, intervalInMs, lookFirst, maxTries, onPending, ...rest }) {
  const fixed = intervalInMs !== undefined;
  return {
    abortAtDeadline,
    attempts: maxTries,
    deadlineInMs,
    lookFirst,
    onPending,
    pollCeilingInMs: fixed ? intervalInMs : rest.pollCeilingInMs,
    pollFloorInMs: fixed ? intervalInMs : rest.pollFloorInMs,
    pollShare: rest.pollShare,
  };
}

const SCHEDULED_COPY = { ...COPY, ...SCHEDULED, ...CARE, ...POLICY };

/** The options of a copy that the service carries out on its own, sorted by whom they are for. */
function copyOf(given) {
  const options = optionsOf(given, "beginCopyFromURL", SCHEDULED_COPY);
  const { abortSignal, onProgress, resumeFrom } = options;
  return {
    abortSignal,
    onProgress,
    resumeFrom,
    request: asked(requestOf(options)),
    policy: asked(policyOf(options)),
    care: asked(careOf(options)),
  };
}

/** What is asked for, if that is anything at all: native code reads a list of what was not asked for name by name. */
const asked = (options) => (Object.values(options).some((value) => value !== undefined) ? options : undefined);

const COPY_WITHIN_THE_CALL = { ...COPY, ...SYNC };

/** The options of a copy within the call. */
function syncOf({ abortSignal, copySourceTags, encryptionScope, sourceAuthorization, sourceContentMD5, ...rest }) {
  const sync = {
    copySourceTags,
    encryptionScope,
    sourceContentMD5: sourceContentMD5 && Buffer.from(sourceContentMD5).toString("base64"),
    sourceToken: sourceAuthorization && tokenOf(sourceAuthorization),
  };
  return { abortSignal, request: requestOf(rest), sync };
}

function tokenOf({ scheme, value }) {
  if (scheme !== "Bearer") throw new TypeError("sourceAuthorization must have the scheme Bearer");
  return is.name(value, "the value of sourceAuthorization");
}

module.exports = { COPY, SYNC, copyOf, syncOf };
