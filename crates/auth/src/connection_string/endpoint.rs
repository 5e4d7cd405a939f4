//! The endpoints that a connection string says or implies.

use http::Uri;
use http::uri::Scheme;

use super::development::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_HOST, DEVELOPMENT_PORT};
use super::settings::{Setting, Settings};
use crate::Error;
use crate::shared_key::account_name;

/// The public cloud; sovereign ones are named by `EndpointSuffix`.
const PUBLIC_SUFFIX: &str = "core.windows.net";

/// The Blob service's URL of an account, and that of its read-only copy in the secondary region.
pub(super) struct Endpoints {
    pub(super) primary: String,
    pub(super) secondary: Option<String>,
}

impl Endpoints {
    /// What the settings say, or what the account's name implies.
    pub(super) fn from_settings(settings: &Settings) -> Result<Self, Error> {
        let secondary = explicit(settings, Setting::BlobSecondaryEndpoint)?;
        match (explicit(settings, Setting::BlobEndpoint)?, secondary) {
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
        Ok(Self::of_account(
            account,
            protocol(settings)?,
            suffix(settings)?,
        ))
    }

    /// The public cloud's endpoints of an account.
    pub(super) fn public(account: &str) -> Self {
        Self::of_account(account, "https", PUBLIC_SUFFIX)
    }

    fn of_account(account: &str, protocol: &str, suffix: &str) -> Self {
        Self {
            primary: format!("{protocol}://{account}.blob.{suffix}"),
            secondary: Some(format!("{protocol}://{account}-secondary.blob.{suffix}")),
        }
    }

    /// The emulator's, on this machine or behind the proxy that `DevelopmentStorageProxyUri` names.
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
    settings
        .get(setting)
        .map(|text| check(text, setting.name()))
        .transpose()
}

/// An endpoint as given, less a slash at its end. A query is refused since it could be a secret in the wrong place.
fn check(text: &str, field: &'static str) -> Result<String, Error> {
    let malformed = Error::Malformed {
        field,
        expected: "an http or https URL without user, query and fragment; a SAS goes into `SharedAccessSignature`",
    };
    let plain = !text.contains(['?', '#', '@']);
    match text.parse::<Uri>() {
        Ok(uri) if plain && is_http(&uri) && uri.host().is_some() => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(malformed),
    }
}

fn is_http(uri: &Uri) -> bool {
    matches!(uri.scheme(), Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS)
}

/// Scheme and host; the emulator's port is fixed.
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

fn suffix(settings: &Settings) -> Result<&str, Error> {
    let suffix = settings
        .get(Setting::EndpointSuffix)
        .unwrap_or(PUBLIC_SUFFIX);
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    // A port may follow, where the suffix is an emulator's.
    let (domain, port) = suffix.split_once(':').unwrap_or((suffix, "0"));
    if !domain.is_empty() && domain.bytes().all(is_domain) && port.parse::<u16>().is_ok() {
        Ok(suffix)
    } else {
        Err(Error::Malformed {
            field: Setting::EndpointSuffix.name(),
            expected: "a domain such as `core.windows.net`",
        })
    }
}
