//! The content of a blob of any kind. Clones share it.

use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::blob::pages::Pages;
use crate::refusal::Refusal;

/// The bytes of a blob.
#[derive(Clone)]
pub(crate) enum Content {
    /// One piece.
    Whole(Bytes),
    /// Consecutive pieces.
    Pieces(Arc<Pieces>),
    /// Pages, most of which may be zero.
    Pages { length: u64, pages: Arc<Pages> },
}

/// Pieces, each with the position of its end.
#[derive(Clone, Default)]
pub(crate) struct Pieces(Vec<(u64, Bytes)>);

/// Maximum number of zero bytes that one read of a sparse blob may allocate.
const MOST: u64 = 1 << 30;

impl Content {
    pub(crate) fn empty() -> Self {
        Self::Whole(Bytes::new())
    }

    /// `length` bytes of zero.
    pub(crate) fn zeros(length: u64) -> Self {
        Self::Pages {
            length,
            pages: Arc::default(),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Pieces(pieces) => pieces.len(),
            Self::Pages { length, .. } => *length,
        }
    }

    /// Appends `piece`.
    pub(crate) fn append(&mut self, piece: Bytes) {
        let mut pieces = match std::mem::replace(self, Self::empty()) {
            Self::Pieces(pieces) => pieces,
            other => {
                let mut pieces = Pieces::default();
                pieces.push(other.all());
                Arc::new(pieces)
            }
        };
        Arc::make_mut(&mut pieces).push(piece);
        *self = Self::Pieces(pieces);
    }

    /// The pages for writing, if the content consists of pages.
    pub(crate) fn pages_mut(&mut self) -> Option<&mut Pages> {
        match self {
            Self::Pages { pages, .. } => Some(Arc::make_mut(pages)),
            _ => None,
        }
    }

    /// The pages, if it consists of pages.
    pub(crate) fn pages(&self) -> Option<&Pages> {
        match self {
            Self::Pages { pages, .. } => Some(pages),
            _ => None,
        }
    }

    /// Changes the length of a page blob to `new` bytes. Pages beyond it are lost. A failed copy leaves no pages.
    pub(crate) fn resize_pages(&mut self, new: u64) {
        match self {
            Self::Pages { length, pages } => {
                if new < *length {
                    Arc::make_mut(pages).clear(new..*length);
                }
                *length = new;
            }
            _ => *self = Self::zeros(new),
        }
    }

    /// The pages up to `end`, followed by zeros to the same length. Other content is either complete or empty.
    pub(crate) fn up_to(&self, end: u64) -> Self {
        match self {
            Self::Pages { length, pages } => Self::Pages {
                length: *length,
                pages: Arc::new(pages.up_to(end)),
            },
            _ => Self::empty(),
        }
    }

    /// The bytes of a part of the content.
    ///
    /// # Errors
    /// If the part is longer than may be allocated for a few pages.
    pub(crate) fn read(&self, part: Range<u64>) -> Result<Bytes, Refusal> {
        if matches!(self, Self::Pages { .. }) && part.end - part.start > MOST {
            return Err(Refusal::not_served(
                "reads of more than 1 GiB of a page blob at once",
            ));
        }
        Ok(self.part(part))
    }

    fn all(&self) -> Bytes {
        self.part(0..self.len())
    }

    fn part(&self, part: Range<u64>) -> Bytes {
        match self {
            Self::Whole(bytes) => bytes.slice(index(part.start)..index(part.end)),
            Self::Pieces(pieces) => pieces.read(part),
            Self::Pages { pages, .. } => pages.read(part),
        }
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl Pieces {
    fn len(&self) -> u64 {
        self.0.last().map_or(0, |(end, _)| *end)
    }

    fn push(&mut self, piece: Bytes) {
        if piece.is_empty() {
            return;
        }
        let end = self.len() + piece.len() as u64;
        self.0.push((end, piece));
    }

    fn read(&self, part: Range<u64>) -> Bytes {
        let mut bytes = BytesMut::with_capacity(index(part.end - part.start));
        let first = self.0.partition_point(|(end, _)| *end <= part.start);
        for (end, piece) in &self.0[first..] {
            let start = end - piece.len() as u64;
            if start >= part.end {
                break;
            }
            let from = part.start.max(start) - start;
            let to = part.end.min(*end) - start;
            bytes.extend_from_slice(&piece[index(from)..index(to)]);
        }
        bytes.freeze()
    }
}

/// Converts a position to an index. The content is in memory, so that is always possible.
fn index(at: u64) -> usize {
    usize::try_from(at).expect("the content is in memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_follows_and_a_clone_keeps_what_it_had() {
        let mut content = Content::from(Bytes::from_static(b"ab"));
        content.append(Bytes::from_static(b"cde"));
        let before = content.clone();
        content.append(Bytes::from_static(b"f"));
        assert_eq!(content.all(), "abcdef");
        assert_eq!(before.all(), "abcde");
        for (part, bytes) in [(0..2, "ab"), (1..4, "bcd"), (5..6, "f"), (6..6, "")] {
            assert_eq!(content.part(part), bytes);
        }
    }

    #[test]
    fn more_zeros_than_memory_are_refused() {
        let content = Content::zeros(8 << 40);
        assert_eq!(content.len(), 8 << 40);
        assert!(content.read(0..8 << 40).is_err());
        assert_eq!(content.read((8 << 40) - 2..8 << 40).unwrap(), &b"\0\0"[..]);
    }
}
