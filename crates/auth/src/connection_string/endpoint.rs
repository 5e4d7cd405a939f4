//! The endpoints that a connection string contains or implies.

use blobcopy_proto::Endpoint;
use http::Uri;
use http::uri::Scheme;

use super::development::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_HOST, DEVELOPMENT_PORT};
use super::settings::{Setting, Settings};
use crate::Error;
use crate::shared_key::account_name;

/// The public cloud's suffix. Sovereign clouds set `EndpointSuffix`.
const PUBLIC_SUFFIX: &str = "core.windows.net";

/// The URL of an account's Blob service, and of its read-only copy in the secondary region.
pub(super) struct Endpoints {
    pub(super) primary: String,
    pub(super) secondary: Option<String>,
}

impl Endpoints {
    /// The endpoints in the settings, or those that the account's name implies.
    pub(super) fn from_settings(settings: &Settings) -> Result<Self, Error> {
        let secondary = explicit(settings, Setting::BlobSecondaryEndpoint)?;
        let primary = explicit(settings, Setting::BlobEndpoint)?;
        match (primary, secondary) {
            (Some(primary), secondary) => Ok(Self { primary, secondary }),
            (None, Some(_)) => Err(Error::Missing {
                field: Setting::BlobEndpoint.name(),
            }),
            (None, None) => Self::implied(settings),
        }
    }

    fn implied(settings: &Settings) -> Result<Self, Error> {
        let account = account_name(
            settings.require(Setting::AccountName)?,
            Setting::AccountName.name(),
        )?;
        Self::of_account(account, protocol(settings)?, suffix(settings)?)
    }

    /// The public cloud's endpoints of an account, whose name comes from `field`.
    pub(super) fn public(account: &str, field: &'static str) -> Result<Self, Error> {
        Self::of_account(account, "https", PUBLIC_SUFFIX).map_err(|_| account_of_letters(field))
    }

    fn of_account(account: &str, protocol: &str, suffix: &str) -> Result<Self, Error> {
        let endpoint = |role: &str| {
            let endpoint = Endpoint::parse(&format!("{protocol}://{account}{role}.blob.{suffix}"));
            let endpoint = endpoint.map(|endpoint| endpoint.as_str().to_owned());
            endpoint.map_err(|_| account_of_letters(Setting::AccountName.name()))
        };
        Ok(Self {
            primary: endpoint("")?,
            secondary: Some(endpoint("-secondary")?),
        })
    }

    /// The emulator's endpoints, on this machine or behind the proxy in `DevelopmentStorageProxyUri`.
    pub(super) fn development(proxy: Option<&str>) -> Result<Self, Error> {
        let host = match proxy {
            Some(proxy) => proxy_host(proxy)?,
            None => DEVELOPMENT_HOST.to_owned(),
        };
        let primary = format!("{host}:{DEVELOPMENT_PORT}/{DEVELOPMENT_ACCOUNT}");
        Ok(Self {
            secondary: Some(format!("{primary}-secondary")),
            primary,
        })
    }
}

fn explicit(settings: &Settings, setting: Setting) -> Result<Option<String>, Error> {
    let Some(text) = settings.get(setting) else {
        return Ok(None);
    };
    let endpoint = check(text, setting.name())?;
    let endpoint = Endpoint::parse(endpoint).map_err(|_| Error::Malformed {
        field: setting.name(),
        expected: "the root of an account's Blob service, without a container: https://account.blob.core.windows.net or http://127.0.0.1:10000/account",
    })?;
    match settings.get(Setting::AccountName) {
        Some(account) if names_other(&endpoint, account) => Err(Error::Malformed {
            field: setting.name(),
            expected: "an endpoint of the account that `AccountName` names",
        }),
        _ => Ok(Some(endpoint.as_str().to_owned())),
    }
}

/// Whether an endpoint certainly belongs to another account. The first label of a custom domain need not be the
/// account.
fn names_other(endpoint: &Endpoint, account: &str) -> bool {
    let is_certain = endpoint.is_azure() || endpoint.is_path_style();
    let account = account.strip_suffix("-secondary").unwrap_or(account);
    is_certain
        && endpoint
            .account()
            .is_some_and(|named| !named.eq_ignore_ascii_case(account))
}

/// Checks an http or https URL. A query is refused, because it could be a secret in the wrong place.
fn check<'a>(text: &'a str, field: &'static str) -> Result<&'a str, Error> {
    if let Some(pasted) = Error::pasted(field, text) {
        return Err(pasted);
    }
    let plain = !text.contains(['?', '#', '@']);
    match text.parse::<Uri>() {
        Ok(uri) if plain && is_http(&uri) && uri.host().is_some() => Ok(text),
        _ => Err(Error::Malformed {
            field,
            expected: "an http or https URL without user, query and fragment; a SAS goes into `SharedAccessSignature`",
        }),
    }
}

/// The error of an account name that no account at Azure's hosts can have. Source: *Storage account overview*.
fn account_of_letters(field: &'static str) -> Error {
    Error::Malformed {
        field,
        expected: "an account's name, of letters and digits and without a domain",
    }
}

fn is_http(uri: &Uri) -> bool {
    matches!(uri.scheme(), Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS)
}

/// Scheme and host of the proxy. The emulator's port is fixed.
fn proxy_host(proxy: &str) -> Result<String, Error> {
    let field = Setting::DevelopmentStorageProxyUri.name();
    let uri: Uri = check(proxy, field)?.parse().map_err(|_| Error::Malformed {
        field,
        expected: "an http or https URL",
    })?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let host = uri.host().unwrap_or_default();
    Ok(format!("{scheme}://{host}"))
}

fn protocol(settings: &Settings) -> Result<&str, Error> {
    match settings.get(Setting::DefaultEndpointsProtocol) {
        None => Ok("https"),
        Some(protocol @ ("http" | "https")) => Ok(protocol),
        Some(_) => Err(Error::Malformed {
            field: Setting::DefaultEndpointsProtocol.name(),
            expected: "`https` or `http`",
        }),
    }
}

/// The domain suffix. A port may follow it, for emulators.
fn suffix(settings: &Settings) -> Result<&str, Error> {
    let suffix = settings
        .get(Setting::EndpointSuffix)
        .unwrap_or(PUBLIC_SUFFIX);
    let (domain, port) = suffix.split_once(':').unwrap_or((suffix, "0"));
    let names_service = domain.starts_with("blob.");
    if domain.split('.').all(is_label) && !names_service && port.parse::<u16>().is_ok() {
        Ok(suffix)
    } else {
        Err(Error::Malformed {
            field: Setting::EndpointSuffix.name(),
            expected: "a domain such as `core.windows.net`, without a dot at either end and without `blob.`",
        })
    }
}

/// Whether a text is a label of a domain name. Source: RFC 1123, section 2.1.
fn is_label(label: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let has_hyphen_at_end = label.starts_with('-') || label.ends_with('-');
    (1..=63).contains(&label.len()) && label.bytes().all(is_inner) && !has_hyphen_at_end
}
