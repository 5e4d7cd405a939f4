// Every way in, through a client for JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  content, firstKey, freshContainer, http, https, identity, later, once, pass, refused, sdk, secondKey, service, sourceCode,
  withSource,
} from "./emulator.mjs";

/** A SAS for a blob, or for its container where no blob is named, good for an hour. */
async function sas(blob, permissions, more = {}, key = firstKey) {
  const kind = more.container ? sdk.ContainerSASPermissions : sdk.BlobSASPermissions;
  const values = {
    containerName: blob.containerName,
    blobName: more.container ? undefined : blob.name,
    permissions: kind.parse(permissions),
    expiresOn: await later(3600),
    ...more,
  };
  delete values.container;
  return sdk.generateBlobSASQueryParameters(values, key, more.account).toString();
}

/** A client that has nothing but a signed URL. */
const bearing = (url, token) => new sdk.BlockBlobClient(`${url}?${token}`, undefined, once);

async function finished(poller) {
  await pass(10);
  return poller.pollUntilDone();
}

test("a SAS for a blob reads that blob and writes nothing", async () => {
  const { source } = await withSource();
  const client = bearing(source.url, await sas(source, "r"));
  assert.equal(await content(client), "0123456789");
  await refused(client.upload("x", 1), 403, "AuthorizationPermissionMismatch");
});

test("a SAS for another blob reads nothing", async () => {
  const { source, target } = await withSource();
  await refused(bearing(source.url, await sas(target, "r")).download(), 403, "AuthenticationFailed");
});

test("a SAS for a container lists it and reads what is in it", async () => {
  const { container, source } = await withSource();
  const token = await sas(source, "rl", { container: true });
  const client = new sdk.ContainerClient(`${container.url}?${token}`, undefined, once);
  const names = [];
  for await (const item of client.listBlobsFlat()) names.push(item.name);
  assert.deepEqual(names, ["source"]);
  assert.equal(await content(client.getBlobClient("source")), "0123456789");
  await refused(client.delete(), 403, "AuthorizationPermissionMismatch");
});

test("a SAS for a snapshot reads that snapshot", async () => {
  const { source } = await withSource();
  const { snapshot } = await source.createSnapshot();
  await source.upload("new", 3);
  const token = await sas(source, "r", { snapshotTime: snapshot });
  const at = `${source.url}?snapshot=${encodeURIComponent(snapshot)}&${token}`;
  assert.equal(await content(new sdk.BlobClient(at, undefined, once)), "0123456789");
  await refused(bearing(source.url, token).download(), 403, "AuthenticationFailed");
});

test("an account SAS is for its resource types and permissions", async () => {
  const { source } = await withSource();
  const token = async (types, permissions) =>
    sdk.generateAccountSASQueryParameters(
      {
        services: "b",
        resourceTypes: types,
        permissions: sdk.AccountSASPermissions.parse(permissions),
        expiresOn: await later(3600),
      },
      firstKey,
    ).toString();
  assert.equal(await content(bearing(source.url, await token("o", "r"))), "0123456789");
  const ofService = bearing(source.url, await token("s", "r"));
  await refused(ofService.download(), 403, "AuthorizationResourceTypeMismatch");
  const listing = bearing(source.url, await token("o", "l"));
  await refused(listing.download(), 403, "AuthorizationPermissionMismatch");
});

test("a SAS is good in its time only", async () => {
  const { source } = await withSource();
  const early = await sas(source, "r", { startsOn: await later(600) });
  await refused(bearing(source.url, early).download(), 403, "AuthenticationFailed");
  const short = await sas(source, "r", { expiresOn: await later(30) });
  assert.equal(await content(bearing(source.url, short)), "0123456789");
  await pass(60);
  const error = await refused(bearing(source.url, short).download(), 403, "AuthenticationFailed");
  assert.match(error.details.authenticationErrorDetail, /time frame/);
});

test("a SAS for https only is refused over http and taken over https", async () => {
  const { source } = await withSource();
  const token = await sas(source, "r", { protocol: sdk.SASProtocol.Https });
  await refused(bearing(source.url, token).download(), 403, "AuthorizationProtocolMismatch");
  assert.equal(await content(bearing(source.url.replace(http, https), token)), "0123456789");
});

test("a SAS for another address is refused", async () => {
  const { source } = await withSource();
  const here = await sas(source, "r", { ipRange: { start: "127.0.0.1" } });
  assert.equal(await content(bearing(source.url, here)), "0123456789");
  const far = await sas(source, "r", { ipRange: { start: "203.0.113.1", end: "203.0.113.9" } });
  await refused(bearing(source.url, far).download(), 403, "AuthorizationSourceIPMismatch");
});

test("a SAS says the headers of the answer", async () => {
  const { source } = await withSource();
  const token = await sas(source, "r", { contentType: "text/x-told", contentDisposition: "attachment" });
  const answer = await bearing(source.url, token).download();
  assert.equal(answer.contentType, "text/x-told");
  assert.equal(answer.contentDisposition, "attachment");
});

test("a right to create starts a copy to a new blob and to no other", async () => {
  const { source, target } = await withSource();
  const client = bearing(target.url, await sas(target, "c"));
  const from = `${source.url}?${await sas(source, "r")}`;
  await client.beginCopyFromURL(from);
  await pass(10);
  assert.equal(await content(target), "0123456789");
  await refused(client.beginCopyFromURL(from), 403, "UnauthorizedBlobOverwrite");
});

test("a SAS for the destination does not cover the source", async () => {
  const { source, target } = await withSource();
  const client = bearing(target.url, await sas(target, "rw"));
  const error = await refused(client.beginCopyFromURL(source.url), 401, "CannotVerifyCopySource");
  assert.equal(sourceCode(error), "NoAuthenticationInformation");
  const from = `${source.url}?${await sas(source, "r")}`;
  const done = await finished(await client.beginCopyFromURL(from, { intervalInMs: 1 }));
  assert.equal(done.copyStatus, "success");
  assert.ok(!done.copySource.includes("sig="));
});

