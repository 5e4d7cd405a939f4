//! Diagnoses from an error alone, without another request.

use blobcopy_proto::job::{CopyError, CopyJob, CopyOutcome};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::wire::header;
use blobcopy_proto::{
    BlobUrl, CopyState, Error as ReplyError, ErrorCode, ErrorKind, ServiceError, SourceUrl,
};
use bytes::Bytes;
use http::Request;

use crate::credential::{self, RefusedRequest};
use crate::facts::{Answer, Clocks, UrlFacts};
use crate::requester::Requester;
use crate::source::{LocalAnswer, SourceEvidence};
use crate::{Cause, Diagnosis};

/// The cause of a refused call: a problem of its source, if the refusal concerns that, otherwise of its credential.
pub fn of_call(
    refusal: &ServiceError,
    operation: OperationKind,
    request: &Request<Bytes>,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    if refusal.kind() != ErrorKind::Source {
        return of_refusal(refusal, operation, requester);
    }
    let source = request.headers().get(&header::COPY_SOURCE)?.to_str().ok()?;
    let facts = UrlFacts::of(&SourceUrl::parse(source).ok()?, Some(requester.endpoint));
    // The credential of a copy within the call does not authorize access to its source.
    of_source(refusal, &facts, requester, false)
}

/// What a refusal of `operation` shows about the credential.
pub fn of_refusal(
    refusal: &ServiceError,
    operation: OperationKind,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    if refusal.is_foreign() {
        return Some(of_foreign(refusal, requester));
    }
    let answer = Answer::of(refusal);
    if answer.has(&ErrorCode::ContainerNotFound) {
        return Some(Diagnosis::new(Cause::ContainerMissing));
    }
    credential::diagnose(&RefusedRequest {
        requester,
        operation,
        clocks: Clocks::at(requester.now, refusal),
        answer: &answer,
    })
}

/// The diagnosis of a reply without the service's marks. It came from a server in between, and shows nothing about the
/// credential.
fn of_foreign(refusal: &ServiceError, requester: &Requester<'_>) -> Diagnosis {
    let cause = match refusal.is_redirect() {
        true => Cause::Redirected,
        false => Cause::NotOfService,
    };
    let diagnosis = Diagnosis::new(cause);
    match &requester.proxy {
        Some(proxy) => diagnosis.with(format!("requests use the proxy `{proxy}`")),
        None => diagnosis,
    }
}

/// The cause of a refused request to a source: what its credential lacks, the copy would lack too. `None` if the copy's
/// own credential was refused.
pub fn of_look(
    refusal: &ServiceError,
    source: &SourceUrl,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    let facts = UrlFacts::of(source, Some(requester.endpoint));
    let is_opened_by_copy = requester.authorizes(&facts);
    if is_opened_by_copy && refusal.kind() == ErrorKind::Unauthorized {
        return None;
    }
    let clocks = Clocks::at(requester.now, refusal);
    diagnose(
        &facts,
        requester,
        is_opened_by_copy,
        clocks,
        Answer::of(refusal),
    )
}

/// The cause of a copy's end, from the service's refusal or its description of the copy.
pub fn of_copy(error: &CopyError, job: &CopyJob, requester: &Requester<'_>) -> Option<Diagnosis> {
    let copied = Copied {
        destination: job.destination(),
        source: job.source(),
        is_within_call: job.copies_within_call(),
    };
    of_outcome(&error.outcome, &copied, requester)
}

/// The destination and source of a copy.
struct Copied<'a> {
    destination: &'a BlobUrl,
    source: Option<&'a SourceUrl>,
    is_within_call: bool,
}

fn of_outcome(
    outcome: &CopyOutcome,
    copied: &Copied<'_>,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    match (outcome, copied.source) {
        (CopyOutcome::Failed(state), source) => of_failure(state, source, requester),
        (CopyOutcome::Refused(ReplyError::Service(refusal)), Some(source)) => {
            of_start(refusal, copied, source, requester)
        }
        (
            CopyOutcome::Refused(ReplyError::Service(refusal))
            | CopyOutcome::Unwatched(ReplyError::Service(refusal))
            | CopyOutcome::Unsettled(Some(ReplyError::Service(refusal))),
            _,
        ) => of_refusal(refusal, OperationKind::GetBlobProperties, requester),
        (CopyOutcome::NotAborted(Some(ReplyError::Service(refusal))), _) => {
            of_refusal(refusal, OperationKind::AbortCopyBlob, requester)
        }
        _ => None,
    }
}

