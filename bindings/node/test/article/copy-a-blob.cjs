// Copies blobs with asynchronous scheduling: within Azure, from outside, and one that is aborted. Writes blobs from URLs.
//
// It makes the same calls as the programs in Microsoft's documentation on these subjects. The test changes the line below
// and nothing else.

const { BlobServiceClient, BlobSASPermissions, generateBlobSASQueryParameters } = require("@azure/storage-blob");
const { Identity } = require("./identity.cjs");

/** Signs a source with a user delegation key, so that the service may read it. */
async function signedUrl(service, blob) {
  const startsOn = new Date(Date.now() - 15 * 60 * 1000);
  const expiresOn = new Date(Date.now() + 60 * 60 * 1000);
  const key = await service.getUserDelegationKey(startsOn, expiresOn);
  const sas = generateBlobSASQueryParameters(
    {
      containerName: blob.containerName,
      blobName: blob.name,
      permissions: BlobSASPermissions.parse("r"),
      startsOn,
      expiresOn,
    },
    key,
    service.accountName,
  );
  return `${blob.url}?${sas}`;
}

/** Copies a blob that nobody may change meanwhile. */
async function copyWithinAzure(service, source, destination) {
  const lease = source.getBlobLeaseClient();
  try {
    await lease.acquireLease(-1);
    const poller = await destination.beginCopyFromURL(await signedUrl(service, source));
    await poller.pollUntilDone();
    const { copyStatus, contentLength } = await destination.getProperties();
    console.log(`within Azure: ${copyStatus}, ${contentLength} bytes`);
  } finally {
    await lease.releaseLease();
  }
  console.log(`the source is ${(await source.getProperties()).leaseState}`);
}

/** Copies what is anywhere at all. */
async function copyFromOutside(url, destination) {
  const poller = await destination.beginCopyFromURL(url);
  const result = await poller.pollUntilDone();
  console.log(`from outside: ${result.copyStatus}, ${(await destination.downloadToBuffer()).toString()}`);
}

/** Writes a blob with the content of another one. */
async function putFromAzure(service, source, destination) {
  await destination.syncUploadFromURL(await signedUrl(service, source));
  const { contentLength, copyId } = await destination.getProperties();
  console.log(`put within Azure: ${contentLength} bytes, ${copyId}`);
}

/** Writes a blob with the content of any URL. */
async function putFromOutside(url, destination) {
  await destination.syncUploadFromURL(url);
  console.log(`put from outside: ${(await destination.downloadToBuffer()).toString()}`);
}

/** Starts a copy and ends it before it is done. */
async function abortCopy(service, source, destination) {
  const poller = await destination.beginCopyFromURL(await signedUrl(service, source));
  const { copyId } = poller.getOperationState();
  console.log(`started: ${(await destination.getProperties()).copyStatus}`);
  await destination.abortCopyFromURL(copyId);
  const { copyStatus, contentLength } = await destination.getProperties();
  console.log(`then: ${copyStatus}, ${contentLength} bytes`);
}

async function main() {
  const service = new BlobServiceClient(process.env.ACCOUNT_URL, new Identity());
  const { containerClient } = await service.createContainer(process.env.CONTAINER);
  const small = containerClient.getBlockBlobClient("small.txt");
  await small.upload("hello", 5);
  const large = containerClient.getBlockBlobClient("large.bin");
  await large.uploadData(Buffer.alloc(10_000_000));

  await copyWithinAzure(service, small, containerClient.getBlobClient("copy-of-small.txt"));
  await copyFromOutside(process.env.OUTSIDE_URL, containerClient.getBlobClient("from-outside.txt"));
  await putFromAzure(service, small, containerClient.getBlockBlobClient("put.txt"));
  await putFromOutside(process.env.OUTSIDE_URL, containerClient.getBlockBlobClient("put-from-outside.txt"));
  await abortCopy(service, large, containerClient.getBlobClient("copy-of-large.bin"));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
