// Writes native.cjs and native.d.ts into a folder, from what the compiler noted of the native part.
//
//   node generate.mjs NOTES FOLDER
//
// NOTES is the folder that NAPI_TYPE_DEF_TMP_FOLDER named when the crate was built. `npm run build` does the same by
// way of `napi build`, which builds for a target of its own and so shares nothing with the rest of the workspace.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [notes, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const installed = createRequire(join(process.env.BLOBCOPY_NODE_TOOLS ?? join(here, "../node_modules"), "tools.js"));
const { generateTypeDef, writeJsBinding } = installed("@napi-rs/cli");

const { version, napi } = JSON.parse(await readFile(join(here, "../package.json"), "utf8"));
await mkdir(folder, { recursive: true });
const { exports, dts } = await generateTypeDef({ typeDefDir: notes, cwd: here, declareBindingTarget: true });
await writeFile(join(folder, "native.d.ts"), dts);
await writeJsBinding({
  platform: true,
  idents: exports,
  jsBinding: "native.cjs",
  binaryName: napi.binaryName,
  packageName: napi.packageName,
  version,
  outputDir: folder,
});
