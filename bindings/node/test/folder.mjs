// Folders of a test's own, in which blobcopy is installed, and programs that run in them.

import { execFile } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the package is. */
export const home = dirname(dirname(fileURLToPath(import.meta.url)));

/** A folder that is gone when the process is. */
export function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "blobcopy-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder in which `require("blobcopy")` finds the package. */
export function folderWithPackage() {
  const folder = emptyFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(home, join(folder, "node_modules/blobcopy"), "dir");
  return folder;
}

/** Runs node, and tells how it ended and what it printed. */
export function node(args, options = {}) {
  return run(process.execPath, args, options);
}

export function run(program, args, { cwd, env = {} } = {}) {
  return new Promise((resolve) => {
    const settings = { cwd, env: { ...process.env, NODE_OPTIONS: "", ...env }, encoding: "utf8" };
    // A test runner of our own must not be taken for the child's.
    delete settings.env.NODE_TEST_CONTEXT;
    execFile(program, args, settings, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr });
    });
  });
}
