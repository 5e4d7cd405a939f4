// A program with the calls of Microsoft's articles, with Microsoft's package and, one line changed, with blobcopy.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Emulator } from "../testing.mjs";
import { folderWithPackage, home, node } from "./folder.mjs";

const ACCOUNT = "devstoreaccount1";
// A small blob is copied faster than anybody can ask, since the original asks again only after fifteen seconds.
const emulator = new Emulator({ https: true, bytesPerSecond: 100_000 });
const outside = createServer((_, reply) => reply.end("from afar"));

before(() => new Promise((listening) => outside.listen(0, "127.0.0.1", listening)));
after(() => {
  outside.close();
  emulator.stop();
});

const LINE = /require\("@azure\/storage-blob"\)/;
const program = readFileSync(join(home, "test/article/copy-a-blob.cjs"), "utf8");

const TOLD = [
  "within Azure: success, 5 bytes",
  "the source is available",
  "from outside: success, from afar",
  "put within Azure: 5 bytes, undefined",
  "put from outside: from afar",
  "started: pending",
  "then: aborted, 0 bytes",
  "",
].join("\n");

async function told(text, container) {
  const folder = folderWithPackage();
  writeFileSync(join(folder, "copy-a-blob.cjs"), text);
  copyFileSync(join(home, "test/article/identity.cjs"), join(folder, "identity.cjs"));
  writeFileSync(join(folder, "authority.pem"), emulator.certificateAuthority);
  const { code, stdout, stderr } = await node(["copy-a-blob.cjs"], {
    cwd: folder,
    env: {
      ACCOUNT_URL: emulator.httpsUrl(ACCOUNT),
      CONTAINER: container,
      OUTSIDE_URL: `http://127.0.0.1:${outside.address().port}/file`,
      NODE_EXTRA_CA_CERTS: join(folder, "authority.pem"),
      NODE_PATH: process.env.BLOBCOPY_NODE_MODULES,
    },
  });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  return stdout;
}

test("the program runs with Microsoft's package", async () => {
  assert.equal(await told(program, "theirs"), TOLD);
});

test("it runs with ours, one line changed, and tells the same", async () => {
  assert.match(program, LINE);
  const changed = program.replace(LINE, 'require("blobcopy")');
  const differing = program.split("\n").filter((line, index) => line !== changed.split("\n")[index]);
  assert.equal(differing.length, 1);
  assert.equal(await told(changed, "ours"), TOLD);
});
