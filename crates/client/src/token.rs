//! Access tokens: where they come from, and how long one is used.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use blobcopy_auth::{BearerChallenge, BearerToken};
use bytes::Bytes;
use http::header::WWW_AUTHENTICATE;
use http::{Response, StatusCode};

use crate::renewal::{Held, Renewal, Renewed};

/// The scope of tokens for any storage account, in every cloud.
pub(crate) const STORAGE_SCOPE: &str = "https://storage.azure.com/.default";

/// How long before its end a token is replaced, where it does not say itself.
const MARGIN: Duration = Duration::from_secs(300);

/// A source of Microsoft Entra ID access tokens.
///
/// Tokens are cached and shared, so one is requested about once in its lifetime. That may take some time. An error ends
/// the call that needs the token, but not a pending copy: the wait retries, as after a failed request to the service,
/// for [`ClientConfig::token_timeout`](crate::ClientConfig::token_timeout). A credential that fails permanently returns
/// a [`TokenRefused`].
///
/// ```
/// use blobcopy::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
///
/// /// A token that somebody else keeps fresh in a file.
/// struct FromFile(std::path::PathBuf);
///
/// impl TokenCredential for FromFile {
///     fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
///         Box::pin(async move {
///             let text = std::fs::read_to_string(&self.0)?;
///             let file = std::fs::metadata(&self.0)?;
///             let expiry = file.modified()? + std::time::Duration::from_secs(3600);
///             Ok(AccessToken::new(&text, expiry)?)
///         })
///     }
/// }
/// ```
pub trait TokenCredential: Send + Sync {
    /// Gets a token.
    ///
    /// # Errors
    /// Whatever stood in the way. What it says is passed on, so it must not contain a secret.
    fn token(&self, request: TokenRequest) -> TokenFuture<'_>;
}

/// A token to come.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl<T: TokenCredential + ?Sized> TokenCredential for Arc<T> {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        (**self).token(request)
    }
}

/// What a token is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// What it has to open, such as `https://storage.azure.com/.default`.
    pub scopes: Vec<String>,
    /// The tenant that the service wants it from, once the service has said so.
    pub tenant: Option<String>,
}

/// An access token and its times. Prints no secret.
#[derive(Clone, Debug)]
pub struct AccessToken {
    token: BearerToken,
    expires_at: SystemTime,
    refresh_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token, without the word `Bearer`, that is good until `expires_at`.
    ///
    /// # Errors
    /// If it is empty or not of the letters of a token.
    pub fn new(token: &str, expires_at: SystemTime) -> Result<Self, blobcopy_auth::Error> {
        Ok(Self {
            token: BearerToken::new(token)?,
            expires_at,
            refresh_at: None,
        })
    }

    /// The token, for a request.
    pub(crate) fn token(&self) -> &BearerToken {
        &self.token
    }

    /// When to get the next, as the identity platform advises; otherwise five minutes before the end.
    pub fn with_refresh_at(mut self, refresh_at: SystemTime) -> Self {
        self.refresh_at = Some(refresh_at);
        self
    }
}

/// The error of a credential that will not give a token however often it is asked: nobody is logged in, the secret is
/// wrong, the account is locked. It ends a wait at once.
///
/// ```
/// # fn check(is_locked: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// if is_locked {
///     return Err(blobcopy::TokenRefused::new("the account is locked").into());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TokenRefused(Box<dyn StdError + Send + Sync>);

impl TokenRefused {
    /// A refusal for that reason, which says what there is to say.
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for TokenRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for TokenRefused {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// Why there is no token. The credential's own words are the [`source`](StdError::source).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The credential failed.
    Failed(Arc<dyn StdError + Send + Sync>),
    /// The credential refused, and will again.
    Refused(Arc<TokenRefused>),
    /// The credential has not answered for this time. It goes on, and its token serves who asks next.
    Late(Duration),
    /// The credential gave a token whose time is over.
    Expired,
    /// The credential panicked, or the runtime that it ran in ended.
    Abandoned,
}

impl TokenError {
    /// Whether asking again is of no use.
    pub fn is_lasting(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn of(cause: Box<dyn StdError + Send + Sync>) -> Self {
        match cause.downcast::<TokenRefused>() {
            Ok(refused) => Self::Refused(Arc::from(refused)),
            Err(cause) => Self::Failed(cause.into()),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed(_) | Self::Refused(_) => "the credential gave no access token",
            Self::Late(limit) => {
                return write!(f, "the credential gave no access token within {limit:?}");
            }
            Self::Expired => {
                "the credential gave an access token that has expired; is this machine's clock right?"
            }
            Self::Abandoned => "the credential ended without giving an access token",
        })
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(cause) => Some(&**cause),
            Self::Refused(cause) => Some(&**cause),
            Self::Late(_) | Self::Expired | Self::Abandoned => None,
        }
    }
}

