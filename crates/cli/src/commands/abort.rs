//! `blobcopy abort`.

use blobcopy::{CopyId, CopyState, CopyStatus};
use blobcopy_proto::ErrorCode;
use blobcopy_proto::ops::BlobProperties;

use super::variable;
use crate::account::Account;
use crate::args::AbortArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output};
use crate::report::Report;
use crate::target::Target;
use crate::ticket_file::target_of;

pub(crate) async fn run(arguments: &AbortArguments, output: Output) -> Result<ExitCode, Failure> {
    let given = arguments.copy_id.as_deref().map(CopyId::parse);
    let given = given
        .transpose()
        .map_err(|error| Failure::invalid("--copy-id", &error))?;
    let account = Account::new(&arguments.credentials, &variable);
    let (destination, ticket) = (
        arguments.destination.as_deref(),
        arguments.ticket.as_deref(),
    );
    let (target, ticket) = target_of(&account, destination, ticket)?;
    let id = match given.or_else(|| ticket.map(|ticket| ticket.copy_id)) {
        Some(id) => Some(id),
        None => pending(properties(&target).await?.copy),
    };
    let is_aborted = match &id {
        Some(id) => abort(&target, id).await?,
        None => false,
    };
    let report = Report::about(target.url()).with_properties(&properties(&target).await?);
    let sentence = sentence(&report, is_aborted);
    output.answer(&[&sentence], &report, IfUnwritten::Done(&sentence))
}

fn pending(copy: Option<CopyState>) -> Option<CopyId> {
    copy.filter(|copy| copy.status == CopyStatus::Pending)
        .map(|copy| copy.id)
}

/// Whether it was this request that ended the copy: that it had ended already is an answer and not an error.
async fn abort(target: &Target, id: &CopyId) -> Result<bool, Failure> {
    match target.blob.abort_copy(id.clone()).await {
        Ok(()) => Ok(true),
        Err(error) if error.code() == Some(&ErrorCode::NoPendingCopyOperation) => Ok(false),
        Err(error) => {
            let mut failure = Failure::of(&error, target);
            failure.text.copy_id = Some(id.clone());
            if error.code() == Some(&ErrorCode::CopyIdMismatch) {
                failure.text.other_copy_id = pending(properties(target).await?.copy);
            }
            Err(failure)
        }
    }
}

async fn properties(target: &Target) -> Result<BlobProperties, Failure> {
    let properties = target.blob.properties().await;
    properties.map_err(|error| Failure::of(&error, target))
}

fn sentence(report: &Report, is_aborted: bool) -> String {
    let destination = report.destination.as_deref().unwrap_or_default();
    match (is_aborted, &report.copy_id, &report.status) {
        (true, Some(id), _) => format!("aborted copy {id} to {destination}; the blob is empty now"),
        (true, None, _) => format!("aborted the copy to {destination}"),
        (false, Some(id), Some(status)) => {
            format!("nothing to abort: the last copy to {destination}, {id}, has ended: {status}")
        }
        (false, _, _) => format!("nothing to abort: no copy into {destination} is known"),
    }
}
