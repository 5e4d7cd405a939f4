//! The tags of a copy within the call.

use http::{HeaderMap, HeaderValue};

use crate::invalid::Malformed;
use crate::value::service_version::{TooNew, known_since};
use crate::value::{ServiceVersion, Tags};
use crate::wire::field::Field;
use crate::wire::header;

/// The tags of a blob that is copied within the call: none, given tags, or the source's.
///
/// The service does not accept given tags together with the source's, so this type excludes it. Source: *Copy Blob From
/// URL*, REST reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyTags {
    /// No tags.
    #[default]
    None,
    /// These tags. An empty set is the same as `None`.
    Replace(Tags),
    /// The source's tags. The caller needs the permission to read them.
    FromSource,
}

impl Field for CopyTags {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        match self {
            Self::None => {}
            Self::Replace(tags) => tags.write(&header::TAGS, headers),
            Self::FromSource => {
                let copy = HeaderValue::from_static("COPY");
                headers.insert(&header::COPY_SOURCE_TAG_OPTION, copy);
            }
        }
    }

    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let tags = Tags::read(&header::TAGS, headers)?;
        let tags = (!tags.is_empty()).then_some(tags);
        let option = headers.get(&header::COPY_SOURCE_TAG_OPTION);
        let refused = |why| {
            let name = header::COPY_SOURCE_TAG_OPTION.as_str();
            Err(Malformed::unreadable(name, why))
        };
        match (option.map(HeaderValue::as_bytes), tags) {
            (None | Some(b"REPLACE"), None) => Ok(Self::None),
            (None | Some(b"REPLACE"), Some(tags)) => Ok(Self::Replace(tags)),
            (Some(b"COPY"), None) => Ok(Self::FromSource),
            (Some(b"COPY"), Some(_)) => refused("COPY together with x-ms-tags"),
            (Some(_), _) => refused("neither COPY nor REPLACE"),
        }
    }

    fn is_set(&self) -> bool {
        *self != Self::None
    }

    fn label((): &()) -> &'static str {
        "x-ms-tags"
    }

    fn check(&self, (): &(), version: &ServiceVersion) -> Result<(), TooNew> {
        match self {
            Self::FromSource => {
                known_since(version, "tags", "x-ms-copy-source-tag-option", "2021-04-10")
            }
            _ => Ok(()),
        }
    }
}
