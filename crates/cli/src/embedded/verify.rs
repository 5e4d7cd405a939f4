//! Reads a blob back, in parts, and compares it with what was copied.

use std::fs::File;
use std::path::{Path, PathBuf};

use blobcopy::SourceUrl;
use blobcopy_proto::ByteRange;
use bytes::Bytes;

use crate::failure::Failure;
use crate::target::Target;
use crate::transfer::{self, PART};

/// What is copied.
pub(super) enum Original {
    File(PathBuf),
    Url(SourceUrl),
}

/// What was copied, opened again to be compared.
enum Reader<'a> {
    File(File, &'a Path),
    Blob(&'a Target, u64),
}

/// The number of bytes, if every one of them is the same and there is no more on either side.
///
/// A URL is read a second time, into `kept`.
pub(super) async fn verify(
    target: &Target,
    original: Original,
    kept: &Target,
) -> Result<u64, Failure> {
    let length = length(target).await?;
    let mut reader = original.open(kept).await?;
    if let Reader::Blob(_, original) = reader
        && original < length
    {
        return Err(differs(original));
    }
    let mut start = 0;
    while start < length {
        let end = length.min(start + PART);
        let copy = range(target, start, end).await?;
        let expected = reader.range(start, end).await?;
        if copy != expected {
            return Err(differs(start + first_difference(&copy, &expected)));
        }
        start = end;
    }
    match reader.has_more(length)? {
        true => Err(differs(length)),
        false => Ok(length),
    }
}

impl Original {
    /// A URL, or a file that can be read.
    pub(super) fn of(source: &str) -> Result<Self, Failure> {
        if source.contains("://") {
            let url = SourceUrl::parse(source);
            return url
                .map(Self::Url)
                .map_err(|error| Failure::invalid("the source", &error));
        }
        let path = PathBuf::from(source);
        transfer::open(&path)?;
        Ok(Self::File(path))
    }

    async fn open<'a>(&'a self, kept: &'a Target) -> Result<Reader<'a>, Failure> {
        match self {
            Self::File(path) => Ok(Reader::File(transfer::open(path)?, path)),
            Self::Url(url) => {
                let again = kept.blob.put_from_url(url.clone()).await;
                again.map_err(|error| Failure::of(&error, kept))?;
                Ok(Reader::Blob(kept, length(kept).await?))
            }
        }
    }
}

impl Reader<'_> {
    async fn range(&mut self, start: u64, end: u64) -> Result<Bytes, Failure> {
        match self {
            Self::File(file, path) => Ok(transfer::read(file, path, end - start)?.into()),
            Self::Blob(blob, _) => range(blob, start, end).await,
        }
    }

    fn has_more(&mut self, length: u64) -> Result<bool, Failure> {
        match self {
            Self::File(file, path) => Ok(!transfer::read(file, path, 1)?.is_empty()),
            Self::Blob(_, whole) => Ok(*whole > length),
        }
    }
}

async fn length(target: &Target) -> Result<u64, Failure> {
    let properties = target.blob.properties().await;
    let properties = properties.map_err(|error| Failure::of(&error, target))?;
    properties.content_length.ok_or_else(|| {
        Failure::not_copied("the service reports no length of the blob, so that it cannot be compared; copy it again")
    })
}

async fn range(target: &Target, start: u64, end: u64) -> Result<Bytes, Failure> {
    let range = ByteRange::between(start, end).expect("start is before end");
    let part = target.blob.download_range(range).await;
    Ok(part.map_err(|error| Failure::of(&error, target))?.content)
}

fn first_difference(one: &[u8], other: &[u8]) -> u64 {
    one.iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count() as u64
}

fn differs(at: u64) -> Failure {
    Failure::not_copied(format!(
        "the blob differs from its source at byte {at}, possibly because the source changed; copy it again"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_may_be_the_end_of_the_shorter() {
        assert_eq!(first_difference(b"abc", b"abd"), 2);
        assert_eq!(first_difference(b"abc", b"ab"), 2);
        assert_eq!(first_difference(b"", b"ab"), 0);
    }
}
