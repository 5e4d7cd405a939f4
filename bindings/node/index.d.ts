// The types of the package. They are written by hand; a test compares them with the classes.

export * from "./official-names.js";

/** Metadata of a blob or container: names and values. */
export interface Metadata {
  [name: string]: string;
}

/** Tags of a blob: names and values. */
export type Tags = Record<string, string>;

/** What every response contains. */
export interface Receipt {
  /** The id of the request in the logs of the service. */
  requestId?: string;
  /** The id that the client gave the request. */
  clientRequestId?: string;
  /** The version of the REST API that the service used. */
  version?: string;
  /** The time of the response, by the clock of the service. */
  date?: Date;
  /** The error code of a result that has `succeeded: false`. */
  errorCode?: string;
}

/** The request of a result or an error. */
export interface RequestSummary {
  /** The URL of the blob, container or account, without a SAS. */
  url: string;
}

/** The response of a result or an error. Secrets are removed. */
export interface ResponseSummary {
  /** The HTTP status. */
  status: number;
  /** The headers. Names are read in any case. */
  headers: ResponseHeaders;
  /** The request. */
  request: RequestSummary;
}

/** The headers of a response. */
export interface ResponseHeaders extends Iterable<[string, string]> {
  /** Returns the value of a header, with a name in any case. */
  get(name: string): string | undefined;
  /** Returns whether the response has a header. */
  has(name: string): boolean;
  toJSON(): Record<string, string>;
}

/** The result of one request, with its response. */
export interface CallResponse extends Receipt {
  /** The response. It is not enumerable. */
  readonly _response: ResponseSummary;
}

/** A signal that cancels a call: an `AbortSignal`, or the one of another package. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
  removeEventListener(type: "abort", listener: (this: AbortSignalLike, event: any) => any, options?: any): void;
}

/** Options of every method. */
export interface CallOptions {
  /** Cancels the call. The promise is rejected with the reason of the signal. */
  abortSignal?: AbortSignalLike;
  /** Accepted and ignored. */
  tracingOptions?: object;
}

/** Conditions on the state of a blob. The service accepts one, or an ETag condition with its date condition. */
export interface ModifiedAccessConditions {
  /** Only if the blob has this ETag. `*` stands for any. */
  ifMatch?: string;
  /** Only if the blob does not have this ETag. With `*`, only if the blob does not exist. */
  ifNoneMatch?: string;
  /** Only if the blob was modified after this time. */
  ifModifiedSince?: Date;
  /** Only if the blob was not modified after this time. */
  ifUnmodifiedSince?: Date;
  /** A condition on the tags of the blob, such as `"project" = 'x'`. */
  tagConditions?: string;
}

/** Conditions on a blob, and its lease. */
export interface BlobRequestConditions extends ModifiedAccessConditions {
  /** The id of the lease, if the blob is leased. */
  leaseId?: string;
}

/** Options of a method that accepts conditions. */
export interface ConditionalOptions extends CallOptions {
  /** Conditions on the blob or container. The call fails with status 412 if one is not met. */
  conditions?: BlobRequestConditions;
}

/** The status of a copy. */
export type CopyStatus = "pending" | "success" | "aborted" | "failed" | (string & {});
export type AccessTier = "Hot" | "Cool" | "Cold" | "Archive" | "Premium" | (string & {});
export type RehydratePriority = "Standard" | "High" | (string & {});
export type LeaseState = "available" | "leased" | "expired" | "breaking" | "broken" | (string & {});
export type LeaseStatus = "locked" | "unlocked" | (string & {});
export type DeleteSnapshotsOption = "include" | "only";
export type PublicAccess = "container" | "blob";

/** The state of a copy. */
export interface CopyState {
  /** The id of the copy. */
  copyId: string;
  /** Whether the copy is pending, or how it ended. */
  copyStatus: CopyStatus;
  /** The URL of the source, without its query, which may contain a SAS. */
  copySource?: string;
  /** The progress in bytes, as text: `copied/total`. */
  copyProgress?: string;
  /** The number of bytes that were copied. */
  bytesCopied?: number;
  /** The size of the source in bytes. */
  bytesTotal?: number;
  /** The time at which the copy ended. */
  copyCompletedOn?: Date;
  /** The reason of a failure, or of a delay. */
  copyStatusDescription?: string;
  /** The last snapshot of an incremental copy. */
  destinationSnapshot?: string;
  /** A contradiction in the reported progress, such as a success with too few bytes copied. */
  copyRemark?: string;
}

/** A policy that protects a blob from changes and deletion. */
export interface BlobImmutabilityPolicy {
  /** The end of the protection. */
  expiriesOn?: Date;
  /** A locked policy cannot be shortened or removed. */
  policyMode?: "Unlocked" | "Locked";
}

/** The access tiers of block blobs. */
export declare const BlockBlobTier: {
  readonly Hot: "Hot";
  readonly Cool: "Cool";
  readonly Cold: "Cold";
  readonly Archive: "Archive";
};
export type BlockBlobTier = AccessTier;

/** The kinds of delays between attempts. blobcopy uses exponential delays for all of them. */
export declare const StorageRetryPolicyType: { readonly EXPONENTIAL: 0; readonly FIXED: 1 };
export type StorageRetryPolicyType = 0 | 1;

// ---- Credentials

