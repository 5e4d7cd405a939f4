//! The kinds of SAS.

use super::field::{Fields, SasField};

/// The kind of a SAS: which key signed it, and so which rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SasKind {
    /// Signed with an account key, for one blob, directory or container.
    Service,
    /// Signed with an account key, for whole services of the account.
    Account,
    /// Signed with a user delegation key, for one blob, directory or container.
    UserDelegation,
}

impl SasKind {
    /// The kind of a SAS that has these fields.
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        if fields.has(SasField::SignedServices) || fields.has(SasField::SignedResourceTypes) {
            Self::Account
        } else if fields.has(SasField::SignedObjectId) {
            Self::UserDelegation
        } else {
            Self::Service
        }
    }
}
