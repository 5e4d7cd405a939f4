//! Until when a blob can be neither changed nor deleted.

use http::HeaderMap;

use crate::invalid::Malformed;
use crate::open_enum::open_enum;
use crate::value::HttpDate;
use crate::wire::field::Field;
use crate::wire::header;

open_enum! {
    /// Whether an immutability policy can be taken back. Source: *Set Blob Immutability Policy*, REST reference.
    pub enum ImmutabilityMode {
        /// It can.
        Unlocked = "Unlocked",
        /// It can only be made longer.
        Locked = "Locked",
        /// The blob may still be appended to. Told by the service, never asked for.
        Mutable = "Mutable",
    }
}

/// Until when a blob can be neither changed nor deleted, and whether that is final.
///
/// Source: *Set Blob Immutability Policy*, REST reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImmutabilityPolicy {
    /// The last moment of protection.
    pub until: HttpDate,
    /// Whether it is final. The service takes it for unlocked if nothing is said.
    pub mode: Option<ImmutabilityMode>,
}

impl ImmutabilityPolicy {
    /// Protection until then.
    pub fn new(until: HttpDate, mode: ImmutabilityMode) -> Self {
        Self {
            until,
            mode: Some(mode),
        }
    }
}

/// A mode without a date protects nothing, and is refused where it is asked for by the service itself.
impl Field for Option<ImmutabilityPolicy> {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        if let Some(policy) = self {
            policy
                .until
                .write(&header::IMMUTABILITY_POLICY_UNTIL_DATE, headers);
            policy
                .mode
                .write(&header::IMMUTABILITY_POLICY_MODE, headers);
        }
    }

    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let until = Option::read(&header::IMMUTABILITY_POLICY_UNTIL_DATE, headers)?;
        let mode = Option::read(&header::IMMUTABILITY_POLICY_MODE, headers)?;
        Ok(until.map(|until| ImmutabilityPolicy { until, mode }))
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label((): &()) -> &'static str {
        "x-ms-immutability-policy-until-date"
    }
}
