//! A place in an XML document: read once from front to back, without a tree.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::Malformed;
use crate::wire::xml;

/// Deepest nesting that is followed; the service's own documents have six levels.
const DEEPEST: usize = 32;

/// A place in a document. What is borrowed from it lives as long as the document.
pub(crate) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// Reads a whole document, whose root has that name, with what stands below it.
    ///
    /// A byte-order mark, which the service puts before most documents, is skipped.
    pub(crate) fn document<T>(
        document: &'a [u8],
        root: &'static str,
        read: impl FnOnce(&mut Self, &BytesStart<'a>) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
        let mut reader = Reader::from_reader(document);
        reader.config_mut().expand_empty_elements = true;
        let mut cursor = Self { reader, depth: 0 };
        let start = cursor.child()?.ok_or_else(|| Malformed::missing(root))?;
        if start.local_name().as_ref() != root {
            let found = start.local_name();
            return Err(Malformed::unreadable(root, found.as_ref()));
        }
        read(&mut cursor, &start)
    }

    /// The next element within the one that is open, or `None` at its end.
    pub(crate) fn child(&mut self) -> Result<Option<BytesStart<'a>>, Malformed> {
        loop {
            match self.next()? {
                Event::Start(start) => return Ok(Some(start)),
                Event::End(_) => return Ok(None),
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(broken("the end of the document")),
                _ => {}
            }
        }
    }

    /// The text of the element that was just opened, to its end. Elements within it add nothing.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, Malformed> {
        let mut text = Cow::Borrowed("");
        loop {
            match self.next()? {
                Event::Text(piece) => join(&mut text, piece.into_inner()),
                Event::CData(piece) => join(&mut text, piece.into_inner()),
                Event::GeneralRef(name) => join(&mut text, xml::entity(name.as_ref()).into()),
                Event::Start(_) => self.skip()?,
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(broken("the end of the document")),
                _ => {}
            }
        }
    }

    /// Passes over the element that was just opened, and all within it.
    pub(crate) fn skip(&mut self) -> Result<(), Malformed> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if matches!(self.next()?, Event::Eof) {
                return Err(broken("the end of the document"));
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Event<'a>, Malformed> {
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(broken(&error.to_string())),
        };
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEEPEST {
            return Err(broken("more levels than the service nests"));
        }
        Ok(event)
    }
}

fn join<'a>(text: &mut Cow<'a, str>, piece: Cow<'a, str>) {
    if text.is_empty() {
        *text = piece;
    } else {
        text.to_mut().push_str(&piece);
    }
}

fn broken(why: &str) -> Malformed {
    Malformed::unreadable("XML", why)
}
