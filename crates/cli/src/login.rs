//! Logins of Microsoft Entra ID: the sources of access tokens, of which the first that works is used.
//!
//! If the environment configures a credential, no other is tried, so that a mistake in it is reported and not hidden by
//! another login. Otherwise the command-line tools are asked, and last the metadata service of a virtual machine.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use azure_core::credentials::TokenCredential as AzureCredential;
use azure_core::http::{ClientOptions, Method, Request, StatusCode, Transport, Url};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, AzureDeveloperCliCredential,
    AzureDeveloperCliCredentialOptions, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions,
    UserAssignedId, WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use blobcopy::{
    AccessToken, ClientConfig, ClientCredential, TokenCredential, TokenFuture, TokenRequest,
};

use crate::args::Login;
use crate::failure::Failure;

/// Where the metadata service of a virtual machine gives out tokens. Source: *How to use managed identities for Azure
/// resources on an Azure VM to acquire an access token*.
const METADATA_SERVICE: &str = "http://169.254.169.254/metadata/identity/oauth2/token";

/// Timeout for the first response of the metadata service, which is on the same host.
const PROBE: Duration = Duration::from_secs(1);

/// The access tokens of a login.
pub(crate) fn credential(login: Login) -> Result<ClientCredential, Failure> {
    Ok(ClientCredential::token(Tokens {
        login,
        chosen: OnceLock::new(),
    }))
}

struct Tokens {
    login: Login,
    /// The way that gave the first token: the next is somebody else's no more.
    chosen: OnceLock<LoginMethod>,
}

/// A way to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoginMethod {
    Secret,
    Certificate,
    Workload,
    Managed,
    /// Managed identity, if there is a metadata service.
    Machine,
    Az,
    Azd,
}

impl TokenCredential for Tokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move { Ok(self.first_token(&request).await?) })
    }
}

impl Tokens {
    async fn first_token(&self, request: &TokenRequest) -> Result<AccessToken, NoLogin> {
        let ways = match self.chosen.get() {
            Some(way) => vec![*way],
            None => ways(self.login, |name| {
                std::env::var_os(name).is_some_and(|value| !value.is_empty())
            }),
        };
        let mut refusals = Vec::new();
        for way in ways {
            match way.token(request).await {
                Ok(token) => {
                    let _ = self.chosen.set(way);
                    return Ok(token);
                }
                Err(why) => refusals.push(format!("{}: {why}", way.name())),
            }
        }
        Err(NoLogin(refusals.join("; ")))
    }
}

/// The ways to try, the first first, where `is_set` says which variables are.
fn ways(login: Login, is_set: impl Fn(&str) -> bool) -> Vec<LoginMethod> {
    match login {
        Login::Secret => vec![LoginMethod::Secret],
        Login::Workload => vec![LoginMethod::Workload],
        Login::Managed => vec![LoginMethod::Managed],
        Login::Az => vec![LoginMethod::Az],
        Login::Azd => vec![LoginMethod::Azd],
        Login::None => Vec::new(),
        Login::Any => {
            let set_up = [
                ("AZURE_CLIENT_SECRET", LoginMethod::Secret),
                ("AZURE_CLIENT_CERTIFICATE_PATH", LoginMethod::Certificate),
                ("AZURE_FEDERATED_TOKEN_FILE", LoginMethod::Workload),
                ("IDENTITY_ENDPOINT", LoginMethod::Managed),
                ("MSI_ENDPOINT", LoginMethod::Managed),
            ];
            match set_up.into_iter().find(|(name, _)| is_set(name)) {
                Some((_, way)) => vec![way],
                None => vec![LoginMethod::Az, LoginMethod::Azd, LoginMethod::Machine],
            }
        }
    }
}

