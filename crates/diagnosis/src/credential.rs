//! Why the credential of a request was refused, concluded from known facts without another request.

use std::time::Duration;

use blobcopy_auth::SasToken;
use blobcopy_proto::ErrorCode;
use blobcopy_proto::ops::OperationKind;

use crate::facts::{Answer, Clocks};
use crate::requester::{RequestCredential, Requester};
use crate::sas::{self, SasUse};
use crate::{Cause, Diagnosis, state};

/// A request that was refused.
pub(crate) struct RefusedRequest<'a> {
    pub(crate) requester: &'a Requester<'a>,
    pub(crate) operation: OperationKind,
    pub(crate) clocks: Clocks,
    pub(crate) answer: &'a Answer,
}

/// The permitted difference between the date of a signed request and the service's clock. Source: *Authorize with
/// Shared Key*.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Why the credential was refused. `None` if the refusal has another cause.
pub(crate) fn diagnose(refused: &RefusedRequest<'_>) -> Option<Diagnosis> {
    state::diagnose(refused.answer, refused.operation).or_else(|| {
        match refused.requester.credential {
            RequestCredential::Key(account) => of_key(refused, account),
            RequestCredential::Sas(token) => of_sas(refused, token),
            RequestCredential::Token => of_token(refused),
            RequestCredential::Anonymous => of_nothing(refused.answer),
        }
    })
}

fn of_key(refused: &RefusedRequest<'_>, account: &str) -> Option<Diagnosis> {
    if !refused.answer.has(&ErrorCode::AuthenticationFailed) {
        return None;
    }
    if let Some(asked) = refused
        .requester
        .endpoint
        .account()
        .filter(|asked| *asked != account)
    {
        let detail = format!("the key is for `{account}`, and the account of the URL is `{asked}`");
        return Some(Diagnosis::new(Cause::KeyOfOtherAccount).with(detail));
    }
    Some(match refused.clocks.skew() {
        Some((skew, is_behind)) if skew > SKEW => {
            let direction = if is_behind { "behind" } else { "ahead of" };
            let minutes = skew.as_secs() / 60;
            let detail = format!("it is {minutes} minutes {direction} the service's");
            Diagnosis::new(Cause::ClockWrong).with(detail)
        }
        Some(_) => Diagnosis::new(Cause::KeyWrong),
        None => Diagnosis::new(Cause::KeyOrClockWrong),
    })
}

fn of_sas(refused: &RefusedRequest<'_>, token: &SasToken) -> Option<Diagnosis> {
    if !matches!(refused.answer.status, 401 | 403) {
        return None;
    }
    let sas = SasUse {
        token,
        is_of_source: false,
        is_https: refused.requester.endpoint.is_https(),
        needs: refused.operation.facts().sas,
        clocks: refused.clocks,
        answer: Some(refused.answer),
    };
    sas::diagnose(&sas).or_else(|| sas::signature(&sas))
}

fn of_token(refused: &RefusedRequest<'_>) -> Option<Diagnosis> {
    let answer = refused.answer;
    Some(Diagnosis::new(match &answer.code {
        Some(ErrorCode::AuthorizationPermissionMismatch)
            if refused.operation == OperationKind::GetUserDelegationKey =>
        {
            Cause::DelegatorRoleMissing
        }
        Some(ErrorCode::AuthorizationPermissionMismatch) => Cause::RoleMissing,
        Some(ErrorCode::AuthenticationFailed | ErrorCode::AuthorizationProtocolMismatch)
            if !refused.requester.endpoint.is_https() =>
        {
            Cause::TokenOverHttp
        }
        Some(ErrorCode::AuthenticationFailed | ErrorCode::InvalidAuthenticationInfo) | None
            if matches!(answer.status, 401 | 403) =>
        {
            of_refused_token(answer)
        }
        _ => return None,
    }))
}

/// The cause of a refused token. The detail of the reply names what was validated.
fn of_refused_token(answer: &Answer) -> Cause {
    if answer.says("token is expired") {
        Cause::TokenExpired
    } else if answer.says("audience") {
        Cause::TokenOfOtherAudience
    } else if answer.says("issuer") {
        Cause::TokenOfOtherTenant
    } else {
        Cause::TokenRefused
    }
}

