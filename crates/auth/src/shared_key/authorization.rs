//! Parses the `Authorization` header of a request signed with an account key, for a server.

use std::fmt;

use crate::Error;

/// The content of `Authorization: SharedKey account:signature`.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedKeyAuthorization {
    account: String,
    signature: String,
}

impl SharedKeyAuthorization {
    /// Parses the header's value.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for another scheme (such as `SharedKeyLite` and `Bearer`) or another form.
    pub fn parse(value: &str) -> Result<Self, Error> {
        value
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("SharedKey"))
            .and_then(|(_, rest)| rest.trim_ascii().split_once(':'))
            .filter(|(account, signature)| !account.is_empty() && !signature.is_empty())
            .map(|(account, signature)| Self {
                account: account.to_owned(),
                signature: signature.to_owned(),
            })
            .ok_or(Error::Malformed {
                field: "Authorization",
                expected: "`SharedKey account:signature`",
            })
    }

    /// The account whose key signed the request.
    pub fn account(&self) -> &str {
        &self.account
    }

    pub(super) fn signature(&self) -> &str {
        &self.signature
    }
}

impl fmt::Debug for SharedKeyAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedKeyAuthorization")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_and_signature_are_told_apart() {
        let header = SharedKeyAuthorization::parse("SharedKey acct:c2ln").unwrap();
        assert_eq!((header.account(), header.signature()), ("acct", "c2ln"));
        assert!(!format!("{header:?}").contains("c2ln"));
    }

    #[test]
    fn other_schemes_and_halves_are_refused() {
        for value in [
            "",
            "SharedKey",
            "SharedKey acct",
            "SharedKey :c2ln",
            "SharedKey acct:",
            "SharedKeyLite acct:c2ln",
            "Bearer token",
        ] {
            assert!(SharedKeyAuthorization::parse(value).is_err(), "{value}");
        }
    }
}
