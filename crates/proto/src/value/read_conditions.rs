//! Conditions on a read: any combination, and lists of tags.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::invalid::Malformed;
use crate::value::{ConditionNames, Conditions, HttpDate, TagMatch};
use crate::wire::field::{Field, Text};

/// Conditions on a read. The blob is returned if all of these are true:
///
/// - it matches one of `if_match`, if there are any;
/// - it has not been modified since `unmodified_since`, if that is set;
/// - it matches none of `if_none_match`, or it has been modified since `modified_since`. If only one of the two is set,
///   that one counts.
///
/// Combinations other than those of [`Conditions`], and more than one tag, need version 2013-08-15 of the service.
/// Source: *Specifying conditional headers for Blob service operations*, REST reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadConditions {
    /// Tags of which the blob must have one.
    pub if_match: Vec<TagMatch>,
    /// Tags of which the blob must have none.
    pub if_none_match: Vec<TagMatch>,
    /// The blob must have been modified since.
    pub modified_since: Option<HttpDate>,
    /// The blob must not have been modified since.
    pub unmodified_since: Option<HttpDate>,
}

impl From<Conditions> for ReadConditions {
    /// Of a tag with a date the tag decides, so the date is left out.
    fn from(conditions: Conditions) -> Self {
        let mut read = Self::default();
        match conditions {
            Conditions::None => {}
            Conditions::IfMatch { tag, .. } => read.if_match = vec![tag],
            Conditions::IfNoneMatch { tag, .. } => read.if_none_match = vec![tag],
            Conditions::IfModifiedSince(date) => read.modified_since = Some(date),
            Conditions::IfUnmodifiedSince(date) => read.unmodified_since = Some(date),
        }
        read
    }
}

impl Field for ReadConditions {
    type Name = ConditionNames;

    fn write(&self, names: &ConditionNames, headers: &mut HeaderMap) {
        write_tags(&self.if_match, &names.if_match, headers);
        write_tags(&self.if_none_match, &names.if_none_match, headers);
        self.modified_since.write(&names.if_modified_since, headers);
        self.unmodified_since
            .write(&names.if_unmodified_since, headers);
    }

    fn read(names: &ConditionNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        Ok(Self {
            if_match: read_tags(&names.if_match, headers)?,
            if_none_match: read_tags(&names.if_none_match, headers)?,
            modified_since: Option::read(&names.if_modified_since, headers)?,
            unmodified_since: Option::read(&names.if_unmodified_since, headers)?,
        })
    }

    fn is_set(&self) -> bool {
        *self != Self::default()
    }

    fn label(names: &'static ConditionNames) -> &'static str {
        names.if_match.as_str()
    }
}

fn write_tags(tags: &[TagMatch], name: &HeaderName, headers: &mut HeaderMap) {
    if tags.is_empty() {
        return;
    }
    let texts: Vec<HeaderValue> = tags.iter().map(Text::encode).collect();
    let texts: Vec<&[u8]> = texts.iter().map(HeaderValue::as_bytes).collect();
    let value = HeaderValue::from_bytes(&texts.join(&b", "[..]));
    headers.insert(name.clone(), value.expect("tags are visible ASCII"));
}

fn read_tags(name: &HeaderName, headers: &HeaderMap) -> Result<Vec<TagMatch>, Malformed> {
    let mut tags = Vec::new();
    for value in headers.get_all(name) {
        let text = String::from_utf8_lossy(value.as_bytes());
        for tag in split(&text) {
            let tag = tag.trim_matches([' ', '\t']);
            if tag.is_empty() {
                continue;
            }
            let read = TagMatch::decode(tag);
            tags.push(read.ok_or_else(|| Malformed::unreadable(name.as_str(), tag))?);
        }
    }
    Ok(tags)
}

/// The parts of a list, at the commas outside of quotes.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    list.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::header::CONDITIONS;

    fn read(lines: &[(&'static str, &'static str)]) -> Result<ReadConditions, Malformed> {
        let headers = lines.iter().map(|(name, value)| {
            let value = HeaderValue::from_static(value);
            (HeaderName::from_static(name), value)
        });
        let mut all = HeaderMap::new();
        headers.for_each(|(name, value)| _ = all.append(name, value));
        ReadConditions::read(&CONDITIONS, &all)
    }

    fn tag(text: &str) -> TagMatch {
        TagMatch::parse(text).unwrap()
    }

    #[test]
    fn a_list_is_read_over_lines_and_around_quoted_commas() {
        let conditions = read(&[("if-match", "\"0x1,2\", 0x3"), ("if-match", "*")]).unwrap();
        assert_eq!(
            conditions.if_match,
            [tag("\"0x1,2\""), tag("0x3"), TagMatch::Any]
        );
        assert!(read(&[("if-none-match", "\"0x1")]).is_err());
        assert!(read(&[("if-modified-since", "yesterday")]).is_err());
    }

    #[test]
    fn any_combination_is_written_and_read() {
        let date = HttpDate::new(std::time::SystemTime::UNIX_EPOCH).unwrap();
        let conditions = ReadConditions {
            if_match: vec![tag("\"0x1\""), tag("\"0x2\"")],
            if_none_match: vec![TagMatch::Any],
            modified_since: Some(date),
            unmodified_since: Some(date),
        };
        let mut headers = HeaderMap::new();
        conditions.write(&CONDITIONS, &mut headers);
        assert_eq!(headers["if-match"], "\"0x1\", \"0x2\"");
        assert_eq!(ReadConditions::read(&CONDITIONS, &headers), Ok(conditions));
    }
}
