//! Metadata and tags: names with values.

use std::collections::BTreeMap;

use blobcopy::proto::{Invalid, Metadata, MetadataChoice, Tags};

/// Names with values, as JavaScript has them.
pub(crate) type Names = BTreeMap<String, String>;

pub(crate) fn metadata(given: Option<Names>) -> Result<Metadata, Invalid> {
    let mut metadata = Metadata::new();
    for (name, value) in given.unwrap_or_default() {
        metadata.insert(&name, &value)?;
    }
    Ok(metadata)
}

/// The source's metadata, unless there is other; none is no other, as the service has it.
pub(crate) fn metadata_choice(given: Option<Names>) -> Result<MetadataChoice, Invalid> {
    let metadata = metadata(given)?;
    if metadata.is_empty() {
        return Ok(MetadataChoice::default());
    }
    MetadataChoice::replace(metadata)
}

pub(crate) fn tags(given: Option<Names>) -> Result<Tags, Invalid> {
    let mut tags = Tags::new();
    for (name, value) in given.unwrap_or_default() {
        tags.insert(&name, &value)?;
    }
    Ok(tags)
}

/// Names with values that the service told.
pub(crate) fn told<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Names {
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
