//! Ranges of a blob's content.

use std::fmt;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, printable};

/// The bytes from `start` to `end` (exclusive), or to the end of the blob.
///
/// Source: *Specifying the Range header for Blob service operations*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    start: u64,
    end: Option<u64>,
}

impl ByteRange {
    /// All bytes from `start` on.
    pub fn from(start: u64) -> Self {
        Self { start, end: None }
    }

    /// The bytes from `start` to `end` (exclusive).
    ///
    /// # Errors
    /// If the range is empty.
    pub fn between(start: u64, end: u64) -> Result<Self, Invalid> {
        if end <= start {
            let page = "Specifying the Range header for Blob service operations";
            return Err(Invalid::new(
                "range",
                &format!("{start}..{end}"),
                "must hold at least one byte",
                page,
            ));
        }
        Ok(Self {
            start,
            end: Some(end),
        })
    }

    /// The range within a content of `length` bytes; `None` if it begins after the end.
    pub fn within(self, length: u64) -> Option<std::ops::Range<u64>> {
        (self.start < length).then(|| self.start..self.end.map_or(length, |end| end.min(length)))
    }
}

impl Text for ByteRange {
    fn encode(&self) -> HeaderValue {
        printable(&self.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        let (start, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let start = u64::decode(start).filter(|_| !start.is_empty())?;
        if last.is_empty() {
            return Some(Self { start, end: None });
        }
        Self::between(start, u64::decode(last)?.checked_add(1)?).ok()
    }
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => write!(f, "bytes={}-{}", self.start, end - 1),
            None => write!(f, "bytes={}-", self.start),
        }
    }
}

/// The range of a partial reply, and the total length: `bytes 0-9/20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentRange {
    /// First byte.
    pub start: u64,
    /// End of the range (exclusive).
    pub end: u64,
    /// Total length, in bytes.
    pub total: u64,
}

impl ContentRange {
    /// The range `part` of a content of `total` bytes.
    pub fn new(part: std::ops::Range<u64>, total: u64) -> Self {
        Self {
            start: part.start,
            end: part.end,
            total,
        }
    }
}

impl fmt::Display for ContentRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.end.saturating_sub(1);
        write!(f, "bytes {}-{last}/{}", self.start, self.total)
    }
}

impl Text for ContentRange {
    fn encode(&self) -> HeaderValue {
        printable(&self.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        let (part, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (start, last) = part.split_once('-')?;
        let end = u64::decode(last)?.checked_add(1)?;
        Some(Self {
            start: u64::decode(start)?,
            end,
            total: u64::decode(total)?,
        })
    }
}