fn of_start(
    refusal: &ServiceError,
    copied: &Copied<'_>,
    source: &SourceUrl,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    let facts = UrlFacts::of(source, Some(requester.endpoint));
    // If the source is in the same account, the service may report a problem of the source as its own.
    let cause = match refusal.code.as_ref() {
        _ if refusal.kind() == ErrorKind::Source => {
            return of_source(refusal, &facts, requester, !copied.is_within_call);
        }
        Some(ErrorCode::BlobNotFound) => {
            return of_source(refusal, &facts, requester, !copied.is_within_call);
        }
        Some(ErrorCode::ContainerNotFound) => {
            let own = facts
                .blob
                .as_ref()
                .filter(|_| requester.is_account_of(&facts));
            return Some(missing_container(copied.destination, own));
        }
        Some(ErrorCode::BlobArchived) => Cause::EitherArchived,
        Some(ErrorCode::BlobBeingRehydrated) => Cause::EitherRehydrating,
        Some(ErrorCode::SourceConditionNotMet) => Cause::SourceConditionUnmet,
        _ if copied.is_within_call => {
            return of_refusal(refusal, OperationKind::CopyBlobFromUrl, requester);
        }
        _ => return of_refusal(refusal, OperationKind::CopyBlob, requester),
    };
    Some(Diagnosis::of_source(cause))
}

/// The diagnosis of a missing container: the destination's, or that of a source in the same account.
fn missing_container(destination: &BlobUrl, source: Option<&BlobUrl>) -> Diagnosis {
    let name = destination.container().name();
    match source.map(|source| source.container().name()) {
        Some(other) if other != name => {
            Diagnosis::new(Cause::EitherContainerMissing).with(format!("`{name}` or `{other}`"))
        }
        _ => Diagnosis::new(Cause::ContainerMissing).with(format!("`{name}`")),
    }
}

fn of_source(
    refusal: &ServiceError,
    facts: &UrlFacts,
    requester: &Requester<'_>,
    is_opened_within_account: bool,
) -> Option<Diagnosis> {
    let answer = match refusal.kind() {
        ErrorKind::Source => Answer::of_source(refusal),
        // The service's own statement about a blob that it may have looked up only in its own account.
        _ => Answer {
            is_secondhand: true,
            ..Answer::of(refusal)
        },
    };
    let is_opened_by_copy = is_opened_within_account && requester.authorizes(facts);
    let clocks = Clocks::at(requester.now, refusal);
    diagnose(facts, requester, is_opened_by_copy, clocks, answer)
}

fn diagnose(
    facts: &UrlFacts,
    requester: &Requester<'_>,
    is_opened_by_copy: bool,
    clocks: Clocks,
    answer: Answer,
) -> Option<Diagnosis> {
    let evidence = SourceEvidence {
        source: facts,
        reader: Some(requester.endpoint),
        is_opened_by_copy,
        clocks,
        to_service: Some(answer),
        here: LocalAnswer::Unasked,
        is_there_encoded_once: None,
        key: None,
    };
    evidence.diagnose()
}

/// The cause in the description of a failed copy, which begins with the status and the code of the last read. Source:
/// *Copy Blob*, on `x-ms-copy-status-description`.
fn of_failure(
    state: &CopyState,
    source: Option<&SourceUrl>,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    let description = state.status_description.as_deref()?;
    let mut words = description.split_whitespace();
    let status: u16 = words.next()?.parse().ok()?;
    let code = words.next().map(ErrorCode::from);
    let cause = match (status, code.as_ref()) {
        (412, Some(ErrorCode::ConditionNotMet)) => Cause::SourceChanged,
        (404, _) => Cause::SourceVanished,
        (401 | 403, _) => return of_closed_source(status, source, requester),
        (500, Some(code)) if code.as_str() == "OperationCancelled" => Cause::CopyGivenUp,
        _ => return None,
    };
    Some(Diagnosis::of_source(cause))
}

