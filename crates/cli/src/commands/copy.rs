//! `blobcopy copy`.

use blobcopy::CopyOptions;
use blobcopy_proto::{Metadata, MetadataChoice};

use super::variable;
use crate::account::Account;
use crate::args::CopyArguments;
use crate::copying::Copying;
use crate::embedded;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress::Watcher;
use crate::report::Report;

pub(crate) async fn run(arguments: &CopyArguments, output: Output) -> Result<(), Failure> {
    let options = options(arguments)?;
    if arguments.embedded {
        return embedded::run(arguments, options, output).await;
    }
    let account = Account::new(&arguments.credentials, &variable);
    let destination = arguments
        .destination
        .as_deref()
        .expect("required without --embedded");
    let source = account.source(&arguments.source)?;
    let target = account.target(destination)?;
    let mut interrupts = Interrupts::listen()?;
    let copying = Copying {
        target: &target,
        source,
        options,
        abort_on_timeout: arguments.abort_on_timeout,
        interrupts: &mut interrupts,
    };
    if arguments.no_wait {
        let report = copying.start(output).await?;
        output.answer(&report.table(), &report);
        return Ok(());
    }
    let mut watcher = Watcher::new(output, Report::about(target.url()));
    let copied = copying.carry_through(&mut watcher).await?;
    drop(watcher);
    output.answer(&copied.sentence(), &copied.report);
    Ok(())
}

fn options(arguments: &CopyArguments) -> Result<CopyOptions, Failure> {
    let mut options = CopyOptions::default();
    options.policy.deadline = arguments.timeout;
    if !arguments.metadata.is_empty() {
        options.request.metadata = metadata(&arguments.metadata)?;
    }
    Ok(options)
}

fn metadata(pairs: &[String]) -> Result<MetadataChoice, Failure> {
    let mut metadata = Metadata::new();
    for pair in pairs {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::usage(format!(
                "metadata `{pair}` has no `=`: write --metadata KEY=VALUE"
            )));
        };
        metadata
            .insert(name, value)
            .map_err(|error| Failure::invalid("--metadata", &error))?;
    }
    MetadataChoice::replace(metadata).map_err(|error| Failure::invalid("--metadata", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_up_to_the_first_equals_sign() {
        let pairs = ["origin=a=b".to_owned(), "empty=".to_owned()];
        let MetadataChoice::Replace(metadata) = metadata(&pairs).unwrap() else {
            unreachable!("pairs replace");
        };
        assert_eq!(metadata.get("origin"), Some("a=b"));
        assert_eq!(metadata.get("empty"), Some(""));
    }

    #[test]
    fn metadata_that_cannot_be_sent_is_refused() {
        for pair in ["novalue", "1st=x", "=x", "a-b=x"] {
            let failure = metadata(&[pair.to_owned()]).unwrap_err();
            assert!(failure.message.contains("metadata"), "{}", failure.message);
        }
    }
}
