//! The operations that start a copy, in the background or within the call.

use bytes::Bytes;
use http::{Request, Response};

use crate::error::Error;
use crate::invalid::{Invalid, Malformed};
use crate::operation::Operation;
use crate::ops::{CopyBlob, CopyBlobFromUrl, CopyBlobFromUrlOutput, CopyBlobOutput, OperationKind};
use crate::receipt::Receipt;
use crate::value::{
    BlobUrl, Conditions, CopyState, CopyStatus, LeaseId, ServiceVersion, SourceUrl,
};
use crate::wire::header;

/// The operation that starts a copy. A copy within the call has ended when its start is answered. Both operations leave
/// the copy's state at the destination, so a start whose answer was lost is recognized in either case.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Start {
    /// The service copies after it has answered, for up to two weeks.
    Background(CopyBlob),
    /// The service copies before it answers.
    WithinCall(CopyBlobFromUrl),
}

/// The service's reply that accepted a start.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Accepted {
    /// The copy, and the destination as it is after the start.
    pub output: CopyBlobOutput,
    /// The fields that every reply carries.
    pub receipt: Receipt,
}

/// The decoded reply to a start.
pub(crate) enum Granted {
    Accepted(CopyBlobOutput),
    Copied(CopyBlobFromUrlOutput),
}

impl From<CopyBlob> for Start {
    fn from(start: CopyBlob) -> Self {
        Self::Background(start)
    }
}

impl From<CopyBlobFromUrl> for Start {
    fn from(start: CopyBlobFromUrl) -> Self {
        Self::WithinCall(start)
    }
}

impl Start {
    /// Which operation it is.
    pub fn kind(&self) -> OperationKind {
        match self {
            Self::Background(_) => OperationKind::CopyBlob,
            Self::WithinCall(_) => OperationKind::CopyBlobFromUrl,
        }
    }

    pub(crate) fn destination(&self) -> &BlobUrl {
        match self {
            Self::Background(start) => &start.destination,
            Self::WithinCall(start) => &start.destination,
        }
    }

    pub(crate) fn source(&self) -> &SourceUrl {
        match self {
            Self::Background(start) => &start.source,
            Self::WithinCall(start) => &start.source,
        }
    }

    /// The caller's conditions on the destination.
    pub(crate) fn conditions(&self) -> &Conditions {
        match self {
            Self::Background(start) => &start.options.conditions,
            Self::WithinCall(start) => &start.options.conditions,
        }
    }

    /// The lease on the destination, which an abort needs as well as the start.
    pub(crate) fn lease_id(&self) -> Option<&LeaseId> {
        match self {
            Self::Background(start) => start.options.lease_id.as_ref(),
            Self::WithinCall(start) => start.options.lease_id.as_ref(),
        }
    }

    /// The request, with `conditions` in place of the caller's if they are given.
    pub(crate) fn request(
        &self,
        conditions: Option<&Conditions>,
        version: ServiceVersion,
    ) -> Result<Request<Bytes>, Invalid> {
        let Some(conditions) = conditions else {
            return match self {
                Self::Background(start) => start.request(version),
                Self::WithinCall(start) => start.request(version),
            };
        };
        // Cloned, because an operation owns its conditions; only a start with a pin comes here.
        match self.clone() {
            Self::Background(mut start) => {
                start.options.conditions = conditions.clone();
                start.request(version)
            }
            Self::WithinCall(mut start) => {
                start.options.conditions = conditions.clone();
                start.request(version)
            }
        }
    }

    /// The copy's state according to the reply to its start, and the decoded reply.
    pub(crate) fn decode(&self, reply: &Response<Bytes>) -> Result<(CopyState, Granted), Error> {
        match self {
            Self::Background(_) => {
                let output = CopyBlob::decode(reply)?;
                let state = CopyState::new(output.copy_id.clone(), output.copy_status.clone());
                Ok((state, Granted::Accepted(output)))
            }
            Self::WithinCall(_) => {
                let output = CopyBlobFromUrl::decode(reply)?;
                let missing = || Malformed::missing(header::COPY_ID.as_str());
                let id = output.copy_id.clone().ok_or_else(missing)?;
                // Source: *Copy Blob From URL*, REST reference: the status is always `success`.
                let status = output.copy_status.clone();
                let state = CopyState::new(id, status.unwrap_or(CopyStatus::Success));
                Ok((state, Granted::Copied(output)))
            }
        }
    }
}
