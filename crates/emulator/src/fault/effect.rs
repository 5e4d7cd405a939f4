//! The effects of faults.

use serde::{Deserialize, Serialize};

/// What goes wrong with a request.
///
/// Sources for the behaviour of the service: *Status and error codes* and *Common REST API error codes*, REST
/// reference.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FaultEffect {
    /// The connection is reset as soon as it is accepted. At that time no request has arrived, so this happens only if
    /// the fault names neither an operation nor an account.
    RefuseConnection,
    /// The connection is reset before the request is executed.
    ResetBefore,
    /// The request is executed, and then the connection is reset instead of a reply.
    ResetAfter,
    /// The request is delayed before it is executed. In real time, even with a manual clock.
    Delay {
        /// The delay in seconds.
        seconds: f64,
    },
    /// The request is refused: `500 InternalError`, `503 ServerBusy`, or any other error.
    Refuse {
        /// The HTTP status, which must be an error.
        status: u16,
        /// The error code.
        code: String,
        /// The value of `Retry-After`, in seconds. `None` omits the header.
        #[serde(default)]
        retry_after: Option<u64>,
        /// Whether the request is executed nevertheless.
        #[serde(default)]
        is_done: bool,
    },
    /// The connection is closed after a part of the reply's body.
    TruncateBody {
        /// The number of bytes that are sent.
        after: usize,
    },
    /// The body of the reply arrives in small pieces. In real time, even with a manual clock.
    DripBody {
        /// The size of a piece in bytes, at least 1.
        bytes: usize,
        /// The pause before the next piece, in seconds.
        seconds: f64,
    },
    /// The reply's `Content-Length` differs from the length of its body. If it is larger, the connection is closed too
    /// early.
    WrongContentLength {
        /// The difference, which may be negative.
        by: i64,
    },
    /// The emulator's clock is fast by this much, or slow if negative. That affects the validity of signatures, SAS and
    /// tokens, and the `Date` header.
    SkewClock {
        /// The difference in seconds.
        seconds: i64,
    },
    /// The bearer token or the SAS of the request is treated as expired.
    ExpireToken,
    /// The copy that the request starts fails immediately. Applies only to *Copy Blob*, and to copies that are pending
    /// when their start is answered.
    FailCopy {
        /// The value of `x-ms-copy-status-description`.
        description: String,
    },
}

impl FaultEffect {
    /// `500 InternalError`, without executing the request.
    pub fn internal_error() -> Self {
        Self::refuse(500, "InternalError")
    }

    /// `503 ServerBusy` with a `Retry-After` in seconds, without executing the request.
    pub fn server_busy(retry_after: u64) -> Self {
        Self::Refuse {
            status: 503,
            code: "ServerBusy".to_owned(),
            retry_after: Some(retry_after),
            is_done: false,
        }
    }

    /// A refusal, without executing the request.
    pub fn refuse(status: u16, code: &str) -> Self {
        Self::Refuse {
            status,
            code: code.to_owned(),
            retry_after: None,
            is_done: false,
        }
    }
}
