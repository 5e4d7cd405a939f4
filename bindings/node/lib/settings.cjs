// The options of a client, converted for native code.

"use strict";

const { readFileSync } = require("node:fs");
const { rootCertificates } = require("node:tls");
const { is, optionsOf } = require("./arguments.cjs");

const KNOWN = {
  audience: is.name,
  keepAliveOptions: is.object,
  maxConnections: is.count,
  proxyOptions: proxy,
  retryOptions: is.object,
  serviceVersion: is.name,
  tlsOptions: is.object,
  userAgentOptions: is.object,
};

const RETRIES = {
  maxRetryDelayInMs: is.number,
  maxTries: is.count,
  retryDelayInMs: is.number,
  retryPolicyType: is.count,
  tryTimeoutInMs: is.number,
};

/** The settings, and a name that is the same for equal settings. */
function settingsOf(given, client) {
  const options = optionsOf(given, client, KNOWN);
  const { retryPolicyType, ...retries } = optionsOf(options.retryOptions, "retryOptions", RETRIES);
  const agent = optionsOf(options.userAgentOptions, "userAgentOptions", { userAgentPrefix: is.text });
  const { audience, maxConnections, serviceVersion } = options;
  return {
    name: JSON.stringify(options),
    options: {
      ...retries,
      audience,
      maxConnections,
      proxy: options.proxyOptions && proxyUrl(options.proxyOptions),
      serviceVersion,
      trusted: [...trustedByNode(), ...trustedByOption(options.tlsOptions)],
      userAgent: agent.userAgentPrefix || undefined,
    },
  };
}

function proxy(value, name) {
  is.object(value, name);
  is.name(value.host, `${name}: host`);
  is.count(value.port, `${name}: port`);
  return value;
}

function proxyUrl({ host, port, username, password }) {
  const user = username ? `${encodeURIComponent(username)}:${encodeURIComponent(password ?? "")}@` : "";
  const bare = host.replace(/^http:\/\//, "").replace(/\/$/, "");
  return `http://${user}${bare}:${port}`;
}

let ofNode;

/** The certificates that every https client of this process trusts: Node's own, and those of NODE_EXTRA_CA_CERTS. */
function trustedByNode() {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  ofNode ??= [rootCertificates.join("\n"), ...(extra ? [readFileSync(extra, "utf8")] : [])];
  return ofNode;
}

function trustedByOption(given) {
  const { ca } = optionsOf(given, "tlsOptions", { ca: (value) => value });
  return [ca ?? []].flat().map((pem) => pem.toString());
}

module.exports = { settingsOf };
