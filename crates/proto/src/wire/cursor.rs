//! A cursor in an XML document, which is read once from front to back, without a tree.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::invalid::Malformed;
use crate::wire::xml;

/// Maximum depth of elements. The service's own documents have six levels.
const DEEPEST: usize = 32;

/// A cursor in a document. Text borrowed from it lives as long as the document.
pub(crate) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// Whether the element that was just opened is an empty-element tag, which is also closed.
    is_closed: bool,
}

/// The next item of a document.
enum Step<'a> {
    Open(BytesStart<'a>),
    Close,
    Text(Cow<'a, str>),
    Entity(BytesRef<'a>),
    /// An item without meaning here, such as a comment.
    Aside,
    End,
}

impl<'a> Cursor<'a> {
    /// Reads a whole document whose root has this name; `read` reads the content of the root.
    ///
    /// A byte-order mark, which the service puts before most documents, is skipped.
    pub(crate) fn document<T>(
        document: &'a [u8],
        root: &'static str,
        read: impl FnOnce(&mut Self, &BytesStart<'a>) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
        let mut cursor = Self {
            reader: Reader::from_reader(document),
            depth: 0,
            is_closed: false,
        };
        let start = cursor.child()?.ok_or_else(|| Malformed::missing(root))?;
        if start.local_name().as_ref() != root {
            let found = start.local_name();
            return Err(Malformed::unreadable(root, found.as_ref()));
        }
        read(&mut cursor, &start)
    }

    /// The next child of the open element, or `None` at its end.
    pub(crate) fn child(&mut self) -> Result<Option<BytesStart<'a>>, Malformed> {
        loop {
            match self.next()? {
                Step::Open(start) => return Ok(Some(start)),
                Step::Close => return Ok(None),
                Step::End if self.depth == 0 => return Ok(None),
                Step::End => return Err(broken("the end of the document")),
                Step::Text(_) | Step::Entity(_) | Step::Aside => {}
            }
        }
    }

    /// The text of the element that was just opened, to its end. Elements within it are ignored.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, Malformed> {
        let mut text = Cow::Borrowed("");
        loop {
            match self.next()? {
                Step::Text(piece) => join(&mut text, piece),
                Step::Entity(name) => xml::push_entity(text.to_mut(), name.as_ref()),
                Step::Open(_) => self.skip()?,
                Step::Close => return Ok(text),
                Step::End => return Err(broken("the end of the document")),
                Step::Aside => {}
            }
        }
    }

    /// Skips the element that was just opened, with all its content.
    pub(crate) fn skip(&mut self) -> Result<(), Malformed> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if matches!(self.next()?, Step::End) {
                return Err(broken("the end of the document"));
            }
        }
        Ok(())
    }

    /// Returns an empty-element tag as an opening and a closing tag, without the allocation that the reader would need.
    fn next(&mut self) -> Result<Step<'a>, Malformed> {
        if std::mem::take(&mut self.is_closed) {
            self.depth -= 1;
            return Ok(Step::Close);
        }
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(broken(&error.to_string())),
        };
        Ok(match event {
            Event::Start(start) => self.open(start)?,
            Event::Empty(start) => {
                self.is_closed = true;
                self.open(start)?
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Step::Close
            }
            Event::Text(piece) => Step::Text(piece.into_inner()),
            Event::CData(piece) => Step::Text(piece.into_inner()),
            Event::GeneralRef(name) => Step::Entity(name),
            Event::Eof => Step::End,
            _ => Step::Aside,
        })
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Step<'a>, Malformed> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(broken("more levels than the service nests"));
        }
        Ok(Step::Open(start))
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
