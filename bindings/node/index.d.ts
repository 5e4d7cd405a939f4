// The types of the package, written by hand; a test compares them with what is there.

/** Names with values. */
export interface Metadata {
  [name: string]: string;
}

/** Tags of a blob. */
export type Tags = Record<string, string>;

/** What every reply of the service carries. */
export interface Receipt {
  /** The id under which the service remembers the request. */
  requestId?: string;
  clientRequestId?: string;
  /** The version in which the service answered. */
  version?: string;
  date?: Date;
}

/** Options of every call. */
export interface CallOptions {
  /** Calls it off: the call rejects with the signal's reason. */
  abortSignal?: AbortSignal;
  /** Taken, and ignored. */
  tracingOptions?: object;
}

/** Conditions on the state of a blob. The service takes one, or one on the tag with the date that belongs to it. */
export interface ModifiedAccessConditions {
  ifMatch?: string;
  ifNoneMatch?: string;
  ifModifiedSince?: Date;
  ifUnmodifiedSince?: Date;
  /** A condition on the blob's tags, such as `"project" = 'x'`. */
  tagConditions?: string;
}

/** Conditions on a blob, and its lease. */
export interface BlobRequestConditions extends ModifiedAccessConditions {
  leaseId?: string;
}

/** Options of a call that may depend on the blob's state. */
export interface ConditionalOptions extends CallOptions {
  conditions?: BlobRequestConditions;
}

export type CopyStatus = "pending" | "success" | "aborted" | "failed" | (string & {});
export type AccessTier = "Hot" | "Cool" | "Cold" | "Archive" | "Premium" | (string & {});
export type RehydratePriority = "Standard" | "High" | (string & {});
export type LeaseState = "available" | "leased" | "expired" | "breaking" | "broken" | (string & {});
export type LeaseStatus = "locked" | "unlocked" | (string & {});
export type DeleteSnapshotsOption = "include" | "only";
export type PublicAccess = "container" | "blob";

/** How a copy stands. */
export interface CopyState {
  copyId: string;
  copyStatus: CopyStatus;
  /** What is copied, without its query, in which a SAS would be. */
  copySource?: string;
  /** `copied/total`, in bytes. */
  copyProgress?: string;
  bytesCopied?: number;
  bytesTotal?: number;
  copyCompletedOn?: Date;
  /** Why it failed, or what makes it slow. */
  copyStatusDescription?: string;
  destinationSnapshot?: string;
  /** What does not fit in the reported progress, such as a success with too few bytes copied. */
  copyRemark?: string;
}

/** Until when a blob can be neither changed nor deleted. */
export interface BlobImmutabilityPolicy {
  expiriesOn?: Date;
  policyMode?: "Unlocked" | "Locked";
}

// ---- Credentials

/** A credential of `@azure/identity`, or anything that gives tokens. It stays in JavaScript. */
export interface TokenCredential {
  getToken(
    scopes: string | string[],
    options?: { tenantId?: string },
  ): Promise<{ token: string; expiresOnTimestamp: number; refreshAfterTimestamp?: number } | null>;
}

/** The name and the key of an account. Shows no key. */
export declare class StorageSharedKeyCredential {
  readonly accountName: string;
  constructor(accountName: string, accountKey: string);
}

/** Nothing: for what is public, or has a SAS in its URL. */
export declare class AnonymousCredential {}

export type Credential = StorageSharedKeyCredential | AnonymousCredential | TokenCredential;

/** What can be set about a client. */
export interface ClientOptions {
  /** What access tokens have to open; any storage account, if left out. */
  audience?: string;
  /** Taken, and ignored: connections are kept. */
  keepAliveOptions?: { enable?: boolean };
  /** How many connections there may be, each with one request at a time. Default: 64. */
  maxConnections?: number;
  /** A proxy; otherwise the one of the environment. */
  proxyOptions?: { host: string; port: number; username?: string; password?: string };
  retryOptions?: {
    /** Tries of one request, the first included. Default: 4. */
    maxTries?: number;
    /** Default: 250. */
    retryDelayInMs?: number;
    /** Default: 30,000. */
    maxRetryDelayInMs?: number;
    /** Longest time from a request to the head of its reply. Default: 30,000. */
    tryTimeoutInMs?: number;
    /** Taken, and ignored: waits grow from try to try. */
    retryPolicyType?: number;
  };
  /** Version of the protocol to speak, such as `2025-11-05`. */
  serviceVersion?: string;
  /** Certificates to trust beside those that Node trusts, in PEM. */
  tlsOptions?: { ca?: string | Buffer | Array<string | Buffer> };
  userAgentOptions?: { userAgentPrefix?: string };
}

