//! XML from a server: of limited size, read in one pass, without a tree.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Maximum size of an error or key document to read, in bytes. Those of the service are smaller than 4 KiB.
const LARGEST: usize = 64 * 1024;

/// The names and texts of the root's children, in order.
///
/// If the document breaks off or exceeds the limit, the children before that are returned. Deeper elements are ignored.
/// A byte-order mark, which the service puts before most documents, is skipped.
pub(crate) fn flat(document: &[u8]) -> Vec<(String, String)> {
    let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
    let document = &document[..document.len().min(LARGEST)];
    let mut reader = Reader::from_reader(document);
    reader.config_mut().check_end_names = false;
    let mut children = Vec::new();
    let mut depth = 0_usize;
    let mut open: Option<(String, String)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth == 2 {
                    let name = start.local_name().as_ref().to_owned();
                    open = Some((name, String::new()));
                }
            }
            Ok(Event::Text(text)) if depth == 2 => {
                if let Some((_, content)) = &mut open {
                    content.push_str(text.as_ref());
                }
            }
            Ok(Event::CData(text)) if depth == 2 => {
                if let Some((_, content)) = &mut open {
                    content.push_str(text.as_ref());
                }
            }
            Ok(Event::GeneralRef(name)) if depth == 2 => {
                if let Some((_, content)) = &mut open {
                    push_entity(content, name.as_ref());
                }
            }
            Ok(Event::End(_)) => {
                if depth == 2 {
                    children.extend(open.take());
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) | Err(_) => return children,
            Ok(_) => {}
        }
    }
}

/// Appends the text of the entity `&name;`. No document type is read, so only XML's five entities and numeric ones
/// exist.
pub(crate) fn push_entity(out: &mut String, name: &str) {
    let number = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => name
            .strip_prefix('#')
            .and_then(|decimal| decimal.parse().ok()),
    };
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => number.and_then(char::from_u32),
    };
    match known {
        Some(character) => out.push(character),
        None => out.extend(["&", name, ";"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(document: &str) -> Vec<(String, String)> {
        flat(document.as_bytes())
    }

    #[test]
    fn a_byte_order_mark_and_a_declaration_are_skipped() {
        let found = read(
            "\u{feff}<?xml version=\"1.0\"?>\n<Error><Code>A</Code><Message>b &amp; c&#10;d</Message></Error>",
        );
        assert_eq!(
            found,
            [
                ("Code".to_owned(), "A".to_owned()),
                ("Message".to_owned(), "b & c\nd".to_owned())
            ]
        );
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        assert_eq!(
            read("<Error><Code>A</Code><Mess"),
            [("Code".to_owned(), "A".to_owned())]
        );
        assert_eq!(
            read("<Error><Code>A</Code><Message>unfin"),
            [("Code".to_owned(), "A".to_owned())]
        );
    }

    #[test]
    fn deep_and_endless_documents_end() {
        assert!(read(&"<a>".repeat(1_000_000)).is_empty());
        assert!(read(&format!("<Error><Code>{}", "x".repeat(1_000_000))).is_empty());
    }

    #[test]
    fn what_is_not_xml_is_nothing() {
        assert!(read("").is_empty());
        assert!(read("<!DOCTYPE html><p>Bad gateway").is_empty());
        assert!(flat(&[0xff, 0xfe, 0x00]).is_empty());
    }
}
