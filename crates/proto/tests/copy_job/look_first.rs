//! Jobs that look first: at most one of all starts can have an effect.

use blobcopy_proto::ErrorKind;
use blobcopy_proto::job::{CopyOutcome, CopyPolicy, NoResponse, OnPending};
use http::Method;

use crate::run::{ECHO, Run};

fn looking(on_pending: OnPending) -> Run {
    let policy = CopyPolicy::default().with_look_first(true);
    Run::new(policy.with_on_pending(on_pending))
}

#[test]
fn the_first_start_is_conditioned_on_what_was_seen() {
    let mut present = looking(OnPending::Fail);
    assert_eq!(present.method(), (Method::HEAD, false));
    present.answer(200, &[("etag", "\"0x9\"")]);
    assert_eq!(present.request().headers()["if-match"], "\"0x9\"");

    let mut absent = looking(OnPending::Fail);
    absent.refuse(404, "BlobNotFound");
    assert_eq!(absent.request().headers()["if-none-match"], "*");
}

#[test]
fn a_destination_that_changed_between_look_and_start_is_looked_at_again() {
    let mut run = looking(OnPending::Fail);
    run.answer(200, &[("etag", "\"0x9\"")]);
    run.refuse(412, "ConditionNotMet");
    assert_eq!(run.method(), (Method::HEAD, false));
    run.answer(200, &[("etag", "\"0xA\"")]);
    assert_eq!(run.request().headers()["if-match"], "\"0xA\"");
}

#[test]
fn a_condition_that_is_not_met_is_not_sent_because_it_might_be_when_it_arrives() {
    let mut policy = CopyPolicy::default();
    policy.look_first = true;
    let mut run = Run::if_absent(policy);
    run.answer(200, &[("etag", "\"0x9\"")]);
    assert!(matches!(run.outcome(), CopyOutcome::ConditionNotMet));
    assert_eq!(run.end().unwrap_err().kind(), ErrorKind::Precondition);
}

#[test]
fn a_lost_start_is_sent_again_only_on_the_same_condition() {
    let mut same = looking(OnPending::Fail);
    same.answer(200, &[("etag", "\"0x9\"")]);
    same.lose(NoResponse::Unanswered);
    same.answer(200, &[("etag", "\"0x9\"")]);
    assert_eq!(same.request().headers()["if-match"], "\"0x9\"");

    let mut changed = looking(OnPending::Fail);
    changed.answer(200, &[("etag", "\"0x9\"")]);
    changed.lose(NoResponse::Unanswered);
    changed.answer(200, &[("etag", "\"0xA\"")]);
    assert!(matches!(changed.outcome(), CopyOutcome::Unsettled(_)));
}

#[test]
fn behind_anothers_copy_a_start_in_doubt_is_not_sent_again() {
    for on_pending in [OnPending::Wait, OnPending::Abort] {
        let mut run = looking(on_pending);
        run.refuse(404, "BlobNotFound");
        run.lose(NoResponse::Unanswered);
        run.found("9", "pending", "https://other.net/x");
        assert!(matches!(run.outcome(), CopyOutcome::Overtaken(_)));
    }
}

#[test]
fn a_pending_copy_is_dealt_with_before_anything_is_sent() {
    let mut failing = looking(OnPending::Fail);
    failing.found("9", "pending", ECHO);
    assert!(matches!(failing.outcome(), CopyOutcome::NotStarted { .. }));

    let mut adopting = looking(OnPending::Adopt);
    adopting.found("9", "pending", ECHO);
    assert_eq!(adopting.copy_id(), "9");

    let mut aborting = looking(OnPending::Abort);
    aborting.found("9", "pending", ECHO);
    aborting.answer(204, &[]);
    assert_eq!(aborting.method(), (Method::HEAD, false));
}

#[test]
fn a_lease_that_another_holds_is_not_taken_for_a_change() {
    let mut run = looking(OnPending::Fail);
    run.answer(200, &[("etag", "\"0x9\"")]);
    run.refuse(412, "LeaseIdMissing");
    assert!(matches!(run.outcome(), CopyOutcome::Refused(_)));
}

#[test]
fn a_look_that_is_never_answered_starts_nothing() {
    let mut run = looking(OnPending::Fail);
    for _ in 0..4 {
        assert_eq!(run.method(), (Method::HEAD, false));
        run.lose(NoResponse::Unanswered);
    }
    assert!(matches!(run.outcome(), CopyOutcome::Unreached));
}
