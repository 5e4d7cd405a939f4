//! `blobcopy emulator`.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use blobcopy::{BlobUrl, ProxyChoice, chain};
use blobcopy_auth::{ConnectionString, DEVELOPMENT_ACCOUNT};
use blobcopy_emulator::{Builder, Emulator, ManualClock, Pace, StartError};
use blobcopy_proto::{ContainerUrl, Endpoint, ErrorKind, HttpDate, MetadataChoice};
use serde::Serialize;

use crate::account;
use crate::args::{EmulatedAccess, EmulatedCopies, EmulatorArguments, FirstBlob};
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{Format, IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::request::metadata;
use crate::target::Target;
use crate::transfer::upload;

/// What another tool needs to know of what is served.
#[derive(Serialize)]
struct Served {
    accounts: Vec<ServedAccount>,
    /// Where faults, time and the log of requests are.
    control: String,
    /// The file with what clients have to trust to speak https.
    certificate_file: Option<String>,
}

#[derive(Serialize)]
struct ServedAccount {
    account: String,
    endpoint: String,
    https_endpoint: Option<String>,
    connection_string: Option<String>,
}

/// What is reported of an emulator whose endpoints cannot be printed.
const STOPPED: &str = "the emulator was stopped, because no client could learn its endpoints";

pub(crate) async fn run(
    arguments: &EmulatorArguments,
    output: Output,
) -> Result<ExitCode, Failure> {
    let mut builder = Emulator::builder().port(arguments.port);
    let mut names = Vec::new();
    for account in &arguments.account {
        builder = with_account(builder, account, &mut names)?;
    }
    if names.is_empty() {
        names.push(DEVELOPMENT_ACCOUNT.to_owned());
    }
    let of_blobs = arguments.blob.iter().map(|blob| &blob.container);
    for container in arguments.container.iter().chain(of_blobs) {
        builder = builder.container(container);
    }
    for fault in &arguments.fault {
        builder = builder.fault(fault.clone());
    }
    if let Some(address) = arguments.listen {
        builder = builder.listen(address);
    }
    for host in &arguments.host {
        builder = builder.host(host);
    }
    if arguments.manual_clock {
        let now = HttpDate::new(SystemTime::now());
        let now = now.map_err(|invalid| Failure::invalid("this machine's clock", &invalid))?;
        builder = builder.clock(ManualClock::new(now));
    }
    builder = with_copies(builder.versioning(arguments.versions), &arguments.copies);
    builder = with_access(builder, &arguments.access)?;
    let mut interrupts = Interrupts::listen()?;
    let emulator = start(builder).await?;
    for account in &names {
        interrupts
            .or(upload_all(&emulator, account, &arguments.blob))
            .await?;
    }
    let served = Served::by(&emulator, names, &arguments.access)?;
    output.answer(&served.lines(), &served, IfUnwritten::Done(STOPPED))?;
    output.remark(&format!(
        "control endpoint (faults, clock, requests): {}",
        served.control
    ));
    output.remark("serving until Ctrl-C; all data is in memory");
    interrupts.next().await;
    Ok(ExitCode::Done)
}

/// Writes the blobs that an account has from the start.
async fn upload_all(
    emulator: &Emulator,
    account: &str,
    blobs: &[FirstBlob],
) -> Result<(), Failure> {
    for first in blobs {
        let target = blob(emulator, account, &first.container, &first.name)?;
        let mut display = ProgressDisplay::of_transfer(Output::new(Format::Text, true));
        upload(&first.file, &target, &mut display).await?;
        if first.metadata.is_empty() {
            continue;
        }
        if let MetadataChoice::Replace(metadata) = metadata(&first.metadata)? {
            let written = target.blob.set_metadata(metadata).await;
            written.map_err(|error| Failure::of(&error, &target))?;
        }
    }
    Ok(())
}

/// A blob of an emulator in this process.
pub(crate) fn blob(
    emulator: &Emulator,
    account: &str,
    container: &str,
    name: &str,
) -> Result<Target, Failure> {
    let text = emulator
        .connection_string(account)
        .expect("the emulator serves the account");
    let connection =
        ConnectionString::parse(&text).expect("the emulator's connection string is well formed");
    let url = Endpoint::parse(&connection.blob_endpoint)
        .and_then(|endpoint| ContainerUrl::new(endpoint, container))
        .and_then(|container| BlobUrl::new(container, name))
        .map_err(|error| Failure::invalid("the blob", &error))?;
    // No proxy leads to this process.
    let (endpoint, credential) = (url.endpoint().clone(), connection.credential.into());
    let service = account::open(ProxyChoice::Direct, endpoint, credential)?;
    Ok(Target::of(service, url))
}

/// Serves an account, of the form `NAME:KEY` or `NAME:KEY1,KEY2`.
fn with_account(builder: Builder, text: &str, names: &mut Vec<String>) -> Result<Builder, Failure> {
    let (name, keys) = text.split_once(':').ok_or_else(|| {
        // The text may be a key, so it is not repeated.
        Failure::usage("--account has no `:`; write NAME:KEY or NAME:KEY1,KEY2, the keys in base64")
    })?;
    if names.iter().any(|given| given == name) {
        return Err(Failure::usage(format!(
            "--account names `{name}` twice; give both keys at once: --account {name}:KEY1,KEY2"
        )));
    }
    names.push(name.to_owned());
    Ok(match keys.split_once(',') {
        Some((first, second)) => builder.account(name, first).second_key(name, second),
        None => builder.account(name, keys),
    })
}

fn with_copies(mut builder: Builder, copies: &EmulatedCopies) -> Builder {
    let mut pace = match (copies.rate, copies.lasting) {
        (Some(rate), _) => Pace::bytes_per_second(rate),
        (None, Some(duration)) => Pace::lasting(duration),
        (None, None) if copies.at_once => Pace::at_once(),
        (None, None) => Pace::default(),
    };
    if let Some(delay) = copies.start_delay {
        pace = pace.after(delay);
    }
    if let Some(duration) = copies.rehydration {
        builder = builder.rehydration(duration);
    }
    if let Some(duration) = copies.container_deletion {
        builder = builder.container_deletion(duration);
    }
    builder.pace(pace).copies_in_turn(copies.in_turn)
}

fn with_access(mut builder: Builder, access: &EmulatedAccess) -> Result<Builder, Failure> {
    if access.https.is_some() {
        builder = builder.https();
    }
    if let (Some(chain), Some(key)) = (&access.certificate, &access.certificate_key) {
        builder = builder.certificate(&read(chain)?, &read(key)?);
    }
    if let Some(trusted) = &access.trust {
        builder = builder.trust(&read(trusted)?);
    }
    if access.tokens_over_http {
        builder = builder.bearer_over_http();
    }
    for object_id in &access.reader {
        builder = builder.reader(object_id);
    }
    if access.loose {
        builder = builder.loose();
    }
    Ok(builder)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::of_system(&format!("`{}` cannot be read", path.display()), &error)
    })
}

