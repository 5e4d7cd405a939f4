//! The credential of a client, and why a request could not be authorized.

use std::fmt;
use std::sync::Arc;

use blobcopy_auth::{Credential, SasToken};
use blobcopy_diagnosis::RequestCredential;
use blobcopy_proto::care::CredentialKind;

use crate::token::{TokenCache, TokenCredential, TokenError};

/// The credential of a client: a fixed credential or a source of access tokens. `Debug` prints no secret.
///
/// ```
/// # fn example(identity: impl blobcopy::TokenCredential + 'static) -> Result<(), Box<dyn std::error::Error>> {
/// use blobcopy::{BlobServiceClient, ClientCredential, Credential};
///
/// let endpoint = "https://acct.blob.core.windows.net";
/// let with_key = BlobServiceClient::new(endpoint, Credential::shared_key("acct", "c2VjcmV0")?)?;
/// let with_tokens = BlobServiceClient::new(endpoint, ClientCredential::token(identity))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum ClientCredential {
    /// An account key, a SAS, a token that is never renewed, or no credential.
    Fixed(Credential),
    /// Access tokens, renewed before they expire. Requires https.
    Token(Arc<dyn TokenCredential>),
}

impl ClientCredential {
    /// A credential that takes access tokens from `source`.
    pub fn token(source: impl TokenCredential + 'static) -> Self {
        Self::Token(Arc::new(source))
    }
}

impl From<Credential> for ClientCredential {
    fn from(credential: Credential) -> Self {
        Self::Fixed(credential)
    }
}

impl From<Arc<dyn TokenCredential>> for ClientCredential {
    fn from(source: Arc<dyn TokenCredential>) -> Self {
        Self::Token(source)
    }
}

impl fmt::Debug for ClientCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credential) => credential.fmt(f),
            Self::Token(_) => f.write_str("Token(…)"),
        }
    }
}

/// A client's credential, with the state that it needs.
pub(crate) enum Authority {
    Fixed(Credential),
    Tokens(TokenCache),
}

impl Authority {
    pub(crate) fn new(credential: ClientCredential, scope: &str) -> Self {
        match credential {
            ClientCredential::Fixed(credential) => Self::Fixed(credential),
            ClientCredential::Token(source) => Self::Tokens(TokenCache::new(source, scope)),
        }
    }

    /// The kind of this credential.
    pub(crate) fn credential_kind(&self) -> CredentialKind {
        match self {
            Self::Fixed(Credential::SharedKey(_)) => CredentialKind::Key,
            Self::Fixed(Credential::Bearer(_)) | Self::Tokens(_) => CredentialKind::Token,
            Self::Fixed(Credential::Sas(_)) => CredentialKind::Sas,
            Self::Fixed(_) => CredentialKind::Open,
        }
    }

    /// This credential as a diagnosis sees it.
    pub(crate) fn as_diagnosed(&self) -> RequestCredential<'_> {
        match self {
            Self::Fixed(Credential::SharedKey(key)) => RequestCredential::Key(key.account()),
            Self::Fixed(Credential::Sas(token)) => RequestCredential::Sas(token),
            Self::Fixed(Credential::Bearer(_)) | Self::Tokens(_) => RequestCredential::Token,
            Self::Fixed(_) => RequestCredential::Anonymous,
        }
    }

    /// The SAS, if that is the client's credential.
    pub(crate) fn sas(&self) -> Option<&SasToken> {
        match self {
            Self::Fixed(Credential::Sas(token)) => Some(token),
            _ => None,
        }
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credential) => credential.fmt(f),
            Self::Tokens(_) => f.write_str("Tokens(…)"),
        }
    }
}

/// Why a request could not be authorized.
#[derive(Debug)]
pub(crate) enum CredentialError {
    /// The credential does not fit the request.
    Unusable(blobcopy_auth::Error),
    /// No token could be obtained.
    NoToken(TokenError),
}

impl From<blobcopy_auth::Error> for CredentialError {
    fn from(error: blobcopy_auth::Error) -> Self {
        Self::Unusable(error)
    }
}

impl From<TokenError> for CredentialError {
    fn from(error: TokenError) -> Self {
        Self::NoToken(error)
    }
}
