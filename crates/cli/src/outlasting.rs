//! Another copy holds the destination: its end is waited for before ours is started.
//!
//! While we wait nothing of ours is under way, so that a signal ends the wait at once and starts nothing.

use blobcopy::{CopyOutcome, CopyPolicy, CopyState, CopyTicket, Error};

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::waiting::Waiting;

/// Waits until `other` has ended, whichever way. `in_the_way` is the error that named it.
pub(crate) async fn outlast(
    waiting: &mut Waiting<'_>,
    other: &CopyState,
    in_the_way: &Error,
    policy: &CopyPolicy,
) -> Result<(), Failure> {
    let target = waiting.target;
    let failed = |error: &Error| Failure {
        copy_id: None,
        pending_copy_id: Some(other.id.clone()),
        ..Failure::of(error, target)
    };
    let ticket = CopyTicket::new(target.url().clone(), other.id.clone());
    let mut policy = policy.clone();
    policy.abort_at_deadline = false;
    let operation = target.service.resume_with(&ticket, policy);
    let operation = operation.map_err(|error| failed(&error))?;
    let ended = tokio::select! {
        ended = operation.wait() => ended,
        () = waiting.interrupts.next() => {
            return Err(Failure {
                exit_code: ExitCode::Interrupted,
                ..because("interrupted", failed(in_the_way))
            });
        }
    };
    let Err(error) = ended else {
        return Ok(());
    };
    match error.outcome() {
        Some(
            CopyOutcome::Failed(_)
            | CopyOutcome::Aborted
            | CopyOutcome::Superseded(_)
            | CopyOutcome::Cleared
            | CopyOutcome::Gone,
        ) => Ok(()),
        Some(CopyOutcome::DeadlinePassed(_)) => {
            Err(because("the timeout passed", failed(in_the_way)))
        }
        _ => Err(failed(&error)),
    }
}

fn because(reason: &str, failure: Failure) -> Failure {
    Failure {
        message: format!("{reason}: {}", failure.message),
        ..failure
    }
}
