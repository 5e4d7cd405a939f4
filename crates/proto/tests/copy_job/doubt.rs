//! Starts that may have had an effect that no reply reported.

use std::time::Duration;

use blobcopy_proto::job::{CopyOutcome, CopyPolicy, Event, NoResponse, OnPending};
use blobcopy_proto::{CopyId, ErrorKind};
use bytes::Bytes;
use http::{Method, Response, StatusCode};

use crate::run::{ECHO, Run, on_pending, run};

/// The date of every scripted reply.
const NOW: &str = "Mon, 23 Nov 2026 08:00:00 GMT";
const FOREIGN: &str = "https://other.net/x";

#[test]
fn a_condition_stays_on_a_start_that_is_turned_away_or_cannot_be_sent() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    run.refuse(404, "BlobNotFound");
    assert_eq!(run.request().headers()["if-none-match"], "*");
    run.refuse(503, "ServerBusy");
    assert_eq!(run.request().headers()["if-none-match"], "*");
    run.lose(NoResponse::Unsent);
    assert_eq!(run.request().headers()["if-none-match"], "*");
}

#[test]
fn after_making_room_for_a_start_in_doubt_the_destination_is_looked_at_again() {
    let mut run = on_pending(OnPending::Abort);
    run.lose(NoResponse::Unanswered);
    run.found("9", "pending", FOREIGN);
    assert_eq!(run.method(), (Method::PUT, true));
    run.answer(204, &[]);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("9", "aborted", FOREIGN);
    assert_eq!(run.request().headers()["if-match"], "\"0x1\"");
}

#[test]
fn anothers_copy_before_a_start_in_doubt_is_named_and_the_doubt_kept() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    run.found("9", "pending", FOREIGN);
    assert!(matches!(run.outcome(), CopyOutcome::Overtaken(by) if by.id.as_str() == "9"));
    let error = run.end().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingCopy);
    assert_eq!(error.other_copy().unwrap().id.as_str(), "9");
    assert!(
        error.to_string().contains("may have been started"),
        "{error}"
    );
}

#[test]
fn a_copy_that_was_there_before_the_start_is_never_taken_for_ours() {
    let mut run = on_pending(OnPending::Wait);
    run.refuse(409, "PendingCopyOperation");
    run.found_at("Mon, 23 Nov 2026 07:59:00 GMT", "9", "pending", ECHO);
    run.found("9", "success", ECHO);
    run.lose(NoResponse::Unanswered);
    // It has the same source, and ended exactly at the time of our start.
    run.found_at(NOW, "9", "success", ECHO);
    assert_eq!(run.method(), (Method::PUT, false));
    assert!(run.job.copy_id().is_none());
}

#[test]
fn a_source_made_for_one_job_tells_its_copy_whatever_the_clocks_say() {
    const LONG_AGO: &str = "Sun, 22 Nov 2026 08:00:00 GMT";
    let lost = |source: &str| {
        let mut run = run();
        run.job = run.job.clone().with_own_source();
        run.lose(NoResponse::Unanswered);
        run.found_at(LONG_AGO, "7", "pending", source);
        run
    };
    assert_eq!(lost(ECHO).copy_id(), "7");
    assert!(lost(FOREIGN).job.copy_id().is_none());
}

#[test]
fn a_reply_that_lacks_what_would_tell_is_asked_for_again() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    let state = [("x-ms-copy-id", "7"), ("x-ms-copy-status", "pending")];
    run.answer(200, &state);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.answer(200, &[state[0], state[1], ("x-ms-copy-source", ECHO)]);
    assert_eq!(run.method(), (Method::HEAD, false));
    run.found("7", "pending", ECHO);
    assert_eq!(run.copy_id(), "7");
}

#[test]
fn what_something_in_between_says_in_place_of_a_starts_reply_is_not_believed() {
    for status in [200, 403, 404, 409, 412, 429, 503, 504] {
        let mut run = run();
        run.page(status);
        assert_eq!(run.method(), (Method::HEAD, false), "{status}");
        run.found("7", "success", ECHO);
        assert!(run.end().is_ok());
    }
}

#[test]
fn a_redirect_ends_the_start_that_was_not_passed_on() {
    let mut run = run();
    run.page(307);
    assert!(matches!(run.outcome(), CopyOutcome::Refused(_)));
}

#[test]
fn a_redirect_does_not_settle_an_earlier_start() {
    let mut run = run();
    run.lose(NoResponse::Unanswered);
    run.refuse(404, "BlobNotFound");
    run.page(307);
    assert!(matches!(run.outcome(), CopyOutcome::Unsettled(Some(_))));
}

#[test]
fn a_copy_behind_the_first_refusal_is_ours_where_a_second_delivery_was_refused() {
    for (code, status) in [
        ("PendingCopyOperation", "pending"),
        ("PendingCopyOperation", "success"),
        ("BlobAlreadyExists", "success"),
        ("ConditionNotMet", "pending"),
        ("BlobArchived", "success"),
        ("UnauthorizedBlobOverwrite", "success"),
    ] {
        let mut run = Run::if_absent(CopyPolicy::default());
        run.refuse(409, code);
        assert_eq!(run.method(), (Method::HEAD, false), "{code}");
        run.found("7", status, ECHO);
        assert_eq!(run.copy_id(), "7", "{code}");
    }
}

