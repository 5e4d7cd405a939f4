//! A client for server-side copies of Azure blobs.
#![doc = include_str!("../README.md")]
//! To read the source, begin with `blob.rs`. `drive.rs` has the loop that carries out what the state machine decides.
#![warn(clippy::panic, clippy::unwrap_used)]

mod account;
#[cfg(feature = "azure-core")]
mod azure_core;
#[cfg(feature = "azure-core")]
mod azure_http;
mod blob;
mod care;
mod chain;
mod client_credential;
mod config;
mod container;
mod copies;
mod copy;
mod copy_source;
mod delegation_keys;
mod diagnosis;
mod drive;
mod error;
mod error_report;
mod explanation;
mod grace;
mod last_failure;
mod lease;
mod listing;
mod network;
mod observer;
mod ongoing_copy;
mod question;
mod remedy;
mod renewal;
mod service;
mod source_access;
mod token;
mod trace;
mod whole_blob;
mod within_call;

pub use blob::{BlobClient, CopyOptions};
pub use blobcopy_auth as auth;
pub use blobcopy_auth::Credential;
pub use blobcopy_diagnosis::{Cause, Diagnosis};
pub use blobcopy_proto as proto;
pub use blobcopy_proto::care::{Care, Protect, Restored, SourceAccess};
pub use blobcopy_proto::job::{
    Accepted, CopyOutcome, CopyPolicy, CopyTicket, Observation, OnPending, PollPolicy, RetryPolicy,
};
pub use blobcopy_proto::{BlobUrl, CopyId, CopyState, CopyStatus, ErrorKind, SourceUrl};
pub use care::{CopyPlan, DestinationState, Findings, PlannedRequest, Protection};
pub use chain::chain;
pub use client_credential::ClientCredential;
pub use config::ClientConfig;
pub use container::ContainerClient;
pub use copy::{CopyOperation, ProgressStream};
pub use copy_source::CopySource;
pub use error::Error;
pub use error_report::ErrorReport;
pub use explanation::{Explanation, explain};
pub use lease::BlobLease;
pub use listing::{BlobPages, BlobSnapshot, PendingCopy};
pub use network::{ProxyChoice, ProxyUrl, TransportError};
pub use ongoing_copy::Aborted;
pub use service::BlobServiceClient;
pub use token::{
    AccessToken, TokenCredential, TokenError, TokenFuture, TokenRefused, TokenRequest,
};
pub use within_call::CopyFromUrlOptions;
