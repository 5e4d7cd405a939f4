//! `blobcopy get`.

use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::GetArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::quantity::show_bytes;
use crate::transfer::download;

/// The answer, as one object.
#[derive(Serialize)]
struct Downloaded {
    file: String,
    length: u64,
}

pub(crate) async fn run(arguments: &GetArguments, output: Output) -> Result<ExitCode, Failure> {
    let target = Account::new(&arguments.credentials, &variable).target(&arguments.blob)?;
    let mut path = arguments.file.clone();
    if path.is_dir() {
        let name = target.url().name();
        path.push(name.rsplit('/').next().unwrap_or(name));
    }
    let mut display = ProgressDisplay::of_transfer(output);
    let length = download(&target, &path, &mut display).await?;
    drop(display);
    let file = path.display().to_string();
    let sentence = format!("downloaded {} to {file}", show_bytes(length));
    output.answer(
        &[&sentence],
        &Downloaded { file, length },
        IfUnwritten::Done(&sentence),
    )
}
