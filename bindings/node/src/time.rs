//! Times and durations, which JavaScript counts in milliseconds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobcopy::ErrorKind;
use blobcopy::auth::sas::SasTime;
use blobcopy::proto::HttpDate;

use crate::failure::Trouble;

/// Milliseconds since 1970 of a time that the service told.
pub(crate) fn told(date: HttpDate) -> f64 {
    told_time(date.time())
}

pub(crate) fn told_time(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as f64
}

/// A duration that was given.
pub(crate) fn duration(name: &str, milliseconds: f64) -> Result<Duration, Trouble> {
    Duration::try_from_secs_f64(milliseconds / 1000.0).map_err(|_| {
        Trouble::of_kind(
            ErrorKind::Invalid,
            format!("{name} must be a number of milliseconds, not {milliseconds}"),
        )
    })
}

pub(crate) fn time(name: &str, milliseconds: f64) -> Result<SystemTime, Trouble> {
    Ok(UNIX_EPOCH + duration(name, milliseconds)?)
}

pub(crate) fn date(name: &str, milliseconds: Option<f64>) -> Result<Option<HttpDate>, Trouble> {
    let Some(milliseconds) = milliseconds else {
        return Ok(None);
    };
    Ok(Some(HttpDate::new(time(name, milliseconds)?)?))
}

pub(crate) fn sas_time(name: &str, milliseconds: f64) -> Result<SasTime, Trouble> {
    Ok(SasTime::at(time(name, milliseconds)?)?)
}
