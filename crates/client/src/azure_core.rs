//! Access tokens from the credentials of Microsoft's Rust SDK.

use std::sync::Arc;

use ::azure_core::credentials::TokenCredential as AzureCredential;

use crate::client_credential::ClientCredential;
use crate::token::{AccessToken, TokenCredential, TokenFuture, TokenRequest};

impl ClientCredential {
    /// Access tokens of any credential that implements the trait of `azure_core`: those of `azure_identity`, above all.
    ///
    /// It chooses its tenant itself, so where the service names another, that is not passed on.
    pub fn azure_core(credential: Arc<dyn AzureCredential>) -> Self {
        Self::token(AzureCore(credential))
    }
}

struct AzureCore(Arc<dyn AzureCredential>);

impl TokenCredential for AzureCore {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let scopes: Vec<&str> = request.scopes.iter().map(String::as_str).collect();
            let token = self.0.get_token(&scopes, None).await?;
            Ok(AccessToken::new(
                token.token.secret(),
                token.expires_on.into(),
            )?)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;
    use std::future::Future;
    use std::pin::Pin;
    use std::time::SystemTime;

    use ::azure_core::credentials::{AccessToken as AzureToken, TokenRequestOptions};
    use ::azure_core::error::ErrorKind;

    use super::*;
    use crate::renewal::Renewed;
    use crate::token::STORAGE_SCOPE;

    const END: SystemTime = SystemTime::UNIX_EPOCH;

    #[derive(Debug)]
    struct Fake;

    type AzureFuture<'a> =
        Pin<Box<dyn Future<Output = ::azure_core::Result<AzureToken>> + Send + 'a>>;

    impl AzureCredential for Fake {
        fn get_token<'a, 'b, 'c, 'd, 'e>(
            &'a self,
            scopes: &'b [&'c str],
            _options: Option<TokenRequestOptions<'d>>,
        ) -> AzureFuture<'e>
        where
            'a: 'e,
            'b: 'e,
            'c: 'e,
            'd: 'e,
        {
            Box::pin(async move {
                match scopes {
                    [STORAGE_SCOPE] => Ok(AzureToken::new("eyJ0", END.into())),
                    _ => Err(::azure_core::Error::with_message(
                        ErrorKind::Credential,
                        "no",
                    )),
                }
            })
        }
    }

    fn request(scope: &str) -> TokenRequest {
        TokenRequest {
            scopes: vec![scope.to_owned()],
            tenant: None,
        }
    }

    #[tokio::test]
    async fn the_scope_the_token_and_its_end_are_passed_on() {
        let token = AzureCore(Arc::new(Fake))
            .token(request(STORAGE_SCOPE))
            .await;
        assert_eq!(token.unwrap().expires_at(), END);
    }

    #[tokio::test]
    async fn its_errors_are_passed_on() {
        let error = AzureCore(Arc::new(Fake)).token(request("other")).await;
        let error: Box<dyn StdError + Send + Sync> = error.unwrap_err();
        assert!(error.downcast_ref::<::azure_core::Error>().is_some());
    }
}
