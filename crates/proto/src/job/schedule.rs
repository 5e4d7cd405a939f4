//! When to ask how a copy stands.
//!
//! The wait grows with the time elapsed: each is a fixed share of it. So the end is noticed late by at most that share
//! of the copy's length, and the number of questions grows with the logarithm of the length. Where the service tells
//! progress, the next question is aimed at the predicted end instead.

use std::time::Duration;

use crate::job::jitter::Jitter;
use crate::value::Progress;

/// How closely a copy is watched.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PollPolicy {
    /// Each wait as a share of the time that the copy has taken so far: the bound on noticing its end late.
    pub share: f64,
    /// Shortest wait.
    pub floor: Duration,
    /// Longest wait.
    pub ceiling: Duration,
}

impl Default for PollPolicy {
    /// A share of 18 %, at least 45 ms, at most one minute.
    fn default() -> Self {
        Self {
            share: 0.18,
            floor: Duration::from_millis(45),
            ceiling: Duration::from_secs(60),
        }
    }
}

/// Part of a wait that jitter may take away.
const JITTER: f64 = 0.05;

/// Share of the elapsed time that is waited at most once an end has been predicted.
const NEAR: f64 = 0.04;

impl PollPolicy {
    /// The wait until the next question about a copy that was accepted `elapsed` ago and has come so far.
    pub(crate) fn wait(
        &self,
        elapsed: Duration,
        progress: Option<Progress>,
        jitter: &mut Jitter,
    ) -> Duration {
        let blind = elapsed.mul_f64(self.share);
        let wait = match progress.and_then(|progress| remaining(elapsed, progress)) {
            // Behind the aim rather than before it: a question too early costs another one.
            Some(remaining) => remaining.max(elapsed.mul_f64(NEAR)),
            None => blind,
        };
        jitter.shorten(
            wait.clamp(self.floor.min(self.ceiling), self.ceiling),
            JITTER,
        )
    }
}

/// How long the rest will take if it goes on as so far.
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

    /// Polls of a copy of that length, and how late its end was noticed.
    fn watch(length: Duration, tells_progress: bool, seed: u64) -> (u32, Duration) {
        let policy = PollPolicy::default();
        let mut jitter = Jitter::new(seed);
        let (mut elapsed, mut polls, mut progress) = (Duration::ZERO, 0, None);
        while elapsed < length {
            elapsed += policy.wait(elapsed, progress, &mut jitter);
            polls += 1;
            let copied = (1e9 * elapsed.as_secs_f64() / length.as_secs_f64()) as u64;
            progress =
                tells_progress.then(|| Progress::new(copied.min(1_000_000_000), 1_000_000_000));
        }
        (polls, elapsed - length)
    }

    #[test]
    fn a_lone_copy_without_progress_is_noticed_within_its_bounds() {
        for (millis, most) in [(50, 8), (1_000, 25), (10_000, 35), (600_000, 60)] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (polls, late) = watch(length, false, seed);
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
        for millis in [1_000, 10_000, 40_000, 60_000] {
            let length = Duration::from_millis(millis);
            for seed in 0..200 {
                let (polls, late) = watch(length, true, seed);
                assert!(polls <= 12, "{length:?}: {polls} polls");
                assert!(
                    late <= length.mul_f64(0.05).max(Duration::from_millis(50)),
                    "{length:?}: {late:?} late"
                );
            }
        }
    }
}
