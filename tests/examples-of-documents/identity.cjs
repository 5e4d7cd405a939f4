// Stands in for @azure/identity where the documents' examples run: it gives the token of its environment.

"use strict";

class DefaultAzureCredential {
  async getToken() {
    return { token: process.env.ACCESS_TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 };
  }
}

class ClientSecretCredential extends DefaultAzureCredential {}

module.exports = { DefaultAzureCredential, ClientSecretCredential };
