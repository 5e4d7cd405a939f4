//! Why the service cannot read a source, concluded from known facts without another request.

use blobcopy_auth::sas::SasField;
use blobcopy_proto::{BlobUrl, Endpoint, ErrorCode};

use crate::facts::{Answer, Clocks, UrlFacts};
use crate::sas::{self, SasUse};
use crate::{Cause, Diagnosis, private_host};

/// The evidence about a source that could not be read, or may not be readable.
#[derive(Clone, Debug)]
pub struct SourceEvidence<'a> {
    /// The facts from its URL.
    pub source: &'a UrlFacts,
    /// The service that reads the source, if known.
    pub reader: Option<&'a Endpoint>,
    /// Whether the credential of the copy authorizes access to the source, because both are in the same account.
    pub is_opened_by_copy: bool,
    /// The times on this machine and at the service.
    pub clocks: Clocks,
    /// The source's reply to the service, if the service tried to read it.
    pub to_service: Option<Answer>,
    /// The source's reply to this machine.
    pub here: LocalAnswer,
    /// Whether there is a blob whose name has one encoding less, if that was requested.
    pub is_there_encoded_once: Option<bool>,
    /// What the account's key shows about the SAS, if the key is known.
    pub key: Option<KeyTrial>,
}

/// A source's reply to a request from this machine, with the credential in the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it was not asked, or it answered, or it did not"
)]
pub enum LocalAnswer {
    /// No request was sent.
    Unasked,
    /// The source can be read.
    Readable,
    /// The source refused the request.
    Refused(Answer),
    /// No reply, for this reason.
    Unreached(String),
}

/// The result of verifying a SAS with the key of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTrial {
    /// Whether that key signed the SAS for this blob.
    pub signed_it: bool,
    /// Whether the account accepts the key.
    pub is_taken: bool,
}

impl SourceEvidence<'_> {
    /// Why the service cannot read the source. `None` if no problem was found.
    pub fn diagnose(&self) -> Option<Diagnosis> {
        let is_readable_here = self.here == LocalAnswer::Readable;
        if is_readable_here && self.to_service.is_none() {
            return host(self).or_else(|| addresses(self));
        }
        RULES.iter().find_map(|rule| rule(self))
    }

    /// The source's reply to the service if there is one, otherwise to this machine.
    fn answer(&self) -> Option<&Answer> {
        match &self.here {
            LocalAnswer::Refused(answer) => self.to_service.as_ref().or(Some(answer)),
            _ => self.to_service.as_ref(),
        }
    }

    fn has(&self, code: &ErrorCode) -> bool {
        self.answer().is_some_and(|answer| answer.has(code))
    }

    fn status(&self) -> Option<u16> {
        Some(self.answer()?.status)
    }

    fn is_secondhand(&self) -> bool {
        self.answer().is_some_and(|answer| answer.is_secondhand)
    }

    /// A diagnosis with a status as evidence. Azure repeats the source's status as its own. Of other services that is
    /// not known.
    fn by_status(&self, cause: Cause, status: u16) -> Diagnosis {
        let diagnosis = Diagnosis::of_source(cause);
        if !self.is_secondhand() {
            return match self.answer().and_then(|answer| answer.code.as_ref()) {
                Some(code) => diagnosis.with(format!("it answered {status} {code}")),
                None => diagnosis.with(format!("it answered {status}")),
            };
        }
        if self.reader.is_some_and(Endpoint::is_azure) {
            return diagnosis.with(format!("the service repeats its status {status}"));
        }
        let detail =
            format!("the service answered {status} and does not report the source's answer");
        diagnosis.with(detail).presumed()
    }

    fn sas(&self) -> Option<SasUse<'_>> {
        Some(SasUse {
            token: self.source.token()?,
            is_of_source: true,
            is_https: self.source.is_https,
            needs: Some("r"),
            clocks: self.clocks,
            answer: self.answer(),
        })
    }

    /// Whether the source is in a Blob service, by its URL or by an error code that no other server has.
    fn is_of_blob_service(&self) -> bool {
        self.source.is_of_blob_service || self.answer().is_some_and(Answer::has_known_code)
    }
}

