//! The element with a blob's name, which may contain characters that XML cannot.

use quick_xml::events::BytesStart;

use crate::invalid::Malformed;
use crate::wire::cursor::Cursor;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{element, target};

/// Reads a name. It is percent-encoded only if an attribute says that it is. Spaces in it are significant.
///
/// Source: *List Blobs*, REST reference.
pub(crate) fn read<'a>(
    cursor: &mut Cursor<'a>,
    name: &BytesStart<'a>,
) -> Result<String, Malformed> {
    let text = cursor.text()?;
    if !element::is_true(name, "Encoded") {
        return Ok(text.into_owned());
    }
    match target::decode(&text) {
        Some(decoded) => Ok(decoded.into_owned()),
        None => Err(Malformed::unreadable("Name", &text)),
    }
}

#[cfg(feature = "serve")]
pub(crate) fn write(name: &str, out: &mut Markup) {
    if name.chars().all(is_xml) {
        out.leaf("Name", name);
        return;
    }
    let mut encoded = String::new();
    target::push_path(&mut encoded, name);
    out.open_with("Name", &[("Encoded", "true")]);
    out.text(&encoded);
    out.close("Name");
}

/// Whether XML 1.0 can contain a character.
#[cfg(feature = "serve")]
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
