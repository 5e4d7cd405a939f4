//! The interfaces. Each runs all cases and returns what it printed.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::time::Duration;
use std::{env, io};

use blobcopy::proto::ops::CopyBlobOptions;
use blobcopy::proto::{Conditions, ETag, LeaseId, Metadata, MetadataChoice, SourceUrl};
use blobcopy::{CopyOptions, CopyPolicy, CopyTicket};
use serde::Deserialize;

use crate::cases::Case;
use crate::world::service;

/// An error, as a program sees it.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    /// What is printed if nothing catches it.
    pub(crate) printed: String,
    pub(crate) message: String,
    pub(crate) cause: String,
    pub(crate) remedy: String,
}

type Messages = Result<Vec<Message>, Box<dyn Error>>;

pub(crate) fn rust(cases: &[Case]) -> Messages {
    let runtime = tokio::runtime::Runtime::new()?;
    let messages = cases.iter().map(|case| {
        let failed = runtime.block_on(call(case)).err();
        let error = failed.ok_or_else(|| format!("{} did not fail in Rust", case.title))?;
        let report = error.report();
        Ok(Message {
            printed: format!("Error: {error:?}"),
            message: error.to_string(),
            cause: report.cause.unwrap_or(report.summary),
            remedy: report.remedy.unwrap_or_default(),
        })
    });
    messages.collect()
}

async fn call(case: &Case) -> Result<(), blobcopy::Error> {
    let service = service(&case.connection)?;
    match case.call {
        "properties" => drop(
            service
                .blob(case.container, case.blob)?
                .properties()
                .await?,
        ),
        "wait" => {
            let ticket = CopyTicket::from_str(case.ticket.as_deref().unwrap_or_default())?;
            drop(service.resume(&ticket)?.wait().await?);
        }
        _ => {
            let blob = service.blob(case.container, case.blob)?;
            let source = match case.source.split_once("://") {
                Some(_) => SourceUrl::parse(&case.source)?,
                None => SourceUrl::parse(&format!("{}/{}", service.endpoint(), case.source))?,
            };
            drop(blob.copy_with(source, options(case)?).await?);
        }
    }
    Ok(())
}

fn options(case: &Case) -> Result<CopyOptions, blobcopy::Error> {
    let mut request = CopyBlobOptions::default();
    if let Some([name, value]) = case.metadata {
        let mut metadata = Metadata::new();
        metadata.insert(name, value)?;
        request.metadata = MetadataChoice::Replace(metadata);
    }
    if let Some([key, value]) = case.tag {
        request.tags.insert(key, value)?;
    }
    request.lease_id = case.lease.map(LeaseId::parse).transpose()?;
    if let Some(etag) = case.etag {
        request.conditions = Conditions::if_match(ETag::parse(etag)?);
    }
    let mut policy = CopyPolicy::default();
    policy.deadline = case.deadline.map(Duration::from_secs);
    Ok(CopyOptions::default()
        .with_request(request)
        .with_policy(policy))
}

pub(crate) fn python(cases: &[Case]) -> Messages {
    script(interpreter()?.arg(beside("print_errors.py")), cases)
}

pub(crate) fn node(cases: &[Case]) -> Messages {
    script(Command::new("node").arg(beside("print_errors.mjs")), cases)
}

fn script(program: &mut Command, cases: &[Case]) -> Messages {
    let output = program
        .env("BLOBCOPY_CASES", serde_json::to_string(cases)?)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!(
            "{} ended with {}",
            program.get_program().display(),
            output.status
        )
        .into());
    }
    let lines = String::from_utf8(output.stdout)?;
    let messages: Vec<Message> = lines
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert_eq!(messages.len(), cases.len(), "each case has a line");
    Ok(messages)
}

/// What the command shows on a terminal of 80 columns.
pub(crate) fn command(cases: &[Case]) -> Result<Vec<String>, Box<dyn Error>> {
    let here = env::current_exe()?;
    let folder = here.parent().and_then(Path::parent).ok_or("no folder")?;
    let program = folder.join(format!("blobcopy{}", env::consts::EXE_SUFFIX));
    let shown = cases.iter().map(|case| {
        let output = interpreter()?
            .arg(beside("on_terminal.py"))
            .arg(&program)
            .arg("--quiet")
            .args(case.arguments())
            .env("AZURE_STORAGE_CONNECTION_STRING", &case.connection)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()?;
        Ok(String::from_utf8(output.stdout)?)
    });
    shown.collect()
}

fn interpreter() -> io::Result<Command> {
    let missing = || io::Error::other("BLOBCOPY_PYTHON_PACKAGE is not set");
    let interpreter = env::var_os("BLOBCOPY_PYTHON_PACKAGE").ok_or_else(missing)?;
    let mut python = Command::new(interpreter);
    python.args(["-s", "-B"]);
    Ok(python)
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/failures")
        .join(name)
}