impl LoginMethod {
    fn name(self) -> &'static str {
        match self {
            Self::Secret => "AZURE_CLIENT_SECRET",
            Self::Certificate => "AZURE_CLIENT_CERTIFICATE_PATH",
            Self::Workload => "AZURE_FEDERATED_TOKEN_FILE",
            Self::Managed | Self::Machine => "managed identity",
            Self::Az => "az",
            Self::Azd => "azd",
        }
    }

    async fn token(self, request: &TokenRequest) -> Result<AccessToken, String> {
        if self == Self::Machine {
            find_metadata_service().await?;
        }
        let source = self.source(request)?;
        let token = TokenCredential::token(&source, request.clone()).await;
        token.map_err(|error| told(&*error))
    }

    /// Made anew for every token, of which there is one an hour: files and variables may have changed.
    fn source(self, request: &TokenRequest) -> Result<Arc<dyn AzureCredential>, String> {
        let source: azure_core::Result<Arc<dyn AzureCredential>> = match self {
            Self::Secret => return secret(),
            Self::Certificate => {
                return Err(
                    "a certificate cannot be used here: log in with it by `az login --service-principal`, and unset this"
                        .to_owned(),
                );
            }
            Self::Workload => WorkloadIdentityCredential::new(Some(workload())).map(|it| it as _),
            Self::Managed | Self::Machine => {
                ManagedIdentityCredential::new(Some(managed())).map(|it| it as _)
            }
            Self::Az => AzureCliCredential::new(Some(AzureCliCredentialOptions {
                tenant_id: request.tenant.clone(),
                ..Default::default()
            }))
            .map(|it| it as _),
            Self::Azd => {
                AzureDeveloperCliCredential::new(Some(AzureDeveloperCliCredentialOptions {
                    tenant_id: request.tenant.clone(),
                    ..Default::default()
                }))
                .map(|it| it as _)
            }
        };
        source.map_err(|error| told(&error))
    }
}

fn secret() -> Result<Arc<dyn AzureCredential>, String> {
    let [tenant, client, secret] =
        ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"].map(needed);
    let options = ClientSecretCredentialOptions {
        client_options: options(),
    };
    let source = ClientSecretCredential::new(&tenant?, client?, secret?.into(), Some(options));
    source.map(|it| it as _).map_err(|error| told(&error))
}

fn needed(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set"))
}

fn workload() -> WorkloadIdentityCredentialOptions {
    WorkloadIdentityCredentialOptions {
        credential_options: ClientAssertionCredentialOptions {
            client_options: options(),
        },
        ..Default::default()
    }
}

/// AZURE_CLIENT_ID names one of several identities, as it does for Microsoft's own tools.
fn managed() -> ManagedIdentityCredentialOptions {
    ManagedIdentityCredentialOptions {
        user_assigned_id: std::env::var("AZURE_CLIENT_ID")
            .ok()
            .map(UserAssignedId::ClientId),
        client_options: options(),
    }
}

fn options() -> ClientOptions {
    ClientOptions {
        transport: Some(Transport::new(ClientConfig::default().azure_http_client())),
        ..Default::default()
    }
}

/// Looks for the metadata service of a virtual machine, which is asked again for a minute where it is not there. Other
/// clouds have another at this address, which does not know the path.
async fn find_metadata_service() -> Result<(), String> {
    let mut config = ClientConfig::default();
    config.connect_timeout = PROBE;
    config.reply_timeout = PROBE;
    let url = Url::parse(METADATA_SERVICE).expect("a URL");
    let request = Request::new(url, Method::Get);
    match config.azure_http_client().execute_request(&request).await {
        Ok(reply) if reply.status() != StatusCode::NotFound => Ok(()),
        _ => Err("this is no virtual machine of Azure".to_owned()),
    }
}

/// Why no way gave a token, in one line.
#[derive(Debug)]
struct NoLogin(String);

impl fmt::Display for NoLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for NoLogin {}

/// Most of what a tool prints when it fails is not for one line.
const LONGEST: usize = 300;

