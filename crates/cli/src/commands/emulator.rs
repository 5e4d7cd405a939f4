//! `blobcopy emulator`.

use blobcopy::chain;
use blobcopy_auth::DEVELOPMENT_ACCOUNT;
use blobcopy_emulator::{Builder, Emulator, Pace, StartError};
use blobcopy_proto::ErrorKind;
use serde::Serialize;

use crate::args::EmulatorArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::Output;

/// What another tool needs to know of what is served.
#[derive(Serialize)]
struct Served {
    accounts: Vec<ServedAccount>,
}

#[derive(Serialize)]
struct ServedAccount {
    account: String,
    endpoint: String,
    connection_string: Option<String>,
}

pub(crate) async fn run(arguments: &EmulatorArguments, output: Output) -> Result<(), Failure> {
    let mut builder = Emulator::builder().port(arguments.port);
    if let Some(rate) = arguments.rate {
        builder = builder.pace(Pace::bytes_per_second(rate));
    } else if arguments.at_once {
        builder = builder.pace(Pace::at_once());
    }
    let mut names = Vec::new();
    for account in &arguments.account {
        let (name, key) = name_and_key(account)?;
        builder = builder.account(name, key);
        names.push(name.to_owned());
    }
    if names.is_empty() {
        names.push(DEVELOPMENT_ACCOUNT.to_owned());
    }
    for container in &arguments.container {
        builder = builder.container(container);
    }
    let mut interrupts = Interrupts::listen()?;
    let emulator = start(builder).await?;
    let served = Served::by(&emulator, names);
    output.answer(&served.text(), &served);
    output.remark("serving until Ctrl-C; all is kept in memory and forgotten then");
    interrupts.next().await;
    Ok(())
}

fn name_and_key(text: &str) -> Result<(&str, &str), Failure> {
    text.split_once(':').ok_or_else(|| {
        // The text may be a key, so it is not repeated.
        Failure::usage("--account has no `:`: write NAME:KEY, the key in base64")
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
        StartError::Account { .. } | StartError::Container { .. } => Failure::usage(message),
        _ => Failure::new(ExitCode::Trouble, ErrorKind::Unavailable, message),
    }
}

impl Served {
    fn by(emulator: &Emulator, names: Vec<String>) -> Self {
        let accounts = names.into_iter().map(|account| ServedAccount {
            endpoint: emulator.endpoint(&account),
            connection_string: emulator.connection_string(&account),
            account,
        });
        Self {
            accounts: accounts.collect(),
        }
    }

    /// An endpoint and a line for another terminal's shell, for each account.
    fn text(&self) -> String {
        let account = |served: &ServedAccount| {
            format!(
                "{}\nexport AZURE_STORAGE_CONNECTION_STRING='{}'",
                served.endpoint,
                served.connection_string.as_deref().unwrap_or_default()
            )
        };
        let accounts: Vec<String> = self.accounts.iter().map(account).collect();
        accounts.join("\n")
    }
}
