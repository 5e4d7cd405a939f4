//! What the caller can do about an error: one vocabulary for every language.

use std::fmt;

/// Defines the kinds, their stable names and the list of them all.
macro_rules! kinds {
    ($( $(#[$meta:meta])* $variant:ident = $name:literal, )+) => {
        /// What the caller can do about an error.
        ///
        /// The names are stable: they become the `kind` of an exception in Python, of an error in Node, and of the
        /// command's JSON.
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
    /// A value given cannot be sent. Retried: no. You can: give another, as the rule in the message says.
    Invalid = "invalid",
    /// Who asks is not known, or may not. Retried: no. You can: check account, key, SAS, role, and clock.
    Unauthorized = "unauthorized",
    /// The account, container or blob is not there. Retried: no. You can: create it, or correct its name.
    NotFound = "not_found",
    /// It is in another state than the request needs. Retried: no. You can: look, and ask for something else.
    Conflict = "conflict",
    /// A condition or lease of the request is not met. Retried: no. You can: look again and decide anew.
    Precondition = "precondition",
    /// The destination is receiving another copy already. Retried: no. You can: wait for it, or abort it by its id.
    PendingCopy = "pending_copy",
    /// The service could not read the source. Retried: where its answer says so. You can: see to the source's access.
    Source = "source",
    /// The service asks for fewer requests. Retried: yes. You can: wait.
    Throttled = "throttled",
    /// The service has trouble of its own. Retried: yes. You can: wait.
    Unavailable = "unavailable",
    /// The service could not be reached, or the connection broke. Retried: yes. You can: check host, proxy, network.
    Network = "network",
    /// An answer, or the end of a copy, took longer than was allowed. You can: wait again; a copy lives on.
    Timeout = "timeout",
    /// What came back is not what the Blob service sends. Retried: no. You can: look for a proxy in between.
    Malformed = "malformed",
    /// The copy failed; the message says why. You can: mend the source and start again.
    CopyFailed = "copy_failed",
    /// The copy was aborted. You can: start again.
    CopyAborted = "copy_aborted",
    /// Another copy took the destination. You can: look at that one, by its id.
    CopySuperseded = "copy_superseded",
    /// The destination was deleted or written over, so that nothing is known of the copy. You can: look at the blob.
    CopyGone = "copy_gone",
    /// The copy ended, and is not what its source was. You can: look at both, and copy again.
    CopyUnverified = "copy_unverified",
}

impl ErrorKind {
    /// Whether the same request may well succeed later.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Throttled | Self::Unavailable | Self::Network)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
