//! `blobcopy sas`: the one command whose answer is a secret.

use std::time::{Duration, SystemTime};

use blobcopy::{ClientCredential, Credential, ProxyChoice};
use blobcopy_auth::sas::{
    BlobPermissions, BlobSas, ContainerPermissions, SasField, SasProtocol, SasTime, SasToken,
};
use blobcopy_auth::{DelegationKey, Error as AuthError, SharedKey};
use serde::Serialize;

use super::variable;
use crate::account::{Account, open};
use crate::args::{Login, SasArguments};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::field::renamed;
use crate::output::{IfUnwritten, Output, REPEAT};
use crate::resource::{Place, Resource};
use crate::time_point::TimePoint;

/// How long a SAS lives, unless said.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The answer. What the SAS leaves to a policy is null.
#[derive(Serialize)]
struct Signed<'a> {
    /// With the SAS.
    url: &'a str,
    sas: &'a str,
    permissions: Option<&'a str>,
    start: Option<&'a str>,
    expires: Option<&'a str>,
    version: Option<&'a str>,
}

pub(crate) async fn run(arguments: &SasArguments, output: Output) -> Result<ExitCode, Failure> {
    let mut credentials = arguments.credentials.clone();
    if arguments.user_delegation {
        credentials.login.get_or_insert(Login::Any);
    }
    let account = Account::new(&credentials, &variable);
    let resource = Resource::new(&account, &arguments.resource)?;
    let now = SystemTime::now();
    let expires = expires(arguments, now)?;
    let sas = unsigned(arguments, &resource.place, now, expires.as_ref())?;
    let token = match expires {
        Some(expires) if arguments.user_delegation => {
            let key = delegation_key(&resource, expires.to_system_time()).await?;
            sas.sign_delegated(&key)
        }
        _ => sas.sign(key(&resource)?),
    };
    let token = token.map_err(unusable)?;
    let url = token.append_to_url(&resource.place.url());
    let url = url.map_err(unusable)?;
    let signed = Signed::new(&url, &token);
    output.answer(&[url.as_str()], &signed, IfUnwritten::Repeat(REPEAT))
}

impl<'a> Signed<'a> {
    fn new(url: &'a str, token: &'a SasToken) -> Self {
        Self {
            url,
            sas: token.expose(),
            permissions: token.field(SasField::SignedPermissions),
            start: token.field(SasField::SignedStart),
            expires: token.field(SasField::SignedExpiry),
            version: token.field(SasField::SignedVersion),
        }
    }
}

/// The account's key.
fn key(resource: &Resource) -> Result<&SharedKey, Failure> {
    match &resource.credential {
        ClientCredential::Fixed(Credential::SharedKey(key)) => Ok(key),
        ClientCredential::Fixed(Credential::Sas(_)) => Err(Failure::usage(
            "a SAS cannot sign another SAS; pass the account's key in AZURE_STORAGE_CONNECTION_STRING or --account-key",
        )),
        ClientCredential::Token(_) => Err(Failure::usage(
            "a login signs with a user delegation key; add --user-delegation, or pass the account's key",
        )),
        _ => Err(Failure::usage(
            "no key was given to sign with; set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY",
        )),
    }
}

/// The key that the service gives to a login.
async fn delegation_key(resource: &Resource, expiry: SystemTime) -> Result<DelegationKey, Failure> {
    let endpoint = resource.place.endpoint().clone();
    let service = open(
        ProxyChoice::FromEnvironment,
        endpoint,
        resource.credential.clone(),
    )?;
    let key = service.delegation_key_until(expiry).await;
    key.map_err(|error| match credential_error(&error) {
        Some(AuthError::LongerThanSevenDays) => Failure::usage(
            "a user delegation SAS is valid for at most seven days; set an earlier --expires",
        ),
        _ => Failure::of_account(&error, service.credential_kind()),
    })
}

/// What is wrong with the credential or what it is to sign, if that is the cause.
fn credential_error(error: &blobcopy::Error) -> Option<&AuthError> {
    std::error::Error::source(error)?.downcast_ref()
}

