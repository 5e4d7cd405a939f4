//! What separates the parts of a multipart message.

use std::fmt;

use crate::invalid::Invalid;

/// What separates the parts of a multipart message: 1 to 70 letters, digits and some signs.
///
/// It must not occur in the parts. Source: RFC 2046, section 5.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Boundary(Box<str>);

impl Boundary {
    /// A boundary.
    ///
    /// # Errors
    /// If it is empty, too long, ends with a space or has a character that a boundary cannot have.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
        if (1..=70).contains(&text.len()) && !text.ends_with(' ') && text.bytes().all(is_allowed) {
            return Ok(Self(text.into()));
        }
        let rule = "must have 1 to 70 letters, digits or characters of `'()+_,-./:=? `, and no space at its end";
        Err(Invalid::new("boundary", text, rule, "Blob Batch"))
    }

    /// The boundary.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_has_at_most_seventy_characters_of_a_few_kinds() {
        for good in ["b", "batch_357de4f7-6d0b+/=", "a b", &"x".repeat(70)] {
            assert_eq!(Boundary::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a ", "a\"b", "a\r\nb", "ü", &"x".repeat(71)] {
            assert!(Boundary::parse(bad).is_err(), "{bad}");
        }
    }
}
