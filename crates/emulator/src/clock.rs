//! The emulator's clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use blobcopy_proto::HttpDate;

/// The emulator's source of time.
///
/// The emulator waits for no point in time: the progress and the end of a copy are computed from the time of each
/// request.
#[derive(Clone, Debug, Default)]
pub struct Clock(Time);

#[derive(Clone, Debug, Default)]
enum Time {
    #[default]
    Real,
    Manual {
        clock: ManualClock,
        time_per_check: Duration,
    },
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self::default()
    }

    /// Virtual time: `clock`, which every status check of a pending copy advances by `time_per_check`. Copies then end
    /// without waiting, after the same number of checks on every machine.
    pub fn per_check(clock: ManualClock, time_per_check: Duration) -> Self {
        Self(Time::Manual {
            clock,
            time_per_check,
        })
    }

    pub(crate) fn now(&self) -> SystemTime {
        match &self.0 {
            Time::Real => SystemTime::now(),
            Time::Manual { clock, .. } => clock.now(),
        }
    }

    /// The time after a status check of a pending copy.
    pub(crate) fn after_check(&self) -> SystemTime {
        if let Time::Manual {
            clock,
            time_per_check,
        } = &self.0
        {
            clock.advance(*time_per_check);
        }
        self.now()
    }

    pub(crate) fn as_manual(&self) -> Option<&ManualClock> {
        match &self.0 {
            Time::Real => None,
            Time::Manual { clock, .. } => Some(clock),
        }
    }

    pub(crate) fn is_manual(&self) -> bool {
        self.as_manual().is_some()
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self::per_check(clock, Duration::ZERO)
    }
}

/// A clock that stands still until it is advanced, so that a test controls the progress of copies.
///
/// Clones share the same time: keep one, and pass the other to the emulator.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use blobcopy_emulator::{Emulator, ManualClock, Pace};
/// use blobcopy_proto::HttpDate;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let clock = ManualClock::new(HttpDate::new(SystemTime::UNIX_EPOCH)?);
/// let emulator = Emulator::builder()
///     .pace(Pace::lasting(Duration::from_secs(3600)))
///     .clock(clock.clone())
///     .start()?;
/// clock.advance(Duration::from_secs(3600)); // All pending copies have now ended.
/// # drop(emulator);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: HttpDate) -> Self {
        Self(Arc::new(Mutex::new(start.time())))
    }

    /// The current time of the clock.
    pub fn now(&self) -> SystemTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Advances the clock. It stops at the end of the year 9999, the last that a header can contain.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(later) = now
            .checked_add(by)
            .filter(|later| HttpDate::new(*later).is_ok())
        {
            *now = later;
        }
    }
}

/// `time` as in a header.
pub(crate) fn date(time: SystemTime) -> HttpDate {
    HttpDate::new(time).unwrap_or_else(|_| {
        // Reached only if the machine's clock is set before 1970.
        HttpDate::new(SystemTime::UNIX_EPOCH).expect("the epoch is the first date")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_it_is_advanced_and_never_out_of_the_calendar() {
        let start = date(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045));
        let manual = ManualClock::new(start);
        let clock = Clock::from(manual.clone());
        assert_eq!(clock.now(), start.time());
        manual.advance(Duration::from_millis(1500));
        assert_eq!(clock.now(), start.time() + Duration::from_millis(1500));
        manual.advance(Duration::MAX);
        manual.advance(Duration::from_secs(400_000_000_000));
        assert_eq!(clock.now(), start.time() + Duration::from_millis(1500));
        assert_eq!(clock.after_check(), clock.now());
    }
}