/// Starts an emulator. That blocks for a moment, which is done where it may be.
pub(crate) async fn start(builder: Builder) -> Result<Emulator, Failure> {
    match tokio::task::spawn_blocking(|| builder.start()).await {
        Ok(started) => started.map_err(|error| not_started(&error)),
        Err(error) => Err(Failure::of_system("the emulator did not start", &error)),
    }
}

fn not_started(error: &StartError) -> Failure {
    let message = chain(error);
    match error {
        StartError::Account { .. }
        | StartError::Certificate { .. }
        | StartError::Container { .. } => Failure::usage(message),
        _ => Failure::new(ExitCode::Unavailable, ErrorKind::Unavailable, message),
    }
}

impl Served {
    fn by(
        emulator: &Emulator,
        names: Vec<String>,
        access: &EmulatedAccess,
    ) -> Result<Self, Failure> {
        let accounts = names.into_iter().map(|account| ServedAccount {
            endpoint: emulator.endpoint(&account),
            https_endpoint: emulator.https_endpoint(&account),
            connection_string: emulator.connection_string(&account),
            account,
        });
        if let (Some(path), Some(authority)) = (&access.https, emulator.certificate_authority()) {
            let failed = |error| {
                Failure::of_system(&format!("`{}` cannot be written", path.display()), &error)
            };
            fs::write(path, authority).map_err(failed)?;
        }
        let certificate = access.https.as_ref().or(access.certificate.as_ref());
        Ok(Self {
            accounts: accounts.collect(),
            control: emulator.control_endpoint(),
            certificate_file: certificate.map(|path| path.display().to_string()),
        })
    }

    /// Endpoints and a line for another terminal's shell, for each account; and what to trust, once.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for served in &self.accounts {
            lines.push(served.endpoint.clone());
            lines.extend(served.https_endpoint.clone());
            lines.push(format!(
                "export AZURE_STORAGE_CONNECTION_STRING='{}'",
                served.connection_string.as_deref().unwrap_or_default()
            ));
        }
        if let Some(file) = &self.certificate_file {
            lines.push(format!("export SSL_CERT_FILE='{file}'"));
        }
        lines
    }
}