/// What is asked for, where it is `now`.
fn unsigned(
    arguments: &SasArguments,
    place: &Place,
    now: SystemTime,
    expires: Option<&SasTime>,
) -> Result<BlobSas, Failure> {
    let mut sas = BlobSas::new(place.signed(arguments.directory));
    if let Some(letters) = &arguments.permissions {
        sas = with_permissions(sas, place, arguments.directory, letters).map_err(unusable)?;
    }
    if let Some(expires) = expires {
        sas = sas.with_expiry(expires.clone());
    }
    if let Some(start) = start(arguments, now, expires)? {
        sas = sas.with_start(start);
    }
    if let Some((first, last)) = arguments.ip {
        sas = sas.with_ip_range(first, last);
    }
    if arguments.https_only {
        if !place.endpoint().is_https() {
            return Err(Failure::usage(
                "--https-only and an http URL exclude each other; leave the flag out, or write https",
            ));
        }
        sas = sas.with_protocol(SasProtocol::Https);
    }
    if let Some(policy) = &arguments.policy {
        sas = sas.with_policy(policy);
    }
    if let Some(version) = &arguments.sv {
        sas = sas.with_version(version);
    }
    Ok(sas)
}

/// The letters in the order in which the service wants them.
fn with_permissions(
    sas: BlobSas,
    place: &Place,
    is_directory: bool,
    letters: &str,
) -> Result<BlobSas, AuthError> {
    Ok(match place {
        Place::Container(_) if !is_directory => {
            sas.with_permissions(ContainerPermissions::parse(letters)?)
        }
        _ if is_directory => sas.with_permissions(BlobPermissions::parse(letters)?),
        _ => sas.with_permissions(BlobPermissions::parse_for_blob(letters)?),
    })
}

/// When it ends, unless a policy says that.
fn expires(arguments: &SasArguments, now: SystemTime) -> Result<Option<SasTime>, Failure> {
    let by_default = arguments.policy.is_none().then_some(TimePoint::In(LIFE));
    let Some(when) = arguments.expires.clone().or(by_default) else {
        return Ok(None);
    };
    let expires = seen("--expires", &when, now)?;
    if expires.to_system_time() <= now {
        return Err(Failure::usage(format!(
            "--expires {expires} is in the past; set a later time, and check this machine's clock"
        )));
    }
    Ok(Some(expires))
}

/// When it begins, if that is said.
fn start(
    arguments: &SasArguments,
    now: SystemTime,
    expires: Option<&SasTime>,
) -> Result<Option<SasTime>, Failure> {
    let Some(when) = &arguments.start else {
        return Ok(None);
    };
    let start = seen("--start", when, now)?;
    match expires {
        Some(expires) if expires.to_system_time() <= start.to_system_time() => Err(Failure::usage(
            format!("--expires {expires} is not after --start; set a later time"),
        )),
        _ => Ok(Some(start)),
    }
}

fn seen(flag: &str, when: &TimePoint, now: SystemTime) -> Result<SasTime, Failure> {
    let too_late = || {
        Failure::usage(format!(
            "{flag} is after the year 9999; set an earlier time"
        ))
    };
    when.seen_from(now).ok_or_else(too_late)
}

/// What cannot be signed, with the flags' names for the fields.
fn unusable(error: AuthError) -> Failure {
    let error = renamed(error, |field| match field {
        "sp" => "--permissions",
        "se" => "--expires",
        "st" => "--start",
        "si" => "--policy",
        "sv" => "--sv",
        field => field,
    });
    Failure::usage(format!("the SAS cannot be created: {error}"))
}

#[cfg(test)]
mod tests {
    use blobcopy::BlobUrl;
    use blobcopy_proto::ContainerUrl;

    use super::*;

