//! A file sent to a blob, block by block.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use blobcopy::{BlobClient, ErrorKind};
use blobcopy_proto::BlockId;
use blobcopy_proto::ops::{BlockChoice, PutBlock, PutBlockList};

use crate::exit_code::ExitCode;
use crate::failure::Failure;

/// Bytes in one block.
const BLOCK: u64 = 8 * 1024 * 1024;

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

/// Writes the whole file to `blob`.
pub(crate) async fn upload(path: &Path, blob: &BlobClient) -> Result<(), Failure> {
    let failed =
        |error: blobcopy::Error| Failure::of_account(&error, blob.service().credential_kind());
    let mut file = open(path)?;
    let mut blocks = Vec::new();
    loop {
        let part = read(&mut file, path, BLOCK)?;
        if part.is_empty() {
            break;
        }
        let id = BlockId::parse(&format!("{:08}", blocks.len()))
            .expect("8 digits are base64 of 6 bytes");
        let block = PutBlock::new(blob.url().clone(), id.clone(), part.into());
        blob.service().call(&block).await.map_err(failed)?;
        blocks.push(BlockChoice::Uncommitted(id));
    }
    let list = PutBlockList::new(blob.url().clone(), blocks);
    blob.service().call(&list).await.map_err(failed)?;
    Ok(())
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
