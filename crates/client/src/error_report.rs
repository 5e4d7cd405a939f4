//! The parts of an error's text: what failed, why, and what to do.

use std::fmt;

use blobcopy_diagnosis::Diagnosis;
use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{CopyId, Error as ReplyError, ServiceError, legible};

use crate::chain;
use crate::client_credential::CredentialError;
use crate::error::{Cause, Error, UnfinishedCopy};
use crate::last_failure::LastFailure;
use crate::remedy::{remedy_of, remedy_of_outcome};

/// The parts of an error's text, from which each interface formats its messages. No part holds a secret, a line break
/// or a full stop.
///
/// `Display` joins them in one line: `copying SOURCE to DESTINATION failed: CAUSE (404 BlobNotFound); REMEDY`, then
/// the note and the ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorReport {
    /// What failed.
    pub summary: String,
    /// The cause, with the status and code of the service in brackets. `None` if the summary states it.
    pub cause: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
    /// What else is known, such as the state in which the destination was left.
    pub note: Option<String>,
    /// The copy that failed, if it was started.
    pub copy_id: Option<CopyId>,
    /// The other copy that holds the destination.
    pub other_copy_id: Option<CopyId>,
    /// The id under which the service logged the request.
    pub request_id: Option<String>,
}

impl ErrorReport {
    /// A report of a sentence in the form `SUMMARY; REMEDY`. The remedy may be missing.
    pub fn of_sentence(sentence: &str) -> Self {
        let (summary, remedy) = parted(&legible(sentence));
        Self {
            summary,
            remedy,
            ..Self::default()
        }
    }

    pub(crate) fn of(error: &Error) -> Self {
        let (cause, remedy) = because(error);
        let fit = |part: Option<String>| part.map(|part| legible(&part).into_owned());
        let said = Self::of_sentence(error.summary());
        Self {
            summary: said.summary,
            cause: fit(cause),
            remedy: fit(remedy.or(said.remedy).or_else(|| remedy_of(error))),
            note: fit(note(error)),
            copy_id: error.copy_id().cloned(),
            other_copy_id: error.other_copy().map(|other| other.id.clone()),
            request_id: error.request_id().map(str::to_owned),
        }
    }

    /// The ids in one line, such as `copy id 1, request id 2`. Empty if there are none.
    pub fn ids(&self) -> String {
        let ids = [
            ("copy id", self.copy_id.as_ref().map(ToString::to_string)),
            (
                "other copy id",
                self.other_copy_id.as_ref().map(ToString::to_string),
            ),
            ("request id", self.request_id.clone()),
        ];
        let ids = ids.into_iter().filter_map(|(name, id)| Some((name, id?)));
        let ids: Vec<String> = ids.map(|(name, id)| format!("{name} {id}")).collect();
        ids.join(", ")
    }
}

impl fmt::Display for ErrorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        for part in [&self.remedy, &self.note].into_iter().flatten() {
            write!(f, "; {part}")?;
        }
        match self.ids() {
            ids if ids.is_empty() => Ok(()),
            ids => write!(f, " [{ids}]"),
        }
    }
}

/// A sentence of this project in its two parts: `SENTENCE; REMEDY`.
fn parted(sentence: &str) -> (String, Option<String>) {
    match sentence.split_once("; ") {
        Some((cause, remedy)) => (cause.to_owned(), Some(remedy.to_owned())),
        None => (sentence.to_owned(), None),
    }
}