    fn arguments(flags: &[&str]) -> SasArguments {
        use clap::{Args, FromArgMatches};
        let command = SasArguments::augment_args(clap::Command::new("sas"));
        let words = ["sas", "cont/b"].iter().chain(flags);
        SasArguments::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    fn blob() -> Place {
        Place::Blob(BlobUrl::parse("https://acct.blob.core.windows.net/cont/b").unwrap())
    }

    fn container() -> Place {
        let url = "https://acct.blob.core.windows.net/cont";
        Place::Container(ContainerUrl::parse_with_sas(url).unwrap().0)
    }

    /// The SAS that these flags make at 03:04:05 of the second of January 2026, without its signature.
    fn made(place: &Place, flags: &[&str]) -> Result<String, String> {
        let now = SasTime::parse("2026-01-02T03:04:05Z").unwrap();
        let key = SharedKey::new("acct", "c2VjcmV0").unwrap();
        let (arguments, now) = (arguments(flags), now.to_system_time());
        expires(&arguments, now)
            .and_then(|expires| unsigned(&arguments, place, now, expires.as_ref()))
            .and_then(|sas| sas.sign(&key).map_err(unusable))
            .map(|token| token.to_string().replace("%3A", ":"))
            .map_err(|failure| failure.text.to_string())
    }

    #[test]
    fn it_lives_for_a_day_from_now_and_begins_at_once() {
        assert_eq!(
            made(&blob(), &["--permissions", "r"]).unwrap(),
            "sv=2020-12-06&sr=b&sp=r&se=2026-01-03T03:04:05Z&sig=…"
        );
    }

    #[test]
    fn every_flag_has_its_field() {
        let flags = [
            "--permissions=rl",
            "--expires=2026-02-01",
            "--start=1h",
            "--ip=203.0.113.5-203.0.113.9",
            "--https-only",
            "--sv=2021-12-02",
        ];
        let token = made(&container(), &flags).unwrap();
        for field in [
            "sr=c",
            "sp=rl",
            "se=2026-02-01&",
            "st=2026-01-02T04:04:05Z",
            "sip=203.0.113.5-203.0.113.9",
            "spr=https&",
            "sv=2021-12-02",
        ] {
            assert!(token.contains(field), "{field}: {token}");
        }
        let token = made(&container(), &["--permissions=r", "--directory"]).unwrap();
        assert!(token.contains("sr=d") && token.contains("sdd=0"), "{token}");
    }

    #[test]
    fn letters_are_put_into_the_services_order() {
        let token = made(&blob(), &["--permissions", "wcr"]).unwrap();
        assert!(token.contains("sp=rcw&"), "{token}");
        assert!(made(&container(), &["--permissions", "f"]).is_ok());
    }

    #[test]
    fn a_policy_may_say_the_permissions_and_the_end() {
        let token = made(&blob(), &["--policy", "readers"]).unwrap();
        assert_eq!(token, "sv=2020-12-06&sr=b&si=readers&sig=…");
    }

    #[test]
    fn what_would_never_open_is_refused_and_the_flag_named() {
        let http = BlobUrl::parse("http://127.0.0.1:1/acct/cont/b").unwrap();
        for (place, flags, says) in [
            (
                blob(),
                &["--permissions=rr"][..],
                "`--permissions` contains",
            ),
            (
                blob(),
                &["--permissions=rz"],
                "`--permissions` has no letter 'z'",
            ),
            (
                blob(),
                &["--permissions=f"],
                "`--permissions` has no letter 'f'",
            ),
            (blob(), &["--permissions="], "`--permissions` is missing"),
            (
                blob(),
                &["--permissions=r", "--expires=2026-01-02T03:04:05Z"],
                "is in the past",
            ),
            (
                blob(),
                &["--permissions=r", "--expires=1h", "--start=2h"],
                "not after --start",
            ),
            (
                blob(),
                &["--permissions=r", "--expires=9999999d"],
                "--expires is after the year 9999",
            ),
            (
                blob(),
                &["--permissions=t", "--sv=2018-11-09"],
                "`--permissions` requires `sv`",
            ),
            (blob(), &["--permissions=r", "--sv=soon"], "`--sv` must be"),
            (blob(), &["--policy", &"p".repeat(65)], "`--policy` must be"),
            (
                Place::Blob(http),
                &["--permissions=r", "--https-only"],
                "--https-only",
            ),
        ] {
            let message = made(&place, flags).unwrap_err();
            assert!(message.contains(says), "{flags:?}: {message}");
        }
    }
}
