// The types that are written by hand, compared with what is there.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import * as main from "../index.mjs";
import * as testing from "../testing.mjs";
import { folderWithPackage, home, node } from "./folder.mjs";

const tools = process.env.BLOBCOPY_NODE_TOOLS;
assert.ok(tools, "BLOBCOPY_NODE_TOOLS is not set: run cargo xtask test");
const ts = createRequire(join(tools, "tools.js"))("typescript");

const modules = process.env.BLOBCOPY_NODE_MODULES;
assert.ok(modules, "BLOBCOPY_NODE_MODULES is not set: run cargo xtask test");

/** Classes that are there only to say that they are not. */
const LEFT_OUT = ["AppendBlobClient", "BlobBatchClient", "PageBlobClient"];

/** What a file of types declares that is there when the program runs. */
function declared(file) {
  const source = ts.createSourceFile(file, readFileSync(join(home, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map();
  source.forEachChild((node) => {
    if (ts.isClassDeclaration(node)) found.set(node.name.text, node);
    else if (ts.isFunctionDeclaration(node)) found.set(node.name.text, node);
    else if (ts.isVariableStatement(node)) found.set(node.declarationList.declarations[0].name.text, node);
  });
  return found;
}

/** The methods and getters of a class as its types have them. */
function members(declaration) {
  const isStatic = (member) => member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword);
  const callable = declaration.members.filter((member) => ts.isMethodDeclaration(member) || ts.isGetAccessor(member));
  const names = (wanted) => new Set(callable.filter((member) => Boolean(isStatic(member)) === wanted).map((member) => member.name.text));
  return { own: names(false), statics: names(true) };
}

const isLeftOut = (method) => {
  try {
    method();
  } catch (error) {
    return /not part of blobcopy/.test(error.message);
  }
};

/** The methods and getters that a class has, apart from those that say that they are not there. */
function present(type) {
  const properties = Object.entries(Object.getOwnPropertyDescriptors(type.prototype));
  const named = properties.filter(([name, { get, value }]) => {
    if (name === "constructor" || name === "name" && typeof value === "string") return false;
    return get || (typeof value === "function" && !(isQuiet(value) && isLeftOut(value)));
  });
  return new Set(named.map(([name]) => name));
}

/** A method that is left out is an arrow, and may be called to see what it says. */
const isQuiet = (method) => !Object.hasOwn(method, "prototype") && method.toString().startsWith("() =>");

for (const [file, found] of [["index.d.ts", main], ["testing.d.ts", testing]]) {
  const types = declared(file);

  test(`${file} declares what is exported, and nothing else`, () => {
    const exported = Object.keys(found).filter((name) => !LEFT_OUT.includes(name));
    assert.deepEqual([...types.keys()].sort(), exported.sort());
  });

  for (const [name, declaration] of types) {
    if (!ts.isClassDeclaration(declaration)) continue;
    test(`${name} has the methods that ${file} says`, () => {
      const { own, statics } = members(declaration);
      assert.deepEqual([...own].sort(), [...present(found[name])].sort());
      for (const method of statics) assert.equal(typeof found[name][method], "function", method);
    });
  }
}

test("what is left out throws an error that names it", () => {
  for (const name of LEFT_OUT) assert.throws(() => new main[name](), /not part of blobcopy/);
  assert.throws(() => main.BlobClient.prototype.setHTTPHeaders(), /BlobClient\.setHTTPHeaders is not part of blobcopy/);
  assert.throws(() => main.BlobServiceClient.prototype.listContainers(), /What is left out/);
});

const ORIGINAL = '"@azure/storage-blob"';

test("a program with Microsoft's names compiles with Microsoft's package, and with blobcopy in its place", async () => {
  const names = [...readFileSync(join(home, "official-names.d.ts"), "utf8").matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name);
  assert.ok(names.length > 70, `${names.length} names`);
  const program = readFileSync(join(home, "test/typed/official-names.ts"), "utf8");
  const files = {
    "theirs.ts": program,
    "ours.ts": program.replaceAll(ORIGINAL, '"blobcopy"'),
    "every-name.ts": `export type { ${names.join(", ")} } from ${ORIGINAL};\n`,
  };
  const folder = folderWithPackage();
  mkdirSync(join(folder, "node_modules/@types"));
  symlinkSync(join(modules, "@azure"), join(folder, "node_modules/@azure"), "dir");
  for (const name of ["@types/node", "undici-types"]) symlinkSync(join(tools, name), join(folder, "node_modules", name), "dir");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const compilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", target: "es2022", types: ["node"], noUncheckedIndexedAccess: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const { code, stdout } = await node([join(tools, "typescript/bin/tsc"), "-p", "."], { cwd: folder });
  assert.equal(code, 0, stdout);
});
