//! A cancel or a deadline during an outstanding request.

use std::time::Duration;

use blobcopy_proto::job::{
    Action, CopyJob, CopyOutcome, CopyPolicy, CopyTicket, Event, NoResponse, OnPending,
};
use blobcopy_proto::{BlobUrl, CopyId, ErrorKind, ServiceVersion};
use http::Method;

use crate::run::{ECHO, Run, on_pending, run};

impl Run {
    fn step(&mut self, event: Event) {
        self.request();
        self.next = self.job.step(event, self.now);
    }

    /// Moves the clock past the deadline while the request is outstanding.
    fn let_the_deadline_pass(&mut self) {
        self.request();
        self.now = self.job.deadline().unwrap();
    }

    fn step_while_resting(&mut self) {
        while let Action::WaitUntil(until) = self.next {
            self.now = self.now.max(until);
            self.next = self.job.step(Event::Woke, self.now);
        }
    }
}

fn until(seconds: u64, abort_at_deadline: bool) -> Run {
    let policy = CopyPolicy::default().with_deadline(Duration::from_secs(seconds));
    Run::new(policy.with_abort_at_deadline(abort_at_deadline))
}

#[test]
fn a_cancel_drops_a_poll_and_sends_the_abort() {
    let mut run = run();
    run.started("1");
    assert_eq!(run.method(), (Method::HEAD, false));
    run.job.cancel();
    assert!(run.job.may_be_dropped(true));
    run.step(Event::Dropped);
    assert!(matches!(run.next, Action::Send(_)));
    assert_eq!(run.method(), (Method::PUT, true));
    assert!(!run.job.may_be_dropped(false), "it has to be sent");
    run.answer(204, &[]);
    assert!(matches!(run.outcome(), CopyOutcome::Aborted));
}

#[test]
fn a_start_is_dropped_only_before_it_is_sent() {
    let mut run = run();
    run.request();
    run.job.cancel();
    assert!(!run.job.may_be_dropped(true));
    assert!(run.job.may_be_dropped(false));
    run.step(Event::Dropped);
    assert!(matches!(run.outcome(), CopyOutcome::Cancelled));
}

#[test]
fn a_start_that_is_unanswered_when_the_grace_is_over_may_have_been_started() {
    let mut cancelled = run();
    cancelled.request();
    cancelled.job.cancel();
    cancelled.step(Event::GraceOver);
    assert!(matches!(cancelled.outcome(), CopyOutcome::Unsettled(None)));
    assert!(!cancelled.job.is_late());

    let mut late = until(2, false);
    late.let_the_deadline_pass();
    assert!(!late.job.may_be_dropped(true));
    late.step(Event::GraceOver);
    assert!(matches!(late.outcome(), CopyOutcome::Unsettled(None)));
    assert!(late.job.is_late());
}

#[test]
fn a_start_that_is_answered_within_the_grace_is_aborted_or_left() {
    let mut cancelled = run();
    cancelled.request();
    cancelled.job.cancel();
    cancelled.started("1");
    assert_eq!(cancelled.method(), (Method::PUT, true));

    let mut late = until(2, false);
    late.let_the_deadline_pass();
    late.started("1");
    late.step_while_resting();
    assert!(matches!(
        late.outcome(),
        CopyOutcome::DeadlinePassed(Some(state)) if state.id.as_str() == "1"
    ));
}

#[test]
fn an_abort_that_is_unanswered_when_the_grace_is_over_is_not_confirmed() {
    let mut run = run();
    run.started("1");
    run.request();
    run.job.cancel();
    run.step(Event::Dropped);
    run.step(Event::GraceOver);
    assert!(matches!(run.outcome(), CopyOutcome::NotAborted(None)));
    assert_eq!(run.copy_id(), "1");

    // An abort that the service delays beyond the grace period is not confirmed either.
    let mut put_off = super::run::run();
    put_off.started("1");
    put_off.answer(
        503,
        &[("x-ms-error-code", "ServerBusy"), ("retry-after", "60")],
    );
    put_off.job.cancel();
    put_off.next = put_off.job.step(Event::GraceOver, put_off.now);
    assert!(matches!(
        put_off.outcome(),
        CopyOutcome::NotAborted(Some(_))
    ));
}

