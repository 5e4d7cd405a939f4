//! Until when a blob is protected.

use blobcopy::proto::{ImmutabilityMode, ImmutabilityPolicy};

use crate::failure::Trouble;
use crate::time::date;

/// What keeps a blob from being changed.
pub(crate) struct Protection {
    pub(crate) policy: Option<ImmutabilityPolicy>,
    pub(crate) legal_hold: Option<bool>,
}

impl Protection {
    /// That which was given; unlocked unless it says otherwise, as the service has it.
    pub(crate) fn of(
        until: Option<f64>,
        mode: Option<&str>,
        legal_hold: Option<bool>,
    ) -> Result<Self, Trouble> {
        let mode = mode.map_or(ImmutabilityMode::Unlocked, ImmutabilityMode::from);
        let until = date("immutabilityPolicy.expiriesOn", until)?;
        Ok(Self {
            policy: until.map(|until| ImmutabilityPolicy::new(until, mode)),
            legal_hold,
        })
    }
}
