//! Jobs that are put to rest and woken, and jobs that begin in doubt.

use std::time::Duration;

use blobcopy_proto::job::{CopyOutcome, Judgement};
use blobcopy_proto::{CopyId, CopyState, CopyStatus};
use http::Method;

use crate::run::{ECHO, Run, run};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_copy_that_was_put_to_rest_is_tracked_to_its_end() {
    let mut run = run();
    run.started("1");
    let mut woken = run.rest_for(MINUTE);
    assert_eq!(woken.method(), (Method::HEAD, false));
    woken.found("1", "pending", ECHO);
    let before = woken.now;
    woken.request();
    let wait = woken.now - before;
    assert!(
        wait > Duration::from_secs(2),
        "polled as a copy of a minute: {wait:?}"
    );
    woken.found("1", "success", ECHO);
    assert_eq!(woken.job.copy_id().unwrap().as_str(), "1");
    let finished = woken
        .job
        .finished_copy()
        .expect("it was tracked from its start");
    assert!(finished.took >= MINUTE);
    assert!(woken.end().is_ok());
}

#[test]
fn a_woken_copy_ends_as_what_became_of_it() {
    let woken = |id: &str, status: &str| {
        let mut run = run();
        run.started("1");
        let mut run = run.rest_for(MINUTE);
        run.found(id, status, ECHO);
        run.outcome().clone()
    };
    assert!(matches!(woken("1", "failed"), CopyOutcome::Failed(_)));
    assert!(matches!(woken("2", "success"), CopyOutcome::Superseded(_)));
    let mut gone = run();
    gone.started("1");
    let mut gone = gone.rest_for(MINUTE);
    gone.refuse(404, "BlobNotFound");
    assert!(matches!(gone.outcome(), CopyOutcome::Gone));
}

#[test]
fn only_a_copy_at_rest_is_put_to_rest() {
    let mut unanswered = run();
    unanswered.request();
    assert!(unanswered.job.into_resting().is_err());
    let mut polled = run();
    polled.started("1");
    polled.request();
    assert!(polled.job.into_resting().is_err());
    let mut cancelled = run();
    cancelled.started("1");
    cancelled.job.cancel();
    assert!(cancelled.job.into_resting().is_err());
    let mut leased = Run::leased("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    leased.started("1");
    assert!(leased.job.into_resting().is_err());
}

#[test]
fn a_job_in_doubt_looks_first_and_takes_its_own_copy() {
    let mut run = Run::in_doubt(10 * MINUTE);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("1", "pending", ECHO);
    assert_eq!(run.job.copy_id().unwrap().as_str(), "1");
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_job_in_doubt_that_finds_nothing_starts_on_condition() {
    let mut run = Run::in_doubt(MINUTE);
    run.refuse(404, "BlobNotFound");
    assert_eq!(run.method(), (Method::PUT, false));
    assert_eq!(run.request().headers()["if-none-match"], "*");
}

#[test]
fn a_state_is_judged_by_id_and_status() {
    let id = CopyId::parse("1").unwrap();
    let of = |seen: &str, status| {
        Judgement::of(&id, &CopyState::new(CopyId::parse(seen).unwrap(), status))
    };
    assert_eq!(of("1", CopyStatus::Pending), Judgement::StillPending);
    assert_eq!(of("1", CopyStatus::Success), Judgement::Succeeded);
    assert_eq!(of("1", CopyStatus::Failed), Judgement::Failed);
    assert_eq!(of("1", CopyStatus::Aborted), Judgement::Aborted);
    assert_eq!(of("1", CopyStatus::from("melted")), Judgement::Unknown);
    assert_eq!(of("2", CopyStatus::Success), Judgement::NotOurs);
}
