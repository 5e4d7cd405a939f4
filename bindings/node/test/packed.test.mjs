// The tarballs, installed in an empty folder: every example of README and guide from ESM, from CommonJS and from TypeScript.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { BlobServiceClient } from "../index.mjs";
import { Emulator } from "../testing.mjs";
import { home, node, run } from "./folder.mjs";
import { installedFolder } from "./installed.mjs";

const tools = process.env.BLOBCOPY_NODE_TOOLS;
const emulator = new Emulator({ containers: ["live", "backups"], copyDurationInMs: 100 });
after(() => emulator.stop());

const documents = [join(home, "README.md"), join(home, "../../docs/node.md")].map((path) => readFileSync(path, "utf8"));
const examples = [...documents.join("\n").matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
let folder;

before(async () => {
  const service = BlobServiceClient.fromConnectionString(emulator.connectionString());
  await service.getContainerClient("live").getBlockBlobClient("db.vhd").uploadData(Buffer.alloc(1_000_000));
  folder = await installedFolder();
});

/** The example as a program that requires. */
function required(code) {
  const imports = /^import (.*?) from ("[^"]+");$/gm;
  const body = code.replace(imports, "const $1 = require($2);");
  return `(async () => {\n${body}})();\n`;
}

// What is installed must be found by itself.
const env = () => ({
  AZURE_STORAGE_CONNECTION_STRING: emulator.connectionString(),
  NAPI_RS_NATIVE_LIBRARY_PATH: "",
});

async function ends(name, code) {
  writeFileSync(join(folder, name), code);
  const { code: exit, stdout, stderr } = await node([name], { cwd: folder, env: env() });
  assert.equal(exit, 0, `${stdout}\n${stderr}`);
}

test("npm lays the native part beside the package, and licences are in both", () => {
  const modules = join(folder, "node_modules");
  const natives = readdirSync(join(modules, "@blobcopy"));
  assert.equal(natives.length, 1, natives);
  assert.ok(!readdirSync(join(modules, "blobcopy")).some((name) => name.endsWith(".node")));
  for (const name of ["blobcopy", `@blobcopy/${natives[0]}`])
    for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) assert.ok(readFileSync(join(modules, name, licence)).length > 500);
});

test("every native part that is an optional dependency is loaded by its name", () => {
  const { optionalDependencies, version } = JSON.parse(readFileSync(join(folder, "node_modules/blobcopy/package.json"), "utf8"));
  const loader = readFileSync(join(home, "native.cjs"), "utf8");
  assert.equal(Object.keys(optionalDependencies).length, 8);
  for (const [name, wanted] of Object.entries(optionalDependencies)) {
    assert.equal(wanted, version);
    assert.ok(loader.includes(`require('${name}')`), name);
  }
});

test("README and guide have their examples", () => {
  assert.ok(examples.length >= 9, `${examples.length} examples`);
});

for (const [index, code] of examples.entries()) {
  test(`example ${index + 1} runs when it is imported`, () => ends(`example-${index}.mjs`, code));
  test(`example ${index + 1} runs when it is required`, () => ends(`example-${index}.cjs`, required(code)));
}

test("every example compiles under tsc --strict, libraries included, and runs", async () => {
  assert.ok(tools, "BLOBCOPY_NODE_TOOLS is not set: run cargo xtask test");
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  for (const name of ["@types/node", "undici-types"]) symlinkSync(join(tools, name), join(modules, name), "dir");
  examples.forEach((code, index) => writeFileSync(join(folder, `typed-${index}.mts`), code));
  // CommonJS has no await at the top, so there it is the imports that are compiled.
  examples.forEach((code, index) => writeFileSync(join(folder, `required-${index}.cts`), imports(code)));
  const compilerOptions = {
    strict: true, skipLibCheck: false, module: "nodenext", target: "es2022", lib: ["es2022", "esnext.disposable"], types: ["node"],
    noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: false,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["typed-*.mts", "required-*.cts"] }));
  const tsc = createRequire(join(tools, "tools.js")).resolve("typescript/bin/tsc");
  const compiled = await node([tsc, "-p", "."], { cwd: folder });
  assert.equal(compiled.code, 0, compiled.stdout);
  for (const index of examples.keys()) {
    const { code, stderr } = await node([`typed-${index}.mjs`], { cwd: folder, env: env() });
    assert.equal(code, 0, stderr);
  }
});

/** The imports of an example alone: what TypeScript makes of them in a CommonJS module. */
const imports = (code) => code.match(/^import .*$/gm).join("\n");

test("import and require give one and the same class", () =>
  ends(
    "identity.mjs",
    `import assert from "node:assert/strict";
     import { createRequire } from "node:module";
     import * as imported from "blobcopy";
     import { Emulator } from "blobcopy/testing";
     const require = createRequire(import.meta.url);
     const required = require("blobcopy");
     for (const name of Object.keys(required)) assert.equal(imported[name], required[name], name);
     assert.equal(require("blobcopy/testing").Emulator, Emulator);
     const { default: _, ...named } = imported;
     assert.deepEqual(Object.keys(named).filter((name) => name !== "module.exports").sort(), Object.keys(required).sort());`,
  ));

test("the command runs from the installed package", async () => {
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const { code, stdout } = await run("npx", ["--offline", "blobcopy", "--version"], { cwd: folder, env: env() });
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`${version}\n$`));
});
