// Stands in for a credential of @azure/identity: a token as Microsoft Entra ID would issue it, its signature aside.

"use strict";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

class Identity {
  async getToken(scopes) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: [scopes].flat()[0].replace(/\/\.default$/, ""),
      iss: "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
      iat: now - 60,
      nbf: now - 60,
      exp: now + 3600,
      oid: "11059fcc-5514-4800-b5f8-49808b9cfab6",
      tid: "ab1f708d-50f6-404c-a006-d71b2ac7a606",
    };
    const token = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
    return { token, expiresOnTimestamp: 1000 * claims.exp };
  }
}

exports.Identity = Identity;
