//! [*Lease Blob*](https://learn.microsoft.com/rest/api/storageservices/lease-blob): the right to write, for a while.

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

/// Acquires, keeps or gives up the sole right to write a blob or to delete it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeaseBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// What is to happen to its lease.
    pub action: LeaseAction,
    /// What else is asked for.
    pub options: LeaseBlobOptions,
}

/// What is to happen to a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseAction {
    /// One is acquired. With the id of the lease that holds, its duration is changed.
    Acquire {
        /// How long it lasts.
        duration: LeaseDuration,
        /// Its id; the service makes one up, if none is proposed.
        proposed: Option<LeaseId>,
    },
    /// It lasts its duration from now on.
    Renew {
        /// Its id.
        id: LeaseId,
    },
    /// It gets another id.
    Change {
        /// Its id until now.
        id: LeaseId,
        /// Its id from now on.
        proposed: LeaseId,
    },
    /// It ends now.
    Release {
        /// Its id.
        id: LeaseId,
    },
    /// It ends, whoever holds it.
    Break {
        /// How soon, unless its time is up sooner; if not said, when its time is up, or now if that is never.
        period: Option<BreakPeriod>,
    },
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LeaseBlobOptions {
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

/// A lease that was acquired, kept or given up.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeaseBlobOutput {
    /// What became of it.
    pub outcome: LeaseOutcome,
    /// The blob's tag, which leases do not change.
    pub etag: Option<ETag>,
    /// When the blob was last written; leases are no writes.
    pub last_modified: Option<HttpDate>,
}

/// What became of a lease. The reply tells no more apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeaseOutcome {
    /// It was acquired, by this id.
    Acquired(LeaseId),
    /// It was renewed or changed, and holds by this id.
    Kept(LeaseId),
    /// It was released; some services answer so to a change as well.
    Released,
    /// It was broken, and holds for so many seconds yet.
    Breaking(u64),
}

impl LeaseBlob {
    /// `action` on the lease of `blob`.
    pub fn new(blob: BlobUrl, action: LeaseAction) -> Self {
        Self {
            blob,
            action,
            options: LeaseBlobOptions::default(),
        }
    }
}

impl LeaseBlobOutput {
    /// That outcome, and nothing about the blob.
    pub fn new(outcome: LeaseOutcome) -> Self {
        Self {
            outcome,
            etag: None,
            last_modified: None,
        }
    }
}

impl LeaseAction {
    fn write(&self, headers: &mut HeaderMap) {
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

    #[cfg(feature = "serve")]
    fn read(headers: &HeaderMap) -> Result<Self, Malformed> {
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
    type Output = LeaseBlobOutput;
    const KIND: OperationKind = OperationKind::LeaseBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::destination(Self::KIND, &self.blob)?;
        let mut request = message::request(Self::KIND, target, version)?;
        self.action.write(request.headers_mut());
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<LeaseBlobOutput, Error> {
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
        Ok(LeaseBlobOutput {
            outcome,
            etag: Option::read(&header::ETAG, headers)?,
            last_modified: Option::read(&header::LAST_MODIFIED, headers)?,
        })
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

    /// Breaking a lease also accepts the permission to delete. Source: *Create a service SAS*, REST reference.
    fn sas(&self) -> Option<&'static str> {
        match self.action {
            LeaseAction::Break { .. } => Some("wd"),
            _ => Self::KIND.facts().sas,
        }
    }

    fn reply(output: &LeaseBlobOutput) -> Response<Bytes> {
        serve::reply(output.outcome.status(), |headers| {
            output.outcome.write(headers);
            output.etag.write(&header::ETAG, headers);
            output.last_modified.write(&header::LAST_MODIFIED, headers);
        })
    }
}
