// The account of a connection string.

"use strict";

const { Access } = require("./access.cjs");
const { is } = require("./arguments.cjs");
const { Inner, sasOfConnectionString } = require("./inner.cjs");
const { settingsOf } = require("./settings.cjs");
const native = require("../native.cjs");

/** The account of a connection string. */
function connected(connectionString, options, client) {
  is.name(connectionString, "connectionString");
  const opened = native.openConnectionString(connectionString, settingsOf(options, client));
  const access = new Access(native.credentialOfConnectionString(connectionString), undefined);
  return new Inner(opened, access, sasOfConnectionString(connectionString));
}

module.exports = { connected };
