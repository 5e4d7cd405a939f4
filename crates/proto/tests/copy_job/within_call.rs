//! Copies that have ended when their start is answered.

use blobcopy_proto::job::{CopyOutcome, CopyPolicy, NoResponse};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::{Conditions, CopyStatus};
use http::Method;

use crate::run::{ECHO, Run};

/// A reply to *Copy Blob From URL*, REST reference.
const COPIED: [(&str, &str); 2] = [("x-ms-copy-id", "1"), ("x-ms-copy-status", "success")];

fn run(conditions: Conditions) -> Run {
    Run::within_call(conditions, CopyPolicy::default())
}

#[test]
fn a_copy_within_the_call_ends_with_its_answer() {
    let mut run = run(Conditions::None);
    assert_eq!(run.request().headers()["x-ms-requires-sync"], "true");
    assert_eq!(run.job.asking(), Some(OperationKind::CopyBlobFromUrl));
    run.answer(202, &COPIED);
    let copied = run.end().unwrap();
    assert_eq!(
        (copied.id.as_str(), &copied.status),
        ("1", &CopyStatus::Success)
    );
}

#[test]
fn an_answer_without_a_status_is_a_success() {
    let mut run = run(Conditions::None);
    run.answer(202, &COPIED[..1]);
    assert!(run.end().is_ok());
}

#[test]
fn a_copy_whose_answer_was_lost_is_recognised() {
    let mut run = run(Conditions::if_absent());
    run.lose(NoResponse::Unanswered);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("1", "success", ECHO);
    assert_eq!(run.copy_id(), "1");
    assert!(run.end().is_ok());
}

#[test]
fn a_second_start_that_is_refused_because_of_the_first_is_no_failure() {
    let mut run = run(Conditions::if_absent());
    run.lose(NoResponse::Unanswered);
    run.refuse(404, "BlobNotFound");
    assert_eq!(run.request().headers()["if-none-match"], "*");
    run.refuse(409, "BlobAlreadyExists");
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_blob_that_another_wrote_is_not_taken_for_the_copy() {
    let mut run = run(Conditions::if_absent());
    run.lose(NoResponse::Unanswered);
    run.answer(200, &[("etag", "\"0x1\"")]);
    assert!(matches!(run.outcome(), CopyOutcome::Unsettled(_)));
}

#[test]
fn a_condition_on_the_source_that_is_told_by_a_304_is_a_refusal() {
    let mut run = run(Conditions::None);
    run.refuse(304, "CannotVerifyCopySource");
    assert!(matches!(run.outcome(), CopyOutcome::Refused(_)));
}
