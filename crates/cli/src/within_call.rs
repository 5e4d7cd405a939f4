//! A synchronous copy: one request and its response.

mod options;

use std::time::Instant;

use blobcopy::{
    BlobUrl, Cause, CopyId, CopySource, CopyStatus, Diagnosis, Error, ErrorKind, SourceUrl,
};
use blobcopy_proto::Invalid;
use blobcopy_proto::job::GRACE;
use tokio::time::timeout;

pub(crate) use self::options::WithinCall;
use crate::care::Access;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{IfUnwritten, Output};
use crate::quantity::{show_bytes, show_duration};
use crate::report::Report;
use crate::target::Target;

/// The source with its credential: its own, within the destination's account that of the destination, or none.
pub(crate) fn to_be_opened(
    source: CopySource,
    how: Access,
    target: &Target,
) -> Result<CopySource, Failure> {
    let invalid = |error: Invalid| Failure::invalid("the source", &error);
    match source {
        CopySource::Blob(blob) if how == Access::AsGiven => {
            let as_it_is = SourceUrl::of_blob(blob.url()).map_err(invalid)?;
            Ok(as_it_is.into())
        }
        CopySource::Url(url) if how == Access::Auto => {
            match BlobUrl::parse_with_sas(url.expose()) {
                Ok((blob, None)) if blob.endpoint() == target.url().endpoint() => {
                    Ok(target.service.blob_at(blob).into())
                }
                _ => Ok(url.into()),
            }
        }
        source => Ok(source),
    }
}

/// Copies, and reports the result.
pub(crate) async fn run(
    call: WithinCall,
    source: CopySource,
    target: &Target,
    output: Output,
) -> Result<ExitCode, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let began = Instant::now();
    let run = copied(&call, source, target);
    let id = tokio::select! {
        copied = run => copied.map_err(|error| refused(&error, &call, target))?,
        () = interrupts.next() => return Err(interrupted(target)),
    };
    let took = show_duration(began.elapsed());
    let report = tokio::select! {
        report = report(target, id.as_ref()) => report,
        // The copy is there; what more could be said of it is not worth another wait.
        () = interrupts.next() => Report::about(target.url()),
    };
    let bytes = report
        .length()
        .map_or_else(String::new, |length| format!(" {}", show_bytes(length)));
    let id = id.map_or_else(String::new, |id| format!(" (copy {id})"));
    let sentence = format!("copied{bytes} in {took} to {}{id}", target.url());
    output.answer(&[&sentence], &report, IfUnwritten::Done(&sentence))
}

/// Copies, and returns the copy's id, if it has one.
async fn copied(
    call: &WithinCall,
    source: CopySource,
    target: &Target,
) -> Result<Option<CopyId>, Error> {
    match call {
        WithinCall::Sync(options) => {
            let options = options.as_ref().clone();
            let copied = target.blob.copy_from_url_with(source, options).await?;
            Ok(copied.copy_id)
        }
        WithinCall::Put(options) => {
            let options = options.as_ref().clone();
            target.blob.put_from_url_with(source, options).await?;
            Ok(None)
        }
    }
}

/// All that the blob says, unless another has written to it since.
async fn report(target: &Target, id: Option<&CopyId>) -> Report {
    let report = Report::about(target.url());
    let report = match id {
        Some(id) => report.with_copy_id(id).with_status(&CopyStatus::Success),
        None => report,
    };
    let asked = timeout(GRACE, target.blob.properties()).await;
    match asked.map_err(drop).and_then(|found| found.map_err(drop)) {
        Ok(found) if found.copy.as_ref().map(|copy| &copy.id) == id => {
            report.with_properties(&found)
        }
        _ => report,
    }
}

fn refused(error: &Error, call: &WithinCall, target: &Target) -> Failure {
    let failure = Failure::of(error, target);
    let hint = match error.diagnosis().map(Diagnosis::as_cause) {
        Some(Cause::EitherOfOtherType | Cause::SourceInConflict | Cause::SourceTooLarge) => {
            call.limit().to_owned()
        }
        _ if error.is_in_doubt() => {
            format!("check the blob: `blobcopy status {}`", target.operand())
        }
        _ => return failure,
    };
    failure.with_hint(Some(hint))
}

fn interrupted(target: &Target) -> Failure {
    let url = target.url();
    let message = format!(
        "interrupted: the service may still copy to {url}; check with `blobcopy status {}`",
        target.operand()
    );
    Failure::new(ExitCode::Interrupted, ErrorKind::CopyAborted, message)
        .with_report(Report::about(url))
}
