//! What the clients of one account share, and one request with its reply.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use blobcopy_auth::{Credential, authorize};
use blobcopy_proto::job::Pace;
use blobcopy_proto::ops::{CopyBlobFromUrl, PutBlobFromUrl, PutBlockFromUrl};
use blobcopy_proto::wire::header;
use blobcopy_proto::{Endpoint, Operation};
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use tokio::time::timeout;

use crate::client_credential::Authority;
use crate::config::ClientConfig;
use crate::delegation_keys::DelegationKeys;
use crate::diagnosis::Asker;
use crate::error::CredentialError;
use crate::job::LastPolicy;
use crate::renewal::Held;
use crate::token::{AccessToken, TokenCache, TokenError};
use crate::trace;
use crate::transport::{Lost, Transport};

/// What every client of one account shares.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) transport: Transport,
    /// Where the account answers.
    pub(crate) endpoint: Endpoint,
    pub(crate) authority: Authority,
    pub(crate) delegation_keys: DelegationKeys,
    pub(crate) config: ClientConfig,
    /// What this client's copies have taught.
    pub(crate) pace: Mutex<Pace>,
    pub(crate) last_policy: LastPolicy,
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
    /// Who asks, for a diagnosis of what was answered just now.
    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker {
            authority: &self.authority,
            endpoint: &self.endpoint,
            now: SystemTime::now(),
        }
    }

    /// One request and its reply. Sent a second time where the service asks for another token.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        question: &mut Question,
    ) -> Result<Response<Bytes>, ExchangeError> {
        match &self.authority {
            Authority::Fixed(credential) => self.attempt(request, credential, question).await,
            Authority::Tokens(tokens) => {
                Box::pin(self.exchange_with_token(request, tokens, question)).await
            }
        }
    }

    async fn exchange_with_token(
        &self,
        request: Request<Bytes>,
        tokens: &TokenCache,
        question: &mut Question,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let again = clone_of(&request);
        let used = self.token(tokens, question).await?;
        let reply = self.attempt(request, &bearer(&used), question).await?;
        if !tokens.is_challenged(&reply, &used, SystemTime::now()) {
            return Ok(reply);
        }
        let other = self.token(tokens, question).await?;
        self.attempt(again, &bearer(&other), question).await
    }

    fn reply_timeout(&self, operation: &str) -> Duration {
        match WITHIN_CALL.contains(&operation) {
            true => self.config.copy_reply_timeout,
            false => self.config.reply_timeout,
        }
    }

    /// A token for a request. A copy that is under way has its deadline and may be cancelled, so it is not left to a
    /// credential that does not answer.
    async fn token(
        &self,
        tokens: &TokenCache,
        question: &Question,
    ) -> Result<Held<AccessToken>, TokenError> {
        let token = tokens.token(SystemTime::now());
        if !question.is_under_way {
            return token.await;
        }
        let limit = self.config.reply_timeout;
        let late = |_| Err(TokenError::Late(limit));
        timeout(limit, token).await.unwrap_or_else(late)
    }

    /// One attempt: authorized now, because a signature carries the time.
    async fn attempt(
        &self,
        mut request: Request<Bytes>,
        credential: &Credential,
        question: &mut Question,
    ) -> Result<Response<Bytes>, ExchangeError> {
        let asked = trace::Asked::of(&request);
        let id = question.client_request_id.clone();
        request.headers_mut().insert(&header::CLIENT_REQUEST_ID, id);
        authorize(&mut request, credential, SystemTime::now())?;
        question.is_granted = false;
        question.sent += 1;
        let reply_timeout = self.reply_timeout(question.operation);
        let result = self.transport.send(request, reply_timeout).await;
        if let Some(asked) = asked {
            trace::request(question, &asked, &result);
        }
        let reply = result.map_err(ExchangeError::Lost)?;
        question.is_granted = reply.status().is_success();
        Ok(reply)
    }
}

fn bearer(held: &Held<AccessToken>) -> Credential {
    Credential::Bearer(held.value.token().clone())
}

/// The operations that the service answers only when it has read a whole source.
const WITHIN_CALL: [&str; 3] = [
    CopyBlobFromUrl::NAME,
    PutBlobFromUrl::NAME,
    PutBlockFromUrl::NAME,
];

/// What the service is asked, from the first time until it is granted: one name over all tries.
#[derive(Debug)]
pub(crate) struct Question {
    operation: &'static str,
    client_request_id: HeaderValue,
    sent: u32,
    is_granted: bool,
    /// Whether it is about a copy that is under way, or may be.
    pub(crate) is_under_way: bool,
}

impl Question {
    pub(crate) fn new(operation: &'static str) -> Self {
        Self {
            operation,
            client_request_id: client_request_id(),
            sent: 0,
            is_granted: false,
            is_under_way: false,
        }
    }

    /// The same question again if it was not granted, and otherwise a new one.
    pub(crate) fn follow<'a>(last: &'a mut Option<Self>, operation: &'static str) -> &'a mut Self {
        let is_again = |last: &Self| last.operation == operation && !last.is_granted;
        if !last.as_ref().is_some_and(is_again) {
            *last = None;
        }
        last.get_or_insert_with(|| Self::new(operation))
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    pub(crate) fn client_request_id(&self) -> &HeaderValue {
        &self.client_request_id
    }

    /// How often it was sent again.
    pub(crate) fn resends(&self) -> u32 {
        self.sent.saturating_sub(1)
    }
}

/// A request to send, and perhaps to send again: the body is shared, not copied.
pub(crate) fn clone_of(request: &Request<Bytes>) -> Request<Bytes> {
    let mut clone = Request::new(request.body().clone());
    *clone.method_mut() = request.method().clone();
    *clone.uri_mut() = request.uri().clone();
    *clone.headers_mut() = request.headers().clone();
    clone
}

/// A random name for one call, the same over all its tries.
fn client_request_id() -> HeaderValue {
    HeaderValue::try_from(guid()).expect("hexadecimal digits and hyphens")
}

/// A random GUID of version 4, in lower case. Every request has one, so no formatting machinery is set in motion.
pub(crate) fn guid() -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = fastrand::u128(..).to_be_bytes();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut guid = String::with_capacity(36);
    for (place, byte) in bytes.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            guid.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            guid.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    guid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_the_form_of_one_and_no_two_are_alike() {
        let guid = guid();
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(blobcopy_proto::LeaseId::parse(&guid).is_ok());
        assert!(guid.as_bytes()[14] == b'4' && b"89ab".contains(&guid.as_bytes()[19]));
        assert_ne!(guid, self::guid());
    }

    #[test]
    fn a_question_keeps_its_name_until_it_is_granted() {
        let mut last = None;
        let mut ask = |operation, is_granted| {
            let question = Question::follow(&mut last, operation);
            question.sent += 1;
            question.is_granted = is_granted;
            (question.client_request_id.clone(), question.resends())
        };
        let (first, _) = ask("CopyBlob", false);
        assert_eq!(ask("CopyBlob", true), (first.clone(), 1));
        let (next, resends) = ask("CopyBlob", false);
        assert_eq!((next != first, resends), (true, 0));
        let (other, resends) = ask("GetBlobProperties", false);
        assert_eq!((other != next, resends), (true, 0));
    }
}
