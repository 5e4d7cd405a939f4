//! What a client is let in with.

use std::error::Error as StdError;

use blobcopy::{
    AccessToken, ClientCredential, Credential, TokenCredential, TokenFuture, TokenRequest,
};
use napi::Status;
use napi::bindgen_prelude::{Either, Promise};
use napi::threadsafe_function::ThreadsafeFunction;
use napi_derive::napi;

use crate::failure::{Failure, Trouble};
use crate::promise::answer;
use crate::time;

/// What a client is let in with. Tells JavaScript nothing of what it holds.
#[napi]
pub struct NativeCredential(pub(crate) ClientCredential);

/// The key of an account.
#[napi]
pub fn shared_key(account: String, base64_key: String) -> Either<NativeCredential, Failure> {
    let key = Credential::shared_key(&account, &base64_key);
    answer(
        key.map(|key| NativeCredential(key.into()))
            .map_err(Trouble::from),
    )
}

/// Nothing.
#[napi]
pub fn anonymous() -> NativeCredential {
    NativeCredential(Credential::Anonymous.into())
}

/// Tokens that JavaScript gets, each when the one before comes to its end. `getToken` never rejects.
#[napi(ts_args_type = "getToken: (asked: TokenAsked) => Promise<TokenGiven>")]
pub fn tokens(get_token: GetToken) -> NativeCredential {
    NativeCredential(ClientCredential::token(JsTokens(get_token)))
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
    let at = |milliseconds| time::time("the time of a token", milliseconds);
    let expires = at(expires).map_err(|trouble| trouble.message().to_owned())?;
    let token = AccessToken::new(&token, expires)?;
    Ok(match given.refresh_after_timestamp {
        Some(refresh) => {
            token.with_refresh_at(at(refresh).map_err(|trouble| trouble.message().to_owned())?)
        }
        None => token,
    })
}
