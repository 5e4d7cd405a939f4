// The names that `@azure/storage-blob` and `@azure/core-lro` have for types of this package, for programs that import them.

import type {
  AbortSignalLike,
  BlobBeginCopyFromURLResponse,
  BlobClient,
  BlobDownloadOptions,
  BlobDownloadResponse,
  BlobGenerateSasUrlOptions,
  BlobGetPropertiesResponse,
  BlobProperties,
  BlobRequestConditions,
  BlobSyncCopyFromURLOptions,
  BlockBlobUploadOptions,
  BlockBlobUploadResponse,
  Body,
  CallOptions,
  CallResponse,
  ClientOptions,
  ConditionalOptions,
  ContainerCreateResponse,
  CopyPollState,
  CopyRequestOptions,
  CopyStatus,
  DeleteSnapshotsOption,
  LeaseOperationResponse,
  LeaseState,
  LeaseStatus,
  ListBlobsOptions,
  ListBlobsPage,
  Metadata,
  ModifiedAccessConditions,
  PublicAccess,
  RehydratePriority,
  ResponseSummary,
  Tags,
  UserDelegationKey,
  WriteResponse,
} from "./index.js";

// ---- Copies

export type CopyStatusType = CopyStatus;
export type SyncCopyStatusType = CopyStatus;
export type BlobBeginCopyFromUrlPollState = CopyPollState;
export type BlobStartCopyFromURLOptions = CopyRequestOptions;
export type BlobStartCopyFromURLResponse = BlobBeginCopyFromURLResponse;
export type BlobAbortCopyFromURLOptions = ConditionalOptions;
export type BlobCopySourceTags = NonNullable<BlobSyncCopyFromURLOptions["copySourceTags"]>;
export type BlockBlobPutBlobFromUrlResponse = BlockBlobUploadResponse;
export type FileShareTokenIntent = NonNullable<BlobSyncCopyFromURLOptions["sourceShareTokenIntent"]>;
export type HttpAuthorization = NonNullable<BlobSyncCopyFromURLOptions["sourceAuthorization"]>;

/** The methods of a client that a poller uses. */
export type CopyPollerBlobClient = Pick<BlobClient, "abortCopyFromURL" | "beginCopyFromURL" | "getProperties">;

/** The state of a poller. */
export interface PollOperationState<TResult> {
  isStarted?: boolean;
  isCompleted?: boolean;
  isCancelled?: boolean;
  error?: Error;
  result?: TResult;
}

