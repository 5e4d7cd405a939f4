//! What an emulator serves.

use std::num::NonZeroU64;
use std::time::SystemTime;

use blobcopy::proto::HttpDate;
use blobcopy_emulator::{Builder, Clock, Emulator, ManualClock, Pace};

use crate::options::Options;
use crate::refusal::Refusal;

/// An emulator that is not started yet, with the clock that moves it if it is moved by hand.
///
/// # Errors
/// If an option is unknown or cannot be served.
pub fn emulator(mut options: Options) -> Result<(Builder, Option<ManualClock>), Refusal> {
    let mut builder = Emulator::builder()
        .port(options.count("port")?.unwrap_or(0))
        .pace(pace(&mut options)?)
        .versioning(options.flag("versioning")?.unwrap_or(false))
        .copies_in_turn(options.flag(("copies_in_turn", ""))?.unwrap_or(false));
    for (name, key) in options.pairs("accounts")? {
        builder = builder.account(&name, &key);
    }
    for container in options.texts("containers")? {
        builder = builder.container(&container);
    }
    if options.flag("https")? == Some(true) {
        builder = builder.https();
    }
    if options.flag("loose")? == Some(true) {
        builder = builder.loose();
    }
    if options.flag(("", "bearer_over_http"))? == Some(true) {
        builder = builder.bearer_over_http();
    }
    let is_manual = options.flag("manual_clock")? == Some(true);
    let time_per_check = options.span("time_per_check")?;
    let clock = match time_per_check.is_some() || is_manual {
        true => Some(ManualClock::new(HttpDate::new(SystemTime::now())?)),
        false => None,
    };
    if let Some(clock) = &clock {
        let time_per_check = time_per_check.unwrap_or_default();
        builder = builder.clock(Clock::per_check(clock.clone(), time_per_check));
    }
    options.done()?;
    Ok((builder, clock))
}

fn pace(options: &mut Options) -> Result<Pace, Refusal> {
    let duration = options.span("copy_duration")?;
    let rate: Option<u64> = options.count("bytes_per_second")?;
    let pace = match (duration, rate) {
        (Some(duration), None) => Pace::lasting(duration),
        (None, Some(rate)) => Pace::bytes_per_second(NonZeroU64::new(rate).ok_or_else(|| {
            let name = options.spelled("bytes_per_second");
            Refusal::value(format!("{name} must be more than 0"))
        })?),
        (None, None) => Pace::default(),
        (Some(_), Some(_)) => {
            let (rate, duration) = (
                options.spelled("bytes_per_second"),
                options.spelled_span("copy_duration"),
            );
            return Err(Refusal::value(format!("give either {duration} or {rate}")));
        }
    };
    let delay = options.span("copy_delay")?;
    Ok(pace.after(delay.unwrap_or_default()))
}
