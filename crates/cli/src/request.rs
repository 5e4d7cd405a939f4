//! The properties of a copy and the conditions of its start.

use std::str::FromStr;

use blobcopy_proto::ops::CopyBlobOptions;
use blobcopy_proto::{
    AccessTier, Conditions, ETag, HttpDate, Invalid, LeaseId, Metadata, MetadataChoice,
    RehydratePriority, TagCondition, TagMatch, Tags, shown_argument,
};
use clap::{Args, ValueEnum};

use crate::failure::Failure;

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Destination properties")]
pub(crate) struct RequestArguments {
    /// Metadata that replaces the source's; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,

    /// Tag; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) tag: Vec<String>,

    /// Tier: hot, cool, cold, archive, or a premium tier such as P10; required for an archived source
    #[arg(long, value_name = "TIER")]
    pub(crate) tier: Option<String>,

    /// How fast an archived source is rehydrated
    #[arg(long, value_enum, value_name = "PRIORITY", requires = "tier")]
    pub(crate) rehydrate: Option<Rehydrate>,

    /// Seal the copy of an append blob
    #[arg(long)]
    pub(crate) seal: bool,

    /// Id of the infinite lease on the destination, if it is leased
    #[arg(long, value_name = "ID")]
    pub(crate) lease_id: Option<String>,

    #[command(flatten)]
    pub(crate) conditions: ConditionArguments,
}

/// How fast an archived source is rehydrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rehydrate {
    /// Within hours
    Standard,
    /// Faster, at a higher price
    High,
}

/// The conditions on source and destination: one each, or an ETag with the matching date.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Conditions (the copy starts only if they are met)")]
pub(crate) struct ConditionArguments {
    /// The destination has this ETag; `*` matches any blob
    #[arg(long, value_name = "ETAG")]
    if_match: Option<String>,

    /// The ETag of the destination differs; `*`: the destination does not exist
    #[arg(long, value_name = "ETAG")]
    if_none_match: Option<String>,

    /// The destination was modified since this time (2026-11-23T08:00:00Z)
    #[arg(long, value_name = "TIME")]
    if_modified_since: Option<String>,

    /// The destination was not modified since this time
    #[arg(long, value_name = "TIME")]
    if_unmodified_since: Option<String>,

    /// The tags of the destination match, for example "project" = 'x'
    #[arg(long, value_name = "EXPRESSION")]
    if_tags: Option<String>,

    /// The source has this ETag
    #[arg(long, value_name = "ETAG")]
    source_if_match: Option<String>,

    /// The ETag of the source differs
    #[arg(long, value_name = "ETAG")]
    source_if_none_match: Option<String>,

    /// The source was modified since this time
    #[arg(long, value_name = "TIME")]
    source_if_modified_since: Option<String>,

    /// The source was not modified since this time
    #[arg(long, value_name = "TIME")]
    source_if_unmodified_since: Option<String>,

    /// The tags of the source match
    #[arg(long, value_name = "EXPRESSION")]
    source_if_tags: Option<String>,
}

impl RequestArguments {
    pub(crate) fn options(&self) -> Result<CopyBlobOptions, Failure> {
        let mut options = CopyBlobOptions::default();
        if !self.metadata.is_empty() {
            options.metadata = metadata(&self.metadata)?;
        }
        options.tags = tags(&self.tag)?;
        options.access_tier = self.tier.as_deref().map(tier);
        options.rehydrate_priority = self.rehydrate.map(|priority| match priority {
            Rehydrate::Standard => RehydratePriority::Standard,
            Rehydrate::High => RehydratePriority::High,
        });
        options.seal = self.seal.then_some(true);
        options.lease_id = parsed("--lease-id", &self.lease_id, LeaseId::parse)?;
        self.conditions.set(&mut options)?;
        Ok(options)
    }
}

