// Values that `@azure/storage-blob` exports as enumerations.

"use strict";

const BlockBlobTier = Object.freeze({ Hot: "Hot", Cool: "Cool", Cold: "Cold", Archive: "Archive" });

/** Accepted by clients, which always use exponential delays. */
const StorageRetryPolicyType = Object.freeze({ EXPONENTIAL: 0, FIXED: 1 });

module.exports = { BlockBlobTier, StorageRetryPolicyType };
