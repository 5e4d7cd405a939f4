//! Access tokens from the credentials of the Azure SDK for Rust.

use std::error::Error as StdError;
use std::sync::Arc;

use ::azure_core::Error as AzureError;
use ::azure_core::credentials::TokenCredential as AzureCredential;

use crate::client_credential::ClientCredential;
use crate::token::{AccessToken, TokenCredential, TokenFuture, TokenRefused, TokenRequest};

impl ClientCredential {
    /// Access tokens from any credential that implements the `TokenCredential` trait of `azure_core`, such as those of
    /// `azure_identity`. Connect them with [`ClientConfig::azure_http_client`](crate::ClientConfig::azure_http_client).
    ///
    /// Such a credential chooses its tenant itself. If the service asks for another tenant, the credential does not
    /// learn of it.
    pub fn azure_core(credential: Arc<dyn AzureCredential>) -> Self {
        Self::token(credential)
    }
}

impl TokenCredential for dyn AzureCredential {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let scopes: Vec<&str> = request.scopes.iter().map(String::as_str).collect();
            let token = self.get_token(&scopes, None).await.map_err(told)?;
            Ok(AccessToken::new(
                token.token.secret(),
                token.expires_on.into(),
            )?)
        })
    }
}

/// Converts an error. A refusal by the authority becomes a lasting error, any other error is passed on unchanged.
fn told(error: AzureError) -> Box<dyn StdError + Send + Sync> {
    match is_refusal(&error) {
        true => TokenRefused::new(error).into(),
        false => error.into(),
    }
}

/// Whether the authority answered that it does not know the caller, or that the caller lacks permission. All other
/// errors may be temporary.
fn is_refusal(error: &AzureError) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        let status = error
            .downcast_ref::<AzureError>()
            .and_then(AzureError::http_status);
        if let Some(status) = status {
            return matches!(u16::from(status), 400 | 401 | 403);
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use ::azure_core::credentials::{AccessToken as AzureToken, TokenRequestOptions};
    use ::azure_core::error::ErrorKind;
    use ::azure_core::http::StatusCode;
    use async_trait::async_trait;

    use super::*;
    use crate::renewal::Renewed;
    use crate::token::STORAGE_SCOPE;

    const END: SystemTime = SystemTime::UNIX_EPOCH;

    #[derive(Debug)]
    struct Fake;

    #[async_trait]
    impl AzureCredential for Fake {
        async fn get_token(
            &self,
            scopes: &[&str],
            _options: Option<TokenRequestOptions<'_>>,
        ) -> ::azure_core::Result<AzureToken> {
            match scopes {
                [STORAGE_SCOPE] => Ok(AzureToken::new("eyJ0", END.into())),
                _ => Err(::azure_core::Error::with_message(
                    ErrorKind::Credential,
                    "no",
                )),
            }
        }
    }

    fn fake() -> Arc<dyn AzureCredential> {
        Arc::new(Fake)
    }

    fn request(scope: &str) -> TokenRequest {
        TokenRequest {
            scopes: vec![scope.to_owned()],
            tenant: None,
        }
    }

    #[tokio::test]
    async fn the_scope_the_token_and_its_end_are_passed_on() {
        let token = fake().token(request(STORAGE_SCOPE)).await;
        assert_eq!(token.unwrap().expires_at(), END);
    }

    #[test]
    fn what_the_authority_refuses_is_told_from_what_may_pass() {
        let answered = |status: u16| {
            let kind = ErrorKind::HttpResponse {
                status: StatusCode::from(status),
                error_code: None,
                raw_response: None,
            };
            let answer = AzureError::with_message(kind, "AADSTS7000215: Invalid client secret");
            AzureError::with_error(ErrorKind::Credential, answer, "no token")
        };
        for (status, is_final) in [
            (400, true),
            (401, true),
            (403, true),
            (429, false),
            (503, false),
        ] {
            assert_eq!(is_refusal(&answered(status)), is_final, "{status}");
        }
        let unreachable = AzureError::with_message(ErrorKind::Io, "no route");
        assert!(!is_refusal(&unreachable));
        let refused = told(answered(401)).downcast::<TokenRefused>();
        assert!(refused.unwrap().to_string().contains("no token"));
    }

    #[tokio::test]
    async fn its_errors_are_passed_on() {
        let error = fake().token(request("other")).await;
        let error: Box<dyn StdError + Send + Sync> = error.unwrap_err();
        assert!(error.downcast_ref::<::azure_core::Error>().is_some());
    }
}
