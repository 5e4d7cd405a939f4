//! What a call asks for, out of the dictionaries in which Python says it. Keys that are missing are not asked for.

mod blob;
mod care;
mod container;
mod copy;
mod lease;

use std::time::SystemTime;

use blobcopy::proto::{
    Conditions, HeaderText, HttpDate, ImmutabilityMode, ImmutabilityPolicy, Invalid, LeaseId,
    Metadata, MetadataChoice, TagCondition, TagMatch, Tags,
};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::failure::Failure;

pub(crate) use self::blob::{
    AbortWords, DeleteWords, DownloadWords, PutWords, SnapshotWords, TierWords, WriteWords,
};
pub(crate) use self::care::{CareWords, findings};
pub(crate) use self::container::{ContainerWords, ListWords};
pub(crate) use self::copy::{CopyWords, PolicyWords};
pub(crate) use self::lease::LeaseWords;

/// A structure that is read from a dictionary of its fields' names. What is missing, or `None`, has its default.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $( $(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Default)]
        $visibility struct $name {
            $( $(#[$field_meta])* $field_visibility $field: $type, )*
        }

        impl<'py> pyo3::FromPyObject<'_, 'py> for $name {
            type Error = pyo3::PyErr;

            fn extract(object: pyo3::Borrowed<'_, 'py, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                let Some(words) = $crate::asked::said(&object)? else {
                    return Ok(Self::default());
                };
                $crate::asked::refuse_unknown(words, &[$( stringify!($field) ),*])?;
                Ok(Self {
                    $( $field: {
                        let name = pyo3::intern!(object.py(), stringify!($field));
                        $crate::asked::word(words, name)?
                    }, )*
                })
            }
        }
    };
}
pub(crate) use words;

/// The dictionary, if it says anything.
pub(crate) fn said<'a, 'py>(
    words: &'a Bound<'py, PyAny>,
) -> PyResult<Option<&'a Bound<'py, PyDict>>> {
    let words = words.cast::<PyDict>()?;
    Ok(Some(words).filter(|words| !words.is_empty()))
}

/// Refuses a dictionary that says something which nobody would read.
pub(crate) fn refuse_unknown(words: &Bound<'_, PyDict>, known: &[&str]) -> PyResult<()> {
    for name in words.keys() {
        let name: String = name.extract()?;
        if !known.contains(&name.as_str()) {
            let known = known.join(", ");
            let message = format!("unexpected option `{name}`; the options are {known}");
            return Err(PyTypeError::new_err(message));
        }
    }
    Ok(())
}

/// What one of the known words stands for. What is missing stands for what the first does.
pub(crate) fn one_of<T: Clone>(
    option: &str,
    given: Option<&str>,
    known: &[(&str, T)],
) -> Result<T, Failure> {
    let given = given.unwrap_or(known[0].0);
    match known.iter().find(|(word, _)| *word == given) {
        Some((_, meant)) => Ok(meant.clone()),
        None => {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let words = words.join(", ");
            let message = format!("{option} must be one of {words}, not {given:?}");
            Err(Failure::Invalid(message))
        }
    }
}

/// One word of a dictionary.
pub(crate) fn word<'py, T>(words: &Bound<'py, PyDict>, name: &Bound<'py, PyString>) -> PyResult<T>
where
    T: Default + for<'a> FromPyObject<'a, 'py>,
{
    let Some(value) = words.get_item(name)?.filter(|value| !value.is_none()) else {
        return Ok(T::default());
    };
    let read: Result<T, <T as FromPyObject<'_, 'py>>::Error> = value.extract();
    read.map_err(|error| {
        let error: PyErr = error.into();
        if error.is_instance_of::<PyOverflowError>(words.py()) {
            return Failure::Invalid(format!("`{name}` is out of range"))
                .into_exception(words.py());
        }
        let said = PyTypeError::new_err(format!(
            "`{name}` cannot be read: {}",
            error.value(words.py())
        ));
        said.set_cause(words.py(), Some(error));
        said
    })
}

/// Names and values.
pub(crate) type Pairs = Vec<(String, String)>;

words! {
    /// Conditions, as the four headers say them.
    pub(crate) struct ConditionWords {
        if_match: Option<String>,
        if_none_match: Option<String>,
        if_modified_since: Option<SystemTime>,
        if_unmodified_since: Option<SystemTime>,}
}

impl ConditionWords {
    pub(crate) fn read(&self) -> Result<Conditions, Invalid> {
        Conditions::new(
            parsed(&self.if_match, TagMatch::parse)?,
            parsed(&self.if_none_match, TagMatch::parse)?,
            date(self.if_modified_since)?,
            date(self.if_unmodified_since)?,
        )
    }
}

words! {
    /// Until when a blob can be neither changed nor deleted, and how firmly.
    pub(crate) struct ImmutabilityWords {
        until: Option<SystemTime>,
        mode: Option<String>,}
}

impl ImmutabilityWords {
    pub(crate) fn read(&self) -> Result<ImmutabilityPolicy, Invalid> {
        let mode = self.mode.as_deref().map(ImmutabilityMode::from);
        let until = HttpDate::new(self.until.unwrap_or(SystemTime::UNIX_EPOCH))?;
        let mut policy = ImmutabilityPolicy::new(until, ImmutabilityMode::Unlocked);
        policy.mode = mode;
        Ok(policy)
    }
}

/// A text that may be missing, read.
pub(crate) fn parsed<T>(
    text: &Option<String>,
    parse: impl FnOnce(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, Invalid> {
    text.as_deref().map(parse).transpose()
}

pub(crate) fn date(time: Option<SystemTime>) -> Result<Option<HttpDate>, Invalid> {
    time.map(HttpDate::new).transpose()
}

pub(crate) fn header(text: &Option<String>) -> Result<Option<HeaderText>, Invalid> {
    parsed(text, HeaderText::parse)
}

pub(crate) fn lease_id(text: &Option<String>) -> Result<Option<LeaseId>, Invalid> {
    parsed(text, LeaseId::parse)
}

pub(crate) fn tag_condition(text: &Option<String>) -> Result<Option<TagCondition>, Invalid> {
    parsed(text, TagCondition::parse)
}

pub(crate) fn conditions(words: &Option<ConditionWords>) -> Result<Conditions, Invalid> {
    words
        .as_ref()
        .map_or(Ok(Conditions::None), ConditionWords::read)
}

pub(crate) fn immutability(
    words: &Option<ImmutabilityWords>,
) -> Result<Option<ImmutabilityPolicy>, Invalid> {
    words.as_ref().map(ImmutabilityWords::read).transpose()
}

pub(crate) fn metadata(pairs: &Pairs) -> Result<Metadata, Invalid> {
    let mut metadata = Metadata::new();
    for (name, value) in pairs {
        metadata.insert(name, value)?;
    }
    Ok(metadata)
}

/// The metadata that is given, or else the source's.
pub(crate) fn metadata_choice(pairs: &Pairs) -> Result<MetadataChoice, Invalid> {
    if pairs.is_empty() {
        return Ok(MetadataChoice::FromSource);
    }
    MetadataChoice::replace(metadata(pairs)?)
}

pub(crate) fn tags(pairs: &Pairs) -> Result<Tags, Invalid> {
    let mut tags = Tags::new();
    for (key, value) in pairs {
        tags.insert(key, value)?;
    }
    Ok(tags)
}
