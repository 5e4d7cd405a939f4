//! The name of an option or of a fact in each language.

/// The language that a call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the packages match on it")]
pub enum Host {
    /// Python: `snake_case`, durations in seconds.
    Python,
    /// JavaScript: `camelCase`, durations in milliseconds with the suffix `InMs`.
    Node,
}

/// A name in both languages, written in `snake_case`. Where a language does not have it, its name is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// In Python. `...` puts the facts of a record beside the others, in JavaScript too.
    pub python: &'static str,
    /// In JavaScript, which writes a name with underscores in `camelCase`.
    pub node: &'static str,
}

impl Name {
    /// One name in each language.
    pub(crate) const fn new(python: &'static str, node: &'static str) -> Self {
        Self { python, node }
    }

    /// The same name in both.
    pub(crate) const fn both(name: &'static str) -> Self {
        Self::new(name, name)
    }

    pub(crate) fn of(self, host: Host) -> &'static str {
        match host {
            Host::Python => self.python,
            Host::Node => self.node,
        }
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self::both(name)
    }
}

impl From<(&'static str, &'static str)> for Name {
    fn from((python, node): (&'static str, &'static str)) -> Self {
        Self::new(python, node)
    }
}

/// A name in `snake_case` as JavaScript writes it: `source_content_md5` is `sourceContentMD5`.
pub fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for (index, word) in name.split('_').enumerate() {
        match word {
            _ if index == 0 => camel.push_str(word),
            "md5" | "http" | "url" => camel.push_str(&word.to_ascii_uppercase()),
            _ => {
                let (first, rest) = word.split_at(1.min(word.len()));
                camel.push_str(&first.to_ascii_uppercase());
                camel.push_str(rest);
            }
        }
    }
    camel
}