#[test]
fn the_deadline_drops_a_poll_and_leaves_or_aborts_the_copy() {
    let mut left = until(2, false);
    left.started("1");
    left.let_the_deadline_pass();
    assert!(left.job.may_be_dropped(true));
    left.step(Event::Dropped);
    assert!(matches!(left.outcome(), CopyOutcome::DeadlinePassed(_)));

    let mut aborted = until(2, true);
    aborted.started("1");
    aborted.let_the_deadline_pass();
    aborted.step(Event::Dropped);
    assert_eq!(aborted.method(), (Method::PUT, true));
    aborted.step(Event::GraceOver);
    assert!(matches!(aborted.outcome(), CopyOutcome::NotAborted(None)));
    assert!(aborted.job.is_late());
}

#[test]
fn a_question_that_settles_a_start_in_doubt_is_dropped_only_if_nothing_is_to_be_aborted() {
    let mut cancelled = run();
    cancelled.lose(NoResponse::Unanswered);
    assert_eq!(cancelled.method(), (Method::HEAD, false));
    assert!(cancelled.job.may_be_dropped(true));
    cancelled.job.cancel();
    assert!(!cancelled.job.may_be_dropped(true));
    cancelled.step(Event::GraceOver);
    assert!(matches!(cancelled.outcome(), CopyOutcome::Unsettled(None)));

    let mut late = until(2, false);
    late.lose(NoResponse::Unanswered);
    late.let_the_deadline_pass();
    late.step(Event::Dropped);
    assert!(matches!(late.outcome(), CopyOutcome::Unsettled(None)));

    let mut aborting = until(2, true);
    aborting.lose(NoResponse::Unanswered);
    aborting.let_the_deadline_pass();
    assert!(!aborting.job.may_be_dropped(true));
    aborting.found("7", "pending", ECHO);
    aborting.step_while_resting();
    assert_eq!(aborting.method(), (Method::PUT, true));
}

#[test]
fn a_question_about_anothers_copy_is_dropped_by_a_cancel_and_an_abort_of_it_is_awaited() {
    let conflict = |mut run: Run| {
        run.refuse(409, "PendingCopyOperation");
        run.request();
        run
    };
    let mut asking = conflict(on_pending(OnPending::Wait));
    // The pending copy may be our own, so the job checks that before it ends.
    asking.job.cancel();
    assert!(!asking.job.may_be_dropped(true));
    asking.found("9", "pending", "https://other.net/x");
    assert!(matches!(asking.outcome(), CopyOutcome::NotStarted { .. }));

    let mut waiting = conflict(on_pending(OnPending::Wait));
    waiting.found("9", "pending", "https://other.net/x");
    waiting.request();
    waiting.job.cancel();
    assert!(waiting.job.may_be_dropped(true));
    waiting.step(Event::Dropped);
    assert!(matches!(waiting.outcome(), CopyOutcome::Cancelled));

    let mut aborting = conflict(on_pending(OnPending::Abort));
    aborting.found("9", "pending", "https://other.net/x");
    assert_eq!(aborting.method(), (Method::PUT, true));
    aborting.job.cancel();
    assert!(!aborting.job.may_be_dropped(true));
    aborting.step(Event::GraceOver);
    assert!(matches!(aborting.outcome(), CopyOutcome::Cancelled));
}

#[test]
fn the_time_before_the_first_step_counts_for_the_deadline() {
    let mut policy = CopyPolicy::default();
    policy.deadline = Some(Duration::from_secs(2));
    let ticket = CopyTicket::new(
        BlobUrl::parse("https://acct.blob.core.windows.net/into/b").unwrap(),
        CopyId::parse("1").unwrap(),
    );
    let now = run().now;
    let mut job = CopyJob::resume(&ticket, policy, ServiceVersion::DEFAULT, now);
    job.count_from(now);
    assert_eq!(job.deadline(), Some(now + Duration::from_secs(2)));
    let Action::Done(Err(error)) = job.step(Event::Woke, now + Duration::from_secs(2)) else {
        panic!("the deadline passed before the first step");
    };
    assert!(matches!(error.outcome, CopyOutcome::DeadlinePassed(None)));
}

#[test]
fn a_wait_longer_than_any_that_is_obeyed_ends_a_start_and_not_a_watch() {
    let hour = [("x-ms-error-code", "ServerBusy"), ("retry-after", "3600")];
    let mut starting = run();
    starting.answer(503, &hour);
    let error = starting.end().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(
        error
            .refusal()
            .unwrap()
            .to_string()
            .contains("asks to wait 1 h")
    );

    let mut watching = run();
    watching.started("1");
    watching.answer(503, &hour);
    let asked = watching.now;
    assert_eq!(watching.method(), (Method::HEAD, false));
    assert!(watching.now - asked >= Duration::from_secs(300));
}