#[test]
fn a_copy_that_is_known_from_before_is_not_the_one_behind_a_conflict() {
    let mut run = run();
    let earlier = CopyId::parse("7").unwrap();
    run.job = run.job.clone().with_earlier_copy(earlier);
    run.refuse(409, "PendingCopyOperation");
    run.found("7", "pending", ECHO);
    assert!(matches!(run.outcome(), CopyOutcome::NotStarted { .. }));
}

#[test]
fn a_refusal_stands_where_the_destination_shows_no_copy_of_ours() {
    for code in ["BlobAlreadyExists", "ConditionNotMet", "BlobArchived"] {
        for seen in ["success", "pending"] {
            let mut run = Run::if_absent(CopyPolicy::default());
            run.refuse(409, code);
            run.found("9", seen, FOREIGN);
            let refusal = run.end().unwrap_err().refusal().unwrap().to_string();
            assert!(matches!(run.outcome(), CopyOutcome::Refused(_)), "{code}");
            assert!(refusal.contains(code), "{refusal}");
        }
    }
}

#[test]
fn the_refusal_behind_a_pending_copy_of_another_is_kept() {
    let mut run = run();
    run.refuse(409, "PendingCopyOperation");
    run.found("9", "pending", FOREIGN);
    let refusal = run.end().unwrap_err().refusal().unwrap().to_string();
    assert!(
        refusal.contains("PendingCopyOperation") && refusal.contains("request r"),
        "{refusal}"
    );
}

#[test]
fn a_conflict_that_cannot_be_looked_into_leaves_the_start_open() {
    let mut forbidden = run();
    forbidden.refuse(409, "PendingCopyOperation");
    forbidden.refuse(403, "AuthorizationFailure");
    let mut silent = run();
    silent.refuse(409, "PendingCopyOperation");
    for _try in 0..4 {
        silent.lose(NoResponse::Unanswered);
    }
    for run in [forbidden, silent] {
        assert!(matches!(run.outcome(), CopyOutcome::Unsettled(Some(_))));
        assert_eq!(run.end().unwrap_err().kind(), ErrorKind::PendingCopy);
    }
}

#[test]
fn a_cancelled_start_behind_a_conflict_is_settled_first() {
    let mut run = run();
    run.refuse(409, "PendingCopyOperation");
    run.job.cancel();
    run.found("7", "pending", ECHO);
    assert_eq!(run.method(), (Method::PUT, true));
}

#[test]
fn a_page_that_says_not_found_is_not_the_end_of_the_destination() {
    let mut watching = run();
    watching.started("1");
    watching.page(404);
    watching.found("1", "success", ECHO);
    assert!(watching.end().is_ok());

    let mut aborting = run();
    aborting.started("1");
    aborting.job.cancel();
    aborting.page(404);
    assert_eq!(aborting.method(), (Method::PUT, true));
}

#[test]
fn a_page_that_says_no_content_is_not_an_abort() {
    let mut aborting = run();
    aborting.started("1");
    aborting.job.cancel();
    aborting.page(204);
    assert_eq!(aborting.method(), (Method::PUT, true));
}

#[test]
fn a_lost_start_is_asked_about_even_if_nothing_is_tried_twice() {
    let mut policy = CopyPolicy::default();
    policy.retry.attempts = 1;
    let mut run = Run::new(policy);
    run.lose(NoResponse::Unanswered);
    run.found("7", "pending", ECHO);
    assert_eq!(run.copy_id(), "7");
}

#[test]
fn a_start_in_doubt_is_not_sent_again_where_the_callers_condition_is_not_met() {
    let mut run = Run::if_absent(CopyPolicy::default());
    run.lose(NoResponse::Unanswered);
    run.answer(200, &[("etag", "\"0x9\"")]);
    assert!(matches!(run.outcome(), CopyOutcome::Unsettled(_)));
}

#[test]
fn a_cancelled_start_that_was_refused_was_not_started() {
    let mut run = run();
    run.refuse(409, "PendingCopyOperation");
    run.job.cancel();
    run.refuse(404, "BlobNotFound");
    assert!(matches!(run.outcome(), CopyOutcome::Cancelled));
}

#[test]
fn nothing_is_started_after_a_cancel() {
    let mut run = on_pending(OnPending::Abort);
    run.refuse(409, "PendingCopyOperation");
    run.found("9", "pending", FOREIGN);
    run.request();
    run.job.cancel();
    run.answer(204, &[]);
    assert!(matches!(run.outcome(), CopyOutcome::Cancelled));
}

#[test]
fn nothing_is_started_after_the_deadline() {
    let mut policy = CopyPolicy::default();
    policy.on_pending = OnPending::Abort;
    policy.deadline = Some(Duration::from_secs(10));
    let mut run = Run::new(policy);
    run.refuse(409, "PendingCopyOperation");
    run.found("9", "pending", FOREIGN);
    run.request();
    run.now += Duration::from_secs(11);
    run.answer(204, &[]);
    assert!(matches!(run.outcome(), CopyOutcome::Refused(_)));
}

impl Run {
    /// A page from a proxy.
    fn page(&mut self, status: u16) {
        self.request();
        let mut page = Response::new(Bytes::from_static(b"<html>sorry</html>"));
        *page.status_mut() = StatusCode::from_u16(status).unwrap();
        self.next = self.job.step(Event::Reply(page), self.now);
    }
}