/// What an error of `azure_identity` says, with its causes, in one line, without its advertisement.
fn told(error: &(dyn StdError + 'static)) -> String {
    let mut told = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        let text = text
            .split("To troubleshoot, visit")
            .next()
            .unwrap_or_default();
        let text = text
            .split_once(" authentication failed.")
            .map_or(text, |parts| parts.1);
        let text = unquoted(text.trim()).replace("\\r\\n", " ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let text = text.trim_end_matches('.');
        if !text.is_empty() && !told.contains(text) {
            told.push_str(if told.is_empty() { "" } else { ": " });
            told.push_str(text);
        }
        next = error.source();
    }
    match told.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &told[..end]),
        None => told,
    }
}

/// What the authority said. `azure_identity` 1.0.0 cannot read it where it holds an escape, as it mostly does, and complains
/// of that instead.
fn unquoted(text: &str) -> &str {
    let quoted = text.strip_prefix("invalid type: string \"");
    let quoted = quoted.and_then(|text| text.split_once("\", expected a borrowed string"));
    quoted.map_or(text, |(quoted, _)| quoted)
}

#[cfg(test)]
mod tests {
    use azure_core::error::{Error as AzureError, ErrorKind};

    use super::*;

    #[test]
    fn what_the_environment_sets_up_is_the_only_way() {
        let found = |set: &[&str]| ways(Login::Any, |name| set.contains(&name));
        assert_eq!(
            found(&[]),
            [LoginMethod::Az, LoginMethod::Azd, LoginMethod::Machine]
        );
        assert_eq!(found(&["AZURE_CLIENT_ID", "AZURE_TENANT_ID"]), found(&[]));
        assert_eq!(
            found(&["AZURE_CLIENT_SECRET", "IDENTITY_ENDPOINT"]),
            [LoginMethod::Secret]
        );
        assert_eq!(
            found(&["AZURE_CLIENT_CERTIFICATE_PATH"]),
            [LoginMethod::Certificate]
        );
        assert_eq!(
            found(&["AZURE_FEDERATED_TOKEN_FILE"]),
            [LoginMethod::Workload]
        );
        assert_eq!(found(&["MSI_ENDPOINT"]), [LoginMethod::Managed]);
    }

    #[test]
    fn a_way_that_is_asked_for_is_the_only_one_whatever_is_set() {
        for (login, way) in [
            (Login::Secret, LoginMethod::Secret),
            (Login::Workload, LoginMethod::Workload),
            (Login::Managed, LoginMethod::Managed),
            (Login::Az, LoginMethod::Az),
            (Login::Azd, LoginMethod::Azd),
        ] {
            assert_eq!(ways(login, |_| true), [way]);
        }
    }

    #[test]
    fn an_error_is_told_in_one_line_and_once() {
        let cause =
            AzureError::with_message(ErrorKind::Credential, "ERROR: Please run\n  'az login'.\n");
        let text = "AzureCliCredential authentication failed. ERROR: Please run\n  'az login'.\n\nTo troubleshoot, visit https://aka.ms/x";
        let error = AzureError::with_error(ErrorKind::Credential, cause, text);
        assert_eq!(told(&error), "ERROR: Please run 'az login'");
        let cause = std::io::Error::other("no connection");
        let error = AzureError::with_error(ErrorKind::Io, cause, "retry policy expired");
        assert_eq!(told(&error), "retry policy expired: no connection");
        let text = r#"X authentication failed. invalid type: string "AADSTS1: no.\r\nTrace ID: 2", expected a borrowed string at line 1 column 9"#;
        let unread = AzureError::with_message(ErrorKind::Credential, text);
        assert_eq!(told(&unread), "AADSTS1: no. Trace ID: 2");
        let long = AzureError::with_message(ErrorKind::Other, "ä".repeat(1000));
        assert_eq!(told(&long).chars().count(), LONGEST + 1);
    }
}
