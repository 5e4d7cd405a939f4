//! Access tokens: their sources, and how long a token is used.

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

/// How long before its expiry a token is replaced, unless it has its own refresh time.
const MARGIN: Duration = Duration::from_secs(300);

/// A source of Microsoft Entra ID access tokens.
///
/// The client caches tokens and shares them between requests, so it calls this about once in the lifetime of a token.
/// The call may take long. An error ends the call that needed the token, but not a copy that is under way: the wait
/// requests a token again, as after a failed status request, for at most
/// [`ClientConfig::token_timeout`](crate::ClientConfig::token_timeout). To report that no later call can succeed,
/// return a [`TokenRefused`].
///
/// ```
/// use blobcopy::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
///
/// /// A token in a file that another process renews.
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
    /// If no token can be obtained. The error's message is passed on, so it must not contain a secret.
    fn token(&self, request: TokenRequest) -> TokenFuture<'_>;
}

/// A future that returns a token.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl<T: TokenCredential + ?Sized> TokenCredential for Arc<T> {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        (**self).token(request)
    }
}

/// What a token is requested for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// The scopes of the token, such as `https://storage.azure.com/.default`.
    pub scopes: Vec<String>,
    /// The tenant that the service requires, once it has named one.
    pub tenant: Option<String>,
}

/// An access token and its times. `Debug` prints no secret.
#[derive(Clone, Debug)]
pub struct AccessToken {
    token: BearerToken,
    expires_at: SystemTime,
    refresh_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token without the word `Bearer`, valid until `expires_at`.
    ///
    /// # Errors
    /// If the token is empty or contains characters that no token has.
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

    /// Sets the time to get the next token, as the identity platform advises. Default: five minutes before the token
    /// expires.
    pub fn with_refresh_at(mut self, refresh_at: SystemTime) -> Self {
        self.refresh_at = Some(refresh_at);
        self
    }
}

/// The error of a credential that cannot provide a token however often it is called: not logged in, a wrong secret, a
/// locked account. It ends a wait immediately.
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
    /// A refusal with this cause, whose message is shown to the user.
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

/// Why there is no token. The credential's own error is the [`source`](StdError::source).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The credential failed.
    Failed(Arc<dyn StdError + Send + Sync>),
    /// The credential refused, and would refuse again.
    Refused(Arc<TokenRefused>),
    /// The credential did not respond within this time. It continues, and its token is used for later requests.
    Late(Duration),
    /// The credential returned an expired token.
    Expired,
    /// The credential panicked, or its runtime was shut down.
    Abandoned,
}

impl TokenError {
    /// Whether another attempt is useless.
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
            Self::Failed(_) | Self::Refused(_) => "the credential returned no access token",
            Self::Late(limit) => {
                return write!(f, "the credential returned no access token within {limit:?}");
            }
            Self::Expired => {
                "the credential returned an access token that has expired, or this machine's clock is wrong"
            }
            Self::Abandoned => "the credential stopped without returning an access token",
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

/// The cached token of one credential for one account.
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

    /// Returns a token that is valid at `now`.
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

    /// Whether a request must be sent again with another token. `reply` is the reply to the request with the token
    /// `used`.
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

    /// Adopts the tenant and scope of the service's challenge, if [`BearerChallenge`] trusts it.
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

    /// Returns tokens that expire 1000 s after the Unix epoch, and records the requests.
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
        assert_eq!(error.to_string(), "the credential returned no access token");
        assert_eq!(error.source().unwrap().to_string(), "the account is locked");
    }
}
