//! What can go wrong.

use serde::{Deserialize, Serialize};

/// What goes wrong with a request.
///
/// Sources of what the service itself does: *Status and error codes* and *Common REST API error codes*, REST reference.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultEffect {
    /// The connection is reset as soon as it is there. Nothing has been asked on it yet, so this happens only where
    /// neither an operation nor an account is named.
    RefuseConnection,
    /// The connection is reset before anything is done.
    ResetBefore,
    /// All is done, and then the connection is reset instead of an answer.
    ResetAfter,
    /// The request waits before it is looked at. In real time, whatever the emulator's clock.
    Delay {
        /// How long.
        seconds: f64,
    },
    /// A refusal instead of an answer: `500 InternalError`, `503 ServerBusy`, or any other.
    Refuse {
        /// The HTTP status, of an error.
        status: u16,
        /// The code.
        code: String,
        /// What `Retry-After` says, in seconds; without it there is no such header.
        #[serde(default)]
        retry_after: Option<u64>,
        /// Whether what was asked for is done all the same.
        #[serde(default)]
        is_done: bool,
    },
    /// The connection ends after so many bytes of the answer's body.
    TruncateBody {
        /// Bytes that still come.
        after: usize,
    },
    /// The body of the answer comes in drops. In real time, whatever the emulator's clock.
    DripBody {
        /// How many bytes a drop has; at least one.
        bytes: usize,
        /// How long until the next.
        seconds: f64,
    },
    /// The answer's `Content-Length` is not its body's length. Where it says more, the connection ends too early.
    WrongContentLength {
        /// By how much; below zero for less.
        by: i64,
    },
    /// The emulator's clock is fast by so much, or slow below zero: it judges signatures, SAS and tokens by it, and
    /// says it in `Date`.
    SkewClock {
        /// By how much.
        seconds: i64,
    },
    /// The bearer token or the SAS of the request is taken for expired.
    ExpireToken,
    /// The copy that the request starts fails at once. Happens to *Copy Blob* only, and to copies that are pending
    /// when their start is answered.
    FailCopy {
        /// What `x-ms-copy-status-description` says.
        description: String,
    },
}

impl FaultEffect {
    /// `500 InternalError`, with nothing done.
    pub fn internal_error() -> Self {
        Self::refuse(500, "InternalError")
    }

    /// `503 ServerBusy`, with nothing done and the wish to be left alone for so many seconds.
    pub fn server_busy(retry_after: u64) -> Self {
        Self::Refuse {
            status: 503,
            code: "ServerBusy".to_owned(),
            retry_after: Some(retry_after),
            is_done: false,
        }
    }

    /// A refusal with nothing done.
    pub fn refuse(status: u16, code: &str) -> Self {
        Self::Refuse {
            status,
            code: code.to_owned(),
            retry_after: None,
            is_done: false,
        }
    }
}
