//! The account of a name or URL, and its credential.

use blobcopy::{
    BlobServiceClient, BlobUrl, ClientConfig, ClientCredential, Credential, ProxyChoice,
};
use blobcopy_auth::{ConnectionString, Error as AuthError, environment};
use blobcopy_proto::{ContainerUrl, Endpoint, Invalid, shown_argument};

use crate::args::{CredentialArguments, Login};
use crate::failure::Failure;
use crate::field::renamed;
use crate::login;
use crate::place;
use crate::target::Target;

/// The account that flags and environment variables name. They are read only when needed, so that a URL with a SAS works
/// without them.
pub(crate) struct Account<'a> {
    flags: &'a CredentialArguments,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Account<'a> {
    pub(crate) fn new(
        flags: &'a CredentialArguments,
        variable: &'a dyn Fn(&str) -> Option<String>,
    ) -> Self {
        Self { flags, variable }
    }

    /// The blob that `text` names, and its credential: the SAS in its URL, otherwise flags and variables, or none.
    pub(crate) fn target(&self, text: &str) -> Result<Target, Failure> {
        let invalid = |error: Invalid| Failure::invalid("the destination", &error);
        if !is_url(text) {
            let (url, credential) = self.below_endpoint("the destination", text)?;
            return Ok(target_at(url, credential)?.named_briefly());
        }
        let known = self.known_endpoint();
        if let Some(container) = place::container_of(text, known.as_ref()) {
            return Err(place::names_container("the destination", &container));
        }
        let (url, sas) = BlobUrl::parse_with_sas_at(text, known.as_ref()).map_err(invalid)?;
        let thing = format!("the destination `{url}`");
        let credential = self.credential(&thing, url.endpoint(), sas.as_deref())?;
        target_at(url, credential)
    }

    /// The credential for the account at `endpoint`: the SAS in the URL of `thing`, otherwise flags and variables, a
    /// login, or none.
    pub(crate) fn credential(
        &self,
        thing: &str,
        endpoint: &Endpoint,
        sas: Option<&str>,
    ) -> Result<ClientCredential, Failure> {
        if let Some(sas) = sas {
            if self.flags.login.is_some() {
                return Err(Failure::usage(format!(
                    "--login and the SAS in the URL of {thing} exclude each other; pass only one of them"
                )));
            }
            return Credential::sas(sas).map(Into::into).map_err(|error| {
                Failure::usage(format!(
                    "the query of {thing} is not a SAS: {error}; quote the URL if the shell cut it"
                ))
            });
        }
        if self.asks_for_login() {
            self.check_login(thing, endpoint)?;
        }
        if self.flags.login.is_some() {
            return self.authorized(Credential::Anonymous, endpoint);
        }
        let Some(connection) = self.connection(endpoint.account())? else {
            return self.authorized(Credential::Anonymous, endpoint);
        };
        let credential = connection.credential_for(endpoint);
        let credential = credential.map_err(|error| elsewhere(thing, endpoint, &error))?;
        self.authorized(credential.clone(), endpoint)
    }

    /// The endpoint that flags and variables name, which decides how a URL at its host is read.
    pub(crate) fn known_endpoint(&self) -> Option<Endpoint> {
        let connection = self.connection(None).ok()??;
        Endpoint::parse(&connection.blob_endpoint).ok()
    }

    /// The key or SAS of flags and variables, if it was given for `endpoint`.
    pub(crate) fn own_credential(&self, endpoint: &Endpoint) -> Option<ClientCredential> {
        let connection = self.connection(None).ok()??;
        match connection.credential_for(endpoint).ok()? {
            Credential::Anonymous => None,
            _ if self.flags.login.is_some() => None,
            credential => Some(credential.clone().into()),
        }
    }

    /// The tokens of a login are valid for every account of its user. They are sent only to Azure and to the endpoint that
    /// the connection string names.
    fn check_login(&self, thing: &str, endpoint: &Endpoint) -> Result<(), Failure> {
        if endpoint.is_azure() {
            return Ok(());
        }
        match self.connection(endpoint.account())? {
            Some(connection) if connection.names(endpoint) => Ok(()),
            _ => Err(Failure::usage(format!(
                "the tokens of a login are sent only to endpoints of Azure, but {thing} is at `{endpoint}`; {BLOB_ENDPOINT}"
            ))),
        }
    }

    /// Whether --login replaces a key or SAS.
    pub(crate) fn asks_for_login(&self) -> bool {
        self.flags.login.is_some_and(|login| login != Login::None)
    }

    /// The login of --login, otherwise the key or SAS that was found, otherwise a login. The last is only for Azure's own
    /// endpoints, because a token for storage is valid for every account of its user.
    fn authorized(
        &self,
        found: Credential,
        endpoint: &Endpoint,
    ) -> Result<ClientCredential, Failure> {
        let is_trusted = endpoint.is_https() && endpoint.is_azure();
        match (self.flags.login, found) {
            (Some(Login::None), _) => Ok(Credential::Anonymous.into()),
            (Some(choice), _) => tokens(choice, endpoint),
            (None, Credential::Anonymous) if is_trusted && cfg!(feature = "login") => {
                tokens(Login::Any, endpoint)
            }
            (None, found) => Ok(found.into()),
        }
    }

    /// The blob that `container/blob` means.
    pub(crate) fn below_endpoint(
        &self,
        what: &str,
        text: &str,
    ) -> Result<(BlobUrl, ClientCredential), Failure> {
        check_quotes(what, text)?;
        let Some((container, name)) = text.split_once('/').filter(|_| !text.starts_with('/'))
        else {
            return Err(self.not_a_url(what, text, "container/blob"));
        };
        let (endpoint, credential) = self.default_endpoint(what, text, "container/blob")?;
        let url = ContainerUrl::new(endpoint, container)
            .and_then(|container| BlobUrl::new(container, name))
            .map_err(|error| neither(what, "container/blob", &error))?;
        Ok((url, credential))
    }

    /// The endpoint for names of containers and blobs without a URL, and its credential.
    pub(crate) fn default_endpoint(
        &self,
        what: &str,
        text: &str,
        form: &str,
    ) -> Result<(Endpoint, ClientCredential), Failure> {
        let connection = self
            .connection(None)?
            .ok_or_else(|| self.not_a_url(what, text, form))?;
        let endpoint = Endpoint::parse(&connection.blob_endpoint)
            .map_err(|error| Failure::invalid("the account's endpoint", &error))?;
        let credential = self.authorized(connection.credential, &endpoint)?;
        Ok((endpoint, credential))
    }

    /// The failure for a text that is neither a URL nor of the short `form`, which needs an account.
    pub(crate) fn not_a_url(&self, what: &str, text: &str, form: &str) -> Failure {
        let is_given = matches!(self.connection(None), Ok(Some(_)));
        not_a_url(what, text, form, is_given)
    }

    /// The connection that flags and variables describe. A flag comes before every variable, and disables those that would
    /// contradict it.
    pub(crate) fn connection(
        &self,
        account_in_url: Option<&str>,
    ) -> Result<Option<ConnectionString>, Failure> {
        let flags = self.flags;
        let whole = flags.connection_string.is_some();
        let key = flags.account_key.is_some();
        let sas = flags.sas_token.is_some();
        let lookup = |name: &str| {
            let (flag, is_silenced) = match name {
                "AZURE_STORAGE_CONNECTION_STRING" => {
                    (flags.connection_string.as_deref(), key || sas)
                }
                "AZURE_STORAGE_ACCOUNT" => (flags.account_name.as_deref(), whole),
                "AZURE_STORAGE_KEY" => (flags.account_key.as_deref(), whole || sas),
                "AZURE_STORAGE_SAS_TOKEN" => (flags.sas_token.as_deref(), whole || key),
                _ => return None,
            };
            let variable = || (self.variable)(name).filter(|_| !is_silenced);
            let found = flag.map(str::to_owned).or_else(variable);
            // A key or SAS as a flag next to a URL is for the account of that URL.
            let is_implied = name == "AZURE_STORAGE_ACCOUNT" && (key || sas) && !whole;
            found.or_else(|| account_in_url.filter(|_| is_implied).map(str::to_owned))
        };
        environment(lookup).map_err(|error| {
            let error = as_typed(error, flags);
            Failure::usage(format!(
                "the credential cannot be used: {error}; see `blobcopy copy --help` for the forms that can"
            ))
        })
    }
}

