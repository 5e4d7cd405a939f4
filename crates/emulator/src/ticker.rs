//! Unique times of writes, which name ETags, snapshots and versions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use blobcopy_proto::ETag;
use jiff::Timestamp;

/// Issues each time only once, even while the clock stands still or goes back.
#[derive(Default)]
pub(crate) struct Ticker(AtomicU64);

/// A time in units of 100 ns since the year 1, as in the service.
#[derive(Clone, Copy)]
pub(crate) struct Tick(u64);

impl Ticker {
    pub(crate) fn next(&self, at: SystemTime) -> Tick {
        let ticks = ticks(at);
        let last = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(ticks.max(last + 1))
            })
            .expect("the closure always gives a value");
        Tick(ticks.max(last + 1))
    }
}

impl Tick {
    /// The ETag of a write at this time.
    pub(crate) fn etag(self) -> ETag {
        let tag = format!("\"0x{:X}\"", self.0);
        ETag::parse(&tag).expect("hexadecimal digits are a tag")
    }

    /// The time as in the names of snapshots and versions: with seven decimals.
    pub(crate) fn timestamp(self) -> Box<str> {
        let since = i128::from(self.0) * 100 - i128::from(EPOCH.as_secs()) * 1_000_000_000;
        let timestamp = Timestamp::from_nanosecond(since).unwrap_or_default();
        format!("{timestamp:.7}").into()
    }
}

/// The time from the year 1 to 1970.
const EPOCH: Duration = Duration::from_secs(62_135_596_800);

/// Converts a time to units of 100 ns. The year 9999 is well within 64 bits.
fn ticks(at: SystemTime) -> u64 {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from((EPOCH + since).as_nanos() / 100).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_moment_comes_twice_while_time_stands_still_or_goes_back() {
        let ticker = Ticker::default();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_639_690_211);
        let first = ticker.next(noon);
        assert_eq!(first.etag().as_str(), "\"0x8D9C0DB3D647380\"");
        let second = ticker.next(noon);
        let third = ticker.next(noon - Duration::from_secs(5));
        assert!(first.0 < second.0 && second.0 < third.0);
    }

    #[test]
    fn a_moment_is_written_with_seven_decimals_and_sorts_as_it_came() {
        let ticker = Ticker::default();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_639_690_211);
        let (first, second) = (ticker.next(noon), ticker.next(noon));
        assert_eq!(&*first.timestamp(), "2021-12-16T21:30:11.0000000Z");
        assert_eq!(&*second.timestamp(), "2021-12-16T21:30:11.0000001Z");
    }
}
