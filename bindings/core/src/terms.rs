//! What many calls take: conditions, a lease, headers of the content, metadata, tags and protection.

use blobcopy::proto::{
    Conditions, HeaderText, ImmutabilityMode, ImmutabilityPolicy, LeaseId, Metadata,
    MetadataChoice, TagCondition, TagMatch, Tags,
};

use crate::name::Name;
use crate::options::Options;
use crate::refusal::Refusal;

/// Under which conditions a request is carried out, and the lease that it shows.
#[derive(Default)]
pub(crate) struct Terms {
    pub(crate) conditions: Conditions,
    pub(crate) lease_id: Option<LeaseId>,
    pub(crate) if_tags: Option<TagCondition>,
}

/// What the terms on a blob are called. JavaScript has them in an object, Python among the other options.
pub(crate) struct TermNames {
    object: &'static str,
    if_match: Name,
    if_none_match: Name,
    if_modified_since: Name,
    if_unmodified_since: Name,
    if_tags: Name,
    lease_id: Name,
}

/// The terms on the blob of a call.
pub(crate) const ON_BLOB: TermNames = TermNames {
    object: "conditions",
    if_match: Name::both("if_match"),
    if_none_match: Name::both("if_none_match"),
    if_modified_since: Name::both("if_modified_since"),
    if_unmodified_since: Name::both("if_unmodified_since"),
    if_tags: Name::new("if_tags_match_condition", "tag_conditions"),
    lease_id: Name::new("lease", "lease_id"),
};

/// The terms on the destination of a copy.
pub(crate) const ON_DESTINATION: TermNames = TermNames {
    lease_id: Name::new("destination_lease", "lease_id"),
    ..ON_BLOB
};

/// The terms on the source of a copy, which shows no lease.
pub(crate) const ON_SOURCE: TermNames = TermNames {
    object: "source_conditions",
    if_match: Name::new("source_if_match", "if_match"),
    if_none_match: Name::new("source_if_none_match", "if_none_match"),
    if_modified_since: Name::new("source_if_modified_since", "if_modified_since"),
    if_unmodified_since: Name::new("source_if_unmodified_since", "if_unmodified_since"),
    if_tags: Name::new("source_if_tags_match_condition", "tag_conditions"),
    lease_id: Name::new("", ""),
};

/// Which of the terms a call sends.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) conditions: bool,
    pub(crate) lease: bool,
    pub(crate) tags: bool,
}

pub(crate) const ALL: Parts = Parts {
    conditions: true,
    lease: true,
    tags: true,
};

impl Terms {
    /// The terms that were given; one that the call does not send is refused.
    pub(crate) fn read(
        options: &mut Options,
        names: &TermNames,
        parts: Parts,
    ) -> Result<Self, Refusal> {
        if let Some(mut object) = options.object(("", names.object))? {
            let terms = Self::among(&mut object, names, parts)?;
            object.done()?;
            return Ok(terms);
        }
        if options.is_of_python() {
            return Self::among(options, names, parts);
        }
        Ok(Self::default())
    }

    fn among(options: &mut Options, names: &TermNames, parts: Parts) -> Result<Self, Refusal> {
        let mut terms = Self::default();
        if parts.conditions {
            terms.conditions = Conditions::new(
                options.parsed(names.if_match, TagMatch::parse)?,
                options.parsed(names.if_none_match, TagMatch::parse)?,
                options.date(names.if_modified_since)?,
                options.date(names.if_unmodified_since)?,
            )?;
        } else {
            options.refuse(names.if_match)?;
            options.refuse(names.if_none_match)?;
            options.refuse(names.if_modified_since)?;
            options.refuse(names.if_unmodified_since)?;
        }
        if parts.tags {
            terms.if_tags = options.parsed(names.if_tags, TagCondition::parse)?;
        } else {
            options.refuse(names.if_tags)?;
        }
        if parts.lease {
            terms.lease_id = options.parsed(names.lease_id, LeaseId::parse)?;
        } else {
            options.refuse(names.lease_id)?;
        }
        Ok(terms)
    }
}

/// Puts the named terms into the options of an operation. Reads allow more conditions than other operations.
macro_rules! apply {
    ($terms:expr => $options:expr; $($part:ident),*) => {
        let terms = $terms;
        $( $options.$part = terms.$part.into(); )*
    };
}
pub(crate) use apply;

/// The headers that a blob keeps for those who read its content.
#[derive(Default)]
pub(crate) struct ContentHeaders {
    pub(crate) blob_content_type: Option<HeaderText>,
    pub(crate) blob_content_encoding: Option<HeaderText>,
    pub(crate) blob_content_language: Option<HeaderText>,
    pub(crate) blob_content_disposition: Option<HeaderText>,
    pub(crate) blob_cache_control: Option<HeaderText>,
    pub(crate) blob_content_md5: Option<HeaderText>,
}

impl ContentHeaders {
    /// The headers that were given.
    pub(crate) fn read(options: &mut Options) -> Result<Self, Refusal> {
        let mut headers = Self::default();
        let Some(mut given) = options.object(("content_settings", "blob_http_headers"))? else {
            return Ok(headers);
        };
        headers.blob_content_type = given.header(("content_type", "blob_content_type"))?;
        headers.blob_content_encoding =
            given.header(("content_encoding", "blob_content_encoding"))?;
        headers.blob_content_language =
            given.header(("content_language", "blob_content_language"))?;
        headers.blob_content_disposition =
            given.header(("content_disposition", "blob_content_disposition"))?;
        headers.blob_cache_control = given.header(("cache_control", "blob_cache_control"))?;
        let md5 = given.base64(("content_md5", "blob_content_md5"))?;
        headers.blob_content_md5 = md5.as_deref().map(HeaderText::parse).transpose()?;
        given.done()?;
        Ok(headers)
    }
}

/// User metadata.
pub(crate) fn metadata(options: &mut Options) -> Result<Metadata, Refusal> {
    let mut metadata = Metadata::new();
    for (name, value) in options.pairs("metadata")? {
        metadata.insert(&name, &value)?;
    }
    Ok(metadata)
}

/// The metadata that is given, or else the source's: empty metadata counts as none, as it does for the service.
pub(crate) fn metadata_choice(options: &mut Options) -> Result<MetadataChoice, Refusal> {
    let metadata = metadata(options)?;
    if metadata.is_empty() {
        return Ok(MetadataChoice::FromSource);
    }
    Ok(MetadataChoice::replace(metadata)?)
}

/// Tags.
pub(crate) fn tags(options: &mut Options) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for (name, value) in options.pairs("tags")? {
        tags.insert(&name, &value)?;
    }
    Ok(tags)
}

/// Until when a blob can be neither changed nor deleted.
pub(crate) fn immutability(options: &mut Options) -> Result<Option<ImmutabilityPolicy>, Refusal> {
    let Some(mut object) = options.object("immutability_policy")? else {
        return Ok(None);
    };
    let until = object.needed_date(("expiry_time", "expiries_on"))?;
    let mode: Option<ImmutabilityMode> = object.word("policy_mode")?;
    object.done()?;
    let mut policy = ImmutabilityPolicy::new(until, ImmutabilityMode::Unlocked);
    policy.mode = mode;
    Ok(Some(policy))
}
