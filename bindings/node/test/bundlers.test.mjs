// The installed package in bundles of esbuild and webpack, and in tests of vitest and jest.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";

import { emptyFolder, node } from "./folder.mjs";
import { installedFolder } from "./installed.mjs";

const tools = process.env.BLOBCOPY_BUNDLERS;
assert.ok(tools, "BLOBCOPY_BUNDLERS is not set: run cargo xtask test");
const require = createRequire(join(tools, "tools.js"));

/** A copy from start to end, as a function. */
const COPY = `
  async function copy() {
    const emulator = new Emulator({ containers: ["box"], copyDurationInMs: 20 });
    const box = BlobServiceClient.fromConnectionString(emulator.connectionString()).getContainerClient("box");
    await box.getBlockBlobClient("source").upload("content", 7);
    const poller = await box.getBlobClient("target").beginCopyFromURL(box.getBlobClient("source"));
    const { copyStatus } = await poller.pollUntilDone();
    emulator.stop();
    return copyStatus;
  }`;
const IMPORTS = `import { BlobServiceClient } from "blobcopy";
  import { Emulator } from "blobcopy/testing";`;
const REQUIRES = `const { BlobServiceClient } = require("blobcopy");
  const { Emulator } = require("blobcopy/testing");`;

let folder;

before(async () => {
  folder = await installedFolder();
  writeFileSync(join(folder, "program.mjs"), `${IMPORTS} ${COPY} copy().then(console.log);`);
  for (const name of ["vitest", "jest"]) symlinkSync(join(tools, name), join(folder, "node_modules", name), "dir");
});

/** What is installed must be found by itself. */
const env = { NAPI_RS_NATIVE_LIBRARY_PATH: "" };

async function copies(bundle, cwd = folder) {
  const { code, stdout, stderr } = await node([bundle], { cwd, env });
  assert.deepEqual([code, stdout], [0, "success\n"], stderr);
}

const esbuild = (...options) => node([join(tools, "esbuild/bin/esbuild"), "program.mjs", "--bundle", "--platform=node", ...options], { cwd: folder });

for (const [format, name] of [["esm", "bundle.mjs"], ["cjs", "bundle.cjs"]]) {
  test(`esbuild: a bundle in ${format} with --external:blobcopy`, async () => {
    const { code, stderr } = await esbuild(`--format=${format}`, "--external:blobcopy", `--outfile=${name}`);
    assert.equal(code, 0, stderr);
    await copies(name);
  });
}

test("esbuild: a bundle with --loader:.node=copy needs no node_modules", async () => {
  const { code, stderr } = await esbuild("--format=cjs", "--loader:.node=copy", "--outdir=alone", "--out-extension:.js=.cjs");
  assert.equal(code, 0, stderr);
  const elsewhere = emptyFolder();
  cpSync(join(folder, "alone"), elsewhere, { recursive: true });
  assert.equal(readdirSync(elsewhere).length, 2);
  await copies("program.cjs", elsewhere);
  rmSync(join(folder, "alone"), { recursive: true });
});

/** Bundles the program as the document shows it. */
async function webpack(settings) {
  const externals = ["blobcopy", "blobcopy/testing"];
  const config = { context: folder, target: "node", mode: "production", entry: "./program.mjs", externals, ...settings };
  const stats = await new Promise((resolve, reject) => {
    require("webpack")(config, (error, built) => (error ? reject(error) : resolve(built)));
  });
  assert.equal(stats.toString({ all: false, errors: true, warnings: true }), "");
}

test("webpack: a bundle in CommonJS", async () => {
  await webpack({ externalsType: "commonjs", output: { path: folder, filename: "webpacked.cjs" } });
  await copies("webpacked.cjs");
});

test("webpack: a bundle in ESM", async () => {
  const output = { path: folder, filename: "webpacked.mjs", module: true };
  await webpack({ experiments: { outputModule: true }, externalsType: "module", output });
  await copies("webpacked.mjs");
});

/** A folder for the tests of a runner, below the one with the package. */
function folderOf(runner, name, code) {
  const path = join(folder, runner);
  mkdirSync(path);
  writeFileSync(join(path, name), code);
  return path;
}

test("vitest: a test imports the package", async () => {
  const check = `${IMPORTS} import { expect, test } from "vitest"; ${COPY} test("copies", async () => expect(await copy()).toBe("success"));`;
  const cwd = folderOf("vitests", "copy.test.mjs", check);
  const { code, stdout, stderr } = await node([join(tools, "vitest/vitest.mjs"), "run", "--root", cwd], { cwd, env });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /1 passed/);
});

test("jest: a test requires the package", async () => {
  const check = `${REQUIRES} ${COPY} test("copies", async () => expect(await copy()).toBe("success"));`;
  const cwd = folderOf("jests", "copy.test.js", check);
  const { code, stdout, stderr } = await node([join(tools, "jest/bin/jest.js"), "--rootDir", cwd], { cwd, env });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stderr, /1 passed/);
});
