// Packs what goes to npm: the package itself, which is the same everywhere, and its native part, a package a platform.
//
//   node pack.mjs FOLDER                  the package
//   node pack.mjs FOLDER TRIPLE ADDON     the native part for one platform, compiled already
//
// The package names the native parts of all platforms as optional dependencies, so that npm installs the one that fits;
// native.cjs loads it by that name.

import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = createRequire(join(process.env.BLOBCOPY_NODE_TOOLS ?? join(home, "node_modules"), "tools.js"));
const { NapiCli, parseTriple } = installed("@napi-rs/cli");

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];

/** Packs the package itself into `folder`, and returns the path of its tarball. */
export const packPackage = (folder) =>
  inStaging(async (staging) => {
    const { devDependencies: _tools, scripts: _scripts, napi: _napi, ...manifest } = await ownManifest();
    const native = await nativePackages(staging);
    manifest.optionalDependencies = Object.fromEntries(native.map(({ name, version }) => [name, version]));
    const staged = join(staging, "package");
    await mkdir(staged);
    const wanted = ["README.md", ...manifest.files.map((pattern) => pattern.split("/")[0])];
    for (const name of await readdir(home)) {
      const isWanted = wanted.some((pattern) => name === pattern || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1))));
      if (isWanted) await cp(join(home, name), join(staged, name), { recursive: true });
    }
    return pack(staged, manifest, folder);
  });

/** Packs the native part for a platform into `folder`, and returns the path of its tarball. */
export const packNative = (folder, triple, addon) =>
  inStaging(async (staging) => {
    const { platformArchABI } = parseTriple(triple);
    const native = await nativePackages(staging);
    const one = native.find(({ directory }) => directory.endsWith(platformArchABI));
    if (!one) throw new Error(`${triple} is none of the targets in package.json`);
    const { directory, ...manifest } = one;
    await copyFile(addon, join(directory, manifest.main));
    manifest.description = `The native part of the package blobcopy, for ${triple}`;
    await writeFile(join(directory, "README.md"), `# ${manifest.name}\n\n${manifest.description}. That package installs it where it fits.\n`);
    return pack(directory, manifest, folder);
  });

const ownManifest = async () => JSON.parse(await readFile(join(home, "package.json"), "utf8"));

/** The packages of all platforms, written into `staging` without what is compiled, by the tool that also writes native.cjs. */
async function nativePackages(staging) {
  await copyFile(join(home, "package.json"), join(staging, "package.json"));
  await new NapiCli().createNpmDirs({ cwd: staging, npmDir: "npm" });
  const directories = (await readdir(join(staging, "npm"))).sort().map((name) => join(staging, "npm", name));
  return Promise.all(
    directories.map(async (directory) => ({ directory, ...JSON.parse(await readFile(join(directory, "package.json"), "utf8")) })),
  );
}

/** Packs a folder, with its manifest and the licences of the workspace. */
async function pack(staged, { files, ...manifest }, folder) {
  for (const name of LICENCES) await copyFile(join(home, "../..", name), join(staged, name));
  // npm takes a file named LICENSE unasked, and no other.
  await writeFile(join(staged, "package.json"), `${JSON.stringify({ ...manifest, files: [...files, ...LICENCES] }, null, 2)}\n`);
  await mkdir(folder, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination", resolve(folder)];
  const { stdout } = await promisify(execFile)(npm, words, { cwd: staged, shell: process.platform === "win32" });
  return join(folder, JSON.parse(stdout)[0].filename);
}

async function inStaging(work) {
  const staging = await mkdtemp(join(tmpdir(), "blobcopy-pack-"));
  try {
    return await work(staging);
  } finally {
    await rm(staging, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, triple, addon] = process.argv.slice(2);
  console.log(triple ? await packNative(folder, triple, addon) : await packPackage(folder));
}
