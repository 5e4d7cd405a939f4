//! When to retry a request after a temporary failure.

use std::time::Duration;

use crate::job::jitter::Jitter;

/// When to retry after a temporary failure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Attempts in total, including the first. Polling of a copy that may be running is not limited by it, but by the
    /// deadline.
    pub attempts: u32,
    /// How many replies with `Retry-After` a request gets until it is given up. Such a reply is not a failure, and so
    /// has its own limit.
    pub put_offs: u32,
    /// Wait before the second attempt; doubled before each further one.
    pub first_wait: Duration,
    /// Longest wait, unless the service asks for a longer one.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts, after waits of 250 ms, 500 ms and 1 s; waits of at most 30 s; thirty replies with `Retry-After`.
    fn default() -> Self {
        Self {
            attempts: 4,
            put_offs: 30,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(30),
        }
    }
}

/// Longest `Retry-After` that is obeyed, so that no server can keep a client waiting without limit. A longer one ends a
/// request with the refusal, which reports it. A copy that is known to be pending is asked about again after this time.
pub(crate) const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

impl RetryPolicy {
    /// The wait after `failures` failures in a row, where the service asked for `retry_after`.
    ///
    /// Shortened by a random part of up to half, but never below what the service asked for.
    pub(crate) fn wait(
        &self,
        failures: u32,
        retry_after: Option<Duration>,
        jitter: &mut Jitter,
    ) -> Duration {
        // Bounded, because the shift below must not overflow.
        let doublings = failures.saturating_sub(1).min(20);
        let backoff = self
            .first_wait
            .saturating_mul(1 << doublings)
            .min(self.longest_wait);
        jitter.shorten(backoff, 0.5).max(self.asked(retry_after))
    }

    /// How much of a `Retry-After` is obeyed.
    pub(crate) fn asked(&self, retry_after: Option<Duration>) -> Duration {
        retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER)
    }
}

/// The attempts of one plain request that may be repeated.
#[derive(Clone, Debug)]
pub struct Retries {
    policy: RetryPolicy,
    jitter: Jitter,
    failures: u32,
    put_offs: u32,
}

impl Retries {
    /// No attempt yet. `seed` is the seed of the jitter.
    pub fn new(policy: RetryPolicy, seed: u64) -> Self {
        Self {
            policy,
            jitter: Jitter::new(seed),
            failures: 0,
            put_offs: 0,
        }
    }

    /// Records a temporary failure, and returns the wait before the next attempt. `None` if there is none: the limit is
    /// reached, or the service asks for a wait of more than five minutes.
    pub fn wait(&mut self, retry_after: Option<Duration>) -> Option<Duration> {
        let policy = &self.policy;
        if let Some(asked) = retry_after {
            self.put_offs += 1;
            let is_allowed = self.put_offs < policy.put_offs && asked <= LONGEST_RETRY_AFTER;
            return is_allowed.then(|| policy.wait(1, retry_after, &mut self.jitter));
        }
        self.failures += 1;
        let is_allowed = self.failures < policy.attempts;
        is_allowed.then(|| policy.wait(self.failures, None, &mut self.jitter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_obey_the_service() {
        let policy = RetryPolicy::default();
        let mut jitter = Jitter::new(1);
        for failures in 1..60 {
            let wait = policy.wait(failures, None, &mut jitter);
            let unjittered = policy
                .first_wait
                .saturating_mul(1 << (failures - 1).min(20))
                .min(policy.longest_wait);
            assert!(wait <= unjittered && wait >= unjittered / 2, "{failures}");
        }
        let asked = Duration::from_secs(60);
        assert_eq!(policy.wait(1, Some(asked), &mut jitter), asked);
        assert_eq!(
            policy.wait(1, Some(Duration::from_secs(86_400)), &mut jitter),
            LONGEST_RETRY_AFTER
        );
    }
}