/// A client of the account at `endpoint`.
pub(crate) fn open(
    proxy: ProxyChoice,
    endpoint: Endpoint,
    credential: ClientCredential,
) -> Result<BlobServiceClient, Failure> {
    BlobServiceClient::with_config(endpoint, credential, config(proxy))
        .map_err(|error| Failure::of_client(&error))
}

/// The configuration of the client.
pub(crate) fn config(proxy: ProxyChoice) -> ClientConfig {
    let mut config = ClientConfig::default();
    config.user_agent = Some("cli".to_owned());
    config.proxy = proxy;
    config
}

fn target_at(url: BlobUrl, credential: ClientCredential) -> Result<Target, Failure> {
    let endpoint = url.endpoint().clone();
    let service = open(ProxyChoice::FromEnvironment, endpoint, credential)?;
    Ok(Target::of(service, url))
}

pub(crate) fn is_url(text: &str) -> bool {
    text.contains("://")
}

/// The failure for a text that is neither a URL nor of the short `form`.
fn not_a_url(what: &str, text: &str, form: &str, is_account_given: bool) -> Failure {
    let shown = shown_argument(text);
    if is_account_given && is_container(text) {
        return Failure::usage(format!(
            "{what} `{shown}` names a container instead of a blob; write {shown}/NAME{}",
            place::if_destination(what, &shown)
        ));
    }
    let short = match is_account_given {
        true => format!("or {form}"),
        false => format!("or set AZURE_STORAGE_CONNECTION_STRING and write {form}"),
    };
    Failure::usage(format!(
        "{what} `{shown}` is not an absolute URL; write https://account.blob.core.windows.net/{form}, {short}"
    ))
}

