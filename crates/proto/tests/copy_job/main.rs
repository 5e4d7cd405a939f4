//! Tests of the copy job with scripted replies, in virtual time.

mod doubt;
mod grace;
mod limits;
mod look_first;
mod resting;
mod run;
mod within_call;

use std::time::Duration;

use blobcopy_proto::job::{
    Action, CopyOutcome, CopyPolicy, CopyTicket, Event, NoResponse, OnPending,
};
use blobcopy_proto::{BlobUrl, CopyId, ErrorKind};
use bytes::Bytes;
use http::{Method, Response};

use run::{ECHO, Run, on_pending, run};

/// A minute before every scripted reply.
const EARLIER: &str = "Mon, 23 Nov 2026 07:59:00 GMT";

#[test]
fn a_pending_copy_is_watched_until_it_succeeds() {
    let mut run = run();
    assert_eq!(run.method(), (Method::PUT, false));
    run.started("1");
    for _ in 0..1000 {
        assert_eq!(run.method(), (Method::HEAD, false));
        run.found("1", "pending", ECHO);
    }
    run.found("1", "success", ECHO);
    assert_eq!(run.end().unwrap().id.as_str(), "1");
}

#[test]
fn a_copy_that_is_done_within_the_start_is_not_polled() {
    let mut run = run();
    run.answer(
        202,
        &[("x-ms-copy-id", "1"), ("x-ms-copy-status", "success")],
    );
    assert!(run.end().is_ok());
}

#[test]
fn every_other_end_of_a_copy_ends_the_wait_as_what_it_is() {
    let end = |id: &str, status: &str| {
        let mut run = run();
        run.started("1");
        run.found(id, status, ECHO);
        run.outcome().clone()
    };
    assert!(matches!(end("1", "failed"), CopyOutcome::Failed(_)));
    assert!(matches!(end("1", "aborted"), CopyOutcome::Aborted));
    assert!(matches!(end("1", "melted"), CopyOutcome::UnknownStatus(_)));
    assert!(matches!(end("2", "success"), CopyOutcome::Superseded(by) if by.id.as_str() == "2"));
    assert!(matches!(end("2", "pending"), CopyOutcome::Superseded(_)));
}

#[test]
fn a_destination_written_over_or_deleted_ends_the_wait() {
    let mut cleared = run();
    cleared.started("1");
    cleared.answer(200, &[("etag", "\"0x2\"")]);
    assert!(matches!(cleared.outcome(), CopyOutcome::Cleared));

    let mut gone = run();
    gone.started("1");
    gone.refuse(404, "BlobNotFound");
    assert!(matches!(gone.outcome(), CopyOutcome::Gone));
}

#[test]
fn a_page_that_a_proxy_serves_is_not_taken_for_the_blob() {
    let mut run = run();
    run.started("1");
    run.request();
    let page = Response::new(Bytes::from_static(b"<html>sign in</html>"));
    run.next = run.job.step(Event::Reply(page), run.now);
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_wait_survives_any_number_of_failed_polls() {
    let mut run = run();
    run.started("1");
    for _ in 0..100 {
        run.refuse(503, "ServerBusy");
        run.lose(NoResponse::Unanswered);
        run.lose(NoResponse::Unsent);
    }
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_lost_start_is_asked_about_and_adopted_before_anything_is_sent_again() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("7", "pending", ECHO);
    assert_eq!(run.copy_id(), "7");
    run.found("7", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_start_that_never_arrived_is_sent_again_on_condition_that_nothing_changed() {
    let mut absent = run();
    absent.lose(NoResponse::Unanswered);
    absent.refuse(404, "BlobNotFound");
    assert_eq!(absent.request().headers()["if-none-match"], "*");
    absent.started("1");

    let mut present = run();
    present.lose(NoResponse::Unanswered);
    present.answer(200, &[("etag", "\"0x9\"")]);
    assert_eq!(present.request().headers()["if-match"], "\"0x9\"");
}

#[test]
fn an_old_copy_of_the_same_source_is_not_taken_for_ours() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    run.found_at(EARLIER, "old", "success", ECHO);
    assert_eq!(run.method(), (Method::PUT, false));
}

#[test]
fn our_own_pending_copy_behind_a_conflict_is_adopted() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    run.refuse(404, "BlobNotFound");
    // The first start arrives after the status check.
    run.refuse(409, "PendingCopyOperation");
    run.found("1", "pending", ECHO);
    assert_eq!(run.copy_id(), "1");
}

#[test]
fn a_reply_that_cannot_be_read_is_no_news() {
    let mut run = run();
    run.started("1");
    run.found("1", "pending", ECHO);
    assert!(run.job.news().is_some());
    run.refuse(500, "InternalError");
    assert!(run.job.news().is_none() && run.job.last_state().is_some());
}

#[test]
fn a_foreign_pending_copy_is_named() {
    let mut run = run();
    run.refuse(409, "PendingCopyOperation");
    run.found("9", "pending", "https://other.net/x?sig=s");
    let error = run.end().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingCopy);
    assert_eq!(error.other_copy().unwrap().id.as_str(), "9");
    let text = error.to_string();
    assert!(
        text.contains("https://other.net/x") && !text.contains("sig"),
        "{text}"
    );
}

