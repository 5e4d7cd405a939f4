//! The comparison of a finished copy with its source, and what it proves.

use std::fmt;

use crate::care::SourceFacts;
use crate::ops::BlobProperties;
use crate::value::{CopyState, ProgressRemark};

/// A finished copy that equals its source, as far as the service reports.
///
/// The length is the number of bytes that the copy holds, so an equal length proves that nothing was cut off. The
/// service does not compute the MD5: it copies the value that was given when the source was written. An equal MD5
/// therefore proves that the copy has the content for which that MD5 was given. It does not detect bytes that were
/// damaged in storage. Sources: *Copy Blob* and *Get Blob Properties*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The copy's length in bytes, which is the source's.
    pub length: u64,
    /// What the MD5 shows.
    pub md5: Md5Check,
}

/// What the MD5 of a finished copy shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Md5Check {
    /// It equals the source's.
    Same,
    /// The source or the copy has none.
    Absent,
}

impl Md5Check {
    /// The stable name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Absent => "absent",
        }
    }
}

/// How a finished copy differs from its source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The destination no longer holds the copy, because it was written to since.
    WrittenOver,
    /// The service does not report a length.
    Untold,
    /// The copy has another length than the source, in bytes.
    Length {
        /// The source's.
        source: u64,
        /// The copy's.
        copy: u64,
    },
    /// The copy has another MD5 than the source.
    Md5,
    /// The service reports that another number of bytes was copied than the source has.
    Progress(ProgressRemark),
}

impl Verified {
    /// Compares the finished copy with the source's properties. If those could not be read, it is compared with the
    /// length that the service reported for the copy.
    ///
    /// # Errors
    /// The first difference.
    pub fn compare(
        source: Option<&SourceFacts>,
        copied: &CopyState,
        destination: &BlobProperties,
    ) -> Result<Self, Mismatch> {
        // The id comes first, because other properties of the destination are the copy's only if the id is.
        if destination.copy.as_ref().map(|copy| &copy.id) != Some(&copied.id) {
            return Err(Mismatch::WrittenOver);
        }
        let found = destination.copy.as_ref().and_then(CopyState::remark);
        if let Some(remark) = copied.remark().or(found) {
            return Err(Mismatch::Progress(remark));
        }
        let told = copied.progress.map(|progress| progress.total);
        let wanted = source.map(|source| source.length).or(told);
        let (Some(wanted), Some(length)) = (wanted, destination.content_length) else {
            return Err(Mismatch::Untold);
        };
        if wanted != length {
            return Err(Mismatch::Length {
                source: wanted,
                copy: length,
            });
        }
        let given = source.and_then(|source| source.content_md5.as_ref());
        let md5 = match (given, &destination.content_md5) {
            (Some(given), Some(carried)) if given != carried => return Err(Mismatch::Md5),
            (Some(_), Some(_)) => Md5Check::Same,
            _ => Md5Check::Absent,
        };
        Ok(Self { length, md5 })
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrittenOver => f.write_str("the destination was overwritten after the copy"),
            Self::Untold => f.write_str("the service does not report its length"),
            Self::Length { source, copy } => {
                write!(f, "it has {copy} bytes, but its source has {source}")
            }
            Self::Md5 => f.write_str("its MD5 differs from that of its source"),
            Self::Progress(remark) => remark.fmt(f),
        }
    }
}

impl std::error::Error for Mismatch {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{CopyId, CopyStatus, ETag, HeaderText, Progress};

    fn copied() -> CopyState {
        let mut state = CopyState::new(CopyId::parse("1").unwrap(), CopyStatus::Success);
        state.progress = Some(Progress::new(7, 7));
        state
    }

    fn source(length: u64, md5: &str) -> SourceFacts {
        SourceFacts {
            etag: ETag::parse("\"0x1\"").unwrap(),
            length,
            content_md5: HeaderText::parse(md5).ok(),
            blob_type: None,
        }
    }

    fn destination() -> BlobProperties {
        BlobProperties {
            content_length: Some(7),
            content_md5: HeaderText::parse("same").ok(),
            copy: Some(copied()),
            ..BlobProperties::default()
        }
    }

    #[test]
    fn an_equal_length_and_digest_are_told() {
        let verified = Verified::compare(Some(&source(7, "same")), &copied(), &destination());
        let md5 = Md5Check::Same;
        assert_eq!(verified, Ok(Verified { length: 7, md5 }));
    }

    #[test]
    fn a_source_that_cannot_be_looked_at_is_compared_by_the_length_that_the_service_told() {
        let verified = Verified::compare(None, &copied(), &destination());
        let md5 = Md5Check::Absent;
        assert_eq!(verified, Ok(Verified { length: 7, md5 }));
    }

    #[test]
    fn every_difference_is_named() {
        let compare = |source: &SourceFacts, destination: &BlobProperties| {
            Verified::compare(Some(source), &copied(), destination).unwrap_err()
        };
        let other = compare(&source(7, "other"), &destination());
        assert_eq!(other, Mismatch::Md5);
        let shorter = compare(&source(8, "same"), &destination());
        assert_eq!(shorter, Mismatch::Length { source: 8, copy: 7 });
        let mut replaced = destination();
        replaced.copy = None;
        assert_eq!(
            compare(&source(7, "same"), &replaced),
            Mismatch::WrittenOver
        );
        for (copied_bytes, total) in [(5, 7), (14, 7)] {
            let mut odd = copied();
            odd.progress = Some(Progress::new(copied_bytes, total));
            let verified = Verified::compare(Some(&source(7, "same")), &odd, &destination());
            let remark = odd.remark().unwrap();
            assert_eq!(verified, Err(Mismatch::Progress(remark)));
        }
        let mut silent = destination();
        silent.content_length = None;
        assert_eq!(compare(&source(7, "same"), &silent), Mismatch::Untold);
    }
}
