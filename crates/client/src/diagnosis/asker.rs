//! Who asked, and what its credential opens.

use std::time::SystemTime;

use blobcopy_auth::Credential;
use blobcopy_proto::Endpoint;

use super::credential;
use super::facts::UrlFacts;
use crate::client_credential::Authority;
use crate::connection::Connection;
use crate::proxy::Proxy;

/// Who asked, and when the answer came.
#[derive(Clone)]
pub(crate) struct Asker<'a> {
    pub(crate) authority: &'a Authority,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) now: SystemTime,
    /// The host and port of the proxy that its requests go through.
    pub(crate) proxy: Option<String>,
}

impl<'a> Asker<'a> {
    pub(super) fn shown(&self) -> credential::Shown<'a> {
        match self.authority {
            Authority::Fixed(Credential::SharedKey(key)) => credential::Shown::Key(key.account()),
            Authority::Fixed(Credential::Sas(token)) => credential::Shown::Sas(token),
            Authority::Fixed(Credential::Bearer(_)) | Authority::Tokens(_) => {
                credential::Shown::Token
            }
            _ => credential::Shown::Nothing,
        }
    }

    /// Whether its credential opens a source to a copy: a key and a token do, within their account. Source: *Copy Blob*.
    pub(super) fn opens(&self, facts: &UrlFacts) -> bool {
        let shown = self.shown();
        let may_open = matches!(shown, credential::Shown::Key(_) | credential::Shown::Token);
        may_open && facts.sas.is_none() && self.is_account_of(facts)
    }

    /// Whether a source is in the account that it asked.
    pub(super) fn is_account_of(&self, facts: &UrlFacts) -> bool {
        facts
            .blob
            .as_ref()
            .is_some_and(|blob| blob.endpoint().is_same_account(self.endpoint))
    }
}

impl Connection {
    /// Who asks, for a diagnosis of what was answered just now.
    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker {
            authority: &self.authority,
            endpoint: &self.endpoint,
            now: SystemTime::now(),
            proxy: self.endpoint.as_str().parse().ok().and_then(|target| {
                Proxy::choose(&self.config.proxy, &target).map(|proxy| proxy.host_and_port())
            }),
        }
    }
}
