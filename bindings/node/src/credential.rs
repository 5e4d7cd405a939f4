//! The credential of a client.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobcopy::proto::Endpoint;
use blobcopy::{
    AccessToken, BlobServiceClient, ClientCredential, Credential, TokenCredential, TokenFuture,
    TokenRequest,
};
use blobcopy_bindings::{Options, client_config};
use napi::Status;
use napi::bindgen_prelude::{Either, Object, Promise};
use napi::threadsafe_function::ThreadsafeFunction;
use napi_derive::napi;

use crate::conversion::options;
use crate::failure::{Failure, Refused};
use crate::promise::answer;

/// The credential of a client. It shows JavaScript nothing of what it holds.
#[napi]
pub struct NativeCredential {
    pub(crate) credential: ClientCredential,
    /// What was opened with it, by endpoint and settings: clients that are made one by one share connections and tokens.
    opened: Mutex<HashMap<(Endpoint, String), BlobServiceClient>>,
}

impl NativeCredential {
    pub(crate) fn new(credential: impl Into<ClientCredential>) -> Self {
        Self {
            credential: credential.into(),
            opened: Mutex::default(),
        }
    }

    /// The account at `endpoint`, the same one for the same settings.
    pub(crate) fn open(
        &self,
        endpoint: Endpoint,
        settings: Settings,
    ) -> Result<BlobServiceClient, Failure> {
        let name = (endpoint.clone(), settings.name);
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = opened.get(&name) {
            return Ok(service.clone());
        }
        let config = client_config(settings.options, endpoint.is_https())?;
        let service = BlobServiceClient::with_config(endpoint, self.credential.clone(), config)?;
        opened.insert(name, service.clone());
        Ok(service)
    }
}

/// What can be set about a client, and the name by which equal settings are known.
pub(crate) struct Settings {
    name: String,
    options: Options,
}

impl Settings {
    pub(crate) fn read(given: &Object<'_>) -> napi::Result<Self> {
        Ok(Self {
            name: given.get("name")?.unwrap_or_default(),
            options: options("the client", given.get("options")?)?,
        })
    }
}

/// The key of an account.
#[napi]
pub fn shared_key(account: String, base64_key: String) -> Either<NativeCredential, Refused> {
    let key = Credential::shared_key(&account, &base64_key);
    answer(key.map(NativeCredential::new).map_err(Failure::from))
}

/// Nothing.
#[napi]
pub fn anonymous() -> NativeCredential {
    NativeCredential::new(Credential::Anonymous)
}

/// Tokens from JavaScript. A new one is requested when the last one expires. `getToken` never rejects.
#[napi(ts_args_type = "getToken: (asked: TokenAsked) => Promise<TokenGiven>")]
pub fn tokens(get_token: GetToken) -> NativeCredential {
    NativeCredential::new(ClientCredential::token(JsTokens(get_token)))
}

/// Weak: a credential keeps no process alive.
type GetToken =
    ThreadsafeFunction<TokenAsked, Promise<TokenGiven>, TokenAsked, Status, false, true>;

/// What a token is wanted for.
#[napi(object, object_from_js = false)]
pub struct TokenAsked {
    /// What it has to open.
    pub scopes: Vec<String>,
    /// The tenant that the service wants it from.
    pub tenant_id: Option<String>,
}

/// A token, or why there is none.
#[napi(object, object_to_js = false)]
pub struct TokenGiven {
    /// The token.
    pub token: Option<String>,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_on_timestamp: Option<f64>,
    /// When to get the next.
    pub refresh_after_timestamp: Option<f64>,
    /// Why there is none.
    pub failure: Option<String>,
}

struct JsTokens(GetToken);

impl TokenCredential for JsTokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let asked = TokenAsked {
                scopes: request.scopes,
                tenant_id: request.tenant,
            };
            let given = self.0.call_async(asked).await.map_err(reason)?;
            access_token(given.await.map_err(reason)?)
        })
    }
}

type BoxError = Box<dyn StdError + Send + Sync>;

fn reason(error: napi::Error) -> BoxError {
    error.reason.clone().into()
}

fn access_token(given: TokenGiven) -> Result<AccessToken, BoxError> {
    let (Some(token), Some(expires)) = (given.token, given.expires_on_timestamp) else {
        return Err(given.failure.unwrap_or_default().into());
    };
    let expires = time(expires)?;
    let token = AccessToken::new(&token, expires)?;
    Ok(match given.refresh_after_timestamp {
        Some(refresh) => token.with_refresh_at(time(refresh)?),
        None => token,
    })
}

fn time(milliseconds: f64) -> Result<SystemTime, BoxError> {
    let since = Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
    let time = since.and_then(|since| UNIX_EPOCH.checked_add(since));
    time.ok_or_else(|| "the time of a token must be a number of milliseconds".into())
}
