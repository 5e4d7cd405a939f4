//! Conditions on tags: comparisons, `AND`, `OR` and parentheses.
//!
//! Source: *Specifying conditional headers for Blob service operations*, REST reference.

use blobcopy_proto::Tags;

/// A parsed expression.
#[derive(Debug, PartialEq)]
pub(crate) enum TagExpression {
    Comparison {
        key: String,
        operator: Operator,
        value: String,
    },
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Longer operators first, so that `<` does not match the beginning of `<=`.
const OPERATORS: [(&str, Operator); 6] = [
    ("<>", Operator::Unequal),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

/// Maximum depth of nested parentheses.
const DEEPEST: usize = 32;

impl TagExpression {
    /// Parses an expression. `None` if it is invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let expression = reader.any(DEEPEST)?;
        reader.rest().is_empty().then_some(expression)
    }

    /// Whether `tags` meet the expression. A comparison with a missing tag is false.
    pub(crate) fn is_met(&self, tags: &Tags) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.is_met(tags)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(tags)),
            Self::Comparison {
                key,
                operator,
                value,
            } => tags
                .get(key)
                .is_some_and(|tag| operator.holds(tag, value.as_str())),
        }
    }
}

impl Operator {
    pub(super) fn holds(self, tag: &str, value: &str) -> bool {
        match self {
            Self::Equal => tag == value,
            Self::Unequal => tag != value,
            Self::Less => tag < value,
            Self::LessOrEqual => tag <= value,
            Self::Greater => tag > value,
            Self::GreaterOrEqual => tag >= value,
        }
    }
}

/// Reads the parts of an expression one by one.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// The remaining text, without leading white space.
    pub(super) fn rest(&self) -> &'a str {
        self.rest.trim_start()
    }

    fn any(&mut self, depth: usize) -> Option<TagExpression> {
        let mut parts = vec![self.all(depth)?];
        while self.word("OR") {
            parts.push(self.all(depth)?);
        }
        Some(single(parts).unwrap_or_else(TagExpression::Any))
    }

    fn all(&mut self, depth: usize) -> Option<TagExpression> {
        let mut parts = vec![self.term(depth)?];
        while self.word("AND") {
            parts.push(self.term(depth)?);
        }
        Some(single(parts).unwrap_or_else(TagExpression::All))
    }

    fn term(&mut self, depth: usize) -> Option<TagExpression> {
        if self.symbol("(") {
            let inner = self.any(depth.checked_sub(1)?)?;
            return self.symbol(")").then_some(inner);
        }
        Some(TagExpression::Comparison {
            key: self.key()?,
            operator: self.operator()?,
            value: self.quoted('\'')?,
        })
    }

    /// Parses a key, in double quotes or without quotes if it looks like a name.
    pub(super) fn key(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('"') {
            return self.quoted('"');
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (key, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!key.is_empty()).then(|| key.to_owned())
    }

    pub(super) fn operator(&mut self) -> Option<Operator> {
        let (_, operator) = OPERATORS.into_iter().find(|(text, _)| self.symbol(text))?;
        Some(operator)
    }

    /// Parses text between quotes. A doubled quote stands for one.
    pub(super) fn quoted(&mut self, quote: char) -> Option<String> {
        self.rest = self.rest.trim_start().strip_prefix(quote)?;
        let mut text = String::new();
        loop {
            let (piece, rest) = self.rest.split_once(quote)?;
            text.push_str(piece);
            match rest.strip_prefix(quote) {
                Some(rest) => {
                    text.push(quote);
                    self.rest = rest;
                }
                None => {
                    self.rest = rest;
                    return Some(text);
                }
            }
        }
    }

    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(symbol);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let Some((head, tail)) = rest.split_at_checked(word.len()) else {
            return false;
        };
        let ends = !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let found = head.eq_ignore_ascii_case(word) && ends;
        if found {
            self.rest = tail;
        }
        found
    }
}

fn single(mut parts: Vec<TagExpression>) -> Result<TagExpression, Vec<TagExpression>> {
    match parts.pop() {
        Some(only) if parts.is_empty() => Ok(only),
        Some(last) => {
            parts.push(last);
            Err(parts)
        }
        None => Err(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_met(text: &str) -> bool {
        let mut tags = Tags::new();
        tags.insert("project", "x-ray").unwrap();
        tags.insert("year", "2026").unwrap();
        TagExpression::parse(text).expect(text).is_met(&tags)
    }

    #[test]
    fn comparisons_are_of_text_and_and_binds_closer_than_or() {
        for met in [
            "\"project\" = 'x-ray'",
            "project='x-ray' AND \"year\" >= '2026'",
            "year < '2027' and year > '2025' AND year <> '1'",
            "project = 'y' OR year <= '2026'",
            "year = '2026' OR year = '1' AND project = 'y'",
            "(year = '1' OR year = '2026') AND project >= 'x'",
        ] {
            assert!(is_met(met), "{met}");
        }
        for unmet in [
            "project = 'X-RAY'",
            "\"missing\" <> 'a'",
            "project = 'x-ray' AND year = '1'",
            "(year = '2026' OR year = '1') AND project = 'y'",
        ] {
            assert!(!is_met(unmet), "{unmet}");
        }
    }

    #[test]
    fn a_doubled_quote_is_one() {
        let expression = TagExpression::parse("k = 'it''s'").unwrap();
        let TagExpression::Comparison { value, .. } = expression else {
            panic!("{expression:?}");
        };
        assert_eq!(value, "it's");
    }

    #[test]
    fn what_is_no_expression_is_none() {
        let deep = format!("{}a = 'b'{}", "(".repeat(1000), ")".repeat(1000));
        for text in [
            "",
            "a",
            "a =",
            "a = b",
            "a = 'b",
            "= 'b'",
            "a = 'b' AND",
            "(a = 'b'",
            "a = 'b')",
            "a == 'b'",
            "a = 'b' year = 'c'",
            "AND",
            "ü = 'b'",
            &deep,
        ] {
            assert_eq!(TagExpression::parse(text), None, "{text}");
        }
    }
}
