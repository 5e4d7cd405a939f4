//! Values in XML elements.

use quick_xml::events::BytesStart;

use crate::invalid::Malformed;
use crate::wire::cursor::Cursor;
use crate::wire::field::Text;

/// Defines how some fields of a record are read from elements and written to them, one row for each element.
///
/// A row reads `etag = "Etag",`: an optional field, and the element that holds it. `via` names the function that reads
/// it.
macro_rules! element_rows {
    ( $read:ident, $write:ident: $record:ty, via $value:ident { $( $field:ident = $element:literal, )+ } ) => {
        /// Reads the element that was just opened, if it is one of these, and returns whether it is.
        fn $read(
            record: &mut $record,
            element: &str,
            cursor: &mut crate::wire::cursor::Cursor<'_>,
        ) -> Result<bool, crate::invalid::Malformed> {
            match element {
                $( $element => record.$field = crate::wire::element::$value(cursor, $element)?, )+
                _ => return Ok(false),
            }
            Ok(true)
        }

        #[cfg(feature = "serve")]
        fn $write(record: &$record, out: &mut crate::wire::markup::Markup) {
            $( out.value($element, record.$field.as_ref()); )+
        }
    };
}

pub(crate) use element_rows;

/// Like [`value`], for properties that only describe: a property that cannot be read does not hide the others.
pub(crate) fn lenient<T: Text>(
    cursor: &mut Cursor<'_>,
    _: &'static str,
) -> Result<Option<T>, Malformed> {
    let text = cursor.text()?;
    let text = text.trim_ascii();
    Ok(Some(text)
        .filter(|text| !T::is_absent(text))
        .and_then(T::decode))
}

/// The value of the element that was just opened. An empty element is the same as a missing one.
pub(crate) fn value<T: Text>(
    cursor: &mut Cursor<'_>,
    name: &'static str,
) -> Result<Option<T>, Malformed> {
    let text = cursor.text()?;
    let text = text.trim_ascii();
    if T::is_absent(text) {
        return Ok(None);
    }
    match T::decode(text) {
        Some(value) => Ok(Some(value)),
        None => Err(Malformed::unreadable(name, text)),
    }
}

/// Whether the attribute is `true`.
pub(crate) fn is_true(element: &BytesStart<'_>, attribute: &str) -> bool {
    let found = element.try_get_attribute(attribute).ok().flatten();
    found.is_some_and(|found| found.value.trim().eq_ignore_ascii_case("true"))
}

/// The value of an attribute, with its entities resolved.
pub(crate) fn attribute(element: &BytesStart<'_>, attribute: &str) -> Option<String> {
    let found = element.try_get_attribute(attribute).ok().flatten()?;
    let text = quick_xml::escape::unescape(&found.value).ok()?;
    Some(text.into_owned())
}

/// Calls a function for each child of the element that was just opened, with its name and text.
pub(crate) fn children(
    cursor: &mut Cursor<'_>,
    mut each: impl FnMut(&str, &str),
) -> Result<(), Malformed> {
    while let Some(child) = cursor.child()? {
        each(child.local_name().as_ref(), &cursor.text()?);
    }
    Ok(())
}
