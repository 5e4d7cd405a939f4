//! Diagnoses of this client's errors, from the content of the error alone.

use std::time::SystemTime;

use blobcopy_auth::Error as AuthError;
pub(crate) use blobcopy_diagnosis::of_copy;
use blobcopy_diagnosis::{Cause, Diagnosis, Requester};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::{Error as ReplyError, SourceUrl};
use bytes::Bytes;
use http::Request;

use crate::account::Account;
use crate::client_credential::CredentialError;
use crate::error::{CallError, Error};

/// The cause of a call's failure.
pub(crate) fn of_call(
    error: &CallError,
    operation: OperationKind,
    request: &Request<Bytes>,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    match error {
        CallError::Reply(ReplyError::Service(refusal)) => {
            blobcopy_diagnosis::of_call(refusal, operation, request, requester)
        }
        CallError::Credential(error) => of_unusable(error),
        _ => None,
    }
}

/// Adds a diagnosis to the error of a request to a source.
pub(crate) fn of_look(error: Error, source: &SourceUrl, requester: &Requester<'_>) -> Error {
    let refusal = error.service_error();
    match refusal.and_then(|refusal| blobcopy_diagnosis::of_look(refusal, source, requester)) {
        Some(diagnosis) => error.explained(Some(diagnosis)),
        None => error,
    }
}

/// The diagnosis of a credential that could not be put on a request.
pub(crate) fn of_unusable(error: &CredentialError) -> Option<Diagnosis> {
    let is_insecure = matches!(
        error,
        CredentialError::Unusable(AuthError::InsecureTransport)
    );
    is_insecure.then(|| Diagnosis::new(Cause::TokenOverHttp))
}

impl Account {
    /// The sender of a request that was just answered.
    pub(crate) fn requester(&self) -> Requester<'_> {
        Requester {
            credential: self.authority.as_diagnosed(),
            endpoint: &self.endpoint,
            now: SystemTime::now(),
            proxy: self.origin.proxy_address(),
        }
    }
}