/** A credential of `@azure/identity`, or any object with its `getToken` method. It stays in JavaScript. */
export interface TokenCredential {
  getToken(
    scopes: string | string[],
    options?: { tenantId?: string },
  ): Promise<{ token: string; expiresOnTimestamp: number; refreshAfterTimestamp?: number } | null>;
}

/** The name and key of an account. The key is not printed. */
export declare class StorageSharedKeyCredential {
  readonly accountName: string;
  /** @param accountKey - The key, in base64. */
  constructor(accountName: string, accountKey: string);
}

/** No credential: for public blobs, and for URLs with a SAS. */
export declare class AnonymousCredential {}

/** What a client accepts as a credential. */
export type Credential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

/** Options of a client. */
export interface ClientOptions {
  /** The audience of access tokens. Default: all storage accounts. */
  audience?: string;
  /** Accepted and ignored: connections are always kept open. */
  keepAliveOptions?: { enable?: boolean };
  /** The maximum number of connections, each with one request at a time. Default: 64. */
  maxConnections?: number;
  /** The HTTP proxy. Default: the proxy of the environment variables. */
  proxyOptions?: { host: string; port: number; username?: string; password?: string };
  /** When to retry a request. They apply to copies, too. */
  retryOptions?: {
    /** The maximum number of attempts of one request, including the first. Default: 4. */
    maxTries?: number;
    /** The delay before the second attempt, in milliseconds; doubled before each further one. Default: 250. */
    retryDelayInMs?: number;
    /** The maximum delay between attempts, in milliseconds. Default: 30,000. */
    maxRetryDelayInMs?: number;
    /** The time limit of one attempt, in milliseconds. Default: 30,000. */
    tryTimeoutInMs?: number;
    /** Accepted and ignored: delays are always exponential. */
    retryPolicyType?: number;
  };
  /** The version of the REST API, such as `2025-11-05`. */
  serviceVersion?: string;
  /** Certificates to trust in addition to those of Node.js, in PEM. */
  tlsOptions?: { ca?: string | Buffer | Array<string | Buffer> };
  /** Text at the end of the `User-Agent` header. */
  userAgentOptions?: { userAgentPrefix?: string };
}

// ---- Errors

/** What you can do about an error. The kinds are the same in all languages. */
export type ErrorKind =
  | "invalid"
  | "unauthorized"
  | "not_found"
  | "conflict"
  | "precondition"
  | "pending_copy"
  | "source"
  | "throttled"
  | "unavailable"
  | "network"
  | "timeout"
  | "malformed"
  | "copy_failed"
  | "copy_aborted"
  | "copy_superseded"
  | "copy_gone"
  | "copy_unverified"
  | (string & {});

/** The properties of an error. */
export interface ErrorFacts {
  kind?: ErrorKind;
  code?: string;
  statusCode?: number;
  requestId?: string;
  copyId?: string;
  copy?: CopyState;
  otherCopy?: CopyState;
  snapshot?: string;
  details?: RefusalDetails;
  diagnosis?: Diagnosis;
  causeText?: string;
  remedy?: string;
  cause?: unknown;
}

/** Details of the response with which the service refused a request. */
export interface RefusalDetails {
  errorCode?: string;
  message?: string;
  authenticationErrorDetail?: string;
  headerName?: string;
  queryParameterName?: string;
  /** The status of the response that the service got from the source of a copy. */
  copySourceStatusCode?: number;
  copySourceErrorCode?: string;
  copySourceErrorMessage?: string;
}

/** Why a request was refused, and what to do. */
export interface Diagnosis {
  /** The stable name of the cause. */
  name: string;
  /** The cause, in one sentence. */
  cause: string;
  /** What to do about it, in one sentence. */
  remedy: string;
}

/** The result of a check of a source. It contains no secret. */
export interface Explanation {
  /** Why the service cannot read the source. Undefined if nothing was found. */
  diagnosis?: Diagnosis;
  /** Whether the source is known to be a blob in Azure Storage. */
  isOfBlobService: boolean;
  /** Whether the source was read with the credential of its account, which authorizes a copy, too. */
  isOpenedByCredential: boolean;
  /** The SAS of the URL, without its signature. */
  sas?: string;
  /** The status of the response. Undefined if there was no request or no response. */
  statusCode?: number;
  /** Azure's error code. */
  code?: string;
  requestId?: string;
  /** The difference between the clocks of this machine and the server, in milliseconds. */
  skewInMs?: number;
}

/** A pending copy in a listing. */
export interface PendingCopy {
  containerName: string;
  /** The name of the destination. */
  name: string;
  state: CopyState;
  /** The URL of the destination. Undefined if its name cannot be sent in a request. */
  destination?: string;
  /** The resume token, for `resumeFrom`. Undefined without a URL. */
  ticket?: string;
}

/**
 * The base class of errors.
 *
 * @example
 * try {
 *   const poller = await target.beginCopyFromURL(source);
 *   await poller.pollUntilDone();
 * } catch (error) {
 *   if (!(error instanceof CopyError)) throw error;
 *   console.error(error.kind, error.code, error.diagnosis?.remedy);
 * }
 */
