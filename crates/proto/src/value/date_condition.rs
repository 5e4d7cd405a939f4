//! Conditions on a date alone.

use http::{HeaderMap, HeaderName};

use crate::invalid::Malformed;
use crate::value::{Conditions, HttpDate};
use crate::wire::field::Field;

/// A condition on a date, where the service accepts none on an ETag.
///
/// Source: *Specifying conditional headers for Blob service operations*, REST reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateCondition {
    /// No condition.
    #[default]
    None,
    /// The resource has been modified since this time.
    IfModifiedSince(HttpDate),
    /// The resource has not been modified since this time.
    IfUnmodifiedSince(HttpDate),
}

/// The names of the two headers.
pub struct DateConditionNames {
    pub(crate) if_modified_since: HeaderName,
    pub(crate) if_unmodified_since: HeaderName,
}

impl Field for DateCondition {
    type Name = DateConditionNames;

    fn write(&self, names: &DateConditionNames, headers: &mut HeaderMap) {
        match self {
            Self::None => {}
            Self::IfModifiedSince(date) => date.write(&names.if_modified_since, headers),
            Self::IfUnmodifiedSince(date) => date.write(&names.if_unmodified_since, headers),
        }
    }

    fn read(names: &DateConditionNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        let modified = Option::read(&names.if_modified_since, headers)?;
        let unmodified = Option::read(&names.if_unmodified_since, headers)?;
        match (modified, unmodified) {
            (None, None) => Ok(Self::None),
            (Some(date), None) => Ok(Self::IfModifiedSince(date)),
            (None, Some(date)) => Ok(Self::IfUnmodifiedSince(date)),
            (Some(_), Some(_)) => {
                let name = names.if_modified_since.as_str();
                Err(Malformed::unreadable(name, Conditions::TOO_MANY))
            }
        }
    }

    fn is_set(&self) -> bool {
        *self != Self::None
    }

    fn label(names: &'static DateConditionNames) -> &'static str {
        names.if_modified_since.as_str()
    }
}
