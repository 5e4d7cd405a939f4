// The features of `@azure/storage-blob` that are not supported: a clear error instead of "is not a function".

"use strict";

/** Defines methods that throw an error with the reason. */
function leaveOut(type, methods) {
  for (const method of methods) {
    Object.defineProperty(type.prototype, method, {
      configurable: true,
      value: () => {
        throw new Error(`${type.name}.${method} is not part of blobcopy, which is for copies; see "What is left out" in its README`);
      },
      writable: true,
    });
  }
}

/** A class whose constructor throws an error with the reason. */
function leftOut(name) {
  const type = class {
    constructor() {
      throw new Error(`${name} is not part of blobcopy, which is for copies; see "What is left out" in its README`);
    }
  };
  Object.defineProperty(type, "name", { value: name });
  return type;
}

module.exports = { leaveOut, leftOut };