export declare class CopyError extends Error {
  constructor(message: string, facts?: ErrorFacts);
  /** What you can do about the error. */
  readonly kind: ErrorKind;
  /** Azure's error code, if there was a response. */
  readonly code?: string;
  /** The HTTP status, if there was a response. */
  readonly statusCode?: number;
  /** The id of the refused request in the logs of the service. */
  readonly requestId?: string;
  /** The id of the copy, if the error is about one that was started. */
  readonly copyId?: string;
  /** The last known state of that copy. */
  readonly copy?: CopyState;
  /** The other copy that is pending into the destination. */
  readonly otherCopy?: CopyState;
  /** The snapshot with the previous content of the destination. */
  readonly snapshot?: string;
  /** Details of the response. */
  readonly details?: RefusalDetails;
  /** The cause and the remedy of a refusal. */
  readonly diagnosis?: Diagnosis;
  /** The cause as a sentence, which `message` contains too. */
  readonly causeText?: string;
  /** What to do, as a sentence, which `message` contains too. */
  readonly remedy?: string;
  /** The error of the credential, if it returned no token. The cause as a sentence is `causeText`. */
  readonly cause?: unknown;
  /** The request that was refused. */
  readonly request?: RequestSummary;
  /** The response with which it was refused. It has the headers `x-ms-request-id` and `x-ms-error-code`. */
  readonly response?: ResponseSummary;
}

/** The service refused a request. */
export declare class RestError extends CopyError {}

/** `stopPolling` ended the wait. The copy continues. */
export declare class PollerStoppedError extends CopyError {}

/** `cancelOperation` aborted the copy. */
export declare class PollerCancelledError extends CopyError {}

// ---- Copies

/** Options of every copy: the properties of the destination, and conditions. */
export interface CopyRequestOptions extends CallOptions {
  /** Metadata of the destination. Default: the metadata of the source. */
  metadata?: Metadata;
  /** Tags of the destination. */
  tags?: Tags;
  /** Access tier of the destination. */
  tier?: AccessTier;
  /** Immutability policy of the destination. */
  immutabilityPolicy?: BlobImmutabilityPolicy;
  /** Whether the destination has a legal hold. */
  legalHold?: boolean;
  /** Conditions on the destination, and its lease. */
  conditions?: BlobRequestConditions;
  /** Conditions on the source. */
  sourceConditions?: ModifiedAccessConditions;
}

/** Options of an asynchronous copy. */
export interface BlobBeginCopyFromURLOptions extends CopyRequestOptions {
  /** The priority with which a blob is rehydrated from the archive tier. */
  rehydratePriority?: RehydratePriority;
  /** Whether the destination, an append blob, is sealed. */
  sealBlob?: boolean;

  /** The poll interval, in milliseconds. Default: an interval that grows with the duration of the copy. */
  intervalInMs?: number;
  /**
   * Called when the progress changes, and a last time when the copy has succeeded. An exception that it throws rejects
   * the wait.
   */
  onProgress?: (state: CopyPollState) => void;
  /** Resumes a copy: the `ticket` or the `toString()` of its poller. */
  resumeFrom?: string;

  /** What to do if another copy is pending into the destination. Default: `fail`. */
  onPending?: "fail" | "adopt" | "wait" | "abort";
  /** Reads the destination before the start, so that a delayed start cannot copy a second time. */
  lookFirst?: boolean;
  /** Time limit for the whole copy, in milliseconds. A start or abort in flight is awaited for up to 5 seconds longer. */
  deadlineInMs?: number;
  /** Whether a copy that is pending at the deadline is aborted. Default: false, it continues. */
  abortAtDeadline?: boolean;
  /** The maximum number of attempts of one request, including the first. Default: that of the client. */
  maxTries?: number;
  /** The minimum poll interval, in milliseconds. Default: 45. */
  pollFloorInMs?: number;
  /** The maximum poll interval, in milliseconds. Default: 120,000. */
  pollCeilingInMs?: number;
  /** The poll interval as a share of the time since the start. Default: 0.18. */
  pollShare?: number;

  /** How the service is authorized to read the source. Default: `auto`, which creates a SAS if one is needed and possible. */
  sourceAccess?: "auto" | "as_given" | "sas";
  /** The lifetime of a SAS that is created for the source, in milliseconds. Only with `sas`. */
  sourceAccessLifeInMs?: number;
  /** Reads the properties of the source before the start. */
  checkSource?: boolean;
  /** Starts only if the source has not changed since it was checked. */
  pinSource?: boolean;
  /** Leases the source during the copy. */
  leaseSource?: boolean;
  /** Copies the tags of the source. */
  keepTags?: boolean;
  /** How the content of the destination is protected against a failed copy. Default: `nothing`. */
  protect?: "nothing" | "create" | "snapshot" | "kept_snapshot";
  /** Compares length and MD5 of the copy with the source at the end. */
  verify?: boolean;
}

/** Options of a synchronous copy. */
export interface BlobSyncCopyFromURLOptions extends CopyRequestOptions {
  /** With `COPY`, the destination gets the tags of the source. Default: `REPLACE`. */
  copySourceTags?: "COPY" | "REPLACE";
  /** The encryption scope of the destination. */
  encryptionScope?: string;
  /** A bearer token with which the service reads the source. */
  sourceAuthorization?: { scheme: string; value: string };
  /** The MD5 of the source. The copy fails if it differs. */
  sourceContentMD5?: Uint8Array;
  /** The purpose of the token if the source is in Azure Files: `backup`. */
  sourceShareTokenIntent?: "backup" | (string & {});
}

