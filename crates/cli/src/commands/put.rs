//! `blobcopy put`.

use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::PutArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::quantity::show_bytes;
use crate::transfer::upload;

/// The answer, as one object.
#[derive(Serialize)]
struct Uploaded {
    blob: String,
    length: u64,
}

pub(crate) async fn run(arguments: &PutArguments, output: Output) -> Result<ExitCode, Failure> {
    let mut blob = arguments.blob.clone();
    if blob.ends_with('/') {
        let name = arguments.file.file_name().unwrap_or_default();
        blob += &name.to_string_lossy();
    }
    let target = Account::new(&arguments.credentials, &variable).target(&blob)?;
    let mut display = ProgressDisplay::of_transfer(output);
    let length = upload(&arguments.file, &target, &mut display).await?;
    drop(display);
    let blob = target.url().to_string();
    let sentence = format!("uploaded {} to {blob}", show_bytes(length));
    output.answer(
        &[&sentence],
        &Uploaded { blob, length },
        IfUnwritten::Done(&sentence),
    )
}
