// What is told in milliseconds and base64, as Dates and bytes.

"use strict";

const DATES = new Set([
  "accessTierChangedOn", "copyCompletedOn", "createdOn", "date", "deletedOn", "expiresOn",
  "immutabilityPolicyExpiresOn", "lastAccessed", "lastModified",
]);
const BYTES = new Set(["blobContentMD5", "contentMD5", "xMsContentCrc64"]);

/** The same facts in JavaScript's own types. What is not there is left out. */
function dated(facts) {
  const told = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined || value === null) continue;
    if (DATES.has(name)) told[name] = new Date(value);
    else if (BYTES.has(name)) told[name] = Buffer.from(value, "base64");
    else told[name] = value;
  }
  return told;
}

/** Facts with what the reply carried beside, side by side. */
function withReceipt({ receipt, ...facts }) {
  return { ...dated(facts), ...(receipt && dated(receipt)) };
}

/** Properties of a blob with those of the last copy into it, side by side. */
function withCopy({ copy, ...properties }) {
  return { ...dated(properties), ...(copy && dated(copy)) };
}

module.exports = { dated, withCopy, withReceipt };
