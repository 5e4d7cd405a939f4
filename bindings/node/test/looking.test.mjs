// What can be found out before a copy and after others.

import assert from "node:assert/strict";
import { test } from "node:test";

import { failure, pending, service, status, withSource } from "./world.mjs";

const SIGNATURE = `${"c2VjcmV0".repeat(5)}c2U`;

test("a source that can be read has no diagnosis", async () => {
  const { source } = await withSource();
  const { diagnosis, isOfBlobService, isOpenedByCredential, statusCode } = await service.explain(source);
  assert.deepEqual([diagnosis, isOfBlobService, isOpenedByCredential, statusCode], [undefined, true, true, 206]);
});

test("a source that cannot be read says why, by name, cause and remedy", async () => {
  const { container } = await withSource();
  const { code, diagnosis, statusCode } = await service.explain(`${container.url}/missing`);
  assert.deepEqual([diagnosis.name, statusCode, code], ["source_missing", 404, "BlobNotFound"]);
  assert.ok(diagnosis.cause && diagnosis.remedy);
});

test("the signature of a source is not told", async () => {
  const { source } = await withSource();
  const explanation = await service.explain(`${source.url}?sv=2020-12-06&sr=b&sp=r&se=2001-01-01&sig=${SIGNATURE}%3D`);
  assert.equal(explanation.diagnosis.name, "sas_expired");
  assert.match(explanation.sas, /sp=r/);
  assert.ok(!JSON.stringify(explanation).includes(SIGNATURE));
});

test("pending copies are found, and can be ended by their tickets", async () => {
  const { container, source, target, copyId } = await pending();
  const [found, ...others] = await container.findPending("tar");
  assert.deepEqual(others, []);
  assert.deepEqual(
    [found.containerName, found.name, found.destination, found.state.copyId, found.state.copyStatus],
    [container.containerName, "target", target.url, copyId, "pending"],
  );
  assert.deepEqual(await container.findPending("other"), []);
  const again = await target.beginCopyFromURL(source.url, { resumeFrom: found.ticket });
  await again.cancelOperation();
  assert.equal(await status(target), "aborted");
  assert.deepEqual(await container.findPending(), []);
});

test("a container that is not there has no pending copies to find", async () => {
  const error = await failure(service.getContainerClient("missing").findPending());
  assert.equal(error.code, "ContainerNotFound");
});
