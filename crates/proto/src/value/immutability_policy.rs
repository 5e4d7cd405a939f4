//! Immutability policies of blobs.

use http::HeaderMap;

use crate::invalid::Malformed;
use crate::open_enum::open_enum;
use crate::value::HttpDate;
use crate::wire::field::Field;
use crate::wire::header;

open_enum! {
    /// Whether an immutability policy can be removed. Source: *Set Blob Immutability Policy*, REST reference.
    pub enum ImmutabilityMode {
        /// It can be shortened and removed.
        Unlocked = "Unlocked",
        /// It can only be extended.
        Locked = "Locked",
        /// The blob may still be appended to. Reported by the service, never sent.
        Mutable = "Mutable",
    }
}

/// An immutability policy: until when a blob cannot be changed or deleted, and whether that is final.
///
/// Source: *Set Blob Immutability Policy*, REST reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImmutabilityPolicy {
    /// When the protection ends.
    pub until: HttpDate,
    /// Whether it is final. Without a mode, the service creates an unlocked policy.
    pub mode: Option<ImmutabilityMode>,
}

impl ImmutabilityPolicy {
    /// A policy that protects the blob until `until`.
    pub fn new(until: HttpDate, mode: ImmutabilityMode) -> Self {
        Self {
            until,
            mode: Some(mode),
        }
    }
}

/// A mode without a date protects nothing. In a request, the service itself refuses it.
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
