//! [*Lease Blob*](https://learn.microsoft.com/rest/api/storageservices/lease-blob): manages the lease of a blob.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Malformed, Serve, ServiceError};
use crate::value::{
    BlobUrl, BreakPeriod, Conditions, ETag, HttpDate, LeaseDuration, LeaseId, ServiceVersion,
    TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Acquires, renews, changes, releases or breaks the lease of a blob. A lease is the exclusive right to write or delete
/// the blob.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeaseBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// The action on its lease.
    pub action: LeaseAction,
    /// The options.
    pub options: LeaseBlobOptions,
}

/// An action on a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseAction {
    /// Acquires a lease. With the id of the active lease, changes its duration.
    Acquire {
        /// The duration of the lease.
        duration: LeaseDuration,
        /// The id of the lease. Without it, the service chooses one.
        proposed: Option<LeaseId>,
    },
    /// Starts the lease's duration anew.
    Renew {
        /// The lease's id.
        id: LeaseId,
    },
    /// Changes the id of the lease.
    Change {
        /// The current id.
        id: LeaseId,
        /// The new id.
        proposed: LeaseId,
    },
    /// Ends the lease immediately.
    Release {
        /// The lease's id.
        id: LeaseId,
    },
    /// Ends the lease without its id.
    Break {
        /// The time until the lease ends, at most its remaining duration. Without it, a lease with a duration ends with
        /// that duration, and an infinite lease ends immediately.
        period: Option<BreakPeriod>,
    },
}

header_record! {
    /// The options of [`LeaseBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LeaseBlobOptions {
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

/// The result of [`LeaseBlob`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeaseOutput {
    /// What happened to the lease.
    pub outcome: LeaseOutcome,
    /// The ETag of the blob or container, which leases do not change.
    pub etag: Option<ETag>,
    /// When the blob or container was last modified. Leases do not count.
    pub last_modified: Option<HttpDate>,
}

/// What happened to a lease, as far as the reply distinguishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseOutcome {
    /// The lease was acquired with this id.
    Acquired(LeaseId),
    /// The lease was renewed or changed, and is active with this id.
    Kept(LeaseId),
    /// The lease was released. Some services also reply like this to a change.
    Released,
    /// The lease was broken, and stays active for this number of seconds.
    Breaking(u64),
}

impl LeaseBlob {
    /// Applies `action` to the lease of `blob`.
    pub fn new(blob: BlobUrl, action: LeaseAction) -> Self {
        Self {
            blob,
            action,
            options: LeaseBlobOptions::default(),
        }
    }
}

impl LeaseOutput {
    /// A result with this outcome, without properties of the blob or container.
    pub fn new(outcome: LeaseOutcome) -> Self {
        Self {
            outcome,
            etag: None,
            last_modified: None,
        }
    }
}

impl LeaseOutput {
    pub(crate) fn decode(reply: &Response<Bytes>) -> Result<Self, Error> {
        let expected = match reply.status() {
            status @ (StatusCode::CREATED | StatusCode::ACCEPTED) => status,
            _ => StatusCode::OK,
        };
        let headers = message::granted(reply, expected)?;
        let outcome = match expected {
            StatusCode::CREATED => LeaseOutcome::Acquired(Field::read(&header::LEASE_ID, headers)?),
            StatusCode::ACCEPTED => {
                LeaseOutcome::Breaking(Field::read(&header::LEASE_TIME, headers)?)
            }
            _ => Option::read(&header::LEASE_ID, headers)?
                .map_or(LeaseOutcome::Released, LeaseOutcome::Kept),
        };
        Ok(Self {
            outcome,
            etag: Option::read(&header::ETAG, headers)?,
            last_modified: Option::read(&header::LAST_MODIFIED, headers)?,
        })
    }

