//! `blobcopy copy --embedded`: a copy within one process, of which every byte is compared at the end.

mod verify;

use std::path::Path;
use std::time::{Duration, Instant};

use blobcopy::{CopyOptions, CopySource};
use blobcopy_auth::DEVELOPMENT_ACCOUNT;
use blobcopy_emulator::{Emulator, Pace};

use self::verify::Original;
use crate::args::CopyArguments;
use crate::commands::emulator;
use crate::copy_run::CopyRun;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::quantity::{show_bytes, show_duration};
use crate::report::Report;
use crate::target::Target;
use crate::transfer::upload;
use crate::waiting::{OnInterrupt, Waiting};

/// Duration of a copy, whatever its size: long enough to be seen pending.
const PACE: Pace = Pace::lasting(Duration::from_secs(3));

/// The container if none is named.
const CONTAINER: &str = "demo";

/// The container of the source: a file that was uploaded, or a URL that is read again.
const ORIGINALS: &str = "blobcopy-originals";

/// Maximum interval between status checks of such a short copy.
const GLANCE: Duration = Duration::from_millis(250);

pub(crate) async fn run(
    arguments: &CopyArguments,
    mut options: CopyOptions,
    output: Output,
) -> Result<ExitCode, Failure> {
    let mut interrupts = Interrupts::listen()?;
    let (container, name) = place(arguments)?;
    let original = Original::of(&arguments.source)?;
    let builder = Emulator::builder()
        .container(container)
        .container(ORIGINALS)
        .pace(PACE);
    let emulator = emulator::start(builder).await?;
    let target = emulator::blob(&emulator, DEVELOPMENT_ACCOUNT, container, &name)?;
    let kept = emulator::blob(&emulator, DEVELOPMENT_ACCOUNT, ORIGINALS, &name)?;
    let source = interrupts.or(source(&original, &kept, output)).await?;
    output.remark(&format!("destination  {} (in this process)", target.url()));
    options.policy.poll.ceiling = GLANCE;
    let run = CopyRun {
        source,
        options,
        ticket: None,
        waiting: Waiting {
            target: &target,
            interrupts: &mut interrupts,
            on_interrupt: OnInterrupt::Abort,
        },
    };
    let mut display = ProgressDisplay::new(output, Report::about(target.url()));
    let began = Instant::now();
    let copied = run.until_success(&mut display).await?;
    let took = began.elapsed();
    display.remark("comparing the copy with its source");
    let failed = |failure: Failure| failure.with_report(copied.report.clone());
    let verifying = verify::verify(&target, original, &kept);
    let bytes = interrupts.or(verifying).await.map_err(failed)?;
    drop(display);
    let mut report = copied.report.clone();
    report.verified_length = Some(bytes);
    let text = format!(
        "{} in {}: copied, verified",
        show_bytes(bytes),
        show_duration(took)
    );
    output.answer(&[&text], &report, IfUnwritten::Done(&text))
}

/// Container and blob as they were named, or `demo` and the last part of the source.
fn place(arguments: &CopyArguments) -> Result<(&str, String), Failure> {
    if let Some(place) = &arguments.destination {
        let parts = place.split_once('/').filter(|_| !place.contains("://"));
        let (container, name) = parts.ok_or_else(|| {
            Failure::usage(
                "with --embedded the destination must be CONTAINER/BLOB; correct it, or leave it out",
            )
        })?;
        if container == ORIGINALS {
            return Err(Failure::usage(format!(
                "with --embedded the container `{ORIGINALS}` contains the source; name another container"
            )));
        }
        return Ok((container, name.to_owned()));
    }
    let source = arguments
        .source
        .split(['?', '#'])
        .next()
        .unwrap_or_default();
    let name = Path::new(source).file_name();
    let name = name.map(|name| name.to_string_lossy().into_owned());
    Ok((CONTAINER, name.unwrap_or_else(|| "blob".to_owned())))
}

/// The source of the copy: a URL as it is, a file as the blob that it is uploaded to.
async fn source(original: &Original, kept: &Target, output: Output) -> Result<CopySource, Failure> {
    match original {
        Original::Url(url) => {
            output.remark(&format!("source       {url}"));
            Ok(url.clone().into())
        }
        Original::File(path) => {
            upload(path, kept, &mut ProgressDisplay::of_transfer(output)).await?;
            let (name, url) = (path.display(), kept.url());
            output.remark(&format!("source       {name}, uploaded to {url}"));
            Ok(kept.blob.clone().into())
        }
    }
}
