//! XML in the form of the service: a byte-order mark, a declaration, and elements without white space between them.

use bytes::Bytes;

#[cfg(feature = "serve")]
use crate::wire::field::Text;

/// A document under construction.
pub(crate) struct Markup(String);

impl Markup {
    pub(crate) fn document() -> Self {
        Self("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned())
    }

    pub(crate) fn open(&mut self, name: &str) {
        self.push(&["<", name, ">"]);
    }

    /// Opens an element with attributes.
    #[cfg(feature = "serve")]
    pub(crate) fn open_with(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.push(&["<", name]);
        for (attribute, value) in attributes {
            self.push(&[" ", attribute, "=\""]);
            self.text(value);
            self.push(&["\""]);
        }
        self.push(&[">"]);
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.push(&["</", name, ">"]);
    }

    /// Writes an element with text.
    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.open(name);
        self.text(text);
        self.close(name);
    }

    /// Writes an element with a value, if there is one.
    #[cfg(feature = "serve")]
    pub(crate) fn value<T: Text>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.leaf(name, &value.text());
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        Bytes::from(self.0)
    }

    fn push(&mut self, pieces: &[&str]) {
        pieces.iter().for_each(|piece| self.0.push_str(piece));
    }

    /// Writes text, with markup and carriage returns escaped.
    pub(crate) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\r' => self.0.push_str("&#xD;"),
                _ => self.0.push(c),
            }
        }
    }
}
