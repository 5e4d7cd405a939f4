#!/usr/bin/env node
// The `blobcopy` command.

"use strict";

const { runCommand } = require("../native.cjs");

// The command handles these signals itself and then calls the handler that was installed before. Node's own handler would
// raise the signal again without end, so this installs another one.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

// This call blocks the thread until the command ends.
process.exit(runCommand(["blobcopy", ...process.argv.slice(2)]));
