//! Why a call failed, as a record.

use std::error::Error as StdError;

use blobcopy::proto::ServiceError;
use blobcopy::{CopyState, Diagnosis, Error, ErrorKind, TransportError};

use crate::record::{Record, record};
use crate::results::copy_state;
use crate::value::text;

/// Why a call failed, and the details of the response. The message is the error's `Display`.
pub fn failure(error: &Error) -> Record {
    let report = error.report();
    let outcome = error.outcome().is_some();
    let protection = error.protection();
    // A deadline of the copy is not the timeout of one request.
    let was_sent = was_sent(error).filter(|_| !error.is_past_deadline());
    let status = error.status();
    record! {
        "kind" / "failure": error.kind().code(),
        "error_code" / "code": text(&error.code()),
        "status_code": status.map(|status| status.as_u16()),
        "reason" / _: status.and_then(|status| status.canonical_reason()),
        "request_id": error.request_id().map(str::to_owned),
        "copy_id": text(&error.copy_id()),
        "copy": state(error.last_state()),
        "other_copy": state(error.other_copy()),
        "protection" / _: text(&protection),
        "snapshot": text(&protection.and_then(|protection| protection.snapshot())),
        "diagnosis": error.diagnosis().map(diagnosis),
        // In JavaScript the name `cause` belongs to the error that caused another.
        "cause" / "cause_text": report.cause.unwrap_or(report.summary),
        "remedy": report.remedy,
        "was_sent" / _: was_sent,
        "is_of_copy" / _: outcome,
        _ / "is_end": outcome || error.kind() == ErrorKind::CopyUnverified,
        _ / "details": error.service_error().map(details),
    }
}

/// Why something was refused, and what to do.
pub(crate) fn diagnosis(diagnosis: &Diagnosis) -> Record {
    record! {
        "name": diagnosis.name(),
        "cause": diagnosis.cause(),
        "remedy": diagnosis.remedy(),
    }
}

fn state(state: Option<&CopyState>) -> Option<Record> {
    state.map(copy_state)
}

fn details(refusal: &ServiceError) -> Record {
    let source = refusal.copy_source.as_ref();
    record! {
        _ / "error_code": text(&refusal.code),
        _ / "message": refusal.message.clone(),
        _ / "authentication_error_detail": refusal.authentication_detail.clone(),
        _ / "header_name": refusal.header_name.clone(),
        _ / "query_parameter_name": refusal.query_parameter_name.clone(),
        _ / "copy_source_status_code": source.and_then(|source| source.status),
        _ / "copy_source_error_code": source.and_then(|source| text(&source.code)),
        _ / "copy_source_error_message": source.and_then(|source| source.message.clone()),
    }
}

/// Whether a request without an answer left this machine; nothing where that is not what went wrong.
fn was_sent(error: &Error) -> Option<bool> {
    let transport = causes(error).find_map(|cause| cause.downcast_ref::<TransportError>());
    transport.map(|error| !matches!(error, TransportError::Connect(_)))
}

/// An error and what caused it, one by one.
pub fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        (*error).source()
    })
}
