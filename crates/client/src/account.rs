//! An account: its endpoint, its credential, and the exchange of one request and reply.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::SystemTime;

use blobcopy_auth::{Credential, Error as AuthError, authorize};
use blobcopy_proto::wire::header;
use blobcopy_proto::{Endpoint, ReplyBody};
use bytes::Bytes;
use http::{Request, Response, Uri};
use tokio::time::timeout;

use crate::client_credential::{Authority, ClientCredential, CredentialError};
use crate::copies::Copies;
use crate::delegation_keys::DelegationKeys;
use crate::error::Error;
use crate::network::{Limits, Lost, Network, Origin, Permit};
use crate::question::Question;
use crate::renewal::Held;
use crate::token::{AccessToken, TokenCache, TokenError};
use crate::trace;

/// The state that all clients of one account share.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) network: Arc<Network>,
    pub(crate) origin: Arc<Origin>,
    /// The account's endpoint.
    pub(crate) endpoint: Endpoint,
    pub(crate) authority: Authority,
    pub(crate) delegation_keys: DelegationKeys,
    pub(crate) copies: Copies,
}

/// Why a request got no reply.
pub(crate) enum ExchangeError {
    Credential(CredentialError),
    Lost(Lost),
}

impl<E: Into<CredentialError>> From<E> for ExchangeError {
    fn from(error: E) -> Self {
        Self::Credential(error.into())
    }
}

impl Account {
    /// Creates the account at `endpoint`, which uses the connections of `network`.
    ///
    /// # Errors
    /// If the endpoint uses https and the system's certificates cannot be read.
    pub(crate) fn new(
        network: Arc<Network>,
        endpoint: Endpoint,
        credential: ClientCredential,
    ) -> Result<Arc<Self>, Error> {
        let root = Uri::try_from(endpoint.as_str()).expect("an endpoint is a URL");
        Ok(Arc::new(Self {
            origin: network.origin(&root)?,
            endpoint,
            authority: Authority::new(credential, &network.config.token_scope),
            delegation_keys: DelegationKeys::default(),
            copies: Copies::new(network.config.version),
            network,
        }))
    }

    /// Sends one request and returns its reply. Sends it a second time if the service asks for another token.
    pub(crate) async fn exchange<'a>(
        &'a self,
        request: Request<Bytes>,
        question: &Question,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Response<Bytes>, ExchangeError> {
        match &self.authority {
            Authority::Fixed(credential) => {
                self.attempt(request, credential, question, permit).await
            }
            Authority::Tokens(tokens) => {
                Box::pin(self.exchange_with_token(request, tokens, question, permit)).await
            }
        }
    }

    async fn exchange_with_token<'a>(
        &'a self,
        request: Request<Bytes>,
        tokens: &TokenCache,
        question: &Question,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let again = clone_of(&request);
        let used = self.token_beside(tokens, question, permit).await?;
        let reply = self
            .attempt(request, &bearer(&used), question, permit)
            .await?;
        if !tokens.is_challenged(&reply, &used, SystemTime::now()) {
            return Ok(reply);
        }
        let other = self.token_beside(tokens, question, permit).await?;
        self.attempt(again, &bearer(&other), question, permit).await
    }

    fn limits(&self, question: &Question) -> Limits {
        let config = &self.network.config;
        let (usual, long) = (config.reply_timeout, config.copy_reply_timeout);
        match question.reply_body() {
            // The service responds only after it has read the whole source.
            _ if question.operation().facts().within_call => Limits::total(long),
            ReplyBody::Content => Limits {
                head: usual,
                total: usual.max(long),
            },
            _ => Limits::total(usual),
        }
    }

    /// Returns a token for a request. Until the token has arrived and the request is sent, other requests may use the
    /// connection: a credential that does not respond must not delay a copy that shares only the client with this
    /// request.
    async fn token_beside<'a>(
        &'a self,
        tokens: &TokenCache,
        question: &Question,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Held<AccessToken>, TokenError> {
        let mut token = pin!(self.token(tokens, question));
        let at_hand = poll_fn(|context| Poll::Ready(token.as_mut().poll(context))).await;
        if let Poll::Ready(token) = at_hand {
            return token;
        }
        *permit = None;
        token.await
    }

    /// Returns a token for a request. A copy that is under way has a deadline and may be cancelled, so it waits for the
    /// credential for at most the reply timeout.
    async fn token(
        &self,
        tokens: &TokenCache,
        question: &Question,
    ) -> Result<Held<AccessToken>, TokenError> {
        let token = tokens.token(SystemTime::now());
        if !question.is_under_way {
            return token.await;
        }
        let limit = self.network.config.reply_timeout;
        let late = |_| Err(TokenError::Late(limit));
        timeout(limit, token).await.unwrap_or_else(late)
    }

    /// Refuses a request to any other endpoint, because the credential is for this client's endpoint alone.
    fn check_endpoint(&self, uri: &Uri) -> Result<(), CredentialError> {
        if self.endpoint.is_root_of(uri) {
            return Ok(());
        }
        let scheme = uri.scheme_str().unwrap_or_default();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let elsewhere = AuthError::OtherEndpoint {
            endpoint: format!("{scheme}://{authority}"),
            own: self.endpoint.to_string(),
        };
        Err(elsewhere.into())
    }

    /// Makes one attempt. Each attempt is authorized anew, because a signature contains the time.
    async fn attempt<'a>(
        &'a self,
        mut request: Request<Bytes>,
        credential: &Credential,
        question: &Question,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let permit = match permit {
            Some(permit) => permit,
            None => permit.insert(self.origin.permit().await),
        };
        let asked = trace::Asked::of(&request);
        let id = question.client_request_id().clone();
        request.headers_mut().insert(&header::CLIENT_REQUEST_ID, id);
        self.check_endpoint(request.uri())?;
        authorize(&mut request, credential, SystemTime::now())?;
        question.tried();
        let mut secrets = question.source.as_deref().cloned().unwrap_or_default();
        self.origin.note_secrets(&request, &mut secrets);
        let limits = self.limits(question);
        let body = question.reply_body();
        let (network, is_sent) = (&self.network, &question.is_sent);
        let sending = network.send(&self.origin, request, body, limits, is_sent, permit);
        let mut result = sending.await;
        // Before any other code reads the reply.
        if let Ok(reply) = &mut result {
            let has_text = body.is_text() || !reply.status().is_success();
            secrets.remove_from(reply, has_text);
        }
        if let Some(asked) = asked {
            trace::request(question, &asked, &result);
        }
        let reply = result.map_err(ExchangeError::Lost)?;
        question.answered(reply.status().is_success());
        Ok(reply)
    }
}

fn bearer(held: &Held<AccessToken>) -> Credential {
    Credential::Bearer(held.value.token().clone())
}

/// Copies a request that may be sent again. The body is shared, not copied.
pub(crate) fn clone_of(request: &Request<Bytes>) -> Request<Bytes> {
    let mut clone = Request::new(request.body().clone());
    *clone.method_mut() = request.method().clone();
    *clone.uri_mut() = request.uri().clone();
    *clone.headers_mut() = request.headers().clone();
    clone
}