/// Refuses a name with a quote at its beginning or end, which the shell did not remove.
pub(crate) fn check_quotes(what: &str, text: &str) -> Result<(), Failure> {
    const QUOTES: [char; 2] = ['\'', '"'];
    if !text.starts_with(QUOTES) && !text.ends_with(QUOTES) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{what} begins or ends with a quote, which the shell did not remove; write {}",
        shown_argument(text.trim_matches(QUOTES))
    )))
}

pub(crate) fn is_container(text: &str) -> bool {
    let endpoint = Endpoint::parse("https://account.blob.core.windows.net");
    endpoint.is_ok_and(|endpoint| ContainerUrl::new(endpoint, text).is_ok())
}

/// The failure for a text that has the short `form`, but contains an invalid name.
pub(crate) fn neither(what: &str, form: &str, error: &Invalid) -> Failure {
    Failure::usage(format!(
        "{what} is neither an absolute URL (https://…) nor {form}: {error}"
    ))
}

/// How another endpoint of the account is named.
const BLOB_ENDPOINT: &str = "if this is an endpoint of the account, set it as BlobEndpoint in AZURE_STORAGE_CONNECTION_STRING or --connection-string";

/// A credential is not sent to an endpoint that it was not given for.
fn elsewhere(thing: &str, endpoint: &Endpoint, error: &AuthError) -> Failure {
    let hint = match endpoint.account() {
        Some(account) if endpoint.is_azure() && endpoint.is_https() => {
            format!("pass the credential of account `{account}`, or a SAS in the URL")
        }
        _ => BLOB_ENDPOINT.to_owned(),
    };
    Failure::usage(format!("{error}, where {thing} is; {hint}"))
}

/// The tokens of a login, which are sent over https only.
fn tokens(choice: Login, endpoint: &Endpoint) -> Result<ClientCredential, Failure> {
    if !endpoint.is_https() {
        return Err(Failure::usage(format!(
            "the tokens of a login are not sent over http; write https, or pass the key or a SAS of `{endpoint}`"
        )));
    }
    login::credential(choice)
}

