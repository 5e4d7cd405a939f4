//! The sender of a request, and what its credential authorizes.

use std::time::SystemTime;

use blobcopy_auth::SasToken;
use blobcopy_proto::Endpoint;

use crate::facts::UrlFacts;

/// The sender of a request, and the time of the reply.
#[derive(Clone, Debug)]
pub struct Requester<'a> {
    /// The credential of the request.
    pub credential: RequestCredential<'a>,
    /// The endpoint that the request was sent to.
    pub endpoint: &'a Endpoint,
    /// The time on this machine.
    pub now: SystemTime,
    /// Host and port of the proxy that the request went through.
    pub proxy: Option<String>,
}

/// A credential, as far as a diagnosis needs it. It contains no key and no token.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a client has one of these or none")]
pub enum RequestCredential<'a> {
    /// An account key, with the name of its account.
    Key(&'a str),
    /// A SAS.
    Sas(&'a SasToken),
    /// An access token.
    Token,
    /// No credential.
    Anonymous,
}

impl Requester<'_> {
    /// Whether the credential authorizes a copy to read a source: a key and a token do, within their account. Source:
    /// *Copy Blob*.
    pub fn authorizes(&self, source: &UrlFacts) -> bool {
        let may = matches!(
            self.credential,
            RequestCredential::Key(_) | RequestCredential::Token
        );
        may && source.sas.is_none() && self.is_account_of(source)
    }

    /// Whether a source is in the account that the request was sent to.
    pub fn is_account_of(&self, source: &UrlFacts) -> bool {
        let blob = source.blob.as_ref();
        blob.is_some_and(|blob| blob.endpoint().is_same_account(self.endpoint))
    }
}
