//! Conditions of a request: a lease, a state of the blob, its tags.

use blobcopy::ErrorKind;
use blobcopy::proto::{Conditions, DateCondition, LeaseId, TagCondition, TagMatch};
use napi_derive::napi;

use crate::failure::Trouble;
use crate::time::date;

/// Conditions of a request. Dates are milliseconds since 1970.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct ConditionData {
    /// The tag that the blob must have, or `*`.
    pub if_match: Option<String>,
    /// The tag that the blob must not have, or `*`.
    pub if_none_match: Option<String>,
    /// The blob has been modified since.
    pub if_modified_since: Option<f64>,
    /// The blob has not been modified since.
    pub if_unmodified_since: Option<f64>,
    /// A condition on the blob's tags.
    pub tag_conditions: Option<String>,
    /// The lease on the blob.
    pub lease_id: Option<String>,
}

/// Conditions that can be sent.
#[derive(Default)]
pub(crate) struct Terms {
    pub(crate) conditions: Conditions,
    pub(crate) lease_id: Option<LeaseId>,
    pub(crate) if_tags: Option<TagCondition>,
}

impl Terms {
    /// Those that were given, if any.
    pub(crate) fn of(given: Option<ConditionData>) -> Result<Self, Trouble> {
        let Some(given) = given else {
            return Ok(Self::default());
        };
        Ok(Self {
            lease_id: given.lease_id.as_deref().map(LeaseId::parse).transpose()?,
            if_tags: given
                .tag_conditions
                .as_deref()
                .map(TagCondition::parse)
                .transpose()?,
            conditions: conditions(&given)?,
        })
    }

    /// The condition on a date, where the service takes none on a tag.
    pub(crate) fn date_condition(&self) -> Result<DateCondition, Trouble> {
        match &self.conditions {
            Conditions::None => Ok(DateCondition::None),
            Conditions::IfModifiedSince(date) => Ok(DateCondition::IfModifiedSince(*date)),
            Conditions::IfUnmodifiedSince(date) => Ok(DateCondition::IfUnmodifiedSince(*date)),
            _ => Err(Trouble::of_kind(
                ErrorKind::Invalid,
                "the conditions cannot be sent: a container takes ifModifiedSince or ifUnmodifiedSince",
            )),
        }
    }
}

/// Which of them the service takes together is known to the type that they become.
fn conditions(given: &ConditionData) -> Result<Conditions, Trouble> {
    let tag = |text: &Option<String>| text.as_deref().map(TagMatch::parse).transpose();
    Ok(Conditions::new(
        tag(&given.if_match)?,
        tag(&given.if_none_match)?,
        date("ifModifiedSince", given.if_modified_since)?,
        date("ifUnmodifiedSince", given.if_unmodified_since)?,
    )?)
}
