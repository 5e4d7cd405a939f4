//! The fields of a credential, under the names by which the user knows them.

use blobcopy_auth::Error;

/// The error with its fields called as `name` calls them.
pub(crate) fn renamed(error: Error, name: impl Fn(&'static str) -> &'static str) -> Error {
    match error {
        Error::Missing { field } => Error::Missing { field: name(field) },
        Error::Repeated { field } => Error::Repeated { field: name(field) },
        Error::Malformed { field, expected } => Error::Malformed {
            field: name(field),
            expected,
        },
        Error::Pasted { field, stray } => Error::Pasted {
            field: name(field),
            stray,
        },
        Error::Contradiction { one, other } => Error::Contradiction {
            one: name(one),
            other: name(other),
        },
        Error::NeedsVersion { field, since } => Error::NeedsVersion {
            field: name(field),
            since,
        },
        Error::UnknownLetter { field, letter } => Error::UnknownLetter {
            field: name(field),
            letter,
        },
        Error::RepeatedLetter { field, letter } => Error::RepeatedLetter {
            field: name(field),
            letter,
        },
        error => error,
    }
}
