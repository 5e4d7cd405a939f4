//! How the service is authorized to read the source.

use std::time::Duration;

use crate::care::UnsupportedOption;

/// How the service is authorized to read the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceAccess {
    /// As needed: nothing is added if the copy's own credential covers the source. Otherwise a SAS is created if the
    /// source's credential can sign one, or the source's own SAS is added. Without either, the URL is sent as it was
    /// given.
    #[default]
    Auto,
    /// The URL is sent as it was given: public, or signed already.
    AsGiven,
    /// A SAS is created that is valid for `life` plus a quarter of an hour.
    Sas {
        /// The lifetime. The service needs the source until the copy has ended. A user delegation SAS lives for less
        /// than seven days.
        life: Duration,
    },
}

/// The kind of a client's credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialKind {
    /// The account's key, which can sign a service SAS.
    Key,
    /// Access tokens, which can get a key that signs user delegation SAS.
    Token,
    /// A SAS, which can be added to the source and cannot sign.
    Sas,
    /// No credential.
    Open,
}

/// What authorizes the service to read the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceCredential {
    /// Nothing is added to its URL.
    AsGiven,
    /// The SAS that is the credential of its client.
    OwnSas,
    /// A service SAS with this lifetime.
    ServiceSas(Duration),
    /// A user delegation SAS with this lifetime.
    DelegationSas(Duration),
}

/// The longest time that a copy may take. Source: *Copy Blob*, REST reference.
const LONGEST_COPY: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Lifetime of a user delegation SAS. It ends with its key, which lives for seven days at most. Source: *Create a user
/// delegation SAS*.
const LONGEST_DELEGATION: Duration = Duration::from_secs(6 * 24 * 60 * 60);

impl SourceAccess {
    /// Decides what authorizes the service to read the source, from the credentials of the source and of the
    /// destination.
    ///
    /// Within an account the service reads the source with the copy's own credential, unless that is a SAS, which
    /// covers the destination alone. Source: *Copy Blob*, REST reference.
    ///
    /// # Errors
    /// If a SAS is needed, and the source's credential cannot sign one.
    pub fn source_credential(
        &self,
        source: CredentialKind,
        destination: CredentialKind,
        is_same_account: bool,
    ) -> Result<SourceCredential, UnsupportedOption> {
        let is_open_already =
            is_same_account && matches!(destination, CredentialKind::Key | CredentialKind::Token);
        match (self, source) {
            (Self::AsGiven, _) => Ok(SourceCredential::AsGiven),
            (Self::Auto, CredentialKind::Sas) => Ok(SourceCredential::OwnSas),
            (Self::Auto, CredentialKind::Key | CredentialKind::Token) if is_open_already => {
                Ok(SourceCredential::AsGiven)
            }
            (Self::Auto, CredentialKind::Key) => Ok(SourceCredential::ServiceSas(LONGEST_COPY)),
            (Self::Auto, CredentialKind::Token) => {
                Ok(SourceCredential::DelegationSas(LONGEST_DELEGATION))
            }
            (Self::Auto, CredentialKind::Open) => Ok(SourceCredential::AsGiven),
            (Self::Sas { life }, CredentialKind::Key) => Ok(SourceCredential::ServiceSas(*life)),
            (Self::Sas { life }, CredentialKind::Token) => {
                Ok(SourceCredential::DelegationSas(*life))
            }
            (Self::Sas { .. }, CredentialKind::Sas) => Err(UnsupportedOption::invalid(
                "source_access",
                "the source is accessed with a SAS, which cannot sign another SAS",
                "pass that SAS on (`auto`), or pass the key or a token of the source's account",
            )),
            (Self::Sas { .. }, CredentialKind::Open) => Err(UnsupportedOption::invalid(
                "source_access",
                "no credential can sign a SAS for the source",
                "pass the key or a token of the source's account, or a URL with a SAS",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    #[test]
    fn within_an_account_a_key_or_token_needs_no_sas() {
        for credential_kind in [CredentialKind::Key, CredentialKind::Token] {
            assert_eq!(
                SourceAccess::Auto.source_credential(credential_kind, credential_kind, true),
                Ok(SourceCredential::AsGiven)
            );
        }
    }

    #[test]
    fn a_destination_that_is_opened_by_a_sas_leaves_the_source_closed() {
        let auto = SourceAccess::Auto;
        assert_eq!(
            auto.source_credential(CredentialKind::Key, CredentialKind::Sas, true),
            Ok(SourceCredential::ServiceSas(LONGEST_COPY))
        );
        assert_eq!(
            auto.source_credential(CredentialKind::Sas, CredentialKind::Sas, true),
            Ok(SourceCredential::OwnSas)
        );
    }

    #[test]
    fn another_account_is_opened_by_what_its_credential_can_sign() {
        let auto = |credential_kind| {
            SourceAccess::Auto.source_credential(credential_kind, CredentialKind::Key, false)
        };
        assert_eq!(
            auto(CredentialKind::Key),
            Ok(SourceCredential::ServiceSas(LONGEST_COPY))
        );
        assert_eq!(
            auto(CredentialKind::Token),
            Ok(SourceCredential::DelegationSas(LONGEST_DELEGATION))
        );
        assert_eq!(auto(CredentialKind::Sas), Ok(SourceCredential::OwnSas));
        assert_eq!(auto(CredentialKind::Open), Ok(SourceCredential::AsGiven));
    }

    #[test]
    fn a_sas_is_made_when_it_is_asked_for_or_refused_with_a_way_out() {
        let signed = SourceAccess::Sas { life: DAY };
        assert_eq!(
            signed.source_credential(CredentialKind::Key, CredentialKind::Key, true),
            Ok(SourceCredential::ServiceSas(DAY))
        );
        assert_eq!(
            signed.source_credential(CredentialKind::Token, CredentialKind::Key, true),
            Ok(SourceCredential::DelegationSas(DAY))
        );
        for credential_kind in [CredentialKind::Sas, CredentialKind::Open] {
            let refused = signed
                .source_credential(credential_kind, CredentialKind::Key, false)
                .unwrap_err();
            assert!(refused.to_string().contains("key or a token"), "{refused}");
        }
    }

    #[test]
    fn as_given_adds_nothing() {
        for credential_kind in [
            CredentialKind::Key,
            CredentialKind::Token,
            CredentialKind::Sas,
            CredentialKind::Open,
        ] {
            assert_eq!(
                SourceAccess::AsGiven.source_credential(
                    credential_kind,
                    CredentialKind::Sas,
                    false
                ),
                Ok(SourceCredential::AsGiven)
            );
        }
    }
}
