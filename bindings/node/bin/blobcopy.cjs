#!/usr/bin/env node
// The `blobcopy` command.

"use strict";

const { runCommand } = require("../native.cjs");

// It keeps the thread until it has ended, and hears of signals itself.
process.exit(runCommand(["blobcopy", ...process.argv.slice(2)]));