#[test]
fn a_pending_copy_is_dealt_with_as_told() {
    let mut adopting = on_pending(OnPending::Adopt);
    adopting.refuse(409, "PendingCopyOperation");
    adopting.found("9", "pending", ECHO);
    assert_eq!(adopting.copy_id(), "9");

    let mut choosy = on_pending(OnPending::Adopt);
    choosy.refuse(409, "PendingCopyOperation");
    choosy.found("9", "pending", "https://other.net/x");
    assert!(matches!(choosy.outcome(), CopyOutcome::NotStarted { .. }));

    let mut waiting = on_pending(OnPending::Wait);
    waiting.refuse(409, "PendingCopyOperation");
    waiting.found_at(EARLIER, "9", "pending", ECHO);
    waiting.found("9", "pending", ECHO);
    waiting.found("9", "success", ECHO);
    assert_eq!(waiting.method(), (Method::PUT, false));

    let mut aborting = on_pending(OnPending::Abort);
    aborting.refuse(409, "PendingCopyOperation");
    aborting.found_at(EARLIER, "9", "pending", ECHO);
    assert!(
        aborting
            .request()
            .uri()
            .query()
            .unwrap()
            .contains("copyid=9")
    );
    aborting.answer(204, &[]);
    assert_eq!(aborting.method(), (Method::PUT, false));
}

#[test]
fn cancelling_aborts_the_copy_and_says_if_it_had_finished_first() {
    let mut aborted = run();
    aborted.started("1");
    aborted.job.cancel();
    assert_eq!(aborted.method(), (Method::PUT, true));
    aborted.answer(204, &[]);
    assert!(matches!(aborted.outcome(), CopyOutcome::Aborted));

    let mut finished = run();
    finished.started("1");
    finished.job.cancel();
    finished.refuse(409, "NoPendingCopyOperation");
    finished.found("1", "success", ECHO);
    assert!(finished.end().is_ok());
}

#[test]
fn cancelling_an_unanswered_start_settles_it_first() {
    let mut run = run();
    run.job.cancel();
    run.lose(NoResponse::Unanswered);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("1", "pending", ECHO);
    assert_eq!(run.method(), (Method::PUT, true));
    run.answer(204, &[]);
    assert!(matches!(run.outcome(), CopyOutcome::Aborted));
}

#[test]
fn the_deadline_leaves_the_copy_alive_and_says_so() {
    let mut policy = CopyPolicy::default();
    policy.deadline = Some(Duration::from_secs(10));
    let mut run = Run::new(policy);
    let begun = run.now;
    run.started("1");
    let mut polls = 0;
    while let Action::WaitUntil(until) = run.next {
        run.now = until;
        run.next = run.job.step(Event::Woke, run.now);
        if matches!(run.next, Action::Send(_)) {
            run.found("1", "pending", ECHO);
            polls += 1;
        }
    }
    assert!(polls > 3 && run.now == begun + Duration::from_secs(10));
    assert!(matches!(
        run.outcome(),
        CopyOutcome::DeadlinePassed(Some(_))
    ));
    assert_eq!(
        run.end().unwrap_err().copy_id.as_ref().unwrap().as_str(),
        "1"
    );
}

#[test]
fn a_service_that_cannot_be_reached_is_given_up_and_nothing_was_started() {
    let mut run = run();
    for _ in 0..4 {
        assert_eq!(run.method(), (Method::PUT, false));
        run.lose(NoResponse::Unsent);
    }
    assert!(matches!(run.outcome(), CopyOutcome::Unreached));
}

#[test]
fn a_refused_start_ends_at_once_with_the_refusal() {
    let mut run = run();
    run.refuse(404, "ContainerNotFound");
    assert!(matches!(run.outcome(), CopyOutcome::Refused(_)));
    assert_eq!(run.end().unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_resumed_job_takes_no_notice_of_how_its_source_was_made() {
    let destination = BlobUrl::parse("https://acct.blob.core.windows.net/into/b").unwrap();
    let ticket = CopyTicket::new(destination, CopyId::parse("1").unwrap());
    let mut run = Run::resumed(&ticket);
    run.job = run.job.clone().with_own_source();
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());
}

#[test]
fn a_resumed_job_watches_and_never_starts() {
    let destination = BlobUrl::parse("https://acct.blob.core.windows.net/into/b").unwrap();
    let ticket = CopyTicket::new(destination, CopyId::parse("1").unwrap());
    let mut run = Run::resumed(&ticket);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("1", "pending", ECHO);
    run.found("1", "success", ECHO);
    assert!(run.end().is_ok());

    let mut superseded = Run::resumed(&ticket);
    superseded.found("2", "pending", ECHO);
    assert!(matches!(superseded.outcome(), CopyOutcome::Superseded(_)));

    let mut aborted = Run::resumed(&ticket);
    aborted.job.cancel();
    aborted.found("1", "pending", ECHO);
    assert_eq!(aborted.method(), (Method::PUT, true));
}
