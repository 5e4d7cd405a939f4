//! How many requests per second an account takes, learned from its refusals.
//!
//! | phase | rate |
//! |---|---|
//! | before the first refusal | 500 requests/s, doubled every second |
//! | after a refusal of the account | 0.85 of the rate at the refusal, which is regained after 4 s and then exceeded, along the cubic curve of the TCP variant CUBIC |
//! | after a refusal of a partition | 0.95 of the rate at the refusal, and on along the same curve |
//! | when the curve has reached 1.1 of the rate at the refusal | doubled every second again |
//!
//! The rate grows only while requests use it, so that a pause does not end in a spike. Source of the limits and of the
//! advice against spikes: *Scalability and performance targets for Blob Storage*, Azure Storage documentation.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// The largest rate that a governor allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimit {
    /// So many requests per second.
    PerSecond(NonZeroU32),
    /// Whatever the account takes.
    Unlimited,
}

impl Default for RateLimit {
    /// 10,000 requests per second: half of what an account takes at least.
    fn default() -> Self {
        Self::PerSecond(NonZeroU32::new(10_000).expect("not zero"))
    }
}

/// A refusal that asks for fewer requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must tell the two apart")]
pub enum Throttling {
    /// The account is at its limit: `503 ServerBusy` or 429. With the value of `Retry-After`, if there is one.
    Account(Option<Duration>),
    /// One partition is at its limit: `500 OperationTimedOut`.
    Partition,
}

/// The rate of requests to one account. It is pure: the caller passes the time and sends the requests.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// use blobcopy_proto::batch::{Governor, RateLimit, Throttling};
///
/// let mut governor = Governor::new(RateLimit::default());
/// let now = Instant::now();
/// assert_eq!(governor.take(now), Ok(()));
/// governor.refused(Throttling::Account(Some(Duration::from_secs(1))), now, now);
/// assert_eq!(governor.take(now), Err(now + Duration::from_secs(1)));
/// ```
#[derive(Clone, Debug)]
pub struct Governor {
    limit: f64,
    /// The curve along which the rate grows.
    curve: Curve,
    /// How far along the curve, in seconds during which the rate was used.
    grown: f64,
    /// Requests that may be sent now.
    tokens: f64,
    /// When tokens were added last.
    filled: Option<Instant>,
    /// When the last request was granted.
    granted: Option<Instant>,
    paused_until: Option<Instant>,
    last_cut: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
enum Curve {
    /// Doubling every second.
    Doubling { from: f64 },
    /// The cubic curve through `cut_to` now and `before` after [`REGAINED`].
    Cubic { before: f64, cut_to: f64 },
}

/// The first rate, in requests per second.
const FIRST: f64 = 500.0;

/// The least rate. A governor must go on asking to notice that the account takes more again.
const LEAST: f64 = 1.0;

/// How long, in seconds, a rate takes to be regained after a cut.
const REGAINED: f64 = 4.0;

/// The part of the rate that is kept after a refusal of the account, and of a partition.
const KEPT_BY_ACCOUNT: f64 = 0.85;
const KEPT_BY_PARTITION: f64 = 0.95;

/// An account that takes so many times the rate at which it last refused has a new capacity, which is sought by
/// doubling again.
const EXCEEDED: f64 = 1.1;

/// How much time's requests may be sent at once.
const BURST: f64 = 0.01;

/// After a cut there is none for so long, because refusals come in groups.
const BETWEEN_CUTS: Duration = Duration::from_millis(200);

/// The rate counts as used if the next request follows within so many times the usual interval.
const USED_WITHIN: f64 = 4.0;

impl Governor {
    /// A governor that has learned nothing yet.
    pub fn new(limit: RateLimit) -> Self {
        Self {
            limit: match limit {
                RateLimit::PerSecond(limit) => limit.get().into(),
                RateLimit::Unlimited => f64::INFINITY,
            },
            curve: Curve::Doubling { from: FIRST },
            grown: 0.0,
            tokens: 1.0,
            filled: None,
            granted: None,
            paused_until: None,
            last_cut: None,
        }
    }

    /// The rate now, in requests per second.
    pub fn rate(&self) -> f64 {
        let rate = match self.curve {
            Curve::Doubling { from } => from * self.grown.exp2(),
            Curve::Cubic { before, cut_to } => {
                let steepness = (before - cut_to) / REGAINED.powi(3);
                before + steepness * (self.grown - REGAINED).powi(3)
            }
        };
        rate.clamp(LEAST, self.limit.max(LEAST))
    }