// ---- Errors

/** What can be done about an error; the same in every language. */
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

/** What is known of an error. */
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
  cause?: unknown;
}

/** More that the service said when it refused. */
export interface RefusalDetails {
  errorCode?: string;
  message?: string;
  authenticationErrorDetail?: string;
  headerName?: string;
  queryParameterName?: string;
  /** What the source of a copy answered to the service. */
  copySourceStatusCode?: number;
  copySourceErrorCode?: string;
  copySourceErrorMessage?: string;
}

/** Why something was refused, and what to do. */
export interface Diagnosis {
  /** The stable name of the cause. */
  name: string;
  /** The cause, as a sentence. */
  cause: string;
  /** What to do about it, as a sentence. */
  remedy: string;
}

/** What came of asking a source. No secret. */
export interface Explanation {
  /** Why the service cannot read it, as far as could be found out; left out if nothing speaks against it. */
  diagnosis?: Diagnosis;
  /** Whether it is known to be on a Blob service. */
  isOfBlobService: boolean;
  /** Whether it was asked with the credential of its account, which is what would open it to a copy. */
  isOpenedByCredential: boolean;
  /** The SAS in the URL, without its signature. */
  sas?: string;
  /** The status of the answer; left out if none came, or nothing was asked. */
  statusCode?: number;
  /** Azure's code in it. */
  code?: string;
  requestId?: string;
  /** How far this machine's clock and the server's are apart. */
  skewInMs?: number;
}

/** A copy that a listing shows to be pending. */
export interface PendingCopy {
  containerName: string;
  /** The name of its destination. */
  name: string;
  state: CopyState;
  /** The URL of its destination; left out if that has a name which no request can carry. */
  destination?: string;
  /** For `resumeFrom`; left out where there is no URL. */
  ticket?: string;
}

/** Something was not done. */
export declare class CopyError extends Error {
  constructor(message: string, facts?: ErrorFacts);
  /** What can be done about it. */
  readonly kind: ErrorKind;
  /** Azure's code, if the service answered. */
  readonly code?: string;
  /** The HTTP status, if the service answered. */
  readonly statusCode?: number;
  readonly requestId?: string;
  /** The copy that this is about, if it was started. */
  readonly copyId?: string;
  /** How that copy stood when it ended or was last heard of. */
  readonly copy?: CopyState;
  /** The other copy, which holds the destination. */
  readonly otherCopy?: CopyState;
  /** The snapshot that holds what the destination held before. */
  readonly snapshot?: string;
  readonly details?: RefusalDetails;
  readonly diagnosis?: Diagnosis;
  /** What the credential said, if it gave no token. */
  readonly cause?: unknown;
}

/** The service answered, and refused. */
export declare class RestError extends CopyError {}

/** A wait was given up by `stopPolling`; the copy goes on. */
export declare class PollerStoppedError extends CopyError {}

/** A copy was ended by `cancelOperation`. */
export declare class PollerCancelledError extends CopyError {}

// ---- Copies

/** What the service is asked for with a copy. */
export interface CopyRequestOptions extends CallOptions {
  /** The copy's metadata; the source's, if left out. */
  metadata?: Metadata;
  tags?: Tags;
  tier?: AccessTier;
  immutabilityPolicy?: BlobImmutabilityPolicy;
  legalHold?: boolean;
  /** Conditions on the destination, and its lease. */
  conditions?: BlobRequestConditions;
  /** Conditions on the source. */
  sourceConditions?: ModifiedAccessConditions;
}

/** What may be asked of a copy that the service carries out on its own. */
export interface BlobBeginCopyFromURLOptions extends CopyRequestOptions {
  rehydratePriority?: RehydratePriority;
  sealBlob?: boolean;

  /** Asks in this interval, instead of in one that grows with the copy. */
  intervalInMs?: number;
  /** Hears of progress while the copy is pending. What it throws rejects the wait. */
  onProgress?: (state: CopyPollState) => void;
  /** Goes on with a copy: what a poller's `toString` or `ticket` gave. */
  resumeFrom?: string;

