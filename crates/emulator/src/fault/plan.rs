//! The faults of one request.

use std::time::{Duration, SystemTime};

use blobcopy_proto::ErrorCode;
use http::StatusCode;

use super::FaultEffect;
use super::body::BodyFault;
use crate::refusal::Refusal;

/// The faults of one request.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    skew: i64,
    pub(crate) is_expired: bool,
    pub(crate) reply_fault: Option<ReplyFault>,
    pub(crate) body_fault: Option<BodyFault>,
    /// The description with which the copy that the request starts fails.
    pub(crate) failed_copy: Option<String>,
}

/// The fault of a reply, and whether the request is executed nevertheless.
pub(crate) enum ReplyFault {
    Reset {
        is_done: bool,
    },
    Refuse {
        status: u16,
        code: String,
        retry_after: Option<u64>,
        is_done: bool,
    },
}

impl Plan {
    pub(super) fn add(&mut self, effect: &FaultEffect) {
        match effect {
            FaultEffect::RefuseConnection => {}
            FaultEffect::ResetBefore => self.fail_reply_with(ReplyFault::Reset { is_done: false }),
            FaultEffect::ResetAfter => self.fail_reply_with(ReplyFault::Reset { is_done: true }),
            FaultEffect::Delay { seconds } => self.delay = self.delay.max(duration(*seconds)),
            FaultEffect::Refuse {
                status,
                code,
                retry_after,
                is_done,
            } => self.fail_reply_with(ReplyFault::Refuse {
                status: *status,
                code: code.clone(),
                retry_after: *retry_after,
                is_done: *is_done,
            }),
            FaultEffect::TruncateBody { after } => {
                self.fail_body_with(BodyFault::Truncated(*after))
            }
            FaultEffect::DripBody { bytes, seconds } => self.fail_body_with(BodyFault::Dripping {
                drop: (*bytes).max(1),
                pause: duration(*seconds),
            }),
            FaultEffect::WrongContentLength { by } => {
                self.fail_body_with(BodyFault::Miscounted(*by))
            }
            FaultEffect::SkewClock { seconds } => self.skew = self.skew.saturating_add(*seconds),
            FaultEffect::ExpireToken => self.is_expired = true,
            FaultEffect::FailCopy { description } => {
                self.failed_copy.get_or_insert_with(|| description.clone());
            }
        }
    }

    fn fail_reply_with(&mut self, reply_fault: ReplyFault) {
        self.reply_fault.get_or_insert(reply_fault);
    }

    fn fail_body_with(&mut self, body_fault: BodyFault) {
        self.body_fault.get_or_insert(body_fault);
    }

    /// The time for the request.
    pub(crate) fn time(&self, now: SystemTime) -> SystemTime {
        let skew = Duration::from_secs(self.skew.unsigned_abs());
        let skewed = if self.skew < 0 {
            now.checked_sub(skew)
        } else {
            now.checked_add(skew)
        };
        skewed.unwrap_or(now)
    }
}

impl ReplyFault {
    pub(crate) fn is_done(&self) -> bool {
        match self {
            Self::Reset { is_done } | Self::Refuse { is_done, .. } => *is_done,
        }
    }

    /// The reply. `None` if the connection is reset.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let Self::Refuse {
            status,
            code,
            retry_after,
            ..
        } = self
        else {
            return None;
        };
        let status = StatusCode::from_u16(*status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = "A fault of the emulator's script.";
        let mut refusal = Refusal::new(status.as_u16(), ErrorCode::from(code.as_str()), message);
        refusal.error.retry_after = retry_after.map(Duration::from_secs);
        Some(refusal)
    }
}

/// The longest delay, in seconds.
const LONGEST: f64 = 24.0 * 60.0 * 60.0;

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.clamp(0.0, LONGEST)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_bounded_and_never_negative() {
        assert_eq!(duration(-1.0), Duration::ZERO);
        assert_eq!(duration(f64::NAN), Duration::ZERO);
        assert_eq!(duration(0.25), Duration::from_millis(250));
        assert_eq!(duration(f64::INFINITY), Duration::from_secs(24 * 60 * 60));
    }

    #[test]
    fn a_skew_goes_both_ways_and_not_out_of_the_calendar() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let at = |skew| {
            Plan {
                skew,
                ..Plan::default()
            }
            .time(noon)
        };
        assert_eq!(at(60), noon + Duration::from_secs(60));
        assert_eq!(at(-60), noon - Duration::from_secs(60));
        assert_eq!(at(i64::MAX), noon);
    }

    #[test]
    fn a_status_that_is_no_errors_becomes_one() {
        for (status, answered) in [(503, 503), (200, 500), (9999, 500)] {
            let reply_fault = ReplyFault::Refuse {
                status,
                code: "ServerBusy".to_owned(),
                retry_after: None,
                is_done: false,
            };
            assert_eq!(
                reply_fault.refusal().unwrap().error.status.as_u16(),
                answered
            );
        }
    }
}