impl ConditionArguments {
    fn set(&self, options: &mut CopyBlobOptions) -> Result<(), Failure> {
        options.conditions = GivenConditions {
            prefix: "--if",
            matching: &self.if_match,
            none_matching: &self.if_none_match,
            modified_since: &self.if_modified_since,
            unmodified_since: &self.if_unmodified_since,
        }
        .conditions()?;
        options.source_conditions = GivenConditions {
            prefix: "--source-if",
            matching: &self.source_if_match,
            none_matching: &self.source_if_none_match,
            modified_since: &self.source_if_modified_since,
            unmodified_since: &self.source_if_unmodified_since,
        }
        .conditions()?;
        options.if_tags = parsed("--if-tags", &self.if_tags, TagCondition::parse)?;
        options.source_if_tags = parsed(
            "--source-if-tags",
            &self.source_if_tags,
            TagCondition::parse,
        )?;
        Ok(())
    }
}

/// The conditions on one end, as they were typed.
struct GivenConditions<'a> {
    prefix: &'static str,
    matching: &'a Option<String>,
    none_matching: &'a Option<String>,
    modified_since: &'a Option<String>,
    unmodified_since: &'a Option<String>,
}

impl GivenConditions<'_> {
    fn conditions(&self) -> Result<Conditions, Failure> {
        let flag = |name: &str| format!("{}-{name}", self.prefix);
        let matching = tag(&flag("match"), self.matching)?;
        let none_matching = tag(&flag("none-match"), self.none_matching)?;
        let modified = date(&flag("modified-since"), self.modified_since)?;
        let unmodified = date(&flag("unmodified-since"), self.unmodified_since)?;
        Ok(match (matching, none_matching, modified, unmodified) {
            (None, None, None, None) => Conditions::None,
            (Some(tag), None, None, unmodified_since) => Conditions::IfMatch {
                tag,
                unmodified_since,
            },
            (None, Some(tag), modified_since, None) => Conditions::IfNoneMatch {
                tag,
                modified_since,
            },
            (None, None, Some(date), None) => Conditions::IfModifiedSince(date),
            (None, None, None, Some(date)) => Conditions::IfUnmodifiedSince(date),
            _ => {
                return Err(Failure::usage(format!(
                    "the service accepts one condition, or {0}-match with {0}-unmodified-since, or {0}-none-match with {0}-modified-since; leave the others out",
                    self.prefix
                )));
            }
        })
    }
}

fn tag(flag: &str, text: &Option<String>) -> Result<Option<TagMatch>, Failure> {
    match text.as_deref() {
        Some("*") => Ok(Some(TagMatch::Any)),
        _ => Ok(parsed(flag, text, ETag::parse)?.map(TagMatch::Exactly)),
    }
}

fn date(flag: &str, text: &Option<String>) -> Result<Option<HttpDate>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    let time = jiff::Timestamp::from_str(text).map_err(|_| {
        Failure::usage(format!(
            "{flag} `{}` is not a time; write it in UTC, as 2026-11-23T08:00:00Z",
            shown_argument(text)
        ))
    })?;
    HttpDate::new(time.into())
        .map(Some)
        .map_err(|error| Failure::invalid(flag, &error))
}