  /** What to do when the destination has a pending copy. Default: `fail`. */
  onPending?: "fail" | "adopt" | "wait" | "abort";
  /** Looks at the destination before the first start, so that a start which arrives late cannot copy a second time. */
  lookFirst?: boolean;
  /** How long all of it may take. A poll in flight is dropped then; a start or an abort is awaited for 5 s more. */
  deadlineInMs?: number;
  /** Aborts a copy that is pending at the deadline, instead of leaving it to go on. */
  abortAtDeadline?: boolean;
  /** Tries of one request, the first included. */
  maxTries?: number;
  /** Shortest wait between questions. Default: 45. */
  pollFloorInMs?: number;
  /** Longest wait between questions. Default: two minutes. */
  pollCeilingInMs?: number;
  /** Each wait as a share of the time that the copy has taken. Default: 0.18. */
  pollShare?: number;

  /** How the service is let in at the source. Default: `auto`, which makes a SAS where one is needed and can be had. */
  sourceAccess?: "auto" | "as_given" | "sas";
  /** How long a SAS lives that is made for the source. */
  sourceAccessLifeInMs?: number;
  /** Looks at the source first. */
  checkSource?: boolean;
  /** Starts only if the source is as it was looked at. */
  pinSource?: boolean;
  /** Holds the source by a lease while the copy is waited for. */
  leaseSource?: boolean;
  /** Gives the copy the source's tags. */
  keepTags?: boolean;
  /** What is done so that a failed copy does not cost what the destination holds. */
  protect?: "nothing" | "create" | "snapshot" | "kept_snapshot";
  /** Compares the copy with its source at the end. */
  verify?: boolean;
}

/** What may be asked of a copy within the call. */
export interface BlobSyncCopyFromURLOptions extends CopyRequestOptions {
  /** `COPY` gives the copy the source's tags. */
  copySourceTags?: "COPY" | "REPLACE";
  encryptionScope?: string;
  /** A token with which the service reads the source. */
  sourceAuthorization?: { scheme: string; value: string };
  sourceContentMD5?: Uint8Array;
}

/** What the care for a copy came to. */
export interface CopyFindings {
  /** The copy's length in bytes, if it was compared with its source. */
  verifiedLength?: number;
  /** Whether its MD5 is the source's, or one of them has none. */
  verifiedMD5?: "same" | "absent";
  /** What became of what the destination held, in words. */
  protection?: string;
  /** The snapshot that holds it. */
  snapshot?: string;
}

/** A copy that has succeeded. */
export interface BlobBeginCopyFromURLResponse extends CopyState, Receipt {
  etag?: string;
  lastModified?: Date;
  versionId?: string;
  findings?: CopyFindings;
}

/** How a copy stands, as its poller knows it. */
export interface CopyPollState {
  isStarted: boolean;
  isCompleted?: boolean;
  isCancelled?: boolean;
  copyId: string;
  /** What is copied, without its query. */
  copySource?: string;
  copyStatus?: CopyStatus;
  /** `copied/total`, in bytes. */
  copyProgress?: string;
  bytesCopied?: number;
  bytesTotal?: number;
  /** What does not fit in the reported progress, such as a success with too few bytes copied. */
  copyRemark?: string;
  result?: BlobBeginCopyFromURLResponse;
  error?: CopyError;
  readonly blobClient: BlobClient;
}

/** A copy that was started. Letting go of it leaves the copy to itself. */
export interface CopyPoller extends AsyncIterable<CopyPollState> {
  /** What another process needs to go on with the copy: one line without a secret. */
  readonly ticket: string;
  /** Asks at once how the copy stands. */
  poll(options?: { abortSignal?: AbortSignal }): Promise<void>;
  /** Waits for the end. A signal ends the copy on the server too, unless `detach` says that it ends the wait alone. */
  pollUntilDone(options?: { abortSignal?: AbortSignal; detach?: boolean }): Promise<BlobBeginCopyFromURLResponse>;
  /** Hears of progress while the copy is pending. Returns what ends the hearing. */
  onProgress(callback: (state: CopyPollState) => void): () => void;
  isDone(): boolean;
  /** Gives up waiting; the copy goes on, and may be waited for again. */
  stopPolling(): void;
  isStopped(): boolean;
  /** Ends the copy on the server. That it had ended already is no error. */
  cancelOperation(options?: { abortSignal?: AbortSignal }): Promise<void>;
  getOperationState(): CopyPollState;
  getResult(): BlobBeginCopyFromURLResponse | undefined;
  /** What resumes the copy, without a secret. */
  toString(): string;
}

