// What is told in milliseconds and base64, as Dates and bytes.

"use strict";

const DATES = [
  "accessTierChangedOn", "copyCompletedOn", "createdOn", "date", "deletedOn", "expiresOn",
  "immutabilityPolicyExpiresOn", "lastAccessed", "lastModified",
];
const BYTES = ["blobContentMD5", "contentMD5", "xMsContentCrc64"];

/** What makes JavaScript's own types, by the names of those facts that need it. */
const MAKE = new Map([
  ...DATES.map((name) => [name, (milliseconds) => new Date(milliseconds)]),
  ...BYTES.map((name) => [name, (text) => Buffer.from(text, "base64")]),
]);

/** What is told of the copy and of the reply stands beside the other facts. */
const BESIDE = new Set(["copy", "receipt"]);

/** The same facts in JavaScript's own types, side by side in `told`. What is not there is left out. */
function dated(facts, told = {}) {
  for (const name of Object.keys(facts)) {
    const value = facts[name];
    if (value === undefined || value === null) continue;
    if (BESIDE.has(name)) dated(value, told);
    else told[name] = MAKE.get(name)?.(value) ?? value;
  }
  return told;
}

module.exports = { dated };
