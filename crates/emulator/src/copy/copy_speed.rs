//! The speed of copies.

use std::num::NonZeroU64;
use std::time::Duration;

/// The speed of copies, if the source is fast enough.
///
/// The default is two seconds for a copy, whatever its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    delay: Duration,
    speed: Speed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speed {
    Lasting(Duration),
    BytesPerSecond(NonZeroU64),
}

impl Pace {
    /// A copy completes within the request that starts it, as is common in the service for small blobs.
    pub const fn at_once() -> Self {
        Self::lasting(Duration::ZERO)
    }

    /// A copy takes this long, whatever its size.
    pub const fn lasting(duration: Duration) -> Self {
        Self::of(Speed::Lasting(duration))
    }

    /// A copy proceeds at this many bytes per second. An empty copy takes no time.
    pub const fn bytes_per_second(rate: NonZeroU64) -> Self {
        Self::of(Speed::BytesPerSecond(rate))
    }

    /// The same speed, but a copy begins only after `delay`.
    #[must_use]
    pub const fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    const fn of(speed: Speed) -> Self {
        Self {
            delay: Duration::ZERO,
            speed,
        }
    }

    /// How long a copy of `total` bytes takes.
    pub(crate) fn duration(self, total: u64) -> Duration {
        let moving = match self.speed {
            Speed::Lasting(duration) => duration,
            Speed::BytesPerSecond(rate) => time_at(rate, total),
        };
        self.delay.saturating_add(moving)
    }

    /// The number of bytes, of `total`, that are copied when `elapsed` has passed since the start.
    pub(crate) fn copied(self, total: u64, elapsed: Duration) -> u64 {
        if elapsed >= self.duration(total) {
            return total;
        }
        let moving = elapsed.saturating_sub(self.delay).as_nanos();
        let (bytes, nanos) = match self.speed {
            Speed::Lasting(duration) => (u128::from(total), duration.as_nanos()),
            Speed::BytesPerSecond(rate) => (u128::from(rate.get()), NANOS_PER_SECOND),
        };
        let copied = bytes.saturating_mul(moving).checked_div(nanos);
        copied
            .and_then(|copied| u64::try_from(copied).ok())
            .map_or(total, |copied| copied.min(total))
    }

    /// Whether a copy of any size ends at the time of its start.
    pub(crate) fn is_at_once(self) -> bool {
        self == Self::at_once()
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::lasting(Duration::from_secs(2))
    }
}

const NANOS_PER_SECOND: u128 = 1_000_000_000;

/// The time for `total` bytes, rounded up, so that a copy does not end before its last byte.
fn time_at(rate: NonZeroU64, total: u64) -> Duration {
    let rate = rate.get();
    let rest = u128::from(total % rate) * NANOS_PER_SECOND;
    let nanos = rest.div_ceil(u128::from(rate));
    let nanos = u64::try_from(nanos).expect("the rest takes at most a second");
    Duration::from_secs(total / rate) + Duration::from_nanos(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(rate: u64) -> Pace {
        Pace::bytes_per_second(NonZeroU64::new(rate).unwrap())
    }

    #[test]
    fn a_copy_is_half_done_in_half_of_its_time() {
        for pace in [rate(50), Pace::lasting(Duration::from_secs(2))] {
            assert_eq!(pace.duration(100), Duration::from_secs(2));
            assert_eq!(pace.copied(100, Duration::ZERO), 0);
            assert_eq!(pace.copied(100, Duration::from_secs(1)), 50);
            assert_eq!(pace.copied(100, Duration::from_secs(9)), 100);
        }
    }

    #[test]
    fn a_delay_comes_before_the_first_byte_and_lengthens_the_whole() {
        let pace = rate(50).after(Duration::from_secs(3));
        assert_eq!(pace.duration(100), Duration::from_secs(5));
        assert_eq!(pace.copied(100, Duration::from_secs(3)), 0);
        assert_eq!(pace.copied(100, Duration::from_secs(4)), 50);
    }

    #[test]
    fn every_byte_is_copied_exactly_when_the_time_is_over() {
        for (pace, total) in [
            (rate(3), 10),
            (rate(u64::MAX), 7),
            (rate(1), u64::MAX),
            (Pace::lasting(Duration::MAX), u64::MAX),
            (Pace::at_once(), 5),
        ] {
            let end = pace.duration(total);
            assert_eq!(pace.copied(total, end), total, "{pace:?}");
            if let Some(before) = end.checked_sub(Duration::from_nanos(1)) {
                assert!(pace.copied(total, before) < total, "{pace:?}");
            }
        }
    }
}