/// The cause of an error and its remedy, each as far as it is known.
fn because(error: &Error) -> (Option<String>, Option<String>) {
    let diagnosis = error.diagnosis();
    let found = diagnosis.map(|diagnosis| diagnosis.remedy().to_owned());
    match error.cause() {
        Cause::UnsupportedOption(unfit) => in_parts(&unfit.to_string()),
        Cause::Credential(refused) | Cause::Unattended(refused, _) => {
            let (cause, remedy) = of_credential(refused);
            let cause = diagnosis.map(Diagnosis::cause).or(cause);
            (cause, found.or(remedy))
        }
        Cause::Reply(reply) => (Some(of_reply(reply, diagnosis)), found),
        Cause::Transport(transport) if transport.is_of_proxy() => in_parts(&transport.to_string()),
        Cause::Transport(transport) => (Some(transport.to_string()), None),
        Cause::Copy(copy) => (
            Some(of_copy(copy, diagnosis)),
            found.or_else(|| remedy_of_outcome(copy)),
        ),
        Cause::Unverified(copy) => (Some(copy.mismatch.to_string()), None),
        Cause::Shared(shared) => {
            let shared = shared.report();
            (shared.cause.or(Some(shared.summary)), shared.remedy)
        }
        // The summary is their sentence.
        Cause::Invalid(_) => (None, None),
        Cause::Said => (diagnosis.map(Diagnosis::cause), found),
    }
}

fn in_parts(sentence: &str) -> (Option<String>, Option<String>) {
    let (cause, remedy) = parted(sentence);
    (Some(cause), remedy)
}

fn of_credential(refused: &CredentialError) -> (Option<String>, Option<String>) {
    match refused {
        CredentialError::Unusable(error) => in_parts(&error.to_string()),
        CredentialError::NoToken(error) => (Some(chain(error)), None),
    }
}

/// The found cause, or else what the service said, with status and code in brackets.
fn of_reply(reply: &ReplyError, diagnosis: Option<&Diagnosis>) -> String {
    let refusal = match reply {
        ReplyError::Service(refusal) => refusal,
        other => return other.to_string(),
    };
    let said = || refusal.description().map(|said| continued(&said));
    let said = diagnosis.map(Diagnosis::cause).or_else(said);
    let said = said.unwrap_or_else(|| "the service gives no reason".to_owned());
    format!("{said} ({})", bracketed(refusal))
}

/// What identifies the answer: of a reply that is not the service's, also where it leads or what it is titled.
fn bracketed(refusal: &ServiceError) -> String {
    let code = refusal.status_and_code();
    let title = refusal.message.as_ref().filter(|_| refusal.is_foreign());
    match (&refusal.location, title) {
        (Some(location), _) => format!("{code} to {location}"),
        (None, Some(title)) => format!("{code}, titled \"{title}\""),
        (None, None) => code,
    }
}

/// The sentence of another, as the end of one of ours.
fn continued(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => first
            .to_lowercase()
            .chain(sentence.chars().skip(1))
            .collect(),
        _ => sentence.to_owned(),
    }
}

fn of_copy(copy: &UnfinishedCopy, diagnosis: Option<&Diagnosis>) -> String {
    let outcome = &copy.error.outcome;
    match (outcome, copy.error.refusal()) {
        (CopyOutcome::Refused(reply), _) => of_reply(reply, diagnosis),
        (CopyOutcome::NotStarted { .. } | CopyOutcome::Overtaken(_), _) => {
            format!("{outcome} (409 PendingCopyOperation)")
        }
        (CopyOutcome::Failed(_), _) => match diagnosis {
            Some(diagnosis) => format!("{} ({outcome})", diagnosis.cause()),
            None => outcome.to_string(),
        },
        (_, Some(reply)) => format!("{outcome}: {}", of_reply(reply, diagnosis)),
        (_, None) => match copy.last_failure.as_ref().map(LastFailure::cause) {
            Some(cause) => format!("{outcome} ({})", chain(cause)),
            None => outcome.to_string(),
        },
    }
}

/// What is known of a copy's destination, or of a call that may have been carried out.
fn note(error: &Error) -> Option<String> {
    let is_empty = error.outcome().is_some_and(CopyOutcome::left_it_empty);
    let of_destination = match error.protection() {
        Some(protection) => Some(protection.to_string()),
        None if is_empty => Some("the destination is empty".to_owned()),
        None => None,
    };
    let is_in_doubt = error.outcome().is_none() && error.is_in_doubt();
    let notes = [
        is_in_doubt
            .then(|| "an attempt whose response was lost may have been carried out".to_owned()),
        error.is_late().then(|| "the deadline passed".to_owned()),
        error.service_error().and_then(ServiceError::long_wait),
        of_destination,
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}
