//! When to check a copy's status.
//!
//! Each wait is a fixed share of the time elapsed. So the end is noticed late by at most that share of the copy's
//! duration, and the number of status checks grows with the logarithm of the duration. If the service reports progress,
//! the next check is aimed at the predicted end instead. No prediction is trusted far beyond the time it was made from,
//! because a copy that began slowly may end soon. If finished copies have shown how long a copy takes, the first check
//! is aimed by that, and the next checks follow closely until the copy should have ended.

use std::time::Duration;

use crate::job::Expectation;
use crate::job::jitter::Jitter;
use crate::value::Progress;

/// How often a copy's status is checked.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PollPolicy {
    /// Each wait as a share of the time that the copy has taken so far. It bounds how late the end is noticed.
    pub share: f64,
    /// Shortest wait.
    pub floor: Duration,
    /// Longest wait.
    pub ceiling: Duration,
}

impl Default for PollPolicy {
    /// A share of 18 %, at least 45 ms, at most two minutes.
    fn default() -> Self {
        Self {
            share: 0.18,
            floor: Duration::from_millis(45),
            ceiling: Duration::from_secs(120),
        }
    }
}

/// Part of a wait that jitter may take away.
const JITTER: f64 = 0.05;

/// Wait near a predicted or expected end, as a share of the elapsed time.
const NEAR: f64 = 0.04;

/// Longest wait for a predicted end, in multiples of the elapsed time. It bounds how late the end of a copy with
/// misleading progress is noticed. A first prediction is made from one round trip, and so is mostly noise.
const REACH: f64 = 3.0;

impl PollPolicy {
    /// The wait until the next status check of a copy that was accepted `elapsed` ago. `progress` is what the service
    /// reported, and `expected` what finished copies suggest.
    pub(crate) fn wait(
        &self,
        elapsed: Duration,
        progress: Option<Progress>,
        expected: Option<Expectation>,
        jitter: &mut Jitter,
    ) -> Duration {
        let predicted = progress.and_then(|progress| remaining(elapsed, progress));
        let wait = match (predicted, expected) {
            // The check should come after the end rather than just before it, which would cost another check.
            (Some(remaining), _) => remaining
                .max(elapsed.mul_f64(NEAR))
                .min(elapsed.mul_f64(REACH)),
            (None, Some(expected)) => self.towards(expected, elapsed),
            (None, None) => elapsed.mul_f64(self.share),
        };
        jitter.shorten(
            wait.clamp(self.floor.min(self.ceiling), self.ceiling),
            JITTER,
        )
    }

    /// Waits until shortly before the earliest end, then in small steps, and by the usual share after the latest end.
    fn towards(&self, expected: Expectation, elapsed: Duration) -> Duration {
        let aim = expected.earliest.mul_f64(1.0 - NEAR);
        // Jitter may have shortened the wait for the aim, and no second wait makes up for that.
        if elapsed < aim.mul_f64(1.0 - JITTER) {
            return aim - elapsed;
        }
        let overdue = expected.latest.mul_f64(1.0 + self.share);
        elapsed.mul_f64(if elapsed < overdue { NEAR } else { self.share })
    }
}

/// The time that the remaining bytes take at the average pace so far.
fn remaining(elapsed: Duration, progress: Progress) -> Option<Duration> {
    let Progress { copied, total } = progress;
    if copied == 0 || copied > total {
        return None;
    }
    let ratio = (total - copied) as f64 / copied as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * ratio).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The progress that a copy reports, by the part of its length that has passed.
    type Tells = fn(f64) -> Option<f64>;

    const NOTHING: Tells = |_| None;
    const TRUTH: Tells = |part| Some(part);
    const TOO_LITTLE: Tells = |part| Some(part.powi(8));

    /// The number of polls of a copy of this length, and the delay until its end was noticed. A request with its reply
    /// takes up to `latency`.
    fn watch(length: Duration, tells: Tells, latency: Duration, seed: u64) -> (u32, Duration) {
        let policy = PollPolicy::default();
        let (mut jitter, mut network) = (Jitter::new(seed), Jitter::new(!seed));
        let mut trip = || network.shorten(latency, 1.0);
        let accepted = trip();
        let (mut now, mut polls, mut progress) = (accepted, 0, None);
        loop {
            now += policy.wait(now - accepted, progress, None, &mut jitter) + trip();
            polls += 1;
            let part = now.as_secs_f64() / length.as_secs_f64();
            now += trip();
            if part >= 1.0 {
                return (polls, now - length);
            }
            progress = tells(part).map(|part| Progress::new((1e9 * part) as u64, 1_000_000_000));
        }
    }

    #[test]
    fn a_lone_copy_without_progress_is_noticed_within_its_bounds() {
        for (millis, most) in [(50, 8), (1_000, 25), (10_000, 35), (600_000, 60)] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (polls, late) = watch(length, NOTHING, Duration::ZERO, seed);
                assert!(polls <= most, "{length:?}: {polls} polls");
                assert!(
                    late <= length.mul_f64(0.2).max(Duration::from_millis(50)),
                    "{length:?}: {late:?} late"
                );
            }
        }
    }

    #[test]
    fn with_linear_progress_few_questions_notice_the_end_closely() {
        for millis in [50, 1_000, 10_000, 40_000, 60_000, 600_000] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (polls, late) = watch(length, TRUTH, Duration::ZERO, seed);
                assert!(polls <= 12, "{length:?}: {polls} polls");
                assert!(
                    late <= length.mul_f64(0.05).max(Duration::from_millis(50)),
                    "{length:?}: {late:?} late"
                );
            }
        }
    }

    #[test]
    fn the_noise_of_the_network_does_not_lead_a_prediction_astray() {
        let latency = Duration::from_millis(15);
        for millis in [1_000, 10_000, 40_000, 600_000] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (_, late) = watch(length, TRUTH, latency, seed);
                assert!(
                    late <= length.mul_f64(0.05).max(Duration::from_millis(50)) + 3 * latency,
                    "{length:?}: {late:?} late"
                );
            }
        }
    }

    #[test]
    fn what_others_taught_saves_questions_and_finds_the_end_sooner() {
        let policy = PollPolicy::default();
        for millis in [500, 2_000, 60_000] {
            let length = Duration::from_millis(millis);
            let expected = Some(Expectation::new(length.mul_f64(0.98), length.mul_f64(1.02)));
            for seed in 0..200 {
                let mut jitter = Jitter::new(seed);
                let (mut now, mut polls) = (Duration::ZERO, 0);
                while now < length {
                    now += policy.wait(now, None, expected, &mut jitter);
                    polls += 1;
                }
                assert!(polls <= 5, "{length:?}: {polls} polls");
                let late = now - length;
                assert!(
                    late <= length.mul_f64(NEAR).max(policy.floor),
                    "{length:?}: {late:?} late"
                );
            }
        }
    }

    #[test]
    fn progress_that_misleads_costs_no_more_than_the_reach_of_a_prediction() {
        for millis in [50, 1_000, 10_000, 60_000] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (_, late) = watch(length, TOO_LITTLE, Duration::ZERO, seed);
                assert!(late <= length.mul_f64(REACH), "{length:?}: {late:?} late");
            }
        }
    }
}