    #[cfg(feature = "serve")]
    pub(crate) fn reply(&self) -> Response<Bytes> {
        serve::reply(self.outcome.status(), |headers| {
            self.outcome.write(headers);
            self.etag.write(&header::ETAG, headers);
            self.last_modified.write(&header::LAST_MODIFIED, headers);
        })
    }
}

impl LeaseAction {
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let word = match self {
            Self::Acquire { duration, proposed } => {
                duration.write(&header::LEASE_DURATION, headers);
                proposed.write(&header::PROPOSED_LEASE_ID, headers);
                "acquire"
            }
            Self::Renew { id } => {
                id.write(&header::LEASE_ID, headers);
                "renew"
            }
            Self::Change { id, proposed } => {
                id.write(&header::LEASE_ID, headers);
                proposed.write(&header::PROPOSED_LEASE_ID, headers);
                "change"
            }
            Self::Release { id } => {
                id.write(&header::LEASE_ID, headers);
                "release"
            }
            Self::Break { period } => {
                period.write(&header::LEASE_BREAK_PERIOD, headers);
                "break"
            }
        };
        headers.insert(&header::LEASE_ACTION, http::HeaderValue::from_static(word));
    }

    /// Permissions of a SAS of which one is enough: breaking a lease also accepts the permission to delete.
    #[cfg(feature = "serve")]
    pub(crate) fn sas(&self, kind: OperationKind) -> Option<&'static str> {
        match self {
            Self::Break { .. } => Some("wd"),
            _ => kind.facts().sas,
        }
    }

    #[cfg(feature = "serve")]
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Malformed> {
        let id = || LeaseId::read(&header::LEASE_ID, headers);
        let word = String::read(&header::LEASE_ACTION, headers)?;
        Ok(match word.to_ascii_lowercase().as_str() {
            "acquire" => Self::Acquire {
                duration: LeaseDuration::read(&header::LEASE_DURATION, headers)?,
                proposed: Option::read(&header::PROPOSED_LEASE_ID, headers)?,
            },
            "renew" => Self::Renew { id: id()? },
            "change" => Self::Change {
                id: id()?,
                proposed: LeaseId::read(&header::PROPOSED_LEASE_ID, headers)?,
            },
            "release" => Self::Release { id: id()? },
            "break" => Self::Break {
                period: Option::read(&header::LEASE_BREAK_PERIOD, headers)?,
            },
            _ => return Err(Malformed::unreadable(header::LEASE_ACTION.as_str(), &word)),
        })
    }
}

#[cfg(feature = "serve")]
impl LeaseOutcome {
    fn status(&self) -> StatusCode {
        match self {
            Self::Acquired(_) => StatusCode::CREATED,
            Self::Kept(_) | Self::Released => StatusCode::OK,
            Self::Breaking(_) => StatusCode::ACCEPTED,
        }
    }

    fn write(&self, headers: &mut HeaderMap) {
        match self {
            Self::Acquired(id) | Self::Kept(id) => id.write(&header::LEASE_ID, headers),
            Self::Released => {}
            Self::Breaking(seconds) => seconds.write(&header::LEASE_TIME, headers),
        }
    }
}

impl Operation for LeaseBlob {
    type Output = LeaseOutput;
    const KIND: OperationKind = OperationKind::LeaseBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::destination(Self::KIND, &self.blob)?;
        let mut request = message::request(Self::KIND, target, version)?;
        self.action.write(request.headers_mut());
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<LeaseOutput, Error> {
        LeaseOutput::decode(reply)
    }
}

#[cfg(feature = "serve")]
impl Serve for LeaseBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            action: LeaseAction::read(request.headers())?,
            options: LeaseBlobOptions::parse(request)?,
        })
    }

    /// The delete permission is also enough to break a lease. Source: *Create a service SAS*, REST reference.
    fn sas(&self) -> Option<&'static str> {
        self.action.sas(Self::KIND)
    }

    fn reply(output: &LeaseOutput) -> Response<Bytes> {
        output.reply()
    }
}