export interface BlobAbortCopyFromURLResponse extends Receipt {}

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

/** A blob's properties, with those of the last copy into it. */
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

export interface BlobGetPropertiesResponse extends BlobProperties, Receipt {
  metadata: Metadata;
  versionId?: string;
  isCurrentVersion?: boolean;
}

export interface BlobDownloadResponse extends BlobGetPropertiesResponse {
  contentRange?: string;
  blobContentMD5?: Buffer;
  /** The content, whole in memory, behind a stream. */
  readableStreamBody: NodeJS.ReadableStream;
}

/** What is told of a write. */
export interface WriteResponse extends Receipt {
  etag?: string;
  lastModified?: Date;
  versionId?: string;
  isServerEncrypted?: boolean;
  encryptionKeySha256?: string;
  encryptionScope?: string;
}

export interface BlobCreateSnapshotResponse extends WriteResponse {
  snapshot?: string;
}

export interface BlockBlobUploadResponse extends WriteResponse {
  contentMD5?: Buffer;
  xMsContentCrc64?: Buffer;
}

export interface BlobDeleteIfExistsResponse extends Receipt {
  succeeded: boolean;
  errorCode?: string;
}

export interface BlobDownloadOptions extends ConditionalOptions {
  rangeGetContentMD5?: boolean;
  /** Taken, and ignored, as are the other options of how a download is cut into parts: it is one request. */
  maxRetryRequests?: number;
  maxRetryRequestsPerBlock?: number;
  blockSize?: number;
  concurrency?: number;
  onProgress?: (progress: { loadedBytes: number }) => void;
}

export interface BlobHTTPHeaders {
  blobCacheControl?: string;
  blobContentDisposition?: string;
  blobContentEncoding?: string;
  blobContentLanguage?: string;
  blobContentMD5?: Uint8Array;
  blobContentType?: string;
}

export interface BlockBlobUploadOptions extends ConditionalOptions {
  blobHTTPHeaders?: BlobHTTPHeaders;
  encryptionScope?: string;
  metadata?: Metadata;
  tags?: Tags;
  tier?: AccessTier;
  immutabilityPolicy?: BlobImmutabilityPolicy;
  legalHold?: boolean;
  /** Taken, and ignored, as are the other options of how an upload is cut into parts: it is one request. */
  blockSize?: number;
  concurrency?: number;
  maxSingleShotSize?: number;
  onProgress?: (progress: { loadedBytes: number }) => void;
}

/** What can be uploaded. */
export type Body = string | ArrayBuffer | ArrayBufferView | Blob | NodeJS.ReadableStream | (() => Body);

/** What a URL is signed with. */
export interface BlobGenerateSasUrlOptions extends Omit<BlobSASSignatureValues, "containerName" | "blobName"> {}

