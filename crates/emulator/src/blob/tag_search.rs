//! The language in which blobs are found by their tags: comparisons and `AND`.
//!
//! Source: *Find Blobs by Tags*, REST reference.

use blobcopy_proto::Tags;

use crate::blob::tag_expression::{Operator, Reader};

/// A parsed search: all comparisons must hold.
#[derive(Debug, Default)]
pub(crate) struct TagSearch {
    tags: Vec<Comparison>,
    containers: Vec<Comparison>,
}

#[derive(Debug)]
struct Comparison {
    /// The key of a tag; empty for the name of a container.
    key: String,
    operator: Operator,
    value: String,
}

/// Maximum number of tags in a search, and maximum length of a key and of a value.
const MOST: usize = 10;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

impl TagSearch {
    /// Parses a search.
    ///
    /// # Errors
    /// The service's message if the text is not a search.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::new(text);
        let mut search = Self::default();
        loop {
            let read = comparison(&mut reader).and_then(|read| search.add(read));
            read.map_err(|problem| at(text, &reader, &problem))?;
            if !reader.word("AND") {
                break;
            }
        }
        match reader.rest().chars().next() {
            Some(c) => Err(at(text, &reader, &format!("unexpected '{c}'"))),
            None if search.keys().len() > MOST => Err(format!(
                "Error parsing query: there can be at most {MOST} unique tags in a query"
            )),
            None => Ok(search),
        }
    }

    /// Whether blobs of a container can match.
    pub(crate) fn is_in(&self, container: &str) -> bool {
        self.containers
            .iter()
            .all(|comparison| comparison.operator.holds(container, &comparison.value))
    }

    /// The tags of a blob that the search names, if all comparisons hold.
    pub(crate) fn matching(&self, tags: &Tags) -> Option<Tags> {
        let is_met = self.tags.iter().all(|comparison| {
            tags.get(&comparison.key)
                .is_some_and(|tag| comparison.operator.holds(tag, &comparison.value))
        });
        // The service finds blobs by an index of tags, which has no blob without tags.
        if !is_met || tags.is_empty() {
            return None;
        }
        let mut named = Tags::new();
        for key in self.keys() {
            let value = tags.get(key).unwrap_or_default();
            named
                .insert(key, value)
                .expect("a tag of a blob, and each key once");
        }
        Some(named)
    }

    /// The keys of the tags, each once.
    fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.tags.iter().map(|tag| &*tag.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Adds a comparison. Two of the same tag must be the ends of a range.
    fn add(&mut self, new: Comparison) -> Result<(), String> {
        let list = match new.key.is_empty() {
            true => &mut self.containers,
            false => &mut self.tags,
        };
        let clashes = |old: &Comparison| old.key == new.key && old.side() * new.side() != -1;
        if list.iter().any(clashes) {
            return Err(
                "can't have multiple conditions for a single tag unless they define a range"
                    .to_owned(),
            );
        }
        list.push(new);
        Ok(())
    }
}

impl Comparison {
    /// The side at which the comparison bounds a range; 0 for a single value.
    fn side(&self) -> i8 {
        match self.operator {
            Operator::Less | Operator::LessOrEqual => 1,
            Operator::Greater | Operator::GreaterOrEqual => -1,
            Operator::Equal | Operator::Unequal => 0,
        }
    }
}

fn comparison(reader: &mut Reader<'_>) -> Result<Comparison, String> {
    let key = key(reader)?;
    let operator = match reader.operator() {
        Some(Operator::Unequal) => return Err("unexpected <>".to_owned()),
        operator => operator.ok_or("expected an operator")?,
    };
    let value = reader.quoted('\'').ok_or("expecting tag value")?;
    if value.chars().count() > LONGEST_VALUE {
        return Err(format!(
            "tag value must be between 0 and {LONGEST_VALUE} characters in length"
        ));
    }
    check(&value)?;
    Ok(Comparison {
        key,
        operator,
        value,
    })
}

