//! Connection strings, and the environment variables that replace one.
//!
//! Source: *Configure Azure Storage connection strings*, Azure Storage documentation.

mod development;
mod endpoint;
mod environment;
mod settings;

pub use self::development::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use self::endpoint::Endpoints;
pub use self::environment::environment;
use self::settings::{Setting, Settings};
use crate::{Credential, Error, SasToken, SharedKey};
use blobcopy_proto::Endpoint;

/// The endpoints of an account's Blob service and a credential. `Debug` prints no secret.
///
/// ```
/// use blobcopy_auth::{ConnectionString, Credential};
///
/// # fn main() -> Result<(), blobcopy_auth::Error> {
/// let account = ConnectionString::parse("AccountName=acct;AccountKey=c2VjcmV0")?;
/// assert_eq!(account.blob_endpoint, "https://acct.blob.core.windows.net");
/// assert!(matches!(account.credential, Credential::SharedKey(_)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectionString {
    /// The account's name, if the string contains it.
    pub account: Option<String>,
    /// The Blob service's URL, without a trailing slash.
    pub blob_endpoint: String,
    /// The URL of the read-only copy in the secondary region, given or implied. Not every account has one.
    pub blob_secondary_endpoint: Option<String>,
    /// The credential: the key, otherwise the SAS, otherwise anonymous.
    pub credential: Credential,
    /// Whether the public cloud is only assumed, because only the account's name was given.
    is_cloud_presumed: bool,
}

impl ConnectionString {
    /// Parses `Key=Value;…`. Setting names are case-insensitive, their order is free, and those of other services are
    /// ignored.
    ///
    /// `AccountKey` takes precedence over `SharedAccessSignature`, as in Microsoft's SDKs, and `BlobEndpoint` over the
    /// endpoint that `DefaultEndpointsProtocol`, `AccountName` and `EndpointSuffix` imply.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] (also for an empty value), [`Error::Repeated`], [`Error::Malformed`] or
    /// [`Error::Contradiction`], with the name of the setting.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(pasted) = Error::pasted("connection string", text.trim_ascii()) {
            return Err(pasted);
        }
        let settings = Settings::parse(text)?;
        match settings.get(Setting::UseDevelopmentStorage) {
            None => Self::from_settings(&settings),
            Some(value) if value.eq_ignore_ascii_case("true") => Self::development(&settings),
            Some(_) => Err(Error::Malformed {
                field: Setting::UseDevelopmentStorage.name(),
                expected: "`true`, or left out",
            }),
        }
    }

    fn from_settings(settings: &Settings) -> Result<Self, Error> {
        if settings.get(Setting::DevelopmentStorageProxyUri).is_some() {
            return Err(Error::Missing {
                field: Setting::UseDevelopmentStorage.name(),
            });
        }
        let credential = credential(settings)?;
        let endpoints = Endpoints::from_settings(settings)?;
        Ok(Self::new(
            settings.get(Setting::AccountName),
            endpoints,
            credential,
        ))
    }

    fn development(settings: &Settings) -> Result<Self, Error> {
        let others = [
            Setting::AccountName,
            Setting::AccountKey,
            Setting::SharedAccessSignature,
            Setting::BlobEndpoint,
            Setting::BlobSecondaryEndpoint,
        ];
        if let Some(other) = others
            .into_iter()
            .find(|other| settings.get(*other).is_some())
        {
            return Err(Error::Contradiction {
                one: Setting::UseDevelopmentStorage.name(),
                other: other.name(),
            });
        }
        let endpoints = Endpoints::development(settings.get(Setting::DevelopmentStorageProxyUri))?;
        let credential = Credential::shared_key(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY)?;
        Ok(Self::new(Some(DEVELOPMENT_ACCOUNT), endpoints, credential))
    }

    fn new(account: Option<&str>, endpoints: Endpoints, credential: Credential) -> Self {
        Self {
            account: account.map(str::to_owned),
            blob_endpoint: endpoints.primary,
            blob_secondary_endpoint: endpoints.secondary,
            credential,
            is_cloud_presumed: false,
        }
    }

    /// The credential, for requests to `endpoint`.
    ///
    /// A credential is for the endpoints of its connection string and, over https, for Azure's other endpoints of the
    /// same account, such as that of a private link. It is never sent anywhere else, so that a URL or a ticket from
    /// another author cannot obtain it. [`Credential::Anonymous`] is for every endpoint.
    ///
    /// # Errors
    ///
    /// [`Error::OtherEndpoint`] if it was not given for `endpoint`.
    pub fn credential_for(&self, endpoint: &Endpoint) -> Result<&Credential, Error> {
        match &self.credential {
            Credential::Anonymous => Ok(&self.credential),
            credential if self.names(endpoint) || self.is_of_account(endpoint) => Ok(credential),
            _ => Err(Error::OtherEndpoint {
                endpoint: endpoint.to_string(),
                own: self.blob_endpoint.clone(),
            }),
        }
    }

    /// Whether the string contains or implies `endpoint`.
    pub fn names(&self, endpoint: &Endpoint) -> bool {
        let secondary = self.blob_secondary_endpoint.as_deref();
        self.blob_endpoint == endpoint.as_str() || secondary == Some(endpoint.as_str())
    }

    /// Whether `endpoint` is one of Azure's for this account. A custom domain does not show in which cloud it is.
    fn is_of_account(&self, endpoint: &Endpoint) -> bool {
        let Ok(own) = Endpoint::parse(&self.blob_endpoint) else {
            return false;
        };
        let is_cloud_open =
            self.is_cloud_presumed || !own.is_azure() && own.account().is_none() && own.is_https();
        let is_named = || {
            let account = self.account.as_deref().map(str::to_ascii_lowercase);
            endpoint.is_azure() && account.is_some() && account.as_deref() == endpoint.account()
        };
        endpoint.is_https() && (own.is_same_account(endpoint) || is_cloud_open && is_named())
    }
}