test("a source in another account takes a SAS of that account", async () => {
  const { target } = await withSource();
  const container = await freshContainer(secondKey);
  const far = container.getBlockBlobClient("far");
  await far.upload("far away", 8);
  await refused(target.beginCopyFromURL(far.url), 401, "CannotVerifyCopySource");
  const wrong = `${far.url}?${await sas(far, "r", {}, firstKey)}`;
  await refused(target.beginCopyFromURL(wrong), 403, "CannotVerifyCopySource");
  const from = `${far.url}?${await sas(far, "r", {}, secondKey)}`;
  await finished(await target.beginCopyFromURL(from, { intervalInMs: 1 }));
  assert.equal(await content(target), "far away");
});

test("a public source in another account takes nothing", async () => {
  const { target } = await withSource();
  const container = await freshContainer(secondKey, { access: "blob" });
  const far = container.getBlockBlobClient("far");
  await far.upload("for all", 7);
  await finished(await target.beginCopyFromURL(far.url, { intervalInMs: 1 }));
  assert.equal(await content(target), "for all");
});

test("what is public is read by everybody and written by nobody", async () => {
  const container = await freshContainer(firstKey, { access: "container" });
  await container.getBlockBlobClient("blob").upload("for all", 7);
  const anybody = new sdk.ContainerClient(container.url, new sdk.AnonymousCredential(), once);
  assert.equal(await content(anybody.getBlobClient("blob")), "for all");
  const names = [];
  for await (const item of anybody.listBlobsFlat()) names.push(item.name);
  assert.deepEqual(names, ["blob"]);
  await refused(anybody.getBlockBlobClient("blob").upload("x", 1), 401, "NoAuthenticationInformation");
});

test("what is not public is not read by everybody", async () => {
  const { source } = await withSource();
  const anybody = new sdk.BlobClient(source.url, new sdk.AnonymousCredential(), once);
  await refused(anybody.download(), 401, "NoAuthenticationInformation");
});

test("a wrong key is refused", async () => {
  const { source } = await withSource();
  const wrong = new sdk.StorageSharedKeyCredential(firstKey.accountName, "d3Jvbmc=");
  const client = new sdk.BlobClient(source.url, wrong, once);
  await refused(client.download(), 403, "AuthenticationFailed");
});

const withToken = (credential) =>
  new sdk.BlobServiceClient(`${https}/${firstKey.accountName}`, credential, once);

test("a token starts, watches and aborts a copy over https", async () => {
  const { container, source } = await withSource();
  const mine = withToken(identity()).getContainerClient(container.containerName);
  const target = mine.getBlobClient("target");
  const poller = await target.beginCopyFromURL(source.url.replace(http, https), { intervalInMs: 1 });
  await target.abortCopyFromURL(poller.getOperationState().copyId);
  assert.equal((await target.getProperties()).copyStatus, "aborted");
});

test("a token for something else is challenged, and the client asks again where it is sent", async () => {
  const { container } = await withSource();
  const credential = identity({ audience: "https://graph.microsoft.com" });
  const blob = withToken(credential).getContainerClient(container.containerName).getBlobClient("source");
  await refused(blob.download(), 401, "InvalidAuthenticationInfo");
  assert.deepEqual(credential.asked[0], "https://storage.azure.com/.default");
  assert.equal(credential.asked.length, 2);
});

test("a user delegation SAS reads, and is a copy's right to its source", async () => {
  const { container, source } = await withSource();
  const owner = withToken(identity());
  const bought = await owner.getUserDelegationKey(await later(-60), await later(3600));
  const { accountName } = firstKey;
  const token = sdk.generateBlobSASQueryParameters(
    {
      containerName: container.containerName,
      blobName: "source",
      permissions: sdk.BlobSASPermissions.parse("r"),
      expiresOn: await later(1800),
    },
    bought,
    accountName,
  ).toString();
  assert.equal(await content(bearing(source.url, token)), "0123456789");
  const target = (await freshContainer(secondKey)).getBlobClient("target");
  const done = await finished(await target.beginCopyFromURL(`${source.url}?${token}`, { intervalInMs: 1 }));
  assert.equal(done.copyStatus, "success");
});

test("a user delegation SAS for a container lists it, and no key but the one that was sold opens anything", async () => {
  const { container } = await withSource();
  const bought = await withToken(identity()).getUserDelegationKey(await later(-60), await later(3600));
  const open = async (key) => {
    const token = sdk.generateBlobSASQueryParameters(
      {
        containerName: container.containerName,
        permissions: sdk.ContainerSASPermissions.parse("rl"),
        expiresOn: await later(1800),
      },
      key,
      firstKey.accountName,
    );
    const client = new sdk.ContainerClient(`${container.url}?${token}`, undefined, once);
    return client.listBlobsFlat().next();
  };
  assert.equal((await open(bought)).value.name, "source");
  const forged = { ...bought, value: Buffer.alloc(32, 7).toString("base64") };
  await refused(open(forged), 403, "AuthenticationFailed");
});

test("a user delegation key lives for seven days at most", async () => {
  const owner = withToken(identity());
  const week = 7 * 24 * 3600;
  await refused(
    owner.getUserDelegationKey(await later(0), await later(week + 3600)),
    400,
    "InvalidXmlNodeValue",
  );
});

test("a key buys no user delegation key", async () => {
  const owner = service(firstKey, once, https);
  await refused(
    owner.getUserDelegationKey(await later(-60), await later(3600)),
    403,
    "AuthenticationFailed",
  );
});
