//! An estimate of how long a copy takes, from copies that have finished.

use std::time::Duration;

/// The durations of recent copies, by size. Pure, and holds a few kilobytes.
///
/// A client that runs many copies records every copy that succeeds, and times the first status checks of the next copy
/// by the estimate. Sizes are grouped by their number of binary digits. If too little is known of a size, or the size
/// is not known yet, the durations of all copies are used.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    all: Recent,
    /// One for each number of binary digits of a size.
    by_size: Vec<Recent>,
}

/// The size and duration of a copy that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinishedCopy {
    /// Bytes copied, if the service reported them.
    pub bytes: Option<u64>,
    /// From the accepted start to the end, as exactly as the status checks show.
    pub took: Duration,
}

/// When a copy is expected to end, counted from its accepted start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expectation {
    /// Few copies ended earlier.
    pub earliest: Duration,
    /// Most copies had ended by then.
    pub latest: Duration,
}

/// How many durations are kept per size: enough to see a spread, and few enough to forget an old pace.
const REMEMBERED: usize = 16;

/// How many durations an expectation needs.
const ENOUGH: usize = 4;

impl FinishedCopy {
    /// A copy of `bytes` bytes that took `took`.
    pub fn new(bytes: Option<u64>, took: Duration) -> Self {
        Self { bytes, took }
    }
}

impl Expectation {
    /// An end between `earliest` and `latest`.
    pub fn new(earliest: Duration, latest: Duration) -> Self {
        Self {
            earliest,
            latest: latest.max(earliest),
        }
    }
}

impl Pace {
    /// An estimate that has learned nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a copy that succeeded.
    pub fn learn(&mut self, finished_copy: FinishedCopy) {
        self.all.push(finished_copy.took);
        if let Some(bytes) = finished_copy.bytes {
            let size = digits(bytes);
            if self.by_size.len() <= size {
                self.by_size.resize_with(size + 1, Recent::default);
            }
            self.by_size[size].push(finished_copy.took);
        }
    }

    /// When a copy of `bytes` bytes is expected to end. `None` while too few copies have finished.
    pub fn expect(&self, bytes: Option<u64>) -> Option<Expectation> {
        let of_size = bytes.and_then(|bytes| self.by_size.get(digits(bytes)));
        of_size
            .and_then(Recent::expectation)
            .or_else(|| self.all.expectation())
    }
}

fn digits(bytes: u64) -> usize {
    (u64::BITS - bytes.leading_zeros()) as usize
}

/// The last few durations, the oldest replaced first.
#[derive(Clone, Debug, Default)]
struct Recent {
    durations: Vec<Duration>,
    next: usize,
}

impl Recent {
    fn push(&mut self, took: Duration) {
        if self.durations.len() < REMEMBERED {
            self.durations.push(took);
        } else {
            self.durations[self.next] = took;
            self.next = (self.next + 1) % REMEMBERED;
        }
    }

    /// The range of the durations, without the shortest and longest few.
    fn expectation(&self) -> Option<Expectation> {
        if self.durations.len() < ENOUGH {
            return None;
        }
        let mut sorted = self.durations.clone();
        sorted.sort_unstable();
        // An eighth at each end counts as outliers, which would widen the range.
        let cut = sorted.len() / 8;
        Some(Expectation::new(
            sorted[cut],
            sorted[sorted.len() - 1 - cut],
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEGABYTE: u64 = 1 << 20;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn nothing_is_expected_of_too_few_copies() {
        let mut pace = Pace::new();
        for _ in 1..ENOUGH {
            pace.learn(FinishedCopy::new(Some(MEGABYTE), seconds(2)));
            assert_eq!(pace.expect(Some(MEGABYTE)), None);
        }
        pace.learn(FinishedCopy::new(Some(MEGABYTE), seconds(2)));
        assert_eq!(
            pace.expect(Some(MEGABYTE)),
            Some(Expectation::new(seconds(2), seconds(2)))
        );
    }

    #[test]
    fn sizes_are_told_apart_and_an_unknown_one_is_judged_by_all() {
        let mut pace = Pace::new();
        for _ in 0..8 {
            pace.learn(FinishedCopy::new(Some(MEGABYTE), seconds(2)));
            pace.learn(FinishedCopy::new(Some(1000 * MEGABYTE), seconds(60)));
        }
        assert_eq!(pace.expect(Some(MEGABYTE + 1)).unwrap().latest, seconds(2));
        assert_eq!(
            pace.expect(Some(1000 * MEGABYTE)).unwrap().earliest,
            seconds(60)
        );
        let all = pace.expect(None).unwrap();
        assert_eq!((all.earliest, all.latest), (seconds(2), seconds(60)));
        assert_eq!(pace.expect(Some(1)), Some(all));
    }

    #[test]
    fn an_old_pace_is_forgotten_and_one_odd_copy_does_not_count() {
        let mut pace = Pace::new();
        for took in [10, 10, 10, 10, 10, 10]
            .into_iter()
            .chain([1; REMEMBERED - 1])
            .chain([99])
        {
            pace.learn(FinishedCopy::new(None, seconds(took)));
        }
        assert_eq!(
            pace.expect(None),
            Some(Expectation::new(seconds(1), seconds(1)))
        );
    }
}