    /// Takes permission to send one request now.
    ///
    /// # Errors
    /// The time at which to ask again.
    pub fn take(&mut self, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.paused_until.filter(|until| now < *until) {
            return Err(until);
        }
        self.fill(now);
        if self.tokens < 1.0 {
            let missing = (1.0 - self.tokens) / self.rate();
            // At least a microsecond, so that rounding never makes the caller ask again at the same time.
            let wait = Duration::from_secs_f64(missing.max(1e-6));
            return Err(now + wait);
        }
        self.tokens -= 1.0;
        self.grow(now);
        Ok(())
    }

    /// Reports a refusal, of a request that was sent at `sent`.
    pub fn refused(&mut self, throttling: Throttling, sent: Instant, now: Instant) {
        let kept = match throttling {
            Throttling::Account(retry_after) => {
                let until = retry_after.and_then(|wait| now.checked_add(wait));
                self.paused_until = self.paused_until.max(until);
                KEPT_BY_ACCOUNT
            }
            Throttling::Partition => KEPT_BY_PARTITION,
        };
        // A request that was sent before the last cut says nothing about the rate after it.
        let is_known = self
            .last_cut
            .is_some_and(|cut| sent <= cut || now.saturating_duration_since(cut) < BETWEEN_CUTS);
        if is_known {
            return;
        }
        let before = self.rate();
        self.curve = Curve::Cubic {
            before,
            cut_to: before * kept,
        };
        self.grown = 0.0;
        self.tokens = self.tokens.min(1.0);
        self.last_cut = Some(now);
    }

    fn fill(&mut self, now: Instant) {
        let rate = self.rate();
        if let Some(filled) = self.filled {
            let passed = now.saturating_duration_since(filled).as_secs_f64();
            let most = (rate * BURST).max(1.0);
            self.tokens = (self.tokens + passed * rate).min(most.max(self.tokens));
        }
        self.filled = Some(now);
    }

