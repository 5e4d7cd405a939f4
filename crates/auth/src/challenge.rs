//! The service's challenge to a request whose token is missing or from another tenant.

use http::Uri;
use http::uri::Scheme;

use crate::Error;

/// The token authorities of the public, the US Government and the China cloud.
const AUTHORITIES: [&str; 3] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
];

/// The audience of tokens for any storage account.
const AUDIENCE: &str = "storage.azure.com";

/// The part after the account name in the audience of tokens for that account alone.
const ACCOUNT_AUDIENCES: [&str; 3] = [
    ".blob.core.windows.net",
    ".blob.core.usgovcloudapi.net",
    ".blob.core.chinacloudapi.cn",
];

/// Where to get a token that the service accepts: the content of `WWW-Authenticate: Bearer` in a 401 reply.
///
/// The server's claims are checked: the authority must be one of Microsoft's over https, and the audience a storage
/// account's. Otherwise a server could direct a client to its own authority, or obtain a token for more than storage.
/// Source: *Authorize with Microsoft Entra ID*, REST reference, section on bearer challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BearerChallenge {
    authority: String,
    tenant: String,
    scope: Option<String>,
}

impl BearerChallenge {
    /// Parses the header's value. Parameters may be quoted or not, separated by spaces or commas.
    ///
    /// # Errors
    ///
    /// - [`Error::Malformed`], [`Error::Missing`]: another scheme, or no tenant.
    /// - [`Error::Untrusted`]: an authority or an audience that is not Microsoft's.
    pub fn parse(value: &str) -> Result<Self, Error> {
        let parameters = value
            .trim_ascii()
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
            .map(|(_, parameters)| parameters)
            .ok_or(Error::Malformed {
                field: "WWW-Authenticate",
                expected: "a bearer challenge",
            })?;
        let uri = parameter(parameters, "authorization_uri").ok_or(Error::Missing {
            field: "authorization_uri",
        })?;
        let (authority, tenant) = authority_and_tenant(uri)?;
        Ok(Self {
            authority,
            tenant,
            scope: parameter(parameters, "resource_id")
                .map(scope)
                .transpose()?,
        })
    }

    /// The authority that issues the token, as `https://` and its host.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The tenant that the token must come from.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The scope of the token, if the challenge contains one.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    let mut is_quoted = false;
    parameters
        .split(|letter| {
            is_quoted ^= letter == '"';
            !is_quoted && matches!(letter, ' ' | ',')
        })
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim_matches('"'))
}

fn authority_and_tenant(text: &str) -> Result<(String, String), Error> {
    const FIELD: &str = "authorization_uri";
    let (host, uri) = https_host(text, FIELD)?;
    if !AUTHORITIES.contains(&host.as_str()) {
        return Err(Error::Untrusted { field: FIELD });
    }
    let tenant = uri.path().split('/').nth(1).unwrap_or_default();
    let is_of_a_tenant = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if tenant.is_empty() || tenant.starts_with('.') || !tenant.bytes().all(is_of_a_tenant) {
        return Err(Error::Malformed {
            field: FIELD,
            expected: "a URL whose path begins with a tenant",
        });
    }
    Ok((format!("https://{host}"), tenant.to_owned()))
}

/// The scope for an audience.
fn scope(text: &str) -> Result<String, Error> {
    const FIELD: &str = "resource_id";
    let (host, _) = https_host(text, FIELD)?;
    let is_account = |suffix: &str| {
        host.strip_suffix(suffix)
            .is_some_and(|account| !account.contains('.'))
    };
    if host == AUDIENCE || ACCOUNT_AUDIENCES.into_iter().any(is_account) {
        Ok(format!("https://{host}/.default"))
    } else {
        Err(Error::Untrusted { field: FIELD })
    }
}

