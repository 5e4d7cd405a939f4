//! Faults of a request, and their expected results.

use blobcopy_emulator::{Emulator, Fault, FaultEffect};
use blobcopy_proto::ErrorCode;

use super::client::{ACCOUNT, Answer};
use super::model::Refused;
use crate::simulation::chance::Chance;

/// A fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    None,
    ResetBefore,
    ResetAfter,
    Busy,
    /// The request is refused, but executed.
    BusyButDone,
    /// The reply is truncated, if it is long enough.
    Cut,
    /// The copy that is started fails.
    FailCopy,
}

/// The result of a request.
pub(super) struct Outcome<T> {
    /// Whether the request was executed.
    pub(super) is_done: bool,
    /// The reply, if it arrived.
    pub(super) told: Option<T>,
}

impl Harm {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        if !chance.percent(4) {
            return Self::None;
        }
        chance.pick(&[
            Self::ResetBefore,
            Self::ResetAfter,
            Self::Busy,
            Self::BusyButDone,
            Self::Cut,
            Self::FailCopy,
        ])
    }

    /// Makes the fault happen to the next request.
    pub(super) fn prepare(self, emulator: &Emulator) {
        emulator.clear_faults();
        let effect = match self {
            Self::None => return,
            Self::ResetBefore => FaultEffect::ResetBefore,
            Self::ResetAfter => FaultEffect::ResetAfter,
            Self::Busy => FaultEffect::server_busy(1),
            Self::BusyButDone => FaultEffect::Refuse {
                status: 503,
                code: "ServerBusy".to_owned(),
                retry_after: None,
                is_done: true,
            },
            Self::Cut => FaultEffect::TruncateBody { after: 5 },
            Self::FailCopy => FaultEffect::FailCopy {
                description: "500 InternalServerError \"Copy failed.\"".to_owned(),
            },
        };
        // Invalid requests that are still under way use another account, and do not take the fault.
        emulator.add_fault(Fault::new(effect).of_account(ACCOUNT).times(1));
    }

    /// Compares the reply with the expected result.
    pub(super) fn judge<T: std::fmt::Debug>(
        self,
        answer: Answer<T>,
        expected: Result<(), Refused>,
    ) -> Result<Outcome<T>, String> {
        let is_done = expected.is_ok();
        let is_busy =
            |answer: &Answer<T>| matches!(answer, Answer::Refused(503, ErrorCode::ServerBusy));
        let is_as_it_should = match (self, &answer) {
            (Self::ResetBefore | Self::ResetAfter, answer) => matches!(answer, Answer::Lost),
            (Self::Busy | Self::BusyButDone, answer) => is_busy(answer),
            (Self::Cut, Answer::Lost) => true,
            (Self::None | Self::Cut | Self::FailCopy, answer) => is(answer, &expected),
        };
        if !is_as_it_should {
            return Err(format!("{answer:?} instead of {expected:?} with {self:?}"));
        }
        let is_done = is_done && !matches!(self, Self::ResetBefore | Self::Busy);
        let told = match answer {
            Answer::Granted(told) => Some(told),
            _ => None,
        };
        Ok(Outcome { is_done, told })
    }
}

fn is<T>(answer: &Answer<T>, expected: &Result<(), Refused>) -> bool {
    match (answer, expected) {
        (Answer::Granted(_), Ok(())) => true,
        (Answer::Refused(status, code), Err((wanted, name))) => {
            status == wanted && code.as_str() == *name
        }
        _ => false,
    }
}
