// A program with types of @azure/storage-blob. The test compiles it with that package, and with blobcopy in its place.

import {
  BlobLeaseClient,
  BlobServiceClient,
  BlockBlobTier,
  RestError,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type {
  BlobBeginCopyFromURLOptions,
  BlobBeginCopyFromURLResponse,
  BlobBeginCopyFromUrlPollState,
  BlobClient,
  BlobDeleteOptions,
  BlobDownloadResponseParsed,
  BlobGetPropertiesResponse,
  BlobSyncCopyFromURLOptions,
  BlockBlobPutBlobFromUrlResponse,
  BlockBlobSyncUploadFromURLOptions,
  BlockBlobUploadResponse,
  CommonOptions,
  ContainerListBlobFlatSegmentResponse,
  CopyPollerBlobClient,
  CopyStatusType,
  DeleteSnapshotsOptionType,
  LeaseOperationResponse,
  PollOperationState,
  PollerLike,
  PollerLikeWithCancellation,
  StoragePipelineOptions,
  Tags,
  WithResponse,
} from "@azure/storage-blob";

type Poller = PollerLikeWithCancellation<PollOperationState<BlobBeginCopyFromURLResponse>, BlobBeginCopyFromURLResponse>;

const pipeline: StoragePipelineOptions = {
  keepAliveOptions: { enable: true },
  retryOptions: { maxTries: 2, retryDelayInMs: 100, retryPolicyType: StorageRetryPolicyType.EXPONENTIAL },
  userAgentOptions: { userAgentPrefix: "nightly/1" },
};

export function serviceOf(name: string, key: string): BlobServiceClient {
  const url = `https://${name}.blob.core.windows.net`;
  return new BlobServiceClient(url, new StorageSharedKeyCredential(name, key), pipeline);
}

function report({ copyId, copyProgress, copySource, isCompleted }: BlobBeginCopyFromUrlPollState): void {
  console.log(copyId?.slice(0, 8), copyProgress?.split("/"), copySource, isCompleted === true);
}

export async function copy(source: BlobClient, target: BlobClient): Promise<CopyStatusType | undefined> {
  const tags: Tags = { project: "x" };
  const options: BlobBeginCopyFromURLOptions = {
    intervalInMs: 100,
    metadata: { from: source.name },
    onProgress: report,
    sourceConditions: { ifUnmodifiedSince: new Date() },
    tags,
    tier: BlockBlobTier.Cool,
  };
  const lease = new BlobLeaseClient(source);
  const { leaseId }: LeaseOperationResponse = await lease.acquireLease(15);
  // @ts-expect-error: a duration is a number.
  await lease.acquireLease("15");
  try {
    const poller: Poller = await target.beginCopyFromURL(source.url, { ...options, abortSignal: AbortSignal.timeout(1000) });
    const stop = poller.onProgress((state) => console.log(state.isStarted));
    const { copyStatus, requestId } = await poller.pollUntilDone();
    stop();
    console.log(requestId, leaseId, poller.getOperationState().result?.copyId);
    return copyStatus;
  } finally {
    await lease.releaseLease();
  }
}

export async function copyWithinCall(source: BlobClient, target: BlobClient): Promise<string> {
  const options: BlobSyncCopyFromURLOptions = { sourceAuthorization: { scheme: "Bearer", value: "token" } };
  const copied = await target.syncCopyFromURL(source.url, options);
  const put: BlockBlobSyncUploadFromURLOptions = {
    blobHTTPHeaders: { blobContentType: "text/plain" },
    conditions: { ifNoneMatch: "*" },
    copySourceBlobProperties: false,
    copySourceTags: "COPY",
  };
  const written: BlockBlobPutBlobFromUrlResponse = await target.getBlockBlobClient().syncUploadFromURL(source.url, put);
  return `${copied.copyId} ${written.etag} ${written._response.status}`;
}

export async function end(client: CopyPollerBlobClient, copyId: string): Promise<void> {
  await client.abortCopyFromURL(copyId);
  const { copyStatus }: BlobGetPropertiesResponse = await client.getProperties();
  console.log(copyStatus === "aborted");
}

export async function read(blob: BlobClient): Promise<string> {
  const response: BlobDownloadResponseParsed = await blob.download();
  let text = "";
  for await (const part of response.readableStreamBody!) text += part.toString();
  return text;
}

export async function remove(blob: BlobClient, deleteSnapshots: DeleteSnapshotsOptionType): Promise<void> {
  const options: BlobDeleteOptions = { deleteSnapshots };
  try {
    await blob.delete(options);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    console.log(error.code, error.statusCode, error.request?.url, error.response?.headers.get("x-ms-request-id"));
  }
}

export async function list(service: BlobServiceClient): Promise<number> {
  let count = 0;
  for await (const page of service.getContainerClient("live").listBlobsFlat().byPage({ maxPageSize: 10 })) {
    const { segment }: ContainerListBlobFlatSegmentResponse = page;
    count += segment.blobItems.length;
  }
  return count;
}

export async function upload(service: BlobServiceClient): Promise<BlockBlobUploadResponse> {
  const options: CommonOptions = { tracingOptions: {} };
  const blob = service.getContainerClient("live").getBlockBlobClient("a");
  const written = await blob.upload("content", 7, options);
  if (!written.errorCode) console.log(written.date);
  return written;
}

export type Result = WithResponse<BlobBeginCopyFromURLResponse>;
export type AnyPoller = PollerLike<PollOperationState<string>, string>;
