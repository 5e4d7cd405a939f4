//! `blobcopy mk`.

use blobcopy_proto::ErrorCode;
use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::MkArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output};
use crate::prefix::Prefix;

/// The answer, as one object.
#[derive(Serialize)]
struct Created {
    container: String,
    /// Whether this command created it.
    created: bool,
}

pub(crate) async fn run(arguments: &MkArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let prefix = Prefix::new(&account, &arguments.container)?;
    if !prefix.name.is_empty() {
        return Err(Failure::usage(format!(
            "`{}` names a blob instead of a container; write `blobcopy mk {}`",
            arguments.container,
            prefix.container.url().name()
        )));
    }
    let created = match prefix.container.create().await {
        Ok(_) => true,
        Err(error) if error.code() == Some(&ErrorCode::ContainerAlreadyExists) => false,
        Err(error) => return Err(Failure::of_account(&error, prefix.credential_kind())),
    };
    let container = prefix.container.url().to_string();
    let sentence = match created {
        true => format!("created {container}"),
        false => format!("{container} exists already"),
    };
    output.answer(
        &[&sentence],
        &Created { container, created },
        IfUnwritten::Done(&sentence),
    )
}
