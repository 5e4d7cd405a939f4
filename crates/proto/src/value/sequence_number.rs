//! Changes of a page blob's sequence number.

use http::{HeaderMap, HeaderName};

use crate::invalid::Malformed;
use crate::value::HeaderText;
use crate::wire::field::Field;

/// A change of a page blob's sequence number.
///
/// Source: *Set Blob Properties*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequenceNumberChange {
    /// This number, if it is larger than the current one.
    Max(u64),
    /// This number.
    Update(u64),
    /// The current number and one.
    Increment,
}

/// The names of the two headers: of the action, and of the number.
pub struct SequenceNumberNames {
    pub(crate) action: HeaderName,
    pub(crate) number: HeaderName,
}

impl Field for Option<SequenceNumberChange> {
    type Name = SequenceNumberNames;

    fn write(&self, names: &SequenceNumberNames, headers: &mut HeaderMap) {
        let Some(change) = self else { return };
        let (action, number) = match change {
            SequenceNumberChange::Max(number) => ("max", Some(*number)),
            SequenceNumberChange::Update(number) => ("update", Some(*number)),
            SequenceNumberChange::Increment => ("increment", None),
        };
        action.to_owned().write(&names.action, headers);
        number.write(&names.number, headers);
    }

    fn read(names: &SequenceNumberNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        let action = Option::<HeaderText>::read(&names.action, headers)?;
        let number = Option::<u64>::read(&names.number, headers)?;
        let unreadable =
            |name: &HeaderName, found: &str| Err(Malformed::unreadable(name.as_str(), found));
        let Some(action) = action else {
            return match number {
                Some(_) => Err(Malformed::missing(names.action.as_str())),
                None => Ok(None),
            };
        };
        let change = match (&*action.to_ascii_lowercase(), number) {
            ("max", Some(number)) => SequenceNumberChange::Max(number),
            ("update", Some(number)) => SequenceNumberChange::Update(number),
            ("max" | "update", None) => return Err(Malformed::missing(names.number.as_str())),
            ("increment", None) => SequenceNumberChange::Increment,
            ("increment", Some(number)) => {
                return unreadable(&names.number, &number.to_string());
            }
            _ => return unreadable(&names.action, &action),
        };
        Ok(Some(change))
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label(names: &'static SequenceNumberNames) -> &'static str {
        names.action.as_str()
    }
}
