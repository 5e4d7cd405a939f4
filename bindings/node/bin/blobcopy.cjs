#!/usr/bin/env node
// The `blobcopy` command.

"use strict";

const { runCommand } = require("../native.cjs");

// The command listens to these itself, and passes each on to whoever listened before. That must not be Node's own handler,
// which ends the process by raising the signal once more, for ever.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

// It keeps the thread until it has ended.
process.exit(runCommand(["blobcopy", ...process.argv.slice(2)]));
