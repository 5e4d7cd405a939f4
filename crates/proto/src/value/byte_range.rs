//! A part of a blob's content.

use std::fmt;

use http::HeaderValue;

use crate::invalid::Invalid;
use crate::wire::field::{Text, printable};

/// Bytes from `start` up to and without `end`, or up to the blob's end.
///
/// Source: *Specifying the Range header for Blob service operations*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    start: u64,
    end: Option<u64>,
}

impl ByteRange {
    /// All from `start` on.
    pub fn from(start: u64) -> Self {
        Self { start, end: None }
    }

    /// From `start` up to and without `end`.
    ///
    /// # Errors
    /// If there is nothing in between.
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

    /// The part of `length` bytes that the range covers, or `None` if it begins behind them.
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

/// Which part of how much a partial reply holds: `bytes 0-9/20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentRange {
    /// Where the part begins.
    pub start: u64,
    /// Where it ends, this byte not included.
    pub end: u64,
    /// Length of the whole, in bytes.
    pub total: u64,
}

impl ContentRange {
    /// `part` of `total` bytes.
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
