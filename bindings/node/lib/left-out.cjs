// What Microsoft's package has and this one has not: a clear error instead of "is not a function".

"use strict";

/** Lets these methods of a class say that they are not here. */
function leaveOut(type, methods) {
  for (const method of methods) {
    Object.defineProperty(type.prototype, method, {
      configurable: true,
      value: () => {
        throw new Error(`${type.name}.${method} is not part of blobcopy, which is about copies; see "What is left out" in its README`);
      },
      writable: true,
    });
  }
}

/** Stands in for a class that is not here. */
function leftOut(name) {
  const type = class {
    constructor() {
      throw new Error(`${name} is not part of blobcopy, which is about copies; see "What is left out" in its README`);
    }
  };
  Object.defineProperty(type, "name", { value: name });
  return type;
}

module.exports = { leaveOut, leftOut };
