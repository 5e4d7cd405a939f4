//! The end of a copy is noticed as early as the polling law states, if nothing is lost.

use std::time::Duration;

use blobcopy_proto::job::PollPolicy;

use crate::simulation::check::Case;
use crate::simulation::fate::{Before, Pace};
use crate::simulation::record::Ask;
use crate::simulation::truth::BlobRevision;

/// Checks how late the end was noticed, and how many requests were sent.
pub(crate) fn check(case: &mut Case<'_>) {
    let (asked, allowed) = questions(case);
    if asked > allowed {
        case.violated(format!("asked {asked} times where {allowed} are plenty"));
    }
    let Some((late, allowed)) = lateness(case) else {
        return;
    };
    if late > allowed {
        case.violated(format!(
            "noticed {late:?} late where {allowed:?} are allowed"
        ));
    }
}

/// The number of answered status requests, and the maximum for a run of that length. It grows with the logarithm of the
/// waiting time, which may be for a foreign copy, the job's copy, and the job's copy again in another process.
fn questions(case: &Case<'_>) -> (usize, usize) {
    let looks = case
        .record
        .requests
        .iter()
        .filter(|sent| sent.ask == Ask::Look);
    let asked = looks.filter(|look| look.reply().is_some()).count();
    let length = case
        .record
        .end
        .as_ref()
        .map_or(Duration::ZERO, |(at, _)| *at)
        .as_secs_f64();
    let of_one = 10.0 + 12.0 * (1.0 + 4.0 * length).ln() + length / 100.0;
    (asked, 3 * of_one as usize)
}

/// How late the end of the job's copy was noticed, and the maximum by the polling law, for a run without faults.
fn lateness(case: &Case<'_>) -> Option<(Duration, Duration)> {
    let fate = case.fate;
    let is_calm = fate.trips.is_empty()
        && fate.deeds.is_empty()
        && fate.cancel.is_none()
        && fate.death.is_none()
        && fate.deadline.is_none()
        && fate.sas_ends.is_none()
        && !matches!(fate.before, Before::Copy { .. });
    let (noticed, end) = case.record.end.as_ref()?;
    let copy = case.record.service.copy(end.copy_id.as_ref()?)?;
    let (_, start) = case.starts().last()?;
    if !is_calm || start.reply()?.1 != 202 {
        return None;
    }
    let ended = copy.ended?;
    let late = micros(BlobRevision::of(*noticed).0 - ended.0);
    let length = micros(ended.0 - copy.begun.0) + fate.latency;
    let law = PollPolicy::default();
    let share = match fate.plan.progress {
        Pace::Silent => law.share,
        Pace::Steady => 0.05,
        // The reported progress misleads, so only the maximum prediction limits the delay.
        Pace::Late => 3.0,
    };
    // A wait begins when a reply has arrived, and ends with a request and its reply. A prediction from a noisy round
    // trip is wrong by at most the maximum prediction.
    let allowed = length.mul_f64(share).max(law.floor).min(law.ceiling) + 8 * fate.latency;
    Some((late, allowed))
}

fn micros(micros: i64) -> Duration {
    Duration::from_micros(micros.max(0) as u64)
}
