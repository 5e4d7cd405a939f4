// Server-side copies of Azure blobs, tracked to completion.

"use strict";

const { AnonymousCredential, StorageSharedKeyCredential } = require("./lib/access.cjs");
const { BlobClient, BlockBlobClient } = require("./lib/blob.cjs");
const { ContainerClient } = require("./lib/container.cjs");
const { CopyError, PollerCancelledError, PollerStoppedError, RestError } = require("./lib/errors.cjs");
const { BlockBlobTier, StorageRetryPolicyType } = require("./lib/known-values.cjs");
const { BlobLeaseClient } = require("./lib/lease.cjs");
const { leftOut } = require("./lib/left-out.cjs");
const {
  SASQueryParameters,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
} = require("./lib/sas.cjs");
const {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  ContainerSASPermissions,
  SASProtocol,
} = require("./lib/sas-permissions.cjs");
const { BlobServiceClient } = require("./lib/service.cjs");

exports.AccountSASPermissions = AccountSASPermissions;
exports.AccountSASResourceTypes = AccountSASResourceTypes;
exports.AccountSASServices = AccountSASServices;
exports.AnonymousCredential = AnonymousCredential;
exports.AppendBlobClient = leftOut("AppendBlobClient");
exports.BlobBatchClient = leftOut("BlobBatchClient");
exports.BlobClient = BlobClient;
exports.BlobLeaseClient = BlobLeaseClient;
exports.BlobSASPermissions = BlobSASPermissions;
exports.BlobServiceClient = BlobServiceClient;
exports.BlockBlobClient = BlockBlobClient;
exports.BlockBlobTier = BlockBlobTier;
exports.ContainerClient = ContainerClient;
exports.ContainerSASPermissions = ContainerSASPermissions;
exports.CopyError = CopyError;
exports.PageBlobClient = leftOut("PageBlobClient");
exports.PollerCancelledError = PollerCancelledError;
exports.PollerStoppedError = PollerStoppedError;
exports.RestError = RestError;
exports.SASProtocol = SASProtocol;
exports.SASQueryParameters = SASQueryParameters;
exports.StorageRetryPolicyType = StorageRetryPolicyType;
exports.StorageSharedKeyCredential = StorageSharedKeyCredential;
exports.generateAccountSASQueryParameters = generateAccountSASQueryParameters;
exports.generateBlobSASQueryParameters = generateBlobSASQueryParameters;