/// The rules, the most certain first.
const RULES: [fn(&SourceEvidence<'_>) -> Option<Diagnosis>; 13] = [
    host,
    unreached,
    elsewhere,
    size,
    redirect,
    damaged,
    shared_access,
    encoding,
    signature,
    firewall,
    code,
    foreign,
    status,
];

/// Azure does not reach private networks. An emulator may, so a server on such a host that responds as a Blob service
/// is assumed to be one.
fn host(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let is_azure = match evidence.reader {
        Some(reader) => reader.is_azure(),
        None => !evidence.is_of_blob_service(),
    };
    let is_out_of_reach = private_host::is_link_local(&evidence.source.host)
        || is_azure && private_host::is_private(&evidence.source.host);
    is_out_of_reach.then(|| {
        Diagnosis::of_source(Cause::SourcePrivateHost).with(format!("`{}`", evidence.source.host))
    })
}

/// A source that this machine can read with a SAS for certain addresses may be unreadable from elsewhere.
fn addresses(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let addresses = evidence.source.token()?.field(SasField::SignedIp)?;
    let detail = format!("its sip is `{addresses}`");
    let diagnosis = Diagnosis::of_source(Cause::SourceSasAddress).with(detail);
    Some(diagnosis.presumed())
}

/// Only a problem in the URL itself has precedence over this.
fn unreached(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    match (&evidence.here, &evidence.to_service) {
        (LocalAnswer::Unreached(why), None) => damaged(evidence)
            .or_else(|| shared_access(evidence))
            .or_else(|| Some(Diagnosis::of_source(Cause::SourceUnreachable).with(why.as_str()))),
        _ => None,
    }
}

fn redirect(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    // A 304 is not a redirect, but a condition that is not met.
    let status = evidence
        .status()
        .filter(|status| (300..400).contains(status) && *status != 304)?;
    Some(evidence.by_status(Cause::SourceRedirects, status))
}

/// A service other than Azure's may know only its own blobs, such as Azurite, which does not request other servers.
fn elsewhere(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let reader = evidence.reader.filter(|reader| !reader.is_azure())?;
    let is_there = |blob: &BlobUrl| reader.is_of_service(blob.endpoint());
    let is_unasked = evidence.is_secondhand()
        && evidence.status() == Some(404)
        && !evidence.source.blob.as_ref().is_some_and(is_there);
    is_unasked.then(|| Diagnosis::of_source(Cause::SourceElsewhere))
}

/// Only the message distinguishes this refusal from others with the same code.
fn size(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let is_too_large = evidence
        .answer()
        .is_some_and(|answer| answer.reads("exceeds the maximum permissible limit"));
    is_too_large.then(|| Diagnosis::of_source(Cause::SourceTooLarge))
}

/// A query that looks like a SAS and cannot be parsed as one.
fn damaged(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let error = evidence.source.sas.as_ref()?.as_ref().err()?;
    let is_denied = evidence
        .answer()
        .is_none_or(|answer| answer.is_denial() || answer.status == 404);
    is_denied.then(|| Diagnosis::of_source(Cause::SasMalformed).with(error.to_string()))
}

fn shared_access(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    sas::diagnose(&evidence.sas()?)
}

/// A signature is for one name, so a name that was encoded twice can invalidate it.
fn encoding(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let once = evidence.source.encoded_once.as_deref()?;
    let is_missing = evidence.status() == Some(404);
    let cause = match evidence.is_there_encoded_once {
        Some(true) if is_missing || evidence.has(&ErrorCode::AuthenticationFailed) => {
            Cause::SourceEncodedTwice
        }
        None if is_missing => Cause::SourceEncodedTwiceOrMissing,
        _ => return None,
    };
    Some(Diagnosis::of_source(cause).with(format!("that would be `{once}`")))
}

fn signature(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let joint = sas::signature(&evidence.sas()?)?;
    Some(match evidence.key {
        Some(KeyTrial {
            signed_it: true,
            is_taken: false,
        }) => Diagnosis::of_source(Cause::SasKeyRotated),
        Some(KeyTrial {
            signed_it: false,
            is_taken: true,
        }) => Diagnosis::of_source(Cause::SasNotByKey),
        _ => joint,
    })
}

fn firewall(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let is_readable_here = evidence.here == LocalAnswer::Readable;
    if !evidence.has(&ErrorCode::AuthorizationFailure) {
        return None;
    }
    Some(Diagnosis::of_source(match is_readable_here {
        true => Cause::SourceFirewall,
        false => Cause::SourceFirewallOrCredential,
    }))
}

/// The meaning of the source's own error code.
fn code(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let shows_nothing = evidence.source.sas.is_none() && !evidence.is_opened_by_copy;
    let cause = match evidence.answer()?.code.as_ref()? {
        ErrorCode::NoAuthenticationInformation if shows_nothing => Cause::SourceNotPublic,
        // Only a token is refused with this code.
        ErrorCode::AuthorizationPermissionMismatch if evidence.source.sas.is_none() => {
            Cause::SourceRoleMissing
        }
        ErrorCode::InvalidAuthenticationInfo if evidence.source.sas.is_none() => {
            Cause::SourceTokenRefused
        }
        ErrorCode::KeyBasedAuthenticationNotPermitted => Cause::SourceKeyNotPermitted,
        ErrorCode::OperationNotSupportedOnDirectory => Cause::NameOfDirectory,
        ErrorCode::PublicAccessNotPermitted => Cause::PublicAccessOff,
        ErrorCode::ResourceNotFound if shows_nothing => Cause::SourceMissingOrPrivate,
        ErrorCode::BlobNotFound | ErrorCode::ResourceNotFound => Cause::SourceMissing,
        ErrorCode::ContainerNotFound | ErrorCode::ContainerBeingDeleted => {
            Cause::SourceContainerMissing
        }
        ErrorCode::BlobArchived => Cause::SourceArchived,
        ErrorCode::BlobBeingRehydrated => Cause::SourceRehydrating,
        ErrorCode::PendingCopyOperation => Cause::SourceBeingCopied,
        ErrorCode::BlobUsesCustomerSpecifiedEncryption => Cause::SourceCustomerKey,
        ErrorCode::AccountIsDisabled => Cause::AccountDisabled,
        ErrorCode::ConditionNotMet | ErrorCode::SourceConditionNotMet => {
            Cause::SourceConditionUnmet
        }
        ErrorCode::ServerBusy | ErrorCode::InternalError | ErrorCode::OperationTimedOut => {
            Cause::SourceBusy
        }
        _ => return None,
    };
    Some(Diagnosis::of_source(cause))
}

/// For other servers the status has its meaning in HTTP.
fn foreign(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    if evidence.is_of_blob_service() {
        return None;
    }
    let status = evidence.status()?;
    let cause = match status {
        401 | 403 | 407 => Cause::ForeignSourceDenied,
        404 | 410 => Cause::ForeignSourceMissing,
        412 => Cause::SourceSilentOrUnmet,
        500 if evidence.is_secondhand() => Cause::SourceUnreadable,
        429 | 500..=599 => Cause::SourceBusy,
        400..=499 => Cause::ForeignSourceRefuses,
        _ => return None,
    };
    Some(evidence.by_status(cause, status))
}

/// The remaining evidence from older versions of the service: the status of the source's reply.
fn status(evidence: &SourceEvidence<'_>) -> Option<Diagnosis> {
    let answer = evidence.answer()?;
    let shows_nothing = evidence.source.sas.is_none() && !evidence.is_opened_by_copy;
    let cause = match answer.status {
        401 if shows_nothing => Cause::SourceNotPublic,
        401 | 403 => Cause::SourceDenied,
        404 | 410 if shows_nothing => Cause::SourceMissingOrPrivate,
        404 | 410 => Cause::SourceMissing,
        409 => Cause::SourceInConflict,
        304 => Cause::SourceConditionUnmet,
        412 => Cause::SourceSilentOrUnmet,
        429 | 503 => Cause::SourceBusy,
        _ => Cause::SourceUnreadable,
    };
    Some(evidence.by_status(cause, answer.status))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use blobcopy_auth::sas::SasTime;
    use blobcopy_proto::SourceUrl;

    use super::*;

    const BLOB: &str = "https://from.blob.core.windows.net/box/b";
    const SIGNATURE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D";
    const GOOD: &str = "sv=2020-12-06&sr=b&sp=r&se=2026-06-01T13:00:00Z";

    fn noon() -> SystemTime {
        SasTime::parse("2026-06-01T12:00:00Z")
            .unwrap()
            .to_system_time()
    }

    fn signed(fields: &str) -> String {
        format!("{BLOB}?{fields}&sig={SIGNATURE}")
    }

    fn answer(status: u16, code: &str) -> Option<Answer> {
        Some(Answer {
            status,
            code: (!code.is_empty()).then(|| ErrorCode::from(code)),
            ..Answer::default()
        })
    }

    /// The diagnosis of a URL that this machine requested.
    fn found(url: &str, here: LocalAnswer) -> Option<Diagnosis> {
        found_with(url, |evidence| evidence.here = here.clone())
    }

    fn refused(url: &str, status: u16, code: &str) -> Cause {
        let here = LocalAnswer::Refused(answer(status, code).unwrap());
        found(url, here).unwrap().as_cause()
    }

    fn found_with(url: &str, change: impl Fn(&mut SourceEvidence<'_>)) -> Option<Diagnosis> {
        found_by(None, url, change)
    }

    /// The diagnosis if `reader` is the service.
    fn found_by(
        reader: Option<&Endpoint>,
        url: &str,
        change: impl Fn(&mut SourceEvidence<'_>),
    ) -> Option<Diagnosis> {
        let facts = UrlFacts::of(&SourceUrl::parse(url).unwrap(), reader);
        let mut evidence = SourceEvidence {
            source: &facts,
            reader,
            is_opened_by_copy: false,
            clocks: Clocks {
                here: noon(),
                service: Some(noon()),
            },
            to_service: None,
            here: LocalAnswer::Unasked,
            is_there_encoded_once: None,
            key: None,
        };
        change(&mut evidence);
        evidence.diagnose()
    }

    #[test]
    fn nothing_is_found_where_nothing_speaks_against_it() {
        for url in [BLOB, &signed(GOOD), "https://example.org/big.iso"] {
            assert_eq!(found(url, LocalAnswer::Readable), None);
        }
    }

    #[test]
    fn what_is_read_here_by_its_address_may_be_read_here_alone() {
        let found = found(
            &signed(&format!("{GOOD}&sip=1.2.3.4")),
            LocalAnswer::Readable,
        )
        .unwrap();
        assert_eq!(found.as_cause(), Cause::SourceSasAddress);
        assert!(found.cause().ends_with("(its sip is `1.2.3.4`)"), "{found}");
    }

    #[test]
    fn the_fields_of_a_sas_say_why_it_is_refused() {
        use Cause::*;
        let delegated = "sv=2020-12-06&sr=b&sp=r&se=2026-06-01T13:00:00Z&skoid=o&sktid=t&skt=2026-05-31T00:00:00Z&sks=b&skv=2020-12-06";
        for (fields, cause) in [
            (
                "sv=2020-12-06&sr=b&sp=r&se=2026-06-01T12:00:00Z",
                SasExpired,
            ),
            (
                "sv=2020-12-06&sr=b&sp=r&se=2026-06-02&st=2026-06-01T12:00:01Z",
                SasNotYetValid,
            ),
            ("sv=2020-12-06&sr=c&sp=wl&se=2026-06-02", SasLacksPermission),
            (
                "sv=2020-12-06&ss=q&srt=o&sp=r&se=2026-06-02",
                SasOfOtherKind,
            ),
            (
                "sv=2020-12-06&ss=b&srt=c&sp=r&se=2026-06-02",
                SasOfOtherKind,
            ),
            (
                "sv=2020-12-06&ss=b&srt=o&sp=r&se=2026-06-02",
                AccountSasNotGenuine,
            ),
            ("sv=2020-12-06&sr=b&si=policy", PolicySasNotGenuine),
            (GOOD, SasNotGenuine),
            (
                &format!("{delegated}&ske=2026-06-02T00:00:00Z"),
                DelegationSasNotGenuine,
            ),
            (
                &format!("{delegated}&ske=2026-06-01T11:00:00Z"),
                SasKeyOutOfTime,
            ),
        ] {
            assert_eq!(
                refused(&signed(fields), 403, "AuthenticationFailed"),
                cause,
                "{fields}"
            );
        }
    }

    #[test]
    fn the_code_says_why_a_sas_is_refused() {
        use Cause::*;
        for (code, cause) in [
            ("AuthorizationSourceIPMismatch", SourceSasAddress),
            ("AuthorizationProtocolMismatch", SasNeedsHttps),
            ("AuthorizationPermissionMismatch", SasLacksPermission),
            ("AuthorizationResourceTypeMismatch", SasOfOtherKind),
            ("AuthorizationServiceMismatch", SasOfOtherKind),
            ("AuthorizationFailure", SourceFirewallOrCredential),
            ("SomethingNew", SourceDenied),
        ] {
            assert_eq!(refused(&signed(GOOD), 403, code), cause, "{code}");
        }
    }

    #[test]
    fn the_time_that_counts_is_the_services() {
        let late = "sv=2020-12-06&sr=b&sp=r&se=2026-06-01T11:59:00Z";
        let ask = |service: Option<SystemTime>, here: SystemTime| {
            found_with(&signed(late), |evidence| {
                evidence.clocks = Clocks { here, service };
                evidence.here = LocalAnswer::Refused(answer(403, "AuthenticationFailed").unwrap());
            })
            .unwrap()
        };
        let early = noon() - Duration::from_secs(600);
        assert_eq!(ask(Some(noon()), early).as_cause(), Cause::SasExpired);
        assert_eq!(ask(Some(early), noon()).as_cause(), Cause::SasNotGenuine);
        let found = ask(None, noon());
        assert_eq!(
            found.cause(),
            "the source's SAS has expired (its se is 2026-06-01T11:59:00Z, and it is 2026-06-01T12:00:00Z by this machine's clock)"
        );
    }

    #[test]
    fn a_damaged_sas_is_told_from_one_that_does_not_fit() {
        let cut = format!("{BLOB}?{GOOD}&sig={}", &SIGNATURE[..20]);
        assert_eq!(
            refused(&cut, 403, "AuthenticationFailed"),
            Cause::SasMalformed
        );
        let unsigned = format!("{BLOB}?{GOOD}");
        assert_eq!(
            refused(&unsigned, 403, "AuthenticationFailed"),
            Cause::SasMalformed
        );
        let odd = signed("sv=2020-12-06&sr=b&sp=r&se=tomorrow");
        assert_eq!(
            refused(&odd, 403, "AuthenticationFailed"),
            Cause::SasMalformed
        );
    }

    #[test]
    fn a_sas_that_was_let_in_is_not_what_is_wrong() {
        let expired = signed("sv=2020-12-06&sr=b&sp=r&se=2020-01-01");
        assert_eq!(refused(&expired, 404, "BlobNotFound"), Cause::SourceMissing);
        assert_eq!(
            refused(&expired, 409, "BlobArchived"),
            Cause::SourceArchived
        );
    }

    #[test]
    fn the_accounts_key_tells_more_of_a_signature() {
        let ask = |signed_it, is_taken| {
            found_with(&signed(GOOD), |evidence| {
                evidence.here = LocalAnswer::Refused(answer(403, "AuthenticationFailed").unwrap());
                evidence.key = Some(KeyTrial {
                    signed_it,
                    is_taken,
                });
            })
            .unwrap()
            .as_cause()
        };
        assert_eq!(ask(true, false), Cause::SasKeyRotated);
        assert_eq!(ask(false, true), Cause::SasNotByKey);
        assert_eq!(ask(false, false), Cause::SasNotGenuine);
        assert_eq!(ask(true, true), Cause::SasNotGenuine);
    }

    #[test]
    fn those_who_show_nothing_are_not_told_what_is_there() {
        use Cause::*;
        for (status, code, cause) in [
            (401, "NoAuthenticationInformation", SourceNotPublic),
            (401, "", SourceNotPublic),
            (404, "ResourceNotFound", SourceMissingOrPrivate),
            (404, "", SourceMissingOrPrivate),
            (409, "PublicAccessNotPermitted", PublicAccessOff),
            (403, "AuthorizationPermissionMismatch", SourceRoleMissing),
            (401, "InvalidAuthenticationInfo", SourceTokenRefused),
            (404, "BlobNotFound", SourceMissing),
            (404, "ContainerNotFound", SourceContainerMissing),
        ] {
            assert_eq!(refused(BLOB, status, code), cause, "{status} {code}");
        }
        let found = found_with(BLOB, |evidence| {
            evidence.is_opened_by_copy = true;
            evidence.to_service = answer(404, "ResourceNotFound");
        });
        assert_eq!(found.unwrap().as_cause(), SourceMissing);
    }

    #[test]
    fn a_name_encoded_twice_is_certain_once_the_other_was_found() {
        let twice = "https://from.blob.core.windows.net/box/a%2520b";
        let ask = |once: Option<bool>, status, code| {
            found_with(&format!("{twice}?{GOOD}&sig={SIGNATURE}"), |evidence| {
                evidence.is_there_encoded_once = once;
                evidence.here = LocalAnswer::Refused(answer(status, code).unwrap());
            })
            .unwrap()
        };
        let found = ask(Some(true), 404, "BlobNotFound");
        assert_eq!(found.as_cause(), Cause::SourceEncodedTwice);
        assert!(found.cause().contains("`/box/a%20b`"), "{found}");
        let of_blob = ask(Some(true), 403, "AuthenticationFailed");
        assert_eq!(of_blob.as_cause(), Cause::SourceEncodedTwice);
        let unasked = ask(None, 404, "BlobNotFound");
        assert_eq!(unasked.as_cause(), Cause::SourceEncodedTwiceOrMissing);
        assert_eq!(
            ask(Some(false), 404, "BlobNotFound").as_cause(),
            Cause::SourceMissing
        );
    }

    #[test]
    fn a_firewall_is_certain_where_the_source_can_be_read_from_here() {
        let ask = |here: LocalAnswer| {
            found_with(&signed(GOOD), |evidence| {
                evidence.to_service = answer(403, "AuthorizationFailure");
                evidence.here = here.clone();
            })
            .unwrap()
            .as_cause()
        };
        assert_eq!(ask(LocalAnswer::Readable), Cause::SourceFirewall);
        assert_eq!(ask(LocalAnswer::Unasked), Cause::SourceFirewallOrCredential);
    }

    #[test]
    fn elsewhere_a_status_means_what_http_says() {
        use Cause::*;
        let url = "https://bucket.example.org/big.iso?X-Amz-Signature=x";
        for (status, cause) in [
            (302, SourceRedirects),
            (401, ForeignSourceDenied),
            (403, ForeignSourceDenied),
            (404, ForeignSourceMissing),
            (405, ForeignSourceRefuses),
            (412, SourceSilentOrUnmet),
            (503, SourceBusy),
        ] {
            assert_eq!(refused(url, status, ""), cause, "{status}");
        }
        // The error code of another service does not make it a Blob service.
        assert_eq!(refused(url, 403, "AccessDenied"), ForeignSourceDenied);
    }

    #[test]
    fn private_hosts_are_out_of_azures_reach_and_not_of_an_emulators() {
        let url = "http://192.168.1.7/big.iso";
        assert_eq!(
            found(url, LocalAnswer::Readable).unwrap().as_cause(),
            Cause::SourcePrivateHost
        );
        let emulator = Endpoint::parse("http://127.0.0.1:10000/acct").unwrap();
        let by_emulator = found_by(Some(&emulator), url, |evidence| {
            evidence.here = LocalAnswer::Readable;
        });
        assert_eq!(by_emulator, None);
        let tokens = "http://169.254.169.254/metadata/identity/oauth2/token";
        let found = found_by(Some(&emulator), tokens, |_| {});
        assert_eq!(found.unwrap().as_cause(), Cause::SourcePrivateHost);
    }

    #[test]
    fn a_source_that_cannot_be_reached_is_judged_by_its_url_first() {
        let unreached = || LocalAnswer::Unreached("no connection".to_owned());
        let found = |url: &str| found(url, unreached()).unwrap().as_cause();
        assert_eq!(found(BLOB), Cause::SourceUnreachable);
        let expired = signed("sv=2020-12-06&sr=b&sp=r&se=2020-01-01");
        assert_eq!(found(&expired), Cause::SasExpired);
    }

    #[test]
    fn every_status_that_a_source_may_have_is_explained_without_its_code() {
        for status in [304, 400, 401, 403, 404, 409, 410, 412, 416, 429, 500, 503] {
            for url in [BLOB, &signed(GOOD), "https://example.org/x"] {
                let found = found_with(url, |evidence| evidence.to_service = answer(status, ""));
                assert!(found.is_some(), "{status} {url}");
            }
        }
    }

    /// The diagnosis if the service refused with a status and does not report the source's reply.
    fn secondhand(reader: &str, url: &str, status: u16, message: &str) -> Diagnosis {
        let reader = Endpoint::parse(reader).unwrap();
        found_by(Some(&reader), url, |evidence| {
            evidence.to_service = Some(Answer {
                status,
                message: Some(message.to_owned()),
                is_secondhand: true,
                ..Answer::default()
            });
        })
        .unwrap()
    }

    const AZURE: &str = "https://to.blob.core.windows.net";
    const LOCAL: &str = "http://127.0.0.1:10000/devstoreaccount1";

    #[test]
    fn a_service_that_may_not_have_asked_the_source_shows_nothing_of_it() {
        for url in ["https://example.org/x", BLOB, &signed(GOOD)] {
            let found = secondhand(LOCAL, url, 404, "The specified resource does not exist.");
            assert_eq!(found.as_cause(), Cause::SourceElsewhere, "{url}");
        }
        let own = "http://127.0.0.1:10000/devstoreaccount1/box/b";
        let found = secondhand(LOCAL, own, 404, "");
        assert_eq!(found.as_cause(), Cause::SourceMissingOrPrivate);
        let found = secondhand(AZURE, BLOB, 404, "");
        assert_eq!(found.as_cause(), Cause::SourceMissingOrPrivate);
    }

    #[test]
    fn what_the_source_did_not_answer_itself_says_how_it_is_known() {
        let foreign = "https://example.org/x";
        for (status, says) in [
            (403, "the source's server refused: possibly"),
            (
                405,
                "possibly the server of the source does not answer a plain GET",
            ),
            (500, "possibly the service could not read the source"),
            (503, "possibly the server of the source is busy"),
            (302, "possibly the source answers with a redirect"),
        ] {
            let cause = secondhand(LOCAL, foreign, status, "").cause();
            assert!(cause.starts_with(says), "{cause}");
            let known = format!("the service answered {status} and does not report");
            assert!(cause.contains(&known), "{cause}");
        }
        let passed_on = secondhand(AZURE, foreign, 404, "").cause();
        let says =
            "the server of the source has nothing at this URL (the service repeats its status 404)";
        assert_eq!(passed_on, says);
        let found = found(foreign, LocalAnswer::Refused(answer(404, "").unwrap())).unwrap();
        let asked = "the server of the source has nothing at this URL (it answered 404)";
        assert_eq!(found.cause(), asked);
    }

    #[test]
    fn the_services_sentence_chooses_between_causes_of_one_status() {
        use Cause::*;
        for (message, cause) in [
            (
                "The source request body for copy source is too large and exceeds the maximum permissible limit (256MB).",
                SourceTooLarge,
            ),
            (
                "This operation is not permitted on an archived blob.",
                SourceArchived,
            ),
            (
                "There is currently a pending copy operation.",
                SourceBeingCopied,
            ),
            (
                "Public access is not permitted on this storage account.",
                PublicAccessOff,
            ),
            ("Could not verify the copy source.", SourceInConflict),
        ] {
            let status = http::StatusCode::CONFLICT;
            let refusal = blobcopy_proto::ServiceError::new(
                status,
                ErrorCode::CannotVerifyCopySource,
                message,
            );
            let reader = Endpoint::parse(AZURE).unwrap();
            let found = found_by(Some(&reader), BLOB, |evidence| {
                evidence.to_service = Some(Answer::of_source(&refusal));
            });
            assert_eq!(found.unwrap().as_cause(), cause, "{message}");
        }
    }
}