/// The key of a tag; empty for `@container`.
fn key(reader: &mut Reader<'_>) -> Result<String, String> {
    if reader.symbol("@") {
        let name = reader.key().unwrap_or_default();
        return match &*name {
            "container" => Ok(String::new()),
            _ => Err(format!("unsupported parameter '@{name}'")),
        };
    }
    let Some(key) = reader.key() else {
        return Err(match reader.rest().chars().next() {
            Some(c) => format!("unexpected '{c}'"),
            None => "unexpected end of the query".to_owned(),
        });
    };
    if !(1..=LONGEST_KEY).contains(&key.chars().count()) {
        return Err(format!(
            "tag must be between 1 and {LONGEST_KEY} characters in length"
        ));
    }
    check(&key)?;
    Ok(key)
}

/// Refuses characters that no tag has.
fn check(text: &str) -> Result<(), String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || " +-./:=_".contains(c);
    match text.chars().find(|c| !is_allowed(*c)) {
        Some(c) => Err(format!("'{c}' not permitted in tag name or value")),
        None => Ok(()),
    }
}

/// The message about a problem at the current position.
fn at(text: &str, reader: &Reader<'_>, problem: &str) -> String {
    let read = &text[..text.len() - reader.rest().len()];
    let position = read.chars().count() + 1;
    format!("Error parsing query at or near character position {position}: {problem}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags() -> Tags {
        let mut tags = Tags::new();
        tags.insert("project", "x-ray").unwrap();
        tags.insert("year", "2026").unwrap();
        tags
    }

    #[test]
    fn all_comparisons_must_hold_and_the_named_tags_are_returned() {
        for (text, named) in [
            ("year = '2026'", Some(1)),
            ("\"project\" = 'x-ray' and year >= '2026'", Some(2)),
            ("year > '2025' AND year <= '2026'", Some(1)),
            ("@container = 'box'", Some(0)),
            ("year = '2025'", None),
            ("\"missing\" < 'z'", None),
            ("project = 'x-ray' AND year < '2026'", None),
        ] {
            let search = TagSearch::parse(text).expect(text);
            let found = search.matching(&tags());
            assert_eq!(found.map(|tags| tags.len()), named, "{text}");
        }
        let search = TagSearch::parse("year='1' AND @container >= 'b' AND @container < 'c'");
        let search = search.unwrap();
        assert!(search.is_in("box"));
        assert!(!search.is_in("a") && !search.is_in("c"));
    }

    #[test]
    fn what_is_no_search_is_refused_in_the_words_of_the_service() {
        let many: Vec<String> = (0..11).map(|number| format!("k{number} = 'v'")).collect();
        for (text, problem) in [
            ("", "position 1: unexpected end"),
            ("a", "expected an operator"),
            ("a = b", "expecting tag value"),
            ("a = 'b", "expecting tag value"),
            ("a <> 'b'", "unexpected <>"),
            ("a = 'b' OR c = 'd'", "position 9: unexpected 'O'"),
            ("(a = 'b')", "unexpected '('"),
            ("a = 'b' AND", "unexpected end"),
            ("a = 'b' AND a = 'c'", "unless they define a range"),
            ("a > 'b' AND a >= 'c'", "unless they define a range"),
            ("@box = 'b'", "unsupported parameter '@box'"),
            ("'key' = 'b'", "unexpected '''"),
            ("a = 'b @'", "'@' not permitted in tag name or value"),
            ("\"a&\" = 'b'", "'&' not permitted in tag name or value"),
            ("\"\" = 'b'", "between 1 and 128 characters"),
            (&format!("{} = 'b'", "k".repeat(129)), "between 1 and 128"),
            (&format!("a = '{}'", "v".repeat(300)), "between 0 and 256"),
            (&many.join(" AND "), "query: there can be at most 10"),
        ] {
            let refused = TagSearch::parse(text).unwrap_err();
            assert!(refused.contains(problem), "{text}: {refused}");
        }
    }
}