/// The host, in lower case, of an https URL without user and port.
fn https_host(text: &str, field: &'static str) -> Result<(String, Uri), Error> {
    let uri: Uri = text.parse().map_err(|_| Error::Malformed {
        field,
        expected: "a URL",
    })?;
    let is_plain = uri.scheme() == Some(&Scheme::HTTPS)
        && uri.authority().map(|authority| authority.as_str()) == uri.host();
    match uri.host() {
        Some(host) if is_plain => Ok((host.to_ascii_lowercase(), uri)),
        _ => Err(Error::Untrusted { field }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "66666666-7777-8888-9999-aaaaaaaaaaaa";

    fn challenge(authority: &str, resource: &str) -> Result<BearerChallenge, Error> {
        BearerChallenge::parse(&format!(
            "Bearer authorization_uri={authority} resource_id={resource}"
        ))
    }

    #[test]
    fn the_services_challenge_names_tenant_and_scope() {
        let read = challenge(
            &format!("https://login.microsoftonline.com/{TENANT}/oauth2/authorize"),
            "https://storage.azure.com",
        )
        .unwrap();
        assert_eq!(read.authority(), "https://login.microsoftonline.com");
        assert_eq!(read.tenant(), TENANT);
        assert_eq!(read.scope(), Some("https://storage.azure.com/.default"));
    }

    #[test]
    fn quotes_commas_and_other_parameters_do_no_harm() {
        let read = BearerChallenge::parse(&format!(
            "bearer realm=\"a, authorization_uri=https://evil.example/t\", \
             authorization_uri=\"https://LOGIN.microsoftonline.us/{TENANT}\",resource_id=\"https://acct.blob.core.usgovcloudapi.net/\""
        ))
        .unwrap();
        assert_eq!(read.authority(), "https://login.microsoftonline.us");
        assert_eq!(
            read.scope(),
            Some("https://acct.blob.core.usgovcloudapi.net/.default")
        );
        let bare = BearerChallenge::parse(&format!(
            "Bearer authorization_uri=https://login.partner.microsoftonline.cn/{TENANT}/"
        ));
        assert_eq!(bare.unwrap().scope(), None);
    }

    #[test]
    fn an_authority_that_is_not_microsofts_over_https_is_not_trusted() {
        for authority in [
            "http://login.microsoftonline.com/t",
            "https://evil.example/t",
            "https://login.microsoftonline.com.evil.example/t",
            "https://login.microsoftonline.com@evil.example/t",
            "https://user@login.microsoftonline.com/t",
            "https://login.microsoftonline.com:8443/t",
            "login.microsoftonline.com",
            "/t",
        ] {
            let error = challenge(authority, "https://storage.azure.com").unwrap_err();
            assert_eq!(
                error,
                Error::Untrusted {
                    field: "authorization_uri"
                },
                "{authority}"
            );
        }
    }

    #[test]
    fn an_audience_that_is_not_storage_is_not_asked_for() {
        for resource in [
            "https://graph.microsoft.com",
            "http://storage.azure.com",
            "https://storage.azure.com.evil.example",
            "https://a.b.blob.core.windows.net",
        ] {
            let error = challenge("https://login.microsoftonline.com/t", resource).unwrap_err();
            assert_eq!(
                error,
                Error::Untrusted {
                    field: "resource_id"
                },
                "{resource}"
            );
        }
    }

    #[test]
    fn other_schemes_and_challenges_without_a_tenant_are_refused() {
        for value in ["", "Bearer", "Basic realm=x", "SharedKey a:b"] {
            let error = BearerChallenge::parse(value).unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::Malformed {
                        field: "WWW-Authenticate",
                        ..
                    }
                ),
                "{value}"
            );
        }
        assert_eq!(
            BearerChallenge::parse("Bearer resource_id=https://storage.azure.com").unwrap_err(),
            Error::Missing {
                field: "authorization_uri"
            }
        );
        for path in ["", "/", "/../x", "/a%2fb", "//x"] {
            let error =
                challenge(&format!("https://login.microsoftonline.com{path}"), "x").unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::Malformed {
                        field: "authorization_uri",
                        ..
                    }
                ),
                "{path}"
            );
        }
    }
}
