//! `blobcopy rm`.

use blobcopy_proto::ops::{DeleteBlobOptions, DeleteSnapshots};
use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::{RmArguments, Snapshots};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output};

/// The answer, as one object.
#[derive(Serialize)]
struct Deleted {
    blob: String,
}

pub(crate) async fn run(arguments: &RmArguments, output: Output) -> Result<ExitCode, Failure> {
    let target = Account::new(&arguments.credentials, &variable).target(&arguments.blob)?;
    let mut options = DeleteBlobOptions::default();
    options.delete_snapshots = arguments.snapshots.map(|which| match which {
        Snapshots::Include => DeleteSnapshots::Include,
        Snapshots::Only => DeleteSnapshots::Only,
    });
    let deleted = target.blob.delete(options).await;
    deleted.map_err(|error| Failure::of(&error, &target))?;
    let blob = target.url().to_string();
    let what = match arguments.snapshots {
        Some(Snapshots::Only) => "the snapshots of ",
        _ => "",
    };
    let sentence = format!("deleted {what}{blob}");
    output.answer(
        &[&sentence],
        &Deleted { blob },
        IfUnwritten::Done(&sentence),
    )
}