    /// Moves along the curve by the time since the last request, if the rate was used.
    fn grow(&mut self, now: Instant) {
        let rate = self.rate();
        if let Some(granted) = self.granted
            && rate < self.limit
        {
            let passed = now.saturating_duration_since(granted).as_secs_f64();
            if passed <= USED_WITHIN / rate {
                self.grown += passed;
            }
        }
        self.granted = Some(now);
        if let Curve::Cubic { before, .. } = self.curve
            && rate > before * EXCEEDED
        {
            self.curve = Curve::Doubling { from: rate };
            self.grown = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service that takes `capacity` requests per second and refuses others, as an account does.
    struct Account {
        capacity: f64,
        tokens: f64,
        filled: Instant,
    }

    impl Account {
        /// The depth of the account's bucket, in seconds.
        const DEPTH: f64 = 0.05;

        fn accepts(&mut self, now: Instant) -> bool {
            let passed = now.saturating_duration_since(self.filled).as_secs_f64();
            self.filled = now;
            self.tokens = (self.tokens + passed * self.capacity).min(self.capacity * Self::DEPTH);
            let accepts = self.tokens >= 1.0;
            if accepts {
                self.tokens -= 1.0;
            }
            accepts
        }
    }

    #[derive(Default)]
    struct Counted {
        accepted: u32,
        refused: u32,
    }

    impl Counted {
        fn used(&self, capacity: f64, time: Duration) -> f64 {
            f64::from(self.accepted) / (capacity * time.as_secs_f64())
        }

        fn refused_share(&self) -> f64 {
            f64::from(self.refused) / f64::from(self.accepted + self.refused)
        }
    }

    /// A governor that always has requests to send, and an account that answers after 20 ms.
    struct World {
        governor: Governor,
        account: Account,
        now: Instant,
        answers: std::collections::VecDeque<(Instant, Instant, bool)>,
    }

    impl World {
        fn new(limit: RateLimit, capacity: f64) -> Self {
            let now = beginning();
            Self {
                governor: Governor::new(limit),
                account: Account {
                    capacity,
                    tokens: 0.0,
                    filled: now,
                },
                now,
                answers: std::collections::VecDeque::new(),
            }
        }

        fn run(&mut self, time: Duration) -> Counted {
            let mut counted = Counted::default();
            let end = self.now + time;
            while self.now < end {
                while let Some((due, sent, is_refused)) = self.answers.front().copied()
                    && due <= self.now
                {
                    self.answers.pop_front();
                    if is_refused {
                        let throttling = Throttling::Account(None);
                        self.governor.refused(throttling, sent, self.now);
                    }
                }
                match self.governor.take(self.now) {
                    Ok(()) => {
                        let accepts = self.account.accepts(self.now);
                        counted.accepted += u32::from(accepts);
                        counted.refused += u32::from(!accepts);
                        let due = self.now + Duration::from_millis(20);
                        self.answers.push_back((due, self.now, !accepts));
                    }
                    Err(at) => {
                        let answer = self.answers.front().map_or(at, |(due, ..)| *due);
                        self.now = at.min(answer.max(self.now + Duration::from_nanos(1)));
                    }
                }
            }
            counted
        }
    }

    /// Any time. The clock is read here and nowhere else.
    #[expect(
        clippy::disallowed_methods,
        reason = "an Instant has no other beginning"
    )]
    fn beginning() -> Instant {
        Instant::now()
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_constant_capacity_is_found_within_seconds_and_used() {
        let mut world = World::new(RateLimit::Unlimited, 2000.0);
        world.run(Duration::from_secs(10));
        let counted = world.run(5 * MINUTE);
        let used = counted.used(2000.0, 5 * MINUTE);
        let refused = counted.refused_share();
        assert!(used >= 0.95, "{used} of the capacity was used");
        assert!(refused <= 0.005, "{refused} of the requests were refused");
    }

    #[test]
    fn a_capacity_that_falls_and_returns_is_used_in_the_next_minute() {
        let mut world = World::new(RateLimit::Unlimited, 2000.0);
        world.run(MINUTE);
        world.account.capacity = 500.0;
        let fallen = world.run(MINUTE).used(500.0, MINUTE);
        assert!(fallen >= 0.9, "{fallen} of the lower capacity was used");
        world.account.capacity = 2000.0;
        let returned = world.run(MINUTE).used(2000.0, MINUTE);
        assert!(returned >= 0.9, "{returned} of the capacity was used again");
    }

    #[test]
    fn a_limit_is_kept_to_the_burst() {
        let limit = RateLimit::PerSecond(NonZeroU32::new(1000).unwrap());
        let mut world = World::new(limit, f64::INFINITY);
        world.account.tokens = f64::INFINITY;
        world.run(Duration::from_secs(5));
        let counted = world.run(MINUTE);
        let allowed = 1000.0 * (60.0 + BURST) + 1.0;
        assert!(f64::from(counted.accepted) <= allowed);
        assert!(f64::from(counted.accepted) >= 0.99 * 60_000.0);
    }

    #[test]
    fn a_rate_that_is_not_used_does_not_grow() {
        let mut governor = Governor::new(RateLimit::Unlimited);
        let begun = beginning();
        for second in 0..3600 {
            assert!(governor.take(begun + Duration::from_secs(second)).is_ok());
        }
        assert_eq!(governor.rate().to_bits(), FIRST.to_bits());
    }

    #[test]
    fn refusals_of_requests_from_before_a_cut_do_not_cut_again() {
        let mut governor = Governor::new(RateLimit::Unlimited);
        let sent = beginning();
        let later = sent + Duration::from_secs(1);
        governor.refused(Throttling::Account(None), sent, later);
        let rate = governor.rate();
        governor.refused(
            Throttling::Account(None),
            sent,
            later + Duration::from_secs(1),
        );
        assert_eq!(governor.rate().to_bits(), rate.to_bits());
        let after = later + Duration::from_secs(2);
        governor.refused(Throttling::Partition, after, after);
        assert!(governor.rate() < rate);
    }

    #[test]
    fn a_pause_that_the_service_asks_for_is_kept() {
        let mut governor = Governor::new(RateLimit::default());
        let now = beginning();
        let pause = Duration::from_secs(3);
        governor.refused(Throttling::Account(Some(pause)), now, now);
        assert_eq!(governor.take(now), Err(now + pause));
        assert_eq!(governor.take(now + pause), Ok(()));
    }
}