/** Options of `syncUploadFromURL`. */
export interface BlockBlobSyncUploadFromURLOptions extends BlobSyncCopyFromURLOptions {
  /** Whether the properties of the source, such as its media type, are copied. Default: true. */
  copySourceBlobProperties?: boolean;
  /** Headers that the blob keeps, such as its media type. */
  blobHTTPHeaders?: BlobHTTPHeaders;
}

/** The results of the safeguards of a copy. */
export interface CopyFindings {
  /** The length in bytes, if the copy was compared with its source. */
  verifiedLength?: number;
  /** Whether the MD5 is the same, or one of the blobs has none. */
  verifiedMD5?: "same" | "absent";
  /** What was done with the previous content of the destination, in one sentence. */
  protection?: string;
  /** The snapshot with the previous content. */
  snapshot?: string;
}

/** A copy that has succeeded. */
export interface BlobBeginCopyFromURLResponse extends CopyState, Receipt {
  /** The ETag of the destination. */
  etag?: string;
  /** The time of the last modification of the destination. */
  lastModified?: Date;
  /** The version of the destination, if versioning is enabled. */
  versionId?: string;
  /** The results of the safeguards, if there were any. */
  findings?: CopyFindings;
}

/** The state of a poller. */
export interface CopyPollState {
  isStarted: boolean;
  isCompleted?: boolean;
  isCancelled?: boolean;
  copyId: string;
  /** The URL of the source, without its query. */
  copySource?: string;
  copyStatus?: CopyStatus;
  /** The progress in bytes, as text: `copied/total`. */
  copyProgress?: string;
  /** The number of bytes that were copied. */
  bytesCopied?: number;
  /** The size of the source in bytes. */
  bytesTotal?: number;
  /** A contradiction in the reported progress, such as a success with too few bytes copied. */
  copyRemark?: string;
  result?: BlobBeginCopyFromURLResponse;
  error?: CopyError;
  readonly blobClient: BlobClient;
}

/**
 * The poller of a copy that was started. If it is dropped, the copy continues.
 *
 * @example
 * const poller = await target.beginCopyFromURL(source);
 * for await (const { bytesCopied, bytesTotal } of poller) console.log(`${bytesCopied} of ${bytesTotal} bytes`);
 * console.log(poller.getResult()?.copyStatus);
 */
