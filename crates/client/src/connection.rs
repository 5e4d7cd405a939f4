//! What the clients of one account share, and one request with its reply.

use std::sync::Mutex;
use std::time::SystemTime;

use blobcopy_auth::authorize;
use blobcopy_proto::job::Pace;
use bytes::Bytes;
use http::{HeaderValue, Request, Response};

use crate::client_credential::{Authority, Pass};
use crate::config::ClientConfig;
use crate::error::CredentialError;
use crate::source_access::DelegationKeys;
use crate::transport::{Lost, Transport};

/// What every client of one account shares.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) transport: Transport,
    pub(crate) authority: Authority,
    pub(crate) delegation_keys: DelegationKeys,
    pub(crate) config: ClientConfig,
    /// What this client's copies have taught.
    pub(crate) pace: Mutex<Pace>,
}

/// Why a request has no reply.
pub(crate) enum ExchangeError {
    Credential(CredentialError),
    Lost(Lost),
}

impl<E: Into<CredentialError>> From<E> for ExchangeError {
    fn from(error: E) -> Self {
        Self::Credential(error.into())
    }
}

impl Connection {
    /// One request and its reply. Sent a second time where the service asks for another token.
    pub(crate) async fn exchange(
        &self,
        request: &Request<Bytes>,
        client_request_id: &HeaderValue,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let mut request = clone_of(request);
        request
            .headers_mut()
            .insert("x-ms-client-request-id", client_request_id.clone());
        let (reply, pass) = self.attempt(clone_of(&request)).await?;
        if !(self.authority).is_challenged(&reply, &pass, SystemTime::now()) {
            return Ok(reply);
        }
        let (reply, _) = self.attempt(request).await?;
        Ok(reply)
    }

    /// One attempt: authorized now, because a signature carries the time.
    async fn attempt(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<(Response<Bytes>, Pass), ExchangeError> {
        let pass = self.authority.pass(SystemTime::now()).await?;
        // Getting a token may have taken a while.
        authorize(&mut request, &pass.credential, SystemTime::now())?;
        let method = request.method().clone();
        let result = self.transport.send(request).await;
        match &result {
            Ok(reply) => tracing::debug!(%method, status = reply.status().as_u16(), "answered"),
            Err(lost) => tracing::debug!(%method, cause = %lost.cause, "not answered"),
        }
        match result {
            Ok(reply) => Ok((reply, pass)),
            Err(lost) => Err(ExchangeError::Lost(lost)),
        }
    }
}

/// A request to send again: the body is shared, not copied.
fn clone_of(request: &Request<Bytes>) -> Request<Bytes> {
    let mut clone = Request::new(request.body().clone());
    *clone.method_mut() = request.method().clone();
    *clone.uri_mut() = request.uri().clone();
    *clone.headers_mut() = request.headers().clone();
    clone
}

/// A random name for one call, in the form of a GUID, the same over all its tries.
pub(crate) fn client_request_id() -> HeaderValue {
    let bits = fastrand::u128(..);
    let text = format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        bits as u32,
        (bits >> 32) as u16,
        (bits >> 48) as u16 & 0xfff,
        (bits >> 60) as u16 & 0xfff,
        (bits >> 76) as u64 & 0xffff_ffff_ffff,
    );
    HeaderValue::from_str(&text).expect("hexadecimal digits and hyphens")
}
