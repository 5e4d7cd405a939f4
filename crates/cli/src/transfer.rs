//! One blob uploaded from a file, or downloaded into one, in parts of 8 MiB.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use blobcopy::ErrorKind;
use blobcopy_proto::ops::{BlockChoice, GetBlob, PutBlock, PutBlockList};
use blobcopy_proto::{BlockId, ByteRange, Conditions};

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::progress_display::ProgressDisplay;
use crate::target::Target;

/// Bytes in one part.
pub(crate) const PART: u64 = 8 * 1024 * 1024;

/// Longest file that is uploaded in one request.
const ONE_REQUEST: u64 = 32 * 1024 * 1024;

/// Opens a file for reading.
///
/// # Errors
/// If there is no such file, it cannot be read, or it is a directory.
pub(crate) fn open(path: &Path) -> Result<File, Failure> {
    let failed = |error: io::Error| unreadable(path, &error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(Failure::usage(format!(
            "the source `{}` is a directory; name a file or a URL",
            path.display()
        )));
    }
    Ok(file)
}

/// The next `length` bytes of the file, or fewer at its end.
pub(crate) fn read(file: &mut File, path: &Path, length: u64) -> Result<Vec<u8>, Failure> {
    let mut part = Vec::new();
    file.take(length)
        .read_to_end(&mut part)
        .map_err(|error| unreadable(path, &error))?;
    Ok(part)
}

/// Writes the whole file to the blob, and returns its length in bytes.
///
/// A file of more than 32 MiB becomes visible with the last request, the list of its blocks.
pub(crate) async fn upload(
    path: &Path,
    target: &Target,
    display: &mut ProgressDisplay,
) -> Result<u64, Failure> {
    let failed = |error: blobcopy::Error| Failure::of(&error, target);
    let mut file = open(path)?;
    let length = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    if length <= ONE_REQUEST {
        let content = read(&mut file, path, ONE_REQUEST + 1)?;
        let length = content.len() as u64;
        target.blob.upload(content).await.map_err(failed)?;
        return Ok(length);
    }
    let (blob, mut blocks, mut sent) = (target.url(), Vec::new(), 0);
    loop {
        let part = read(&mut file, path, PART)?;
        if part.is_empty() {
            break;
        }
        sent += part.len() as u64;
        let id = format!("{:08}", blocks.len());
        let id = BlockId::parse(&id).expect("eight digits are base64 of six bytes");
        let block = PutBlock::new(blob.clone(), id.clone(), part.into());
        target.service.call(&block).await.map_err(failed)?;
        blocks.push(BlockChoice::Uncommitted(id));
        display.show_transfer(sent, length.max(sent));
    }
    let list = PutBlockList::new(blob.clone(), blocks);
    target.service.call(&list).await.map_err(failed)?;
    Ok(sent)
}

/// Writes the whole blob to the file, and returns its length in bytes.
///
/// The content goes to `FILE.part`, which is renamed at the end. Each part is read on condition that the blob has not
/// changed since the first.
pub(crate) async fn download(
    target: &Target,
    path: &Path,
    display: &mut ProgressDisplay,
) -> Result<u64, Failure> {
    let failed = |error: blobcopy::Error| Failure::of(&error, target);
    let properties = target.blob.properties().await.map_err(failed)?;
    let (Some(length), Some(etag)) = (properties.content_length, properties.etag) else {
        return Err(Failure::not_copied(format!(
            "the service reports no length or no ETag of `{}`",
            target.url()
        )));
    };
    let beside = beside(path);
    let unwritable = |error: io::Error| {
        Failure::of_system(&format!("`{}` cannot be written", beside.display()), &error)
    };
    let mut file = File::create(&beside).map_err(unwritable)?;
    let mut start = 0;
    while start < length {
        let end = length.min(start + PART);
        let mut part = GetBlob::new(target.url().clone());
        part.options.range = Some(ByteRange::between(start, end).expect("start is before end"));
        part.options.conditions = Conditions::if_match(etag.clone()).into();
        let part = target.service.call(&part).await.map_err(failed)?;
        if part.content.len() as u64 != end - start {
            return Err(Failure::not_copied(format!(
                "the service sent another part of `{}` than was requested; try again",
                target.url()
            )));
        }
        file.write_all(&part.content).map_err(unwritable)?;
        start = end;
        display.show_transfer(start, length);
    }
    file.sync_all().map_err(unwritable)?;
    fs::rename(&beside, path).map_err(unwritable)?;
    Ok(length)
}

/// `FILE.part`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (exit_code, kind) = match error.kind() {
        io::ErrorKind::NotFound => (ExitCode::NotFound, ErrorKind::NotFound),
        io::ErrorKind::PermissionDenied => (ExitCode::Unauthorized, ErrorKind::Unauthorized),
        _ => (ExitCode::NotCopied, ErrorKind::Source),
    };
    let name = path.display();
    let message =
        format!("the source `{name}` cannot be read: {error}; name a file or a URL (https://…)");
    Failure::new(exit_code, kind, message)
}
