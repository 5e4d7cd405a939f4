//! The kinds of errors, which are the same in every language.

use std::fmt;

/// Defines the kinds, their stable names and the list of all of them.
macro_rules! kinds {
    ($( $(#[$meta:meta])* $variant:ident = $name:literal, )+) => {
        /// The kind of an error, which says what the caller can do about it.
        ///
        /// The names are stable. They are the `kind` of an exception in Python, of an error in Node.js, and in the JSON
        /// output of the command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $( $(#[$meta])* $variant, )+
        }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The stable name.
            pub const fn code(self) -> &'static str {
                match self {
                    $( Self::$variant => $name, )+
                }
            }
        }
    };
}

kinds! {
    /// An argument is invalid, so no request was sent. Retried: no. Remedy: correct it, as the rule in the message
    /// says.
    Invalid = "invalid",
    /// Authentication or authorization failed. Retried: no. Remedy: check account, key, SAS, role and clock.
    Unauthorized = "unauthorized",
    /// The account, container or blob does not exist. Retried: no. Remedy: create it, or correct its name.
    NotFound = "not_found",
    /// The state of the resource does not allow the request. Retried: no. Remedy: check its state, then send another
    /// request.
    Conflict = "conflict",
    /// A condition or lease of the request is not met. Retried: no. Remedy: read the current state and decide again.
    Precondition = "precondition",
    /// Another copy into the destination is pending. Retried: no. Remedy: wait for it, or abort it by its id.
    PendingCopy = "pending_copy",
    /// The service could not read the source. Retried: if the source's reply allows it. Remedy: check the access to the
    /// source.
    Source = "source",
    /// The service asks for fewer requests. Retried: yes. Remedy: wait.
    Throttled = "throttled",
    /// The service has a temporary failure. Retried: yes. Remedy: wait.
    Unavailable = "unavailable",
    /// The service could not be reached, or the connection broke. Retried: yes. Remedy: check host, proxy and network.
    Network = "network",
    /// A reply or the end of a copy took longer than the time limit. Remedy: wait again; the copy continues on the
    /// server.
    Timeout = "timeout",
    /// The reply cannot come from the Blob service. Retried: no. Remedy: look for a proxy between you and the service.
    Malformed = "malformed",
    /// The copy failed; the message gives the reason. Remedy: correct the source, then start again.
    CopyFailed = "copy_failed",
    /// The copy was aborted. Remedy: start again.
    CopyAborted = "copy_aborted",
    /// Another copy replaced this one at the destination. Remedy: check that copy, by its id.
    CopySuperseded = "copy_superseded",
    /// The destination was deleted or overwritten, which erased the copy's state. Remedy: check the blob.
    CopyGone = "copy_gone",
    /// The copy ended, and differs from its source. Remedy: compare both, then copy again.
    CopyUnverified = "copy_unverified",
}

impl ErrorKind {
    /// Whether the same request may succeed later.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Throttled | Self::Unavailable | Self::Network)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
