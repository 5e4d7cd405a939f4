//! The content of a page blob. Only written parts take memory, the rest is zero.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use bytes::{Bytes, BytesMut};

/// Size of a page, in bytes.
pub(crate) const PAGE: u64 = 512;

/// Pieces that were written, by their start. They do not overlap.
#[derive(Clone, Default)]
pub(crate) struct Pages(BTreeMap<u64, Bytes>);

impl Pages {
    /// Writes `content` at `start`, over previous content.
    pub(crate) fn write(&mut self, start: u64, content: Bytes) {
        self.clear(start..start + content.len() as u64);
        self.0.insert(start, content);
    }

    /// Sets a part to zero.
    pub(crate) fn clear(&mut self, part: Range<u64>) {
        let touched: Vec<u64> = self.touching(&part).map(|(start, _)| start).collect();
        for start in touched {
            let Some(piece) = self.0.remove(&start) else {
                continue;
            };
            let end = start + piece.len() as u64;
            if start < part.start {
                self.0
                    .insert(start, piece.slice(..index(part.start - start)));
            }
            if end > part.end {
                self.0
                    .insert(part.end, piece.slice(index(part.end - start)..));
            }
        }
    }

    /// The bytes of a part, including zeros.
    pub(crate) fn read(&self, part: Range<u64>) -> Bytes {
        let mut bytes = BytesMut::zeroed(index(part.end - part.start));
        for (start, piece) in self.touching(&part) {
            let from = start.max(part.start);
            let to = (start + piece.len() as u64).min(part.end);
            bytes[index(from - part.start)..index(to - part.start)]
                .copy_from_slice(&piece[index(from - start)..index(to - start)]);
        }
        bytes.freeze()
    }

    /// The same pages up to `end`, and zeros after it.
    pub(crate) fn up_to(&self, end: u64) -> Self {
        let kept = self.0.range(..end).map(|(start, piece)| {
            let length = (end - start).min(piece.len() as u64);
            (*start, piece.slice(..index(length)))
        });
        Self(kept.collect())
    }

    /// The ranges within a part that were written, adjacent ones joined.
    pub(crate) fn written(&self, part: &Range<u64>) -> Vec<Range<u64>> {
        joined(self.pieces_within(part))
    }

    /// The ranges within a part that were written after `earlier`, of which this is a later state.
    pub(crate) fn written_since(&self, earlier: &Self, part: &Range<u64>) -> Vec<Range<u64>> {
        joined(self.pages_within(part).filter(|page| {
            let start = page.start;
            self.address(start) != earlier.address(start)
        }))
    }

    /// The ranges within a part that were cleared after `earlier`, of which this is a later state.
    pub(crate) fn cleared_since(&self, earlier: &Self, part: &Range<u64>) -> Vec<Range<u64>> {
        let pages = earlier.pages_within(part);
        joined(pages.filter(|page| self.address(page.start).is_none()))
    }

    fn pieces_within(&self, part: &Range<u64>) -> impl Iterator<Item = Range<u64>> {
        let (first, end) = (part.start, part.end);
        self.touching(part)
            .map(move |(start, piece)| start.max(first)..(start + piece.len() as u64).min(end))
            .filter(|range| !range.is_empty())
    }

    fn pages_within(&self, part: &Range<u64>) -> impl Iterator<Item = Range<u64>> {
        let page = |start| start..start + PAGE;
        self.pieces_within(part)
            .flat_map(move |range| range.step_by(512).map(page))
    }

    /// The address in memory of the page at `start`. States share unchanged pages, so their addresses are equal. A page
    /// that was written again has another address, even if its bytes are equal.
    fn address(&self, start: u64) -> Option<*const u8> {
        let (begin, piece) = self.0.range(..=start).next_back()?;
        let byte = piece.get(index(start - begin))?;
        Some(std::ptr::from_ref(byte))
    }

    fn touching(&self, part: &Range<u64>) -> impl Iterator<Item = (u64, &Bytes)> {
        let before = self.0.range(..part.start).next_back();
        let within = (
            Bound::Included(part.start),
            Bound::Excluded(part.end.max(part.start)),
        );
        before
            .filter(|(start, piece)| *start + piece.len() as u64 > part.start)
            .into_iter()
            .chain(self.0.range(within))
            .map(|(start, piece)| (*start, piece))
    }
}

/// Joins ordered ranges of which one begins at the end of another.
fn joined(ranges: impl Iterator<Item = Range<u64>>) -> Vec<Range<u64>> {
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => joined.push(range),
        }
    }
    joined
}

/// Converts a position to an index. Pieces are in memory, so that is always possible.
fn index(at: u64) -> usize {
    usize::try_from(at).expect("the content is in memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(writes: &[(u64, &'static [u8])]) -> Pages {
        let mut pages = Pages::default();
        for (start, content) in writes {
            pages.write(*start, Bytes::from_static(content));
        }
        pages
    }

    #[test]
    fn what_was_not_written_is_zero() {
        assert_eq!(pages(&[(2, b"ab")]).read(0..6), &b"\0\0ab\0\0"[..]);
        assert_eq!(Pages::default().read(5..5), &b""[..]);
    }

    #[test]
    fn the_last_write_counts_wherever_it_overlaps() {
        let written = pages(&[(0, b"aaaaaa"), (2, b"bb"), (5, b"cc")]);
        assert_eq!(written.read(0..8), &b"aabbacc\0"[..]);
        assert_eq!(written.read(3..6), &b"bac"[..]);
    }

    #[test]
    fn a_part_can_be_made_zero_again() {
        let mut written = pages(&[(0, b"aaaaaa")]);
        written.clear(2..4);
        assert_eq!(written.read(0..6), &b"aa\0\0aa"[..]);
        written.clear(0..6);
        assert_eq!(written.read(0..6), &b"\0\0\0\0\0\0"[..]);
    }

    #[test]
    fn a_half_that_is_copied_is_followed_by_zeros() {
        let written = pages(&[(0, b"aa"), (4, b"bbbb")]);
        assert_eq!(written.up_to(6).read(0..8), &b"aa\0\0bb\0\0"[..]);
        assert_eq!(written.up_to(0).read(0..2), &b"\0\0"[..]);
    }
}
