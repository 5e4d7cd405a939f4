//! Scripted faults: what goes wrong, with which requests, and how often.

mod body;
mod effect;
mod plan;
mod script;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

pub(crate) use self::body::ReplyBody;
pub use self::effect::FaultEffect;
pub(crate) use self::plan::Plan;
pub(crate) use self::script::Faults;

/// A fault that happens to some requests.
///
/// By default it happens to every request. Several faults may happen to one request. Of two that contradict each other,
/// the one that was added first happens.
///
/// ```
/// use blobcopy_emulator::{Emulator, Fault, FaultEffect};
///
/// // The second start of a copy is executed, but its reply is lost.
/// let lost = Fault::new(FaultEffect::ResetAfter).on("CopyBlob").skip(1).times(1);
/// let emulator = Emulator::builder().fault(lost).start()?;
/// # drop(emulator);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    effect: FaultEffect,
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    skip: u64,
    #[serde(default)]
    times: Option<u64>,
    #[serde(default)]
    probability: Option<f64>,
    #[serde(default)]
    seed: u64,
}

impl Fault {
    /// A fault that happens to every request.
    #[must_use]
    pub fn new(effect: FaultEffect) -> Self {
        Self {
            effect,
            operation: None,
            account: None,
            skip: 0,
            times: None,
            probability: None,
            seed: 0,
        }
    }

    /// Limits the fault to an operation, by its name in the REST reference without spaces: `CopyBlob`,
    /// `GetBlobProperties`.
    #[must_use]
    pub fn on(self, operation: &str) -> Self {
        let operation = Some(operation.to_owned());
        Self { operation, ..self }
    }

    /// Limits the fault to requests to this account.
    #[must_use]
    pub fn of_account(self, account: &str) -> Self {
        let account = Some(account.to_owned());
        Self { account, ..self }
    }

    /// Skips the first `requests` matching requests.
    #[must_use]
    pub fn skip(self, requests: u64) -> Self {
        Self {
            skip: requests,
            ..self
        }
    }

    /// Limits the fault to this many occurrences.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        let times = Some(times);
        Self { times, ..self }
    }

    /// Sets the probability for each request, from 0 to 1. The same seed makes the same choices.
    #[must_use]
    pub fn with_probability(self, probability: f64, seed: u64) -> Self {
        Self {
            probability: Some(probability),
            seed,
            ..self
        }
    }

    fn concerns(&self, operation: Option<&str>, account: Option<&str>) -> bool {
        let agrees =
            |wanted: &Option<String>, given| wanted.is_none() || wanted.as_deref() == given;
        agrees(&self.operation, operation) && agrees(&self.account, account)
    }
}

/// A fault, with the number of matching requests and of occurrences.
struct ArmedFault {
    fault: Fault,
    chance: Rng,
    met: u64,
    happened: u64,
}

impl ArmedFault {
    fn new(fault: Fault) -> Self {
        Self {
            chance: Rng::with_seed(fault.seed),
            fault,
            met: 0,
            happened: 0,
        }
    }

    /// Whether the fault happens to a matching request.
    fn strikes(&mut self) -> bool {
        self.met += 1;
        let is_over = self.fault.times.is_some_and(|times| self.happened >= times);
        if self.met <= self.fault.skip || is_over {
            return false;
        }
        let is_drawn = self
            .fault
            .probability
            .is_none_or(|probability| self.chance.f64() < probability);
        self.happened += u64::from(is_drawn);
        is_drawn
    }
}