/** A client of one blob, or of a snapshot or version of one. */
export declare class BlobClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  constructor(connectionString: string, containerName: string, blobName: string, options?: ClientOptions);
  /** With the SAS that it was made with, if any. */
  get url(): string;
  get name(): string;
  get containerName(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  withSnapshot(snapshot: string): this;
  withVersion(versionId: string): this;
  getBlockBlobClient(): BlockBlobClient;
  getBlobLeaseClient(proposeLeaseId?: string): BlobLeaseClient;
  /** Starts a copy. When this settles the start is settled, and the poller knows the copy's name. */
  beginCopyFromURL(copySource: string | BlobClient, options?: BlobBeginCopyFromURLOptions): Promise<CopyPoller>;
  abortCopyFromURL(copyId: string, options?: ConditionalOptions): Promise<BlobAbortCopyFromURLResponse>;
  /** Copies at most 256 MiB before it answers. */
  syncCopyFromURL(copySource: string | BlobClient, options?: BlobSyncCopyFromURLOptions): Promise<BlobCopyFromURLResponse>;
  getProperties(options?: ConditionalOptions): Promise<BlobGetPropertiesResponse>;
  exists(options?: ConditionalOptions): Promise<boolean>;
  getTags(options?: ConditionalOptions): Promise<Receipt & { tags: Tags }>;
  setMetadata(metadata?: Metadata, options?: ConditionalOptions): Promise<WriteResponse>;
  setAccessTier(
    tier: AccessTier,
    options?: ConditionalOptions & { rehydratePriority?: RehydratePriority },
  ): Promise<Receipt>;
  createSnapshot(options?: ConditionalOptions & { metadata?: Metadata }): Promise<BlobCreateSnapshotResponse>;
  delete(options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption }): Promise<Receipt>;
  deleteIfExists(
    options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption },
  ): Promise<BlobDeleteIfExistsResponse>;
  download(offset?: number, count?: number, options?: BlobDownloadOptions): Promise<BlobDownloadResponse>;
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
  /** Writes the blob in one request, in place of what was there. */
  upload(body: Body, contentLength: number, options?: BlockBlobUploadOptions): Promise<BlockBlobUploadResponse>;
  uploadData(data: Body, options?: BlockBlobUploadOptions): Promise<BlockBlobUploadResponse>;
}

export interface LeaseOperationResponse extends Receipt {
  leaseId?: string;
  /** For how many seconds it holds yet, if it was broken. */
  leaseTime?: number;
  etag?: string;
  lastModified?: Date;
}

