//! The number, times and limits of a job's requests.

use std::time::Duration;

use blobcopy_proto::ErrorKind;
use blobcopy_proto::job::{Action, CopyOutcome, CopyPolicy, Event, NoResponse, OnPending};
use http::Method;

use crate::run::{ECHO, Run, on_pending, run};

const FOREIGN: &str = "https://other.net/x";

impl Run {
    /// The time until the job's next request.
    fn rest(&mut self) -> Duration {
        let begun = self.now;
        self.request();
        self.now - begun
    }

    fn busy(&mut self, seconds: &str) {
        let headers = [("x-ms-error-code", "ServerBusy"), ("retry-after", seconds)];
        self.answer(503, &headers);
    }

    /// Cancels the job while it rests.
    fn cancel(&mut self) {
        assert!(matches!(self.next, Action::WaitUntil(_)));
        self.job.cancel();
        self.next = self.job.step(Event::Woke, self.now);
    }
}

#[test]
fn the_lease_that_a_copy_started_with_ends_it_too() {
    let mut run = Run::leased("11111111-1111-1111-1111-111111111111");
    run.started("1");
    run.cancel();
    assert_eq!(run.method(), (Method::PUT, true));
    let lease = run.request().headers().get("x-ms-lease-id").cloned();
    assert_eq!(lease.unwrap(), "11111111-1111-1111-1111-111111111111");
}

#[test]
fn a_copy_that_is_pending_at_its_deadline_is_aborted_if_that_is_wished() {
    let mut policy = CopyPolicy::default();
    policy.deadline = Some(Duration::from_secs(10));
    policy.abort_at_deadline = true;
    let mut aborted = Run::new(policy.clone());
    aborted.started("1");
    while aborted.method() == (Method::HEAD, false) {
        aborted.found("1", "pending", ECHO);
    }
    assert_eq!(aborted.method(), (Method::PUT, true));
    aborted.answer(204, &[]);
    assert!(matches!(aborted.outcome(), CopyOutcome::AbortedAtDeadline));
    assert_eq!(aborted.end().unwrap_err().kind(), ErrorKind::Timeout);

    // The copy ended before its abort arrived.
    let mut done = Run::new(policy.clone());
    done.started("1");
    while done.method() == (Method::HEAD, false) {
        done.found("1", "pending", ECHO);
    }
    done.refuse(409, "NoPendingCopyOperation");
    done.found("1", "success", ECHO);
    assert!(done.end().is_ok());

    // The job first settles whether there is a copy.
    let mut in_doubt = Run::new(policy);
    in_doubt.lose(NoResponse::Unanswered);
    in_doubt.request();
    in_doubt.now += Duration::from_secs(11);
    in_doubt.refuse(503, "ServerBusy");
    in_doubt.found("7", "pending", ECHO);
    assert_eq!(in_doubt.method(), (Method::PUT, true));
}

#[test]
fn a_retry_after_holds_for_the_reply_that_carried_it_only() {
    let mut run = run();
    run.busy("60");
    assert!(run.rest() >= Duration::from_secs(60));
    run.lose(NoResponse::Unsent);
    assert!(run.rest() < Duration::from_secs(2));
}

#[test]
fn a_cancel_cuts_a_rest_short_unless_the_service_asked_for_it() {
    let mut run = run();
    run.started("1");
    for _ in 0..9 {
        run.lose(NoResponse::Unanswered);
    }
    run.cancel();
    assert!(matches!(run.next, Action::Send(_)));
    assert_eq!(run.method(), (Method::PUT, true));

    let mut asked = super::run::run();
    asked.started("1");
    asked.busy("60");
    asked.cancel();
    assert!(asked.rest() >= Duration::from_secs(60));
    assert_eq!(asked.method(), (Method::PUT, true));
}

#[test]
fn a_cancel_after_many_failed_polls_has_all_its_tries() {
    let mut run = run();
    run.started("1");
    for _ in 0..9 {
        run.lose(NoResponse::Unanswered);
    }
    run.request();
    run.job.cancel();
    run.lose(NoResponse::Unanswered);
    for _ in 0..2 {
        assert_eq!(run.method(), (Method::PUT, true));
        run.lose(NoResponse::Unanswered);
    }
    run.answer(204, &[]);
    assert!(matches!(run.outcome(), CopyOutcome::Aborted));
}

#[test]
fn an_answer_of_any_kind_gives_the_next_question_all_its_tries() {
    let mut run = run();
    run.started("1");
    run.cancel();
    for _ in 0..3 {
        run.lose(NoResponse::Unanswered);
    }
    run.refuse(409, "NoPendingCopyOperation");
    for _ in 0..3 {
        assert_eq!(run.method(), (Method::HEAD, false));
        run.lose(NoResponse::Unanswered);
    }
    run.found("1", "aborted", ECHO);
    assert!(matches!(run.outcome(), CopyOutcome::Aborted));
}

#[test]
fn making_room_is_not_tried_for_ever() {
    let mut run = on_pending(OnPending::Abort);
    for _ in 0..4 {
        run.refuse(409, "PendingCopyOperation");
        run.found("9", "pending", FOREIGN);
        assert_eq!(run.method(), (Method::PUT, true));
        run.answer(204, &[]);
    }
    run.refuse(409, "PendingCopyOperation");
    run.found("9", "pending", FOREIGN);
    assert!(
        matches!(run.outcome(), CopyOutcome::NotStarted { other: by, .. } if by.id.as_str() == "9")
    );
}

#[test]
fn a_service_that_contradicts_itself_about_an_abort_is_not_asked_for_ever() {
    let mut run = run();
    run.started("1");
    run.cancel();
    run.refuse(409, "NoPendingCopyOperation");
    for _ in 0..4 {
        run.found("1", "pending", ECHO);
    }
    assert!(matches!(run.outcome(), CopyOutcome::NotAborted(_)));
}

#[test]
fn anothers_long_copy_is_not_asked_about_more_often_than_our_own() {
    let mut run = on_pending(OnPending::Wait);
    let begun = run.now;
    run.refuse(409, "PendingCopyOperation");
    let mut polls = 0;
    while run.now < begun + Duration::from_secs(3600) {
        run.found("9", "pending", FOREIGN);
        run.request();
        polls += 1;
    }
    assert!(polls < 100, "{polls} polls in an hour");
}
