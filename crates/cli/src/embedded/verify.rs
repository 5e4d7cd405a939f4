//! Reads a blob back, in parts, and compares it with what was copied.

use blobcopy_proto::ByteRange;

use super::original::Original;
use crate::failure::Failure;
use crate::target::Target;

/// Bytes that are read and compared at once.
const PART: u64 = 8 * 1024 * 1024;

/// The number of bytes, if every one of them is the same and there is no more on either side.
pub(super) async fn verify(target: &Target, original: Original) -> Result<u64, Failure> {
    let failed = |error: blobcopy::Error| Failure::of(&error, target);
    let properties = target.blob.properties().await.map_err(failed)?;
    let length = properties.content_length.ok_or_else(|| {
        Failure::not_copied("the blob does not say its length, so it cannot be compared")
    })?;
    let mut original = original.open().await?;
    let mut start = 0;
    while start < length {
        let end = length.min(start + PART);
        let range = ByteRange::between(start, end).expect("start is before end");
        let copy = target
            .blob
            .download_range(range)
            .await
            .map_err(failed)?
            .content;
        // A part is at most 8 MiB, which fits everywhere.
        let wanted = usize::try_from(end - start).unwrap_or(usize::MAX);
        let expected = original.next(wanted).await?;
        if copy.len() != wanted || copy != expected {
            return Err(differs(start + first_difference(&copy, &expected)));
        }
        start = end;
    }
    if !original.next(1).await?.is_empty() {
        return Err(differs(length));
    }
    Ok(length)
}

fn first_difference(one: &[u8], other: &[u8]) -> u64 {
    one.iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count() as u64
}

fn differs(at: u64) -> Failure {
    Failure::not_copied(format!(
        "the blob differs from its source from byte {at} on: did the source change meanwhile? copy it again"
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