export interface CopyPoller extends AsyncIterable<CopyPollState> {
  /** The resume token: one line without a secret, with which another process can continue. */
  readonly ticket: string;
  /** Polls the copy immediately. */
  poll(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** Waits for the end. The signal also aborts the copy on the server; with `detach` it ends only the wait. */
  pollUntilDone(options?: { abortSignal?: AbortSignalLike; detach?: boolean }): Promise<BlobBeginCopyFromURLResponse>;
  /** Adds a listener for progress and success. Returns the function that removes it. */
  onProgress(callback: (state: CopyPollState) => void): () => void;
  /** Returns whether the copy has ended. */
  isDone(): boolean;
  /** Ends the wait. The copy continues, and a later call can wait for it. */
  stopPolling(): void;
  /** Returns whether nothing waits for the copy. */
  isStopped(): boolean;
  /** Aborts the copy on the server. If it has ended before, this is no error. */
  cancelOperation(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  /** Returns the last known state. */
  getOperationState(): CopyPollState;
  /** Returns the result, if the copy has succeeded. */
  getResult(): BlobBeginCopyFromURLResponse | undefined;
  /** Returns a text for `resumeFrom`, without a secret. */
  toString(): string;
}

/** The result of an abort. */
export interface BlobAbortCopyFromURLResponse extends CallResponse {}

/** The result of a synchronous copy. */
export interface BlobCopyFromURLResponse extends Receipt {
  copyId?: string;
  copyStatus?: CopyStatus;
  etag?: string;
  lastModified?: Date;
  versionId?: string;
  contentMD5?: Buffer;
  xMsContentCrc64?: Buffer;
  encryptionScope?: string;
}

// ---- Blobs

/** The properties of a blob, and of the last copy into it. */
export interface BlobProperties extends Partial<CopyState> {
  contentLength?: number;
  contentType?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  cacheControl?: string;
  contentMD5?: Buffer;
  blobType?: "BlockBlob" | "PageBlob" | "AppendBlob" | (string & {});
  etag?: string;
  lastModified?: Date;
  createdOn?: Date;
  accessTier?: AccessTier;
  accessTierInferred?: boolean;
  accessTierChangedOn?: Date;
  archiveStatus?: string;
  rehydratePriority?: RehydratePriority;
  blobSequenceNumber?: number;
  blobCommittedBlockCount?: number;
  isSealed?: boolean;
  acceptRanges?: string;
  leaseDuration?: "infinite" | "fixed" | (string & {});
  leaseState?: LeaseState;
  leaseStatus?: LeaseStatus;
  isServerEncrypted?: boolean;
  encryptionKeySha256?: string;
  encryptionScope?: string;
  tagCount?: number;
  expiresOn?: Date;
  lastAccessed?: Date;
  immutabilityPolicyExpiresOn?: Date;
  immutabilityPolicyMode?: string;
  legalHold?: boolean;
  isIncrementalCopy?: boolean;
}

/** The result of `getProperties`. */
export interface BlobGetPropertiesResponse extends BlobProperties, CallResponse {
  metadata: Metadata;
  versionId?: string;
  isCurrentVersion?: boolean;
}

/** The result of `download`. */
export interface BlobDownloadResponse extends BlobGetPropertiesResponse {
  contentRange?: string;
  blobContentMD5?: Buffer;
  /** A stream of the content, which is in memory. */
  readableStreamBody: NodeJS.ReadableStream;
}

/** What the service reports of a blob that was written. */
export interface WriteResponse extends CallResponse {
  etag?: string;
  lastModified?: Date;
  versionId?: string;
  isServerEncrypted?: boolean;
  encryptionKeySha256?: string;
  encryptionScope?: string;
}

/** The result of `createSnapshot`. */
export interface BlobCreateSnapshotResponse extends WriteResponse {
  /** The id of the snapshot, which is a time. */
  snapshot?: string;
}

/** The result of an upload. */
export interface BlockBlobUploadResponse extends WriteResponse {
  contentMD5?: Buffer;
  xMsContentCrc64?: Buffer;
}

/** The result of `deleteIfExists`. */
export interface BlobDeleteIfExistsResponse extends CallResponse {
  /** Whether the blob existed. */
  succeeded: boolean;
  errorCode?: string;
}

/** Options of a download. */
export interface BlobDownloadOptions extends ConditionalOptions {
  /** Whether the service reports the MD5 of the range. */
  rangeGetContentMD5?: boolean;
  /** Accepted and ignored, as are the following options: a blob is downloaded in one request. */
  maxRetryRequests?: number;
  maxRetryRequestsPerBlock?: number;
  blockSize?: number;
  concurrency?: number;
  onProgress?: (progress: { loadedBytes: number }) => void;
}

/** Headers that a blob keeps. */
export interface BlobHTTPHeaders {
  blobCacheControl?: string;
  blobContentDisposition?: string;
  blobContentEncoding?: string;
  blobContentLanguage?: string;
  blobContentMD5?: Uint8Array;
  blobContentType?: string;
}

/** Options of an upload. */
export interface BlockBlobUploadOptions extends ConditionalOptions {
  blobHTTPHeaders?: BlobHTTPHeaders;
  encryptionScope?: string;
  metadata?: Metadata;
  tags?: Tags;
  tier?: AccessTier;
  immutabilityPolicy?: BlobImmutabilityPolicy;
  legalHold?: boolean;
  /** Accepted and ignored, as are the following options: a blob is uploaded in one request. */
  blockSize?: number;
  concurrency?: number;
  maxSingleShotSize?: number;
  onProgress?: (progress: { loadedBytes: number }) => void;
}

/** The content of an upload. */
export type Body = string | ArrayBuffer | ArrayBufferView | Blob | NodeJS.ReadableStream | (() => Body);

/** The values of a SAS for a URL. */
export interface BlobGenerateSasUrlOptions extends Omit<BlobSASSignatureValues, "containerName" | "blobName"> {}

/**
 * A client of one blob, or of a snapshot or version of one.
 *
 * @example
 * const service = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING ?? "");
 * const source = service.getContainerClient("live").getBlobClient("db.vhd");
 * const target = service.getContainerClient("backups").getBlobClient("db.vhd");
 * const poller = await target.beginCopyFromURL(source);
 * console.log((await poller.pollUntilDone()).copyStatus);
 */
export declare class BlobClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  constructor(connectionString: string, containerName: string, blobName: string, options?: ClientOptions);
  /** The URL. It contains the SAS with which the client was created, if there is one. */
  get url(): string;
  get name(): string;
  get containerName(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  /** Returns a client of a snapshot of this blob. */
  withSnapshot(snapshot: string): this;
  /** Returns a client of a version of this blob. */
  withVersion(versionId: string): this;
  getBlockBlobClient(): BlockBlobClient;
  /** Returns a client of a lease on this blob. */
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient;
  /**
   * Starts an asynchronous copy into this blob (*Copy Blob*). When the promise is fulfilled, the service has accepted the
   * copy.
   *
   * @param copySource - A URL, with a SAS if it needs one, or a `BlobClient` of any account.
   * @returns The poller, which waits for the copy.
   * @throws CopyError if the copy was not started.
   */
  beginCopyFromURL(copySource: string | BlobClient, options?: BlobBeginCopyFromURLOptions): Promise<CopyPoller>;
  /** Aborts a pending copy into this blob. */
  abortCopyFromURL(copyId: string, options?: ConditionalOptions): Promise<BlobAbortCopyFromURLResponse>;
  /**
   * Copies a block blob of at most 256 MiB within the call (*Copy Blob From URL*).
   *
   * @param copySource - A URL, with a SAS if it needs one, or a `BlobClient` of any account.
   * @throws CopyError if the copy was refused or failed.
   */
  syncCopyFromURL(copySource: string | BlobClient, options?: BlobSyncCopyFromURLOptions): Promise<BlobCopyFromURLResponse>;
  getProperties(options?: ConditionalOptions): Promise<BlobGetPropertiesResponse>;
  exists(options?: ConditionalOptions): Promise<boolean>;
  /** Reads the tags. */
  getTags(options?: ConditionalOptions): Promise<CallResponse & { tags: Tags }>;
  /** Replaces the metadata. */
  setMetadata(metadata?: Metadata, options?: ConditionalOptions): Promise<WriteResponse>;
  /** Changes the access tier. */
  setAccessTier(
    tier: AccessTier,
    options?: ConditionalOptions & { rehydratePriority?: RehydratePriority },
  ): Promise<CallResponse>;
  /** Creates a snapshot. */
  createSnapshot(options?: ConditionalOptions & { metadata?: Metadata }): Promise<BlobCreateSnapshotResponse>;
  delete(options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption }): Promise<CallResponse>;
  deleteIfExists(
    options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption },
  ): Promise<BlobDeleteIfExistsResponse>;
  /** Downloads the blob, or a range of it, in one request. `offset` and `count` are bytes. */
  download(offset?: number, count?: number, options?: BlobDownloadOptions): Promise<BlobDownloadResponse>;
  /** Downloads the blob, or a range of it, into memory. */
  downloadToBuffer(offset?: number, count?: number, options?: BlobDownloadOptions): Promise<Buffer>;
  downloadToBuffer<B extends ArrayBufferView>(
    buffer: B,
    offset?: number,
    count?: number,
    options?: BlobDownloadOptions,
  ): Promise<B>;
  generateSasUrl(options: BlobGenerateSasUrlOptions): Promise<string>;
  generateUserDelegationSasUrl(
    options: BlobGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): Promise<string>;
}

