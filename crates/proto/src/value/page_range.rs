//! Pages of 512 bytes: the length of a page blob, and ranges of its pages.

use http::HeaderValue;

use crate::invalid::Invalid;
#[cfg(feature = "serve")]
use crate::invalid::Malformed;
use crate::value::ByteRange;
#[cfg(feature = "serve")]
use crate::wire::field::Field;
use crate::wire::field::{Text, printable};

/// Size of a page, in bytes.
const PAGE: u64 = 512;

/// Maximum size of a page blob, in bytes: 8 TiB.
const LARGEST: u64 = 8 << 40;

/// The length of a page blob: a multiple of 512 bytes, at most 8 TiB.
///
/// Source: *Put Blob*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageBlobLength(u64);

impl PageBlobLength {
    /// A length in bytes.
    ///
    /// # Errors
    /// If it is not a multiple of 512, or exceeds 8 TiB.
    pub fn new(bytes: u64) -> Result<Self, Invalid> {
        if bytes.is_multiple_of(PAGE) && bytes <= LARGEST {
            return Ok(Self(bytes));
        }
        let rule = "must be a multiple of 512 bytes, at most 8 TiB";
        let given = bytes.to_string();
        Err(Invalid::new("page blob length", &given, rule, "Put Blob"))
    }

    /// The length in bytes.
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl Text for PageBlobLength {
    fn encode(&self) -> HeaderValue {
        HeaderValue::from(self.0)
    }

    fn decode(text: &str) -> Option<Self> {
        Self::new(u64::decode(text)?).ok()
    }
}

/// A range of whole pages, at least one.
///
/// Source: *Put Page*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRange {
    start: u64,
    end: u64,
}

impl PageRange {
    /// The pages from byte `start` to byte `end` (exclusive).
    ///
    /// # Errors
    /// If either is not a multiple of 512, or the range is empty.
    pub fn new(start: u64, end: u64) -> Result<Self, Invalid> {
        if start.is_multiple_of(PAGE) && end.is_multiple_of(PAGE) && start < end {
            return Ok(Self { start, end });
        }
        let rule = "must begin and end at multiples of 512 bytes, and hold at least one page";
        let given = format!("{start}..{end}");
        Err(Invalid::new("page range", &given, rule, "Put Page"))
    }

    /// First byte.
    pub fn start(self) -> u64 {
        self.start
    }

    /// End of the range in bytes (exclusive).
    pub fn end(self) -> u64 {
        self.end
    }

    /// The range of a request, from `x-ms-range` if it is present, or else from `Range`.
    #[cfg(feature = "serve")]
    pub(crate) fn of_request(headers: &http::HeaderMap) -> Result<Self, Malformed> {
        match Option::read(&crate::wire::header::RANGE, headers)? {
            Some(range) => Ok(range),
            None => Self::read(&http::header::RANGE, headers),
        }
    }
}

impl Text for PageRange {
    fn encode(&self) -> HeaderValue {
        printable(&format!("bytes={}-{}", self.start, self.end - 1))
    }

    fn decode(text: &str) -> Option<Self> {
        let range = ByteRange::decode(text)?;
        let covered = range.within(u64::MAX).filter(|_| !text.ends_with('-'))?;
        Self::new(covered.start, covered.end).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_whole() {
        assert_eq!(
            PageRange::decode("bytes=512-1023"),
            PageRange::new(512, 1024).ok()
        );
        for text in [
            "bytes=0-1022",
            "bytes=1-511",
            "bytes=0-",
            "0-511",
            "bytes=512-511",
        ] {
            assert_eq!(PageRange::decode(text), None, "{text}");
        }
        assert!(PageBlobLength::new(513).is_err());
        assert!(PageBlobLength::new(LARGEST + PAGE).is_err());
    }
}
