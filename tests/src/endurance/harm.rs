//! What goes wrong with a request, and what must come of it then.

use blobcopy_emulator::{Emulator, Fault, FaultEffect};
use blobcopy_proto::ErrorCode;

use super::client::{ACCOUNT, Answer};
use super::model::Refused;
use crate::simulation::chance::Chance;

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    None,
    ResetBefore,
    ResetAfter,
    Busy,
    /// Refused, but done.
    BusyButDone,
    /// The answer ends in its midst, if it is long enough for that.
    Cut,
    /// The copy that is started fails.
    FailCopy,
}

/// What came of a request.
pub(super) struct Outcome<T> {
    /// Whether what was asked for is done.
    pub(super) is_done: bool,
    /// What was told of it, if the answer arrived.
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

    /// Lets it happen to the next request.
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
        // What rubbish is still on its way asks another account for something, and takes no fault away from us.
        emulator.add_fault(Fault::new(effect).of_account(ACCOUNT).times(1));
    }

    /// Compares the answer with what it should be.
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