/** A client of one block blob. */
export declare class BlockBlobClient extends BlobClient {
  /** Uploads the content in one request and replaces an existing blob. `contentLength` is its length in bytes. */
  upload(body: Body, contentLength: number, options?: BlockBlobUploadOptions): Promise<BlockBlobUploadResponse>;
  /**
   * Writes the blob with the content of a URL of at most 5,000 MiB, within the call (*Put Blob From URL*).
   *
   * @param sourceURL - A URL, with a SAS if it needs one, or a `BlobClient` of any account.
   * @throws CopyError if the request was refused.
   */
  syncUploadFromURL(
    sourceURL: string | BlobClient,
    options?: BlockBlobSyncUploadFromURLOptions,
  ): Promise<BlockBlobUploadResponse>;
  /** Uploads the content in one request and replaces an existing blob. */
  uploadData(data: Body, options?: BlockBlobUploadOptions): Promise<BlockBlobUploadResponse>;
}

/** The result of a call about a lease. */
export interface LeaseOperationResponse extends CallResponse {
  leaseId?: string;
  /** The remaining time of a lease that was broken, in seconds. */
  leaseTime?: number;
  etag?: string;
  lastModified?: Date;
}

/** A lease on a blob, which may not be acquired yet. */
export declare class BlobLeaseClient {
  constructor(client: BlobClient, leaseId?: string);
  get leaseId(): string;
  get url(): string;
  /** Acquires the lease for 15 to 60 seconds, or without end for -1. */
  acquireLease(duration: number, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  /** Renews the lease. */
  renewLease(options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  /** Changes the id of the lease. */
  changeLease(proposedLeaseId: string, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  /** Releases the lease. */
  releaseLease(options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  /** Breaks the lease of anyone, after a period in seconds. */
  breakLease(breakPeriod?: number, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
}

// ---- Containers and accounts

/** The properties of a container. */
export interface ContainerGetPropertiesResponse extends CallResponse {
  etag?: string;
  lastModified?: Date;
  leaseDuration?: "infinite" | "fixed" | (string & {});
  leaseState?: LeaseState;
  leaseStatus?: LeaseStatus;
  blobPublicAccess?: PublicAccess | (string & {});
  hasImmutabilityPolicy?: boolean;
  hasLegalHold?: boolean;
  metadata: Metadata;
}

/** Options of the creation of a container. */
export interface ContainerCreateOptions extends CallOptions {
  /** Public access without authentication. Default: none. */
  access?: PublicAccess;
  metadata?: Metadata;
}

/** The result of the creation of a container. */
export interface ContainerCreateResponse extends CallResponse {
  etag?: string;
  lastModified?: Date;
}

/** Options of a listing: a prefix of the names, and what to include. */
export interface ListBlobsOptions extends CallOptions {
  prefix?: string;
  /** The name at which the listing starts. */
  startFrom?: string;
  includeCopy?: boolean;
  includeDeleted?: boolean;
  includeDeletedWithVersions?: boolean;
  includeImmutabilityPolicy?: boolean;
  includeLegalHold?: boolean;
  includeMetadata?: boolean;
  includeSnapshots?: boolean;
  includeTags?: boolean;
  includeUncommitedBlobs?: boolean;
  includeVersions?: boolean;
}

/** A blob in a listing. */
export interface BlobItem {
  name: string;
  snapshot?: string;
  deleted?: boolean;
  deletedOn?: Date;
  remainingRetentionDays?: number;
  versionId?: string;
  isCurrentVersion?: boolean;
  hasVersionsOnly?: boolean;
  properties: BlobProperties;
  metadata?: Metadata;
  tags?: Tags;
}

/** A common beginning of names in a listing. */
export interface BlobPrefix {
  name: string;
}

/** A page of a listing. */
export interface ListBlobsPage {
  serviceEndpoint?: string;
  containerName?: string;
  prefix?: string;
  marker?: string;
  maxPageSize?: number;
  delimiter?: string;
  segment: { blobItems: BlobItem[]; blobPrefixes?: BlobPrefix[] };
  /** The start of the next page; empty at the end. */
  continuationToken: string;
}

/** Iterates over blobs, or with `byPage` over pages. */
export interface PagedAsyncIterableIterator<Item> {
  next(): Promise<IteratorResult<Item, void>>;
  [Symbol.asyncIterator](): PagedAsyncIterableIterator<Item>;
  byPage(settings?: { continuationToken?: string; maxPageSize?: number }): AsyncIterableIterator<ListBlobsPage>;
}

/** A client of one container. */
export declare class ContainerClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  constructor(connectionString: string, containerName: string, options?: ClientOptions);
  /** The URL. It contains the SAS with which the client was created, if there is one. */
  get url(): string;
  get containerName(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  getBlobClient(blobName: string): BlobClient;
  getBlockBlobClient(blobName: string): BlockBlobClient;
  create(options?: ContainerCreateOptions): Promise<ContainerCreateResponse>;
  createIfNotExists(
    options?: ContainerCreateOptions,
  ): Promise<ContainerCreateResponse & { succeeded: boolean }>;
  exists(options?: ConditionalOptions): Promise<boolean>;
  getProperties(options?: ConditionalOptions): Promise<ContainerGetPropertiesResponse>;
  delete(options?: ConditionalOptions): Promise<CallResponse>;
  deleteIfExists(options?: ConditionalOptions): Promise<CallResponse & { succeeded: boolean }>;
  uploadBlockBlob(
    blobName: string,
    body: Body,
    contentLength: number,
    options?: BlockBlobUploadOptions,
  ): Promise<{ blockBlobClient: BlockBlobClient; response: BlockBlobUploadResponse }>;
  deleteBlob(
    blobName: string,
    options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption },
  ): Promise<CallResponse>;
  listBlobsFlat(options?: ListBlobsOptions): PagedAsyncIterableIterator<BlobItem>;
  listBlobsByHierarchy(
    delimiter: string,
    options?: ListBlobsOptions,
  ): PagedAsyncIterableIterator<({ kind: "prefix" } & BlobPrefix) | ({ kind: "blob" } & BlobItem)>;
  /** Lists the pending copies into blobs whose names begin with `prefix`. It lists all such blobs, 5,000 per request. */
  findPending(prefix?: string, options?: CallOptions): Promise<PendingCopy[]>;
  generateSasUrl(options: BlobGenerateSasUrlOptions): Promise<string>;
  generateUserDelegationSasUrl(
    options: BlobGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): Promise<string>;
}

/** A key that signs user delegation SAS. `value` is a secret. */
export interface UserDelegationKey {
  signedObjectId: string;
  signedTenantId: string;
  signedStartsOn: Date;
  signedExpiresOn: Date;
  signedService: string;
  signedVersion: string;
  signedDelegatedUserTenantId?: string;
  value: string;
}

/** The result of `getAccountInfo`. */
export interface ServiceGetAccountInfoResponse extends CallResponse {
  skuName?: string;
  accountKind?: string;
  isHierarchicalNamespaceEnabled?: boolean;
}

/**
 * A client of one account.
 *
 * @example
 * const service = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING ?? "");
 * await service.createContainer("backups");
 */
export declare class BlobServiceClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  /** Creates a client from a connection string of the portal, or of an emulator. */
  static fromConnectionString(connectionString: string, options?: ClientOptions): BlobServiceClient;
  /** The URL. It contains the SAS with which the client was created, if there is one. */
  get url(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  getContainerClient(containerName: string): ContainerClient;
  createContainer(
    containerName: string,
    options?: ContainerCreateOptions,
  ): Promise<{ containerClient: ContainerClient; containerCreateResponse: ContainerCreateResponse }>;
  deleteContainer(containerName: string, options?: ConditionalOptions): Promise<CallResponse>;
  /** Checks whether the service can read a source, by reading its first byte from this machine. */
  explain(copySource: string | BlobClient, options?: CallOptions): Promise<Explanation>;
  getAccountInfo(options?: CallOptions): Promise<ServiceGetAccountInfoResponse>;
  /** Gets a key that signs user delegation SAS. The client needs a token credential. */
  getUserDelegationKey(startsOn: Date, expiresOn: Date, options?: CallOptions): Promise<UserDelegationKey & CallResponse>;
  generateAccountSasUrl(
    expiresOn?: Date,
    permissions?: AccountSASPermissions,
    resourceTypes?: string,
    options?: Omit<AccountSASSignatureValues, "expiresOn" | "permissions" | "resourceTypes" | "services"> & {
      services?: string;
    },
  ): string;
}

// ---- Shared access signatures

export declare const SASProtocol: { readonly Https: "https"; readonly HttpsAndHttp: "https,http" };
export type SASProtocol = "https" | "https,http";

/** A range of IP addresses. */
export interface SasIPRange {
  start: string;
  end?: string;
}

/** The values of a SAS for a blob or container. */
export interface BlobSASSignatureValues {
  containerName: string;
  /** The blob. Without it, the SAS is for the container. */
  blobName?: string;
  snapshotTime?: string;
  versionId?: string;
  permissions?: BlobSASPermissions | ContainerSASPermissions | string;
  startsOn?: Date;
  expiresOn?: Date;
  identifier?: string;
  ipRange?: SasIPRange;
  protocol?: SASProtocol;
  version?: string;
  encryptionScope?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  contentType?: string;
  correlationId?: string;
  delegatedUserObjectId?: string;
  preauthorizedAgentObjectId?: string;
  requestHeaders?: Record<string, string>;
  requestQueryParameters?: Record<string, string>;
}

/** The values of a SAS for an account. */
export interface AccountSASSignatureValues {
  services: AccountSASServices | string;
  resourceTypes: AccountSASResourceTypes | string;
  permissions: AccountSASPermissions | string;
  expiresOn: Date;
  startsOn?: Date;
  ipRange?: SasIPRange;
  protocol?: SASProtocol;
  version?: string;
  encryptionScope?: string;
}

/** Creates a SAS for a blob or container, signed with the key of the account. */
export declare function generateBlobSASQueryParameters(
  values: BlobSASSignatureValues,
  credential: StorageSharedKeyCredential,
): SASQueryParameters;
/** Creates a SAS for a blob or container, signed with a user delegation key. */
export declare function generateBlobSASQueryParameters(
  values: BlobSASSignatureValues,
  userDelegationKey: UserDelegationKey,
  accountName: string,
): SASQueryParameters;
/** Creates a SAS for an account, signed with its key. */
export declare function generateAccountSASQueryParameters(
  values: AccountSASSignatureValues,
  credential: StorageSharedKeyCredential,
): SASQueryParameters;

/** The parameters of a SAS. Only `toString` and `signature` return the secret. */
export declare class SASQueryParameters {
  private constructor();
  get signature(): string;
  get version(): string;
  get permissions(): string | undefined;
  get protocol(): SASProtocol | undefined;
  get resource(): string | undefined;
  get identifier(): string | undefined;
  get startsOn(): Date | undefined;
  get expiresOn(): Date | undefined;
  toString(): string;
}

export interface BlobSASPermissionsLike {
  read?: boolean;
  add?: boolean;
  create?: boolean;
  write?: boolean;
  delete?: boolean;
  deleteVersion?: boolean;
  tag?: boolean;
  move?: boolean;
  execute?: boolean;
  setImmutabilityPolicy?: boolean;
  permanentDelete?: boolean;
}

export interface ContainerSASPermissionsLike extends BlobSASPermissionsLike {
  list?: boolean;
  filterByTags?: boolean;
}

export interface AccountSASPermissionsLike {
  read?: boolean;
  write?: boolean;
  delete?: boolean;
  deleteVersion?: boolean;
  filter?: boolean;
  tag?: boolean;
  list?: boolean;
  add?: boolean;
  create?: boolean;
  update?: boolean;
  process?: boolean;
  setImmutabilityPolicy?: boolean;
  permanentDelete?: boolean;
}

/** The permissions of a SAS for a blob. */
export declare class BlobSASPermissions {
  static parse(permissions: string): BlobSASPermissions;
  static from(permissions: BlobSASPermissionsLike): BlobSASPermissions;
  read: boolean;
  add: boolean;
  create: boolean;
  write: boolean;
  delete: boolean;
  deleteVersion: boolean;
  tag: boolean;
  move: boolean;
  execute: boolean;
  setImmutabilityPolicy: boolean;
  permanentDelete: boolean;
  toString(): string;
}

/** The permissions of a SAS for a container. */
export declare class ContainerSASPermissions {
  static parse(permissions: string): ContainerSASPermissions;
  static from(permissions: ContainerSASPermissionsLike): ContainerSASPermissions;
  read: boolean;
  add: boolean;
  create: boolean;
  write: boolean;
  delete: boolean;
  deleteVersion: boolean;
  list: boolean;
  tag: boolean;
  move: boolean;
  execute: boolean;
  setImmutabilityPolicy: boolean;
  permanentDelete: boolean;
  filterByTags: boolean;
  toString(): string;
}

/** The permissions of an account SAS. */
export declare class AccountSASPermissions {
  static parse(permissions: string): AccountSASPermissions;
  static from(permissions: AccountSASPermissionsLike): AccountSASPermissions;
  read: boolean;
  write: boolean;
  delete: boolean;
  deleteVersion: boolean;
  filter: boolean;
  tag: boolean;
  list: boolean;
  add: boolean;
  create: boolean;
  update: boolean;
  process: boolean;
  setImmutabilityPolicy: boolean;
  permanentDelete: boolean;
  toString(): string;
}

/** The resource types of an account SAS. */
export declare class AccountSASResourceTypes {
  static parse(resourceTypes: string): AccountSASResourceTypes;
  static from(resourceTypes: { service?: boolean; container?: boolean; object?: boolean }): AccountSASResourceTypes;
  service: boolean;
  container: boolean;
  object: boolean;
  toString(): string;
}

/** The services of an account SAS. */
export declare class AccountSASServices {
  static parse(services: string): AccountSASServices;
  static from(services: { blob?: boolean; table?: boolean; queue?: boolean; file?: boolean }): AccountSASServices;
  blob: boolean;
  table: boolean;
  queue: boolean;
  file: boolean;
  toString(): string;
}