fn credential(settings: &Settings) -> Result<Credential, Error> {
    if let Some(key) = settings.get(Setting::AccountKey) {
        let account = settings.require(Setting::AccountName)?;
        return SharedKey::new(account, key).map(Credential::SharedKey);
    }
    match settings.get(Setting::SharedAccessSignature) {
        Some(token) => SasToken::parse(token).map(Credential::Sas),
        None => Ok(Credential::Anonymous),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
    const SAS: &str = "sv=2020-12-06&ss=b&srt=o&sp=r&se=2026-01-02&sig=c2ln%3D";

    fn parsed(text: &str) -> ConnectionString {
        ConnectionString::parse(text).unwrap()
    }

    fn refused(text: &str) -> Error {
        ConnectionString::parse(text).unwrap_err()
    }

    fn missing(field: &'static str) -> Error {
        Error::Missing { field }
    }

    #[test]
    fn the_portals_string_gives_the_account_its_endpoints_and_its_key() {
        let text = format!(
            "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={KEY};EndpointSuffix=core.windows.net;"
        );
        let connection = parsed(&text);
        assert_eq!(connection.account.as_deref(), Some("acct"));
        assert_eq!(
            connection.blob_endpoint,
            "https://acct.blob.core.windows.net"
        );
        assert_eq!(
            connection.blob_secondary_endpoint.as_deref(),
            Some("https://acct-secondary.blob.core.windows.net")
        );
        assert!(
            matches!(&connection.credential, Credential::SharedKey(key) if key.account() == "acct")
        );
        assert!(!format!("{connection:?}").contains(KEY));
    }

    #[test]
    fn names_know_no_case_and_the_cloud_is_the_public_one_unless_said() {
        let connection = parsed(&format!(
            "ACCOUNTNAME=acct;accountkey={KEY};QueueEndpoint=https://q"
        ));
        assert_eq!(
            connection.blob_endpoint,
            "https://acct.blob.core.windows.net"
        );
        let china = parsed(&format!(
            "AccountName=acct;AccountKey={KEY};EndpointSuffix=core.chinacloudapi.cn"
        ));
        assert_eq!(
            china.blob_endpoint,
            "https://acct.blob.core.chinacloudapi.cn"
        );
        let local =
            parsed("AccountName=acct;DefaultEndpointsProtocol=http;EndpointSuffix=localhost:10000");
        assert_eq!(local.blob_endpoint, "http://acct.blob.localhost:10000");
    }

    #[test]
    fn an_endpoint_that_is_said_wins_and_has_no_implied_secondary() {
        let connection = parsed(&format!(
            "AccountName=acct;AccountKey={KEY};BlobEndpoint=http://127.0.0.1:10000/acct/"
        ));
        assert_eq!(connection.blob_endpoint, "http://127.0.0.1:10000/acct");
        assert_eq!(connection.blob_secondary_endpoint, None);
        let both = parsed("BlobEndpoint=https://a.example;BlobSecondaryEndpoint=https://b.example");
        assert_eq!(
            both.blob_secondary_endpoint.as_deref(),
            Some("https://b.example")
        );
        assert!(matches!(both.credential, Credential::Anonymous));
        assert_eq!(
            refused("AccountName=a;BlobSecondaryEndpoint=https://b.example"),
            missing("BlobEndpoint")
        );
    }

    #[test]
    fn a_sas_is_taken_where_there_is_no_key() {
        let connection = parsed(&format!(
            "BlobEndpoint=https://a.example;SharedAccessSignature=?{SAS}"
        ));
        assert!(matches!(&connection.credential, Credential::Sas(token) if token.expose() == SAS));
        let both = parsed(&format!(
            "AccountName=acct;AccountKey={KEY};SharedAccessSignature={SAS}"
        ));
        assert!(matches!(both.credential, Credential::SharedKey(_)));
    }

    #[test]
    fn development_storage_is_the_emulator_here_or_behind_a_proxy() {
        let here = parsed("UseDevelopmentStorage=true");
        assert_eq!(
            here.blob_endpoint,
            "http://127.0.0.1:10000/devstoreaccount1"
        );
        assert_eq!(
            here.blob_secondary_endpoint.as_deref(),
            Some("http://127.0.0.1:10000/devstoreaccount1-secondary")
        );
        assert!(
            matches!(&here.credential, Credential::SharedKey(key) if key.account() == DEVELOPMENT_ACCOUNT)
        );
        let behind =
            parsed("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://proxy:8080/");
        assert_eq!(behind.blob_endpoint, "http://proxy:10000/devstoreaccount1");
    }

    #[test]
    fn every_broken_form_is_refused_by_the_name_of_its_setting() {
        assert_eq!(refused(""), missing("AccountName"));
        assert_eq!(
            refused(&format!("AccountKey={KEY}")),
            missing("AccountName")
        );
        assert_eq!(
            refused("AccountName=acct;AccountKey="),
            missing("AccountKey")
        );
        assert_eq!(
            refused("AccountName=a;ACCOUNTNAME=b"),
            Error::Repeated {
                field: "AccountName"
            }
        );
        assert_eq!(
            refused("DevelopmentStorageProxyUri=http://proxy"),
            missing("UseDevelopmentStorage")
        );
        assert_eq!(
            refused("BlobEndpoint=https://h.example;SharedAccessSignature=sv=x"),
            missing("sig")
        );
        assert!(matches!(
            refused(&format!("UseDevelopmentStorage=true;AccountKey={KEY}")),
            Error::Contradiction {
                one: "UseDevelopmentStorage",
                other: "AccountKey"
            }
        ));
    }

    #[test]
    fn malformed_settings_are_named_and_their_values_are_not_shown() {
        let secret = "c2VjcmV0";
        for (text, setting) in [
            (secret.to_owned(), "connection string"),
            (
                format!("AccountName=acct;AccountKey={secret}*"),
                "AccountKey",
            ),
            (
                format!("AccountName={secret}/;AccountKey={KEY}"),
                "AccountName",
            ),
            (
                format!("AccountName=a;DefaultEndpointsProtocol={secret}"),
                "DefaultEndpointsProtocol",
            ),
            (
                format!("AccountName=a;EndpointSuffix={secret}/"),
                "EndpointSuffix",
            ),
            (format!("BlobEndpoint={secret}"), "BlobEndpoint"),
            (format!("BlobEndpoint=ftp://{secret}"), "BlobEndpoint"),
            (
                format!("BlobEndpoint=https://h/?sig={secret}"),
                "BlobEndpoint",
            ),
            (format!("BlobEndpoint=https://u:{secret}@h"), "BlobEndpoint"),
            (
                format!("UseDevelopmentStorage={secret}"),
                "UseDevelopmentStorage",
            ),
            (
                format!("UseDevelopmentStorage=true;DevelopmentStorageProxyUri={secret}"),
                "DevelopmentStorageProxyUri",
            ),
            (
                format!("BlobEndpoint=https://h.example;SharedAccessSignature={secret}*"),
                "sig",
            ),
        ] {
            let message = refused(&text).to_string();
            assert!(message.contains(setting), "{message}");
            assert!(!message.contains(secret), "{message}");
        }
    }

    #[test]
    fn impossible_endpoints_are_refused_by_their_setting() {
        let key = format!("AccountKey={KEY}");
        for (text, setting) in [
            (
                "AccountName=acct;EndpointSuffix=.core.windows.net",
                "EndpointSuffix",
            ),
            (
                "AccountName=acct;EndpointSuffix=core.windows.net.",
                "EndpointSuffix",
            ),
            (
                "AccountName=acct;EndpointSuffix=core..net",
                "EndpointSuffix",
            ),
            (
                "AccountName=acct;EndpointSuffix=-core.net",
                "EndpointSuffix",
            ),
            (
                "AccountName=acct;EndpointSuffix=blob.core.windows.net",
                "EndpointSuffix",
            ),
            ("AccountName=my_acct", "AccountName"),
            (
                "AccountName=acct;BlobEndpoint=https://acct.blob.core.windows.net/box",
                "BlobEndpoint",
            ),
            (
                "AccountName=acct;BlobEndpoint=https://acct.dfs.core.windows.net",
                "BlobEndpoint",
            ),
            (
                "AccountName=acct;BlobEndpoint=https://blob.core.windows.net",
                "BlobEndpoint",
            ),
            (
                "AccountName=acct;BlobEndpoint=https://other.blob.core.windows.net",
                "BlobEndpoint",
            ),
            (
                "AccountName=acct;BlobEndpoint=http://127.0.0.1:10000/other",
                "BlobEndpoint",
            ),
            (
                "AccountName=acct;BlobEndpoint=http://127.0.0.1:10000",
                "BlobEndpoint",
            ),
        ] {
            let error = refused(&format!("{text};{key}"));
            assert!(
                matches!(&error, Error::Malformed { field, .. } if *field == setting),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn a_pasted_string_is_refused_by_what_surrounds_it() {
        let text = format!("AccountName=acct;AccountKey={KEY}");
        for (pasted, expected) in [
            (format!("\"{text}\""), "quotes"),
            (format!("'{text}'"), "quotes"),
            (format!("\u{201c}{text}\u{201d}"), "quotes"),
            (format!("\u{feff}{text}"), "byte order mark"),
            (
                format!("AZURE_STORAGE_CONNECTION_STRING={text}"),
                "variable",
            ),
            (format!("export CONNECTION_STRING={text}"), "variable"),
            (text.replace(';', ";\u{3000}"), "full-width"),
        ] {
            let message = refused(&pasted).to_string();
            assert!(message.contains("`connection string`"), "{message}");
            assert!(message.contains(expected), "{message}");
            assert!(!message.contains(KEY), "{message}");
        }
        assert!(ConnectionString::parse(&format!(" {text}\r\n")).is_ok());
    }

    #[test]
    #[expect(
        clippy::too_many_lines,
        reason = "a table of connection strings and endpoints"
    )]
    fn a_credential_is_for_its_own_endpoints_alone() {
        let whole = format!("AccountName=acct;AccountKey={KEY}");
        let sas =
            format!("BlobEndpoint=https://acct.blob.core.windows.net;SharedAccessSignature={SAS}");
        let local =
            format!("AccountName=acct;AccountKey={KEY};BlobEndpoint=http://127.0.0.1:1/acct");
        let custom =
            format!("AccountName=acct;AccountKey={KEY};BlobEndpoint=https://files.example");
        let http = format!("{whole};DefaultEndpointsProtocol=http");
        let azure = "https://acct.blob.core.windows.net";
        let zone = "https://acct.z01.blob.storage.azure.net";
        for (text, own, others) in [
            (
                &whole,
                &[azure, zone, "https://acct-secondary.blob.core.windows.net"][..],
                &[
                    "http://acct.blob.core.windows.net",
                    "https://other.blob.core.windows.net",
                    "https://acct.blob.core.chinacloudapi.cn",
                    "https://acct.blob.core.windows.net.example",
                    "https://acct.blob.example",
                    "https://acct.blob.core.windows.net:8443",
                    "http://127.0.0.1:1/acct",
                    "https://files.example",
                ][..],
            ),
            (
                &sas,
                &[azure, zone],
                &["http://127.0.0.1:1/acct", "https://acct.example"],
            ),
            (
                &local,
                &["http://127.0.0.1:1/acct"],
                &[
                    "http://127.0.0.1:2/acct",
                    "http://localhost:1/acct",
                    "https://127.0.0.1:1/acct",
                    azure,
                ],
            ),
            (
                &custom,
                &["https://files.example", azure],
                &["http://files.example", "https://x.example"],
            ),
            (
                &http,
                &["http://acct.blob.core.windows.net", azure],
                &["http://acct.blob.example"],
            ),
        ] {
            let connection = parsed(text);
            let admits = |endpoint: &str| {
                let endpoint = Endpoint::parse(endpoint).unwrap();
                connection.credential_for(&endpoint).map(|_| ())
            };
            for endpoint in own {
                assert_eq!(admits(endpoint), Ok(()), "{text} {endpoint}");
            }
            for endpoint in others {
                let error = admits(endpoint).expect_err(endpoint).to_string();
                assert!(error.contains(endpoint), "{error}");
                assert!(error.contains(&connection.blob_endpoint), "{error}");
            }
        }
        let nothing = parsed("BlobEndpoint=https://files.example");
        let elsewhere = Endpoint::parse("http://127.0.0.1:1/acct").unwrap();
        assert!(nothing.credential_for(&elsewhere).is_ok());
    }
}