fn parsed<T>(
    flag: &str,
    text: &Option<String>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, Failure> {
    let parsed = text.as_deref().map(parse).transpose();
    parsed.map_err(|error| Failure::invalid(flag, &error))
}

/// Whatever case it was typed in; what is not known here is for the service to judge.
fn tier(text: &str) -> AccessTier {
    let known = ["Hot", "Cool", "Cold", "Archive", "Smart"];
    let named = known.iter().find(|name| name.eq_ignore_ascii_case(text));
    AccessTier::from(named.copied().unwrap_or(text))
}

fn tags(pairs: &[String]) -> Result<Tags, Failure> {
    let mut tags = Tags::new();
    for pair in pairs {
        let (key, value) = split("tag", pair)?;
        tags.insert(key, value)
            .map_err(|error| Failure::invalid("--tag", &error))?;
    }
    Ok(tags)
}

/// `NAME=VALUE` pairs as the metadata of a blob.
pub(crate) fn metadata(pairs: &[String]) -> Result<MetadataChoice, Failure> {
    let mut metadata = Metadata::new();
    for pair in pairs {
        let (name, value) = split("metadata", pair)?;
        metadata
            .insert(name, value)
            .map_err(|error| Failure::invalid("--metadata", &error))?;
    }
    MetadataChoice::replace(metadata).map_err(|error| Failure::invalid("--metadata", &error))
}

fn split<'a>(what: &str, pair: &'a str) -> Result<(&'a str, &'a str), Failure> {
    pair.split_once('=').ok_or_else(|| {
        Failure::usage(format!(
            "{what} `{}` has no `=`; write --{what} KEY=VALUE",
            shown_argument(pair)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(change: impl FnOnce(&mut RequestArguments)) -> Result<CopyBlobOptions, String> {
        let mut arguments = RequestArguments::default();
        change(&mut arguments);
        arguments
            .options()
            .map_err(|failure| failure.text.to_string())
    }

    #[test]
    fn metadata_is_read_up_to_the_first_equals_sign() {
        let pairs = ["origin=a=b".to_owned(), "empty=".to_owned()];
        let MetadataChoice::Replace(metadata) = metadata(&pairs).unwrap() else {
            unreachable!("pairs replace");
        };
        assert_eq!(metadata.get("origin"), Some("a=b"));
        assert_eq!(metadata.get("empty"), Some(""));
    }

    #[test]
    fn metadata_that_cannot_be_sent_is_refused() {
        for pair in ["novalue", "1st=x", "=x", "a-b=x"] {
            let failure = metadata(&[pair.to_owned()]).unwrap_err();
            assert!(
                failure.text.to_string().contains("metadata"),
                "{}",
                failure.text
            );
        }
    }

    #[test]
    fn a_tier_is_known_in_any_case_and_kept_where_it_is_not() {
        for (text, tier) in [
            ("cool", AccessTier::Cool),
            ("ARCHIVE", AccessTier::Archive),
            ("P10", AccessTier::Other("P10".into())),
        ] {
            let options = options(|arguments| arguments.tier = Some(text.to_owned())).unwrap();
            assert_eq!(options.access_tier, Some(tier));
        }
    }

    #[test]
    fn conditions_that_go_together_are_taken_and_others_refused_with_what_does() {
        let set = |arguments: &mut RequestArguments| {
            let conditions = &mut arguments.conditions;
            conditions.if_match = Some("\"0x1\"".to_owned());
            conditions.if_unmodified_since = Some("2026-11-23T08:00:00Z".to_owned());
            conditions.source_if_none_match = Some("*".to_owned());
        };
        let taken = options(set).unwrap();
        assert!(matches!(
            taken.conditions,
            Conditions::IfMatch {
                unmodified_since: Some(_),
                ..
            }
        ));
        assert_eq!(taken.source_conditions, Conditions::if_absent());
        let refused = options(|arguments| {
            set(arguments);
            arguments.conditions.if_none_match = Some("*".to_owned());
        });
        assert!(refused.unwrap_err().contains("--if-match with"));
    }

    #[test]
    fn a_value_that_cannot_be_sent_is_named_by_its_flag() {
        let no_time = options(|arguments| {
            arguments.conditions.source_if_modified_since = Some("yesterday".to_owned());
        });
        assert!(no_time.unwrap_err().contains("--source-if-modified-since"));
        let no_tag = options(|arguments| arguments.tag = vec!["novalue".to_owned()]);
        assert!(no_tag.unwrap_err().contains("--tag KEY=VALUE"));
        let no_lease = options(|arguments| arguments.lease_id = Some("a b".to_owned()));
        assert!(no_lease.unwrap_err().contains("--lease-id"));
    }
}
