// The tarballs of the package, installed in a folder of a test's own.

import assert from "node:assert/strict";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { packNative, packPackage } from "../scripts/pack.mjs";
import { emptyFolder, run } from "./folder.mjs";

/** A folder in which npm has installed the package and its native part. */
export async function installedFolder() {
  const tarballs = emptyFolder();
  const packed = [await packPackage(tarballs), await packOwnNative(tarballs)];
  const folder = emptyFolder();
  writeFileSync(join(folder, "package.json"), "{}");
  const installed = await run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...packed], { cwd: folder });
  assert.equal(installed.code, 0, installed.stderr);
  return folder;
}

/** The native part that the tests use, as a package of its own. */
async function packOwnNative(folder) {
  const addon = join(folder, "addon.node");
  copyFileSync(process.env.NAPI_RS_NATIVE_LIBRARY_PATH, addon);
  // Only for speed: most of the file is debug information. Without the program it takes a little longer.
  await run("strip", ["-S", addon]);
  return packNative(folder, triple(), addon);
}

/** This platform, as Rust names it. */
function triple() {
  const isGlibc = Boolean(process.report.getReport().header.glibcVersionRuntime);
  const cpu = { arm64: "aarch64", x64: "x86_64" }[process.arch];
  const system = { darwin: "apple-darwin", linux: `unknown-linux-${isGlibc ? "gnu" : "musl"}`, win32: "pc-windows-msvc" }[process.platform];
  return `${cpu}-${system}`;
}
