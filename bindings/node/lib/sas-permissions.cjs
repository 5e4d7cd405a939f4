// The permissions of a SAS, with a name for each letter.

"use strict";

const { is } = require("./arguments.cjs");

/** A class with one flag per letter. Letters are written in the order given here. */
function lettersOf(name, letters) {
  const flags = Object.entries(letters);
  const type = class {
    constructor() {
      for (const [, flag] of flags) this[flag] = false;
    }

    static parse(text) {
      const set = new this();
      for (const letter of is.text(text, name)) {
        const flag = letters[letter];
        if (!flag) throw new RangeError(`${name} has no letter ${letter}; the letters are ${Object.keys(letters).join("")}`);
        if (set[flag]) throw new RangeError(`${name} has the letter ${letter} twice`);
        set[flag] = true;
      }
      return set;
    }

    static from(like) {
      const set = new this();
      for (const [, flag] of flags) set[flag] = Boolean(is.object(like, name)[flag]);
      return set;
    }

    toString() {
      return flags.filter(([, flag]) => this[flag]).map(([letter]) => letter).join("");
    }
  };
  Object.defineProperty(type, "name", { value: name });
  return type;
}

const BlobSASPermissions = lettersOf("BlobSASPermissions", {
  r: "read", a: "add", c: "create", w: "write", d: "delete", x: "deleteVersion", t: "tag", m: "move", e: "execute",
  i: "setImmutabilityPolicy", y: "permanentDelete",
});

const ContainerSASPermissions = lettersOf("ContainerSASPermissions", {
  r: "read", a: "add", c: "create", w: "write", d: "delete", x: "deleteVersion", l: "list", t: "tag", m: "move",
  e: "execute", i: "setImmutabilityPolicy", y: "permanentDelete", f: "filterByTags",
});

const AccountSASPermissions = lettersOf("AccountSASPermissions", {
  r: "read", w: "write", d: "delete", x: "deleteVersion", f: "filter", t: "tag", l: "list", a: "add", c: "create",
  u: "update", p: "process", i: "setImmutabilityPolicy", y: "permanentDelete",
});

const AccountSASResourceTypes = lettersOf("AccountSASResourceTypes", { s: "service", c: "container", o: "object" });

const AccountSASServices = lettersOf("AccountSASServices", { b: "blob", t: "table", q: "queue", f: "file" });

const SASProtocol = Object.freeze({ Https: "https", HttpsAndHttp: "https,http" });

module.exports = {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  ContainerSASPermissions,
  SASProtocol,
};