/** A poller. `CopyPoller` is one. */
export interface PollerLikeWithCancellation<TState extends PollOperationState<TResult>, TResult> {
  poll(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  pollUntilDone(): Promise<TResult>;
  onProgress(callback: (state: TState) => void): () => void;
  isDone(): boolean;
  stopPolling(): void;
  isStopped(): boolean;
  cancelOperation(options?: { abortSignal?: AbortSignalLike }): Promise<void>;
  getOperationState(): TState;
  getResult(): TResult | undefined;
  toString(): string;
}

export type PollerLike<TState extends PollOperationState<TResult>, TResult> = PollerLikeWithCancellation<TState, TResult>;

// ---- Clients and responses

export type BlobClientOptions = ClientOptions;
export type BlobServiceClientOptions = ClientOptions;
export type BlockBlobClientOptions = ClientOptions;
export type ContainerClientOptions = ClientOptions;
export type StoragePipelineOptions = ClientOptions;
export type StorageRetryOptions = NonNullable<ClientOptions["retryOptions"]>;
export type CommonOptions = Pick<CallOptions, "tracingOptions">;
export type HttpRequestBody = Body;
export type HttpResponse = ResponseSummary;
export type NodeJSReadableStream = NodeJS.ReadableStream;
export type WithResponse<T, _Headers = undefined, _Body = undefined> = T & { readonly _response: ResponseSummary };

// ---- Blobs

export type ArchiveStatus = NonNullable<BlobProperties["archiveStatus"]>;
export type BlobType = NonNullable<BlobProperties["blobType"]>;
export type DeleteSnapshotsOptionType = DeleteSnapshotsOption;
export type BlobCreateSnapshotOptions = ConditionalOptions & { metadata?: Metadata };
export type BlobDeleteOptions = ConditionalOptions & { deleteSnapshots?: DeleteSnapshotsOption };
export type BlobDeleteResponse = CallResponse;
export type BlobDownloadResponseModel = BlobDownloadResponse;
export type BlobDownloadResponseParsed = BlobDownloadResponse;
export type BlobDownloadToBufferOptions = BlobDownloadOptions;
export type BlobExistsOptions = ConditionalOptions;
export type BlobGetPropertiesOptions = ConditionalOptions;
export type BlobGetPropertiesResponseModel = BlobGetPropertiesResponse;
export type BlobGetTagsOptions = ConditionalOptions;
export type BlobGetTagsResponse = CallResponse & { tags: Tags };
export type BlobSetMetadataOptions = ConditionalOptions;
export type BlobSetMetadataResponse = WriteResponse;
export type BlobSetTierOptions = ConditionalOptions & { rehydratePriority?: RehydratePriority };
export type BlobSetTierResponse = CallResponse;
export type BlobUploadCommonResponse = BlockBlobUploadResponse;
export type BlockBlobParallelUploadOptions = BlockBlobUploadOptions;
export type CommonGenerateSasUrlOptions = BlobGenerateSasUrlOptions;

// ---- Leases

export type BlobAcquireLeaseOptions = ConditionalOptions;
export type BlobBreakLeaseOptions = ConditionalOptions;
export type BlobChangeLeaseOptions = ConditionalOptions;
export type BlobReleaseLeaseOptions = ConditionalOptions;
export type BlobRenewLeaseOptions = ConditionalOptions;
export type Lease = LeaseOperationResponse;
export type LeaseAccessConditions = Pick<BlobRequestConditions, "leaseId">;
export type LeaseDurationType = NonNullable<BlobProperties["leaseDuration"]>;
export type LeaseOperationOptions = ConditionalOptions;
export type LeaseStateType = LeaseState;
export type LeaseStatusType = LeaseStatus;

// ---- Conditions

export type AccessTierModifiedConditions = Pick<ModifiedAccessConditions, "ifModifiedSince" | "ifUnmodifiedSince">;
export type MatchConditions = Pick<ModifiedAccessConditions, "ifMatch" | "ifNoneMatch">;
export type ModificationConditions = Pick<ModifiedAccessConditions, "ifModifiedSince" | "ifUnmodifiedSince">;
export type TagConditions = Pick<ModifiedAccessConditions, "tagConditions">;

// ---- Containers and accounts

export type ContainerCreateIfNotExistsResponse = ContainerCreateResponse & { succeeded: boolean };
export type ContainerDeleteBlobOptions = BlobDeleteOptions;
export type ContainerDeleteIfExistsResponse = CallResponse & { succeeded: boolean };
export type ContainerDeleteMethodOptions = ConditionalOptions;
export type ContainerDeleteResponse = CallResponse;
export type ContainerExistsOptions = ConditionalOptions;
export type ContainerGenerateSasUrlOptions = BlobGenerateSasUrlOptions;
export type ContainerGetPropertiesOptions = ConditionalOptions;
export type ContainerListBlobFlatSegmentResponse = ListBlobsPage;
export type ContainerListBlobHierarchySegmentResponse = ListBlobsPage;
export type ContainerListBlobsOptions = ListBlobsOptions;
export type ListBlobsFlatSegmentResponse = ListBlobsPage;
export type ListBlobsHierarchySegmentResponse = ListBlobsPage;
export type PublicAccessType = PublicAccess;
export type ServiceGetAccountInfoOptions = CallOptions;
export type ServiceGetUserDelegationKeyOptions = CallOptions;
export type ServiceGetUserDelegationKeyResponse = UserDelegationKey & CallResponse;