impl Renewed for AccessToken {
    type Error = TokenError;

    fn renew_at(&self) -> SystemTime {
        let margin = || self.expires_at.checked_sub(MARGIN);
        let advised = self.refresh_at.or_else(margin);
        advised.map_or(self.expires_at, |advised| advised.min(self.expires_at))
    }

    fn expires_at(&self) -> SystemTime {
        self.expires_at
    }

    fn abandoned() -> TokenError {
        TokenError::Abandoned
    }
}

/// One credential's current token, for one account.
pub(crate) struct TokenCache {
    credential: Arc<dyn TokenCredential>,
    request: Mutex<TokenRequest>,
    renewal: Renewal<AccessToken>,
}

impl TokenCache {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scope: &str) -> Self {
        Self {
            credential,
            request: Mutex::new(TokenRequest {
                scopes: vec![scope.to_owned()],
                tenant: None,
            }),
            renewal: Renewal::new(),
        }
    }

    /// A token that is good at `now`.
    pub(crate) async fn token(&self, now: SystemTime) -> Result<Held<AccessToken>, TokenError> {
        let fetch = || {
            let (credential, request) = (Arc::clone(&self.credential), self.request().clone());
            async move {
                let token = credential.token(request).await;
                token.map_err(TokenError::of)
            }
        };
        let held = self.renewal.get(now, now, fetch).await?;
        if held.value.expires_at <= now {
            return Err(TokenError::Expired);
        }
        Ok(held)
    }

    /// Whether `reply`, to a request with the token `used`, gives reason to send it once more with another.
    pub(crate) fn is_challenged(
        &self,
        reply: &Response<Bytes>,
        used: &Held<AccessToken>,
        now: SystemTime,
    ) -> bool {
        if reply.status() != StatusCode::UNAUTHORIZED {
            return false;
        }
        self.follow(reply);
        self.renewal.reject(used, now)
    }

    /// Turns to the tenant and scope that the service asks for, if it is one of Microsoft's that is asked for.
    fn follow(&self, reply: &Response<Bytes>) {
        let challenges = reply.headers().get_all(WWW_AUTHENTICATE).iter();
        let challenge = challenges
            .filter_map(|value| value.to_str().ok())
            .find_map(|value| BearerChallenge::parse(value).ok());
        let Some(challenge) = challenge else {
            return;
        };
        tracing::debug!(tenant = challenge.tenant(), "the service names a tenant");
        let mut request = self.request();
        if let Some(scope) = challenge.scope() {
            request.scopes = vec![scope.to_owned()];
        }
        request.tenant = Some(challenge.tenant().to_owned());
    }

    fn request(&self) -> MutexGuard<'_, TokenRequest> {
        self.request.lock().expect("nothing panics that holds it")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const CHALLENGE: &str = "Bearer authorization_uri=https://login.microsoftonline.com/tenant-b/oauth2/authorize \
                             resource_id=https://storage.azure.com";

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Gives tokens that live for a thousand seconds from 1970 on, and keeps what it was asked.
    #[derive(Default)]
    struct Recorder(Mutex<Vec<TokenRequest>>);

    impl TokenCredential for Recorder {
        fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
            self.0.lock().unwrap().push(request);
            Box::pin(async { Ok(AccessToken::new("eyJ0", at(1000))?) })
        }
    }

    impl Recorder {
        fn asked(&self) -> Vec<TokenRequest> {
            self.0.lock().unwrap().clone()
        }
    }

    struct Refusing;

    impl TokenCredential for Refusing {
        fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
            Box::pin(async { Err("the account is locked".into()) })
        }
    }

    fn cache() -> (TokenCache, Arc<Recorder>) {
        let recorder = Arc::new(Recorder::default());
        (
            TokenCache::new(Arc::clone(&recorder) as _, STORAGE_SCOPE),
            recorder,
        )
    }

    fn refusal(status: StatusCode, challenge: &str) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::new());
        *reply.status_mut() = status;
        let challenge = challenge.parse().unwrap();
        reply.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        reply
    }

    #[tokio::test]
    async fn one_token_serves_until_five_minutes_before_its_end() {
        let (cache, recorder) = cache();
        for now in [0, 1, 689] {
            assert!(cache.token(at(now)).await.is_ok());
        }
        assert_eq!(recorder.asked().len(), 1);
        assert_eq!(recorder.asked()[0].scopes, [STORAGE_SCOPE]);
        assert!(cache.token(at(700)).await.is_ok());
        tokio::task::yield_now().await;
        assert_eq!(recorder.asked().len(), 2);
    }

    #[test]
    fn a_token_is_renewed_when_it_says_but_never_after_its_end() {
        let token = AccessToken::new("eyJ0", at(1000)).unwrap();
        assert_eq!(token.renew_at(), at(700));
        assert_eq!(token.clone().with_refresh_at(at(400)).renew_at(), at(400));
        assert_eq!(token.with_refresh_at(at(4000)).renew_at(), at(1000));
    }

    #[tokio::test]
    async fn a_token_that_has_expired_is_not_sent() {
        let (cache, _) = cache();
        let error = cache.token(at(1000)).await.err().unwrap();
        assert!(matches!(error, TokenError::Expired), "{error}");
    }

    #[tokio::test]
    async fn a_challenge_is_followed_to_the_tenant_that_it_names() {
        let (cache, recorder) = cache();
        let used = cache.token(at(0)).await.unwrap();
        assert!(cache.is_challenged(&refusal(StatusCode::UNAUTHORIZED, CHALLENGE), &used, at(1)));
        cache.token(at(1)).await.unwrap();
        let asked = recorder.asked();
        assert_eq!(asked[0].tenant, None);
        assert_eq!(asked[1].tenant.as_deref(), Some("tenant-b"));
        assert_eq!(asked[1].scopes, [STORAGE_SCOPE]);
    }

    #[tokio::test]
    async fn a_challenge_that_names_a_foreign_authority_is_not_followed() {
        let (cache, recorder) = cache();
        let used = cache.token(at(0)).await.unwrap();
        let strange = CHALLENGE.replace("login.microsoftonline.com", "login.example");
        assert!(cache.is_challenged(&refusal(StatusCode::UNAUTHORIZED, &strange), &used, at(1)));
        cache.token(at(1)).await.unwrap();
        assert_eq!(recorder.asked()[1], recorder.asked()[0]);
    }

    #[tokio::test]
    async fn a_token_is_refreshed_once_when_it_is_refused() {
        let (cache, recorder) = cache();
        let reply = refusal(StatusCode::UNAUTHORIZED, "Bearer");
        let used = cache.token(at(0)).await.unwrap();
        assert!(cache.is_challenged(&reply, &used, at(1)));
        let used = cache.token(at(1)).await.unwrap();
        assert!(!cache.is_challenged(&reply, &used, at(1)));
        assert_eq!(recorder.asked().len(), 2);
    }

    #[tokio::test]
    async fn other_refusals_say_nothing_of_the_token() {
        let (cache, _) = cache();
        let used = cache.token(at(0)).await.unwrap();
        assert!(!cache.is_challenged(&refusal(StatusCode::FORBIDDEN, CHALLENGE), &used, at(1)));
    }

    #[tokio::test]
    async fn the_credentials_own_words_are_the_cause() {
        let cache = TokenCache::new(Arc::new(Refusing), STORAGE_SCOPE);
        let error = cache.token(at(0)).await.err().unwrap();
        assert_eq!(error.to_string(), "the credential gave no access token");
        assert_eq!(error.source().unwrap().to_string(), "the account is locked");
    }
}