/** A lease on a blob, held or yet to be acquired. */
export declare class BlobLeaseClient {
  constructor(client: BlobClient, leaseId?: string);
  get leaseId(): string;
  get url(): string;
  /** For 15 to 60 seconds, or -1 for ever. */
  acquireLease(duration: number, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  renewLease(options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  changeLease(proposedLeaseId: string, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  releaseLease(options?: ConditionalOptions): Promise<LeaseOperationResponse>;
  breakLease(breakPeriod?: number, options?: ConditionalOptions): Promise<LeaseOperationResponse>;
}

// ---- Containers and accounts

export interface ContainerGetPropertiesResponse extends Receipt {
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

export interface ContainerCreateOptions extends CallOptions {
  access?: PublicAccess;
  metadata?: Metadata;
}

export interface ContainerCreateResponse extends Receipt {
  etag?: string;
  lastModified?: Date;
}

export interface ListBlobsOptions extends CallOptions {
  prefix?: string;
  /** The name from which on blobs are told. */
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

export interface BlobPrefix {
  name: string;
}

export interface ListBlobsPage {
  serviceEndpoint?: string;
  containerName?: string;
  prefix?: string;
  marker?: string;
  maxPageSize?: number;
  delimiter?: string;
  segment: { blobItems: BlobItem[]; blobPrefixes?: BlobPrefix[] };
  /** Where the next page begins; empty at the end. */
  continuationToken: string;
}

/** Blobs one by one, or page by page. */
export interface PagedAsyncIterableIterator<Item> {
  next(): Promise<IteratorResult<Item, void>>;
  [Symbol.asyncIterator](): PagedAsyncIterableIterator<Item>;
  byPage(settings?: { continuationToken?: string; maxPageSize?: number }): AsyncIterableIterator<ListBlobsPage>;
}

/** A client of one container. */
export declare class ContainerClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  constructor(connectionString: string, containerName: string, options?: ClientOptions);
  /** With the SAS that it was made with, if any. */
  get url(): string;
  get containerName(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  getBlobClient(blobName: string): BlobClient;
  getBlockBlobClient(blobName: string): BlockBlobClient;
  create(options?: ContainerCreateOptions): Promise<ContainerCreateResponse>;
  createIfNotExists(
    options?: ContainerCreateOptions,
  ): Promise<ContainerCreateResponse & { succeeded: boolean; errorCode?: string }>;
  exists(options?: ConditionalOptions): Promise<boolean>;
  getProperties(options?: ConditionalOptions): Promise<ContainerGetPropertiesResponse>;
  delete(options?: ConditionalOptions): Promise<Receipt>;
  deleteIfExists(options?: ConditionalOptions): Promise<Receipt & { succeeded: boolean; errorCode?: string }>;
  uploadBlockBlob(
    blobName: string,
    body: Body,
    contentLength: number,
    options?: BlockBlobUploadOptions,
  ): Promise<{ blockBlobClient: BlockBlobClient; response: BlockBlobUploadResponse }>;
  deleteBlob(
    blobName: string,
    options?: ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption },
  ): Promise<Receipt>;
  listBlobsFlat(options?: ListBlobsOptions): PagedAsyncIterableIterator<BlobItem>;
  listBlobsByHierarchy(
    delimiter: string,
    options?: ListBlobsOptions,
  ): PagedAsyncIterableIterator<({ kind: "prefix" } & BlobPrefix) | ({ kind: "blob" } & BlobItem)>;
  /** The copies that are pending into blobs whose names begin with `prefix`. All such blobs are listed, 5,000 a request. */
  findPending(prefix?: string, options?: CallOptions): Promise<PendingCopy[]>;
  generateSasUrl(options: BlobGenerateSasUrlOptions): Promise<string>;
  generateUserDelegationSasUrl(
    options: BlobGenerateSasUrlOptions,
    userDelegationKey: UserDelegationKey,
  ): Promise<string>;
}

/** A key that signs user delegation SAS. Its value is a secret. */
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

export interface ServiceGetAccountInfoResponse extends Receipt {
  skuName?: string;
  accountKind?: string;
  isHierarchicalNamespaceEnabled?: boolean;
}

/** A client of one account. */
export declare class BlobServiceClient {
  constructor(url: string, credential?: Credential, options?: ClientOptions);
  static fromConnectionString(connectionString: string, options?: ClientOptions): BlobServiceClient;
  /** With the SAS that it was made with, if any. */
  get url(): string;
  get accountName(): string;
  get credential(): Credential | undefined;
  getContainerClient(containerName: string): ContainerClient;
  createContainer(
    containerName: string,
    options?: ContainerCreateOptions,
  ): Promise<{ containerClient: ContainerClient; containerCreateResponse: ContainerCreateResponse }>;
  deleteContainer(containerName: string, options?: ConditionalOptions): Promise<Receipt>;
  /** Finds out whether the service can read a source, by asking it for its first byte from this machine. */
  explain(copySource: string | BlobClient, options?: CallOptions): Promise<Explanation>;
  getAccountInfo(options?: CallOptions): Promise<ServiceGetAccountInfoResponse>;
  getUserDelegationKey(startsOn: Date, expiresOn: Date, options?: CallOptions): Promise<UserDelegationKey & Receipt>;
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

export interface SasIPRange {
  start: string;
  end?: string;
}

/** What a SAS for a blob or container says. */
export interface BlobSASSignatureValues {
  containerName: string;
  /** The SAS is for the container, if left out. */
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

/** What a SAS for an account says. */
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

/** A SAS for a blob or container, signed with an account's key. */
export declare function generateBlobSASQueryParameters(
  values: BlobSASSignatureValues,
  credential: StorageSharedKeyCredential,
): SASQueryParameters;
/** A SAS for a blob or container, signed with a user delegation key. */
export declare function generateBlobSASQueryParameters(
  values: BlobSASSignatureValues,
  userDelegationKey: UserDelegationKey,
  accountName: string,
): SASQueryParameters;
/** A SAS for an account, signed with its key. */
export declare function generateAccountSASQueryParameters(
  values: AccountSASSignatureValues,
  credential: StorageSharedKeyCredential,
): SASQueryParameters;

/** The parameters of a SAS. Only `toString` and `signature` give the secret away. */
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

/** What a SAS for a blob allows. */
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

/** What a SAS for a container allows. */
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

/** What an account SAS allows. */
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

/** What types of resource an account SAS is for. */
export declare class AccountSASResourceTypes {
  static parse(resourceTypes: string): AccountSASResourceTypes;
  static from(resourceTypes: { service?: boolean; container?: boolean; object?: boolean }): AccountSASResourceTypes;
  service: boolean;
  container: boolean;
  object: boolean;
  toString(): string;
}

/** What services an account SAS is for. */
export declare class AccountSASServices {
  static parse(services: string): AccountSASServices;
  static from(services: { blob?: boolean; table?: boolean; queue?: boolean; file?: boolean }): AccountSASServices;
  blob: boolean;
  table: boolean;
  queue: boolean;
  file: boolean;
  toString(): string;
}