/// The cause of a refusal without a credential. Since version 2019-12-12 the service asks for a credential, before that
/// it reports that the resource does not exist.
fn of_nothing(answer: &Answer) -> Option<Diagnosis> {
    Some(Diagnosis::new(match (answer.status, &answer.code) {
        (401, _) => Cause::NoCredential,
        (403, Some(ErrorCode::AuthenticationFailed)) => Cause::NoCredential,
        (404, Some(ErrorCode::ResourceNotFound) | None) => Cause::MissingOrPrivate,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use blobcopy_proto::Endpoint;

    use super::*;

    const SIGNATURE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D";

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_315_200)
    }

    struct Asked<'a> {
        credential: RequestCredential<'a>,
        operation: OperationKind,
        is_https: bool,
        service: Option<SystemTime>,
    }

    impl Asked<'_> {
        fn with(credential: RequestCredential<'_>) -> Asked<'_> {
            Asked {
                credential,
                operation: OperationKind::CopyBlob,
                is_https: true,
                service: Some(noon()),
            }
        }

        fn diagnosis(&self, status: u16, code: &str, detail: &str) -> Option<Diagnosis> {
            let answer = Answer {
                status,
                code: (!code.is_empty()).then(|| ErrorCode::from(code)),
                detail: (!detail.is_empty()).then(|| detail.to_owned()),
                ..Answer::default()
            };
            let scheme = if self.is_https { "https" } else { "http" };
            let endpoint = Endpoint::parse(&format!("{scheme}://acct.blob.core.windows.net"));
            let requester = Requester {
                credential: self.credential,
                endpoint: &endpoint.unwrap(),
                now: noon(),
                proxy: None,
            };
            diagnose(&RefusedRequest {
                requester: &requester,
                operation: self.operation,
                clocks: Clocks {
                    here: noon(),
                    service: self.service,
                },
                answer: &answer,
            })
        }

        fn cause(&self, status: u16, code: &str) -> Option<Cause> {
            Some(self.diagnosis(status, code, "")?.as_cause())
        }
    }

    #[test]
    fn a_key_that_is_not_taken_is_anothers_wrong_or_behind_its_time() {
        let failed = |asked: &Asked<'_>| asked.diagnosis(403, "AuthenticationFailed", "").unwrap();
        let mut asked = Asked::with(RequestCredential::Key("acct"));
        assert_eq!(failed(&asked).as_cause(), Cause::KeyWrong);
        asked.service = None;
        assert_eq!(failed(&asked).as_cause(), Cause::KeyOrClockWrong);
        asked.service = Some(noon() + SKEW);
        assert_eq!(failed(&asked).as_cause(), Cause::KeyWrong);
        asked.service = Some(noon() + Duration::from_secs(20 * 60));
        let behind = failed(&asked);
        assert_eq!(behind.as_cause(), Cause::ClockWrong);
        assert!(
            behind
                .cause()
                .ends_with("(it is 20 minutes behind the service's)")
        );
        asked.service = Some(noon() - Duration::from_secs(20 * 60));
        assert!(failed(&asked).cause().contains("20 minutes ahead of"));
        let other = failed(&Asked::with(RequestCredential::Key("other")));
        assert_eq!(other.as_cause(), Cause::KeyOfOtherAccount);
        assert!(other.cause().contains("`other`") && other.cause().contains("`acct`"));
        assert_eq!(asked.cause(404, "ResourceNotFound"), None);
    }

    #[test]
    fn a_token_is_refused_for_its_roles_its_time_its_audience_or_its_tenant() {
        let mut asked = Asked::with(RequestCredential::Token);
        let refused = |detail| {
            asked
                .diagnosis(401, "InvalidAuthenticationInfo", detail)
                .unwrap()
                .as_cause()
        };
        for (detail, cause) in [
            (
                "Lifetime validation failed. The token is expired.",
                Cause::TokenExpired,
            ),
            (
                "Audience validation failed. Audience did not match.",
                Cause::TokenOfOtherAudience,
            ),
            (
                "Issuer validation failed. Issuer did not match.",
                Cause::TokenOfOtherTenant,
            ),
            ("", Cause::TokenRefused),
        ] {
            assert_eq!(refused(detail), cause);
        }
        assert_eq!(
            asked.cause(403, "AuthorizationPermissionMismatch"),
            Some(Cause::RoleMissing)
        );
        asked.operation = OperationKind::GetUserDelegationKey;
        let found = asked.cause(403, "AuthorizationPermissionMismatch");
        assert_eq!(found, Some(Cause::DelegatorRoleMissing));
        asked.is_https = false;
        assert_eq!(
            asked.cause(403, "AuthenticationFailed"),
            Some(Cause::TokenOverHttp)
        );
    }

    #[test]
    fn a_sas_is_refused_for_what_it_lacks() {
        let token = |fields: &str| SasToken::parse(&format!("{fields}&sig={SIGNATURE}")).unwrap();
        let whole = token("sv=2020-12-06&sr=c&sp=rw&se=2026-06-02");
        let asked = Asked::with(RequestCredential::Sas(&whole));
        for (code, cause) in [
            ("AuthenticationFailed", Cause::SasNotGenuine),
            ("AuthorizationPermissionMismatch", Cause::SasLacksPermission),
            ("AuthorizationSourceIPMismatch", Cause::SasAddress),
            ("AuthorizationProtocolMismatch", Cause::SasNeedsHttps),
            ("AuthorizationFailure", Cause::FirewallOrCredential),
            ("UnauthorizedBlobOverwrite", Cause::CreateOnly),
        ] {
            assert_eq!(asked.cause(403, code), Some(cause), "{code}");
        }
        assert_eq!(asked.cause(404, "ResourceNotFound"), None);
        assert_eq!(asked.cause(409, "PendingCopyOperation"), None);

        let expired = token("sv=2020-12-06&sr=c&sp=rw&se=2026-06-01");
        let asked = Asked::with(RequestCredential::Sas(&expired));
        assert_eq!(
            asked.cause(403, "AuthenticationFailed"),
            Some(Cause::SasExpired)
        );

        let read_only = token("sv=2020-12-06&sr=c&sp=r&se=2026-06-02");
        let asked = Asked::with(RequestCredential::Sas(&read_only));
        let found = asked
            .diagnosis(403, "AuthorizationPermissionMismatch", "")
            .unwrap();
        let says = "the SAS lacks a permission (its sp is `r`, and this requires c or w)";
        assert_eq!(found.cause(), says);
    }

    #[test]
    fn a_sas_without_a_known_clock_is_out_of_time_on_the_services_word() {
        let text = format!("sv=2020-12-06&sr=c&sp=rw&se=2026-06-02&sig={SIGNATURE}");
        let token = SasToken::parse(&text).unwrap();
        let mut asked = Asked::with(RequestCredential::Sas(&token));
        asked.service = None;
        let detail =
            "Signature not valid in the specified time frame: Start [a] - Expiry [b] - Current [c]";
        let found = asked
            .diagnosis(403, "AuthenticationFailed", detail)
            .unwrap();
        assert_eq!(found.as_cause(), Cause::SasOutOfTime);
    }

    #[test]
    fn the_owner_of_a_delegation_key_may_lack_the_role() {
        let text = format!(
            "sv=2020-12-06&sr=c&sp=rw&se=2026-06-02&skoid=o&sktid=t&skt=2026-05-31T00:00:00Z&ske=2026-06-03T00:00:00Z&sks=b&skv=2020-12-06&sig={SIGNATURE}"
        );
        let token = SasToken::parse(&text).unwrap();
        let asked = Asked::with(RequestCredential::Sas(&token));
        let found = asked.cause(403, "AuthorizationPermissionMismatch");
        assert_eq!(found, Some(Cause::SasOrOwnerLacksPermission));
    }

    #[test]
    fn those_who_show_nothing_are_asked_to_or_told_that_there_is_nothing() {
        let asked = Asked::with(RequestCredential::Anonymous);
        for (status, code, cause) in [
            (
                401,
                "NoAuthenticationInformation",
                Some(Cause::NoCredential),
            ),
            (404, "ResourceNotFound", Some(Cause::MissingOrPrivate)),
            (
                409,
                "PublicAccessNotPermitted",
                Some(Cause::PublicAccessOff),
            ),
            (404, "BlobNotFound", Some(Cause::BlobMissing)),
        ] {
            assert_eq!(asked.cause(status, code), cause, "{status} {code}");
        }
    }
}