/// The error with the name of the flag in place of the variable, if the flag was used.
fn as_typed(error: AuthError, flags: &CredentialArguments) -> AuthError {
    let typed = |field: &'static str| match field {
        "AZURE_STORAGE_CONNECTION_STRING" if flags.connection_string.is_some() => {
            "--connection-string"
        }
        "AZURE_STORAGE_ACCOUNT" if flags.account_name.is_some() => "--account-name",
        "AZURE_STORAGE_KEY" if flags.account_key.is_some() => "--account-key",
        "AZURE_STORAGE_SAS_TOKEN" if flags.sas_token.is_some() => "--sas-token",
        field => field,
    };
    renamed(error, typed)
}

#[cfg(test)]
mod tests {
    use blobcopy_proto::care::CredentialKind;

    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
    const SAS: &str = "sv=2020-12-06&ss=b&srt=o&sp=r&se=2026-01-02&sig=c2VjcmV0";
    const URL: &str = "https://acct.blob.core.windows.net/cont/b";

    fn flags(words: &[&str]) -> CredentialArguments {
        use clap::{Args, FromArgMatches};
        let command = CredentialArguments::augment_args(clap::Command::new("flags"));
        let words = std::iter::once(&"flags").chain(words);
        CredentialArguments::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    fn with<T>(words: &[&str], variables: &[(&str, &str)], ask: impl Fn(&Account<'_>) -> T) -> T {
        let flags = flags(words);
        let variable = |name: &str| {
            let found = variables.iter().find(|(candidate, _)| *candidate == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ask(&Account::new(&flags, &variable))
    }

    fn credential_kind(
        words: &[&str],
        variables: &[(&str, &str)],
        text: &str,
    ) -> Result<(CredentialKind, String), String> {
        with(words, variables, |account| match account.target(text) {
            Ok(target) => Ok((target.credential_kind(), target.url().to_string())),
            Err(failure) => Err(failure.text.to_string()),
        })
    }

    #[test]
    fn a_sas_in_the_url_goes_before_everything_even_what_is_broken() {
        let text = format!("{URL}?{SAS}");
        let (found, url) =
            credential_kind(&[], &[("AZURE_STORAGE_CONNECTION_STRING", "broken")], &text).unwrap();
        assert_eq!(found, CredentialKind::Sas);
        assert_eq!(url, URL);
    }

    #[test]
    fn flags_go_before_the_environment_and_silence_what_contradicts_them() {
        let environment = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "UseDevelopmentStorage=true",
        )];
        let (found, _) = credential_kind(&["--account-key", KEY], &environment, URL).unwrap();
        assert_eq!(found, CredentialKind::Key);
        let environment = [
            ("AZURE_STORAGE_ACCOUNT", "acct"),
            ("AZURE_STORAGE_KEY", KEY),
        ];
        let (found, _) = credential_kind(&["--sas-token", SAS], &environment, URL).unwrap();
        assert_eq!(found, CredentialKind::Sas);
        let whole = format!("AccountName=acct;SharedAccessSignature={SAS}");
        let (found, _) =
            credential_kind(&["--connection-string", &whole], &environment, URL).unwrap();
        assert_eq!(found, CredentialKind::Sas);
    }

    #[test]
    fn without_any_credential_azures_own_gets_the_token_of_a_login_and_nobody_else() {
        let name_alone = [("AZURE_STORAGE_ACCOUNT", "other")];
        for variables in [&[][..], &name_alone] {
            let expected = match cfg!(feature = "login") {
                true => CredentialKind::Token,
                false => CredentialKind::Open,
            };
            assert_eq!(credential_kind(&[], variables, URL).unwrap().0, expected);
            for url in [
                "http://acct.blob.core.windows.net/cont/b",
                "https://blob.core.windows.net.example/cont/b",
                "https://blobs.example/cont/b",
                "https://127.0.0.1:1/acct/cont/b",
            ] {
                assert_eq!(
                    credential_kind(&[], variables, url).unwrap().0,
                    CredentialKind::Open,
                    "{url}"
                );
            }
        }
        assert_eq!(
            credential_kind(&["--login=none"], &[], URL).unwrap().0,
            CredentialKind::Open
        );
    }

    #[test]
    #[cfg(feature = "login")]
    fn a_login_goes_before_the_environment_to_azure_and_to_the_endpoint_that_is_named() {
        let environment = [
            ("AZURE_STORAGE_ACCOUNT", "acct"),
            ("AZURE_STORAGE_KEY", KEY),
        ];
        for text in [URL, "https://other.blob.core.windows.net/cont/b", "cont/b"] {
            let (found, _) = credential_kind(&["--login=az"], &environment, text).unwrap();
            assert_eq!(found, CredentialKind::Token, "{text}");
        }
        let custom = "https://blobs.example/cont/b";
        let message = credential_kind(&["--login=az"], &environment, custom).unwrap_err();
        assert!(message.contains("BlobEndpoint"), "{message}");
        let named = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "BlobEndpoint=https://blobs.example",
        )];
        assert_eq!(
            credential_kind(&["--login=az"], &named, custom).unwrap().0,
            CredentialKind::Token
        );
        let named = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "BlobEndpoint=http://127.0.0.1:1/acct",
        )];
        let message =
            credential_kind(&["--login"], &named, "http://127.0.0.1:1/acct/cont/b").unwrap_err();
        assert!(message.contains("not sent over http"), "{message}");
        let message = credential_kind(&["--login"], &[], &format!("{URL}?{SAS}")).unwrap_err();
        assert!(message.contains("--login and the SAS"), "{message}");
    }

    #[test]
    fn a_credential_of_another_account_is_refused_before_anything_is_sent() {
        let environment = [
            ("AZURE_STORAGE_ACCOUNT", "other"),
            ("AZURE_STORAGE_KEY", KEY),
        ];
        let message = credential_kind(&[], &environment, URL).unwrap_err();
        assert!(
            message.contains("https://other.blob.core.windows.net`") && message.contains("`acct`"),
            "{message}"
        );
    }

    #[test]
    fn container_and_blob_are_enough_with_a_connection_string() {
        let environment = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "UseDevelopmentStorage=true",
        )];
        let (_, url) = credential_kind(&[], &environment, "cont/a b").unwrap();
        assert_eq!(url, "http://127.0.0.1:10000/devstoreaccount1/cont/a%20b");
        let message = credential_kind(&[], &environment, "cont").unwrap_err();
        assert!(message.contains("write cont/NAME"), "{message}");
        for text in [
            "/cont/b",
            "./README.md",
            "acct.blob.core.windows.net/cont/b",
        ] {
            let message = credential_kind(&[], &environment, text).unwrap_err();
            assert!(message.contains("absolute URL"), "{message}");
        }
        assert!(
            credential_kind(&[], &[], "cont/b")
                .unwrap_err()
                .contains("AZURE_STORAGE_CONNECTION_STRING")
        );
    }

    #[test]
    fn a_domain_in_path_style_is_read_as_the_connection_string_says() {
        let environment = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "AccountName=acct;AccountKey=AAEC;BlobEndpoint=http://azurite.example:10000/acct",
        )];
        let (found, url) = credential_kind(
            &[],
            &environment,
            "http://azurite.example:10000/acct/cont/b",
        )
        .unwrap();
        assert_eq!(
            (found, &*url),
            (
                CredentialKind::Key,
                "http://azurite.example:10000/acct/cont/b"
            )
        );
        let other = "http://azurite.example:10000/other/cont/b";
        let message = credential_kind(&[], &environment, other).unwrap_err();
        assert!(message.contains("BlobEndpoint"), "{message}");
    }

    #[test]
    fn what_was_typed_is_named_and_its_value_is_not_shown() {
        let message = credential_kind(&["--account-key", "c2VjcmV0*"], &[], URL).unwrap_err();
        assert!(
            message.contains("--account-key") && !message.contains("c2VjcmV0"),
            "{message}"
        );
        let message =
            credential_kind(&["--connection-string", "AccountKey=c2VjcmV0"], &[], URL).unwrap_err();
        assert!(
            message.contains("`AccountName` is missing") && !message.contains("c2VjcmV0"),
            "{message}"
        );
        let message = credential_kind(&[], &[], "acct.net/c/b?sig=c2VjcmV0").unwrap_err();
        assert!(!message.contains("c2VjcmV0"), "{message}");
    }
}
