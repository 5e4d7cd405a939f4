//! A user whose tokens emulators accept, because they do not verify signatures.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blobcopy::{AccessToken, TokenCredential, TokenFuture, TokenRequest};

/// Issues tokens that Azurite and the emulator accept, and counts them.
#[derive(Debug, Default)]
pub struct Identity(AtomicU32);

impl Identity {
    /// The number of tokens issued.
    pub fn made(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl TokenCredential for Identity {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let now = SystemTime::now();
        let token = token_at(now);
        let expiry = now + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken::new(&token, expiry)?) })
    }
}

/// A token without a signature, valid for an hour.
///
/// # Panics
/// If `now` is before 1970.
#[must_use]
pub fn token_at(now: SystemTime) -> String {
    let since = now.duration_since(UNIX_EPOCH);
    let seconds = since.expect("the clock is past 1970").as_secs();
    let claims = format!(
        r#"{{"oid":"11111111-2222-3333-4444-555555555555","tid":"66666666-7777-8888-9999-aaaaaaaaaaaa","aud":"https://storage.azure.com","iss":"https://sts.windows.net/66666666-7777-8888-9999-aaaaaaaaaaaa/","iat":{seconds},"nbf":{},"exp":{}}}"#,
        seconds - 60,
        seconds + 3600,
    );
    let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.",
        encoded(r#"{"alg":"none","typ":"JWT"}"#),
        encoded(&claims)
    )
}