/// The cause of a source that is no longer readable: an expired SAS, if its SAS has expired.
fn of_closed_source(
    status: u16,
    source: Option<&SourceUrl>,
    requester: &Requester<'_>,
) -> Option<Diagnosis> {
    let closed = || Diagnosis::of_source(Cause::SourceClosed);
    let clocks = Clocks {
        here: requester.now,
        service: None,
    };
    let answer = Answer {
        status,
        ..Answer::default()
    };
    let facts = source.map(|source| UrlFacts::of(source, Some(requester.endpoint)));
    let found = facts.and_then(|facts| diagnose(&facts, requester, false, clocks, answer));
    Some(match found {
        Some(found) if found.as_cause() == Cause::SasExpired => found,
        _ => closed(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use blobcopy_proto::{CopyId, CopyStatus, Endpoint, HeaderText, HttpDate, SourceRefusal};
    use http::StatusCode;

    use super::*;
    use crate::requester::RequestCredential;

    const SAS: &str =
        "sv=2020-12-06&sr=b&sp=r&se=2026-06-01&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D";

    /// The first of June 2026.
    fn today() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_272_000)
    }

    fn found(
        outcome: CopyOutcome,
        source: &str,
        credential: RequestCredential<'_>,
    ) -> Option<Diagnosis> {
        found_of(outcome, source, credential, false)
    }

    fn found_of(
        outcome: CopyOutcome,
        source: &str,
        credential: RequestCredential<'_>,
        is_within_call: bool,
    ) -> Option<Diagnosis> {
        let endpoint = Endpoint::parse("https://to.blob.core.windows.net").unwrap();
        let requester = Requester {
            credential,
            endpoint: &endpoint,
            now: today(),
            proxy: None,
        };
        let source = SourceUrl::parse(source).unwrap();
        let destination = BlobUrl::parse("https://to.blob.core.windows.net/into/b").unwrap();
        let copied = Copied {
            destination: &destination,
            source: Some(&source),
            is_within_call,
        };
        of_outcome(&outcome, &copied, &requester)
    }

    #[test]
    fn a_reply_of_something_in_between_is_named_as_that_with_the_proxy_in_use() {
        let endpoint = Endpoint::parse("https://to.blob.core.windows.net").unwrap();
        let requester = Requester {
            credential: RequestCredential::Anonymous,
            endpoint: &endpoint,
            now: today(),
            proxy: Some("127.0.0.1:3128".to_owned()),
        };
        for (status, cause) in [(403, Cause::NotOfService), (307, Cause::Redirected)] {
            let reply = http::Response::builder().status(status).body(Bytes::new());
            let refusal = ServiceError::decode(&reply.unwrap());
            let diagnosis = of_refusal(&refusal, OperationKind::CopyBlob, &requester).unwrap();
            assert_eq!(diagnosis.as_cause(), cause);
            assert!(diagnosis.cause().contains("127.0.0.1:3128"), "{diagnosis}");
        }
    }

    fn refused(refusal: ServiceError, source: &str) -> Cause {
        let key = RequestCredential::Key("to");
        let outcome = CopyOutcome::Refused(ReplyError::Service(Box::new(refusal)));
        found(outcome, source, key).unwrap().as_cause()
    }

    fn refusal(status: u16, code: &str) -> ServiceError {
        let status = StatusCode::from_u16(status).unwrap();
        ServiceError::new(status, ErrorCode::from(code), "no")
    }

    fn unverified(status: u16, told: Option<&str>) -> ServiceError {
        let mut refusal = refusal(status, "CannotVerifyCopySource");
        refusal.copy_source = told.map(|code| {
            let mut told = SourceRefusal::default();
            told.status = Some(status);
            told.code = Some(ErrorCode::from(code));
            told
        });
        refusal
    }

    #[test]
    fn a_source_that_cannot_be_verified_always_explains_itself() {
        let other = "https://from.blob.core.windows.net/box/b";
        for status in [304, 400, 401, 403, 404, 409, 412, 500, 503] {
            refused(unverified(status, None), other);
            refused(unverified(status, None), &format!("{other}?{SAS}"));
            refused(unverified(status, None), "https://example.org/x");
        }
        let private = unverified(401, Some("NoAuthenticationInformation"));
        assert_eq!(refused(private, other), Cause::SourceNotPublic);
        let expired = unverified(403, Some("AuthenticationFailed"));
        assert_eq!(
            refused(expired, &format!("{other}?{SAS}")),
            Cause::SasExpired
        );
    }

    #[test]
    fn the_services_time_decides_whether_a_sas_has_expired() {
        let mut refusal = unverified(403, Some("AuthenticationFailed"));
        refusal.date = Some(HttpDate::new(today() - Duration::from_secs(60)).unwrap());
        let source = format!("https://from.blob.core.windows.net/box/b?{SAS}");
        assert_eq!(refused(refusal, &source), Cause::SasNotGenuine);
    }

    #[test]
    fn within_a_call_the_key_does_not_open_a_source_of_its_account() {
        let source = "https://to.blob.core.windows.net/box/b";
        let cause = |is_within_call| {
            let refusal = unverified(404, Some("ResourceNotFound"));
            let outcome = CopyOutcome::Refused(ReplyError::Service(Box::new(refusal)));
            let key = RequestCredential::Key("to");
            let found = found_of(outcome, source, key, is_within_call);
            found.unwrap().as_cause()
        };
        assert_eq!(cause(false), Cause::SourceMissing);
        assert_eq!(cause(true), Cause::SourceMissingOrPrivate);
    }

    #[test]
    fn what_may_be_source_or_destination_is_not_guessed() {
        use Cause::*;
        let [own, other, same] = [
            "to.blob.core.windows.net/box",
            "from.blob.core.windows.net/box",
            "to.blob.core.windows.net/into",
        ]
        .map(|place| format!("https://{place}/b"));
        for (status, code, source, cause) in [
            (409, "BlobArchived", &own, EitherArchived),
            (409, "BlobBeingRehydrated", &own, EitherRehydrating),
            (404, "ContainerNotFound", &own, EitherContainerMissing),
            (404, "ContainerNotFound", &same, ContainerMissing),
            (404, "ContainerNotFound", &other, ContainerMissing),
            (404, "BlobNotFound", &own, SourceMissing),
        ] {
            assert_eq!(
                refused(refusal(status, code), source),
                cause,
                "{code} {source}"
            );
        }
    }

    #[test]
    fn a_refusal_of_the_copys_own_credential_is_told_from_one_of_the_source() {
        let source = "https://from.blob.core.windows.net/box/b";
        let failed = refusal(403, "AuthenticationFailed");
        assert_eq!(refused(failed, source), Cause::KeyOrClockWrong);
    }

    #[test]
    fn a_copy_that_failed_tells_what_became_of_its_source() {
        let source = "https://from.blob.core.windows.net/box/b";
        let expired = format!("{source}?{SAS}");
        for (description, source, cause) in [
            (
                "412 ConditionNotMet \"Copy failed when reading the source.\"",
                source,
                Some(Cause::SourceChanged),
            ),
            (
                "404 ResourceNotFound \"Copy failed when reading the source.\"",
                source,
                Some(Cause::SourceVanished),
            ),
            (
                "403 Forbidden \"Copy failed when reading the source.\"",
                source,
                Some(Cause::SourceClosed),
            ),
            (
                "403 Forbidden \"Copy failed when reading the source.\"",
                &expired,
                Some(Cause::SasExpired),
            ),
            (
                "500 OperationCancelled \"The copy exceeded the time.\"",
                source,
                Some(Cause::CopyGivenUp),
            ),
            ("500 InternalServerError \"Copy failed.\"", source, None),
            ("something else", source, None),
        ] {
            let mut state = CopyState::new(CopyId::parse("1").unwrap(), CopyStatus::Failed);
            state.status_description = Some(HeaderText::parse(description).unwrap());
            let found = found(
                CopyOutcome::Failed(state),
                source,
                RequestCredential::Anonymous,
            );
            assert_eq!(found.map(|found| found.as_cause()), cause, "{description}");
        }
    }

    #[test]
    fn no_secret_is_in_a_diagnosis() {
        let source = format!("https://from.blob.core.windows.net/box/a%2520b?{SAS}");
        for (status, code) in [
            (403, "AuthenticationFailed"),
            (404, "BlobNotFound"),
            (403, "X"),
        ] {
            let outcome = CopyOutcome::Refused(ReplyError::Service(Box::new(unverified(
                status,
                Some(code),
            ))));
            let found = found(outcome, &source, RequestCredential::Anonymous).unwrap();
            let shown = format!("{found} {found:?}");
            assert!(
                !shown.contains("AAAA") && !shown.contains("sig="),
                "{shown}"
            );
        }
    }
}
