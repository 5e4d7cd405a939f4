//! The Rust interface, with the server that repeats secrets.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::{BlobServiceClient, ClientConfig, ClientCredential, CopyOptions, Credential, chain};

use super::{Repeating, SAS, SECRET, Sent};

/// A client of the server.
///
/// # Errors
/// None, because all its inputs are known.
pub fn client(server: &Repeating, sent: Sent) -> Result<BlobServiceClient, Box<dyn StdError>> {
    let credential: ClientCredential = match sent {
        Sent::Key => Credential::shared_key("acct", SECRET)?.into(),
        Sent::Sas => Credential::sas(SAS)?.into(),
        Sent::Token => Credential::bearer(SECRET)?.into(),
    };
    let mut config = ClientConfig::default();
    config.trust_pem(server.certificate().as_bytes())?;
    config.retry.attempts = 1;
    let endpoint = Endpoint::parse(&server.endpoint())?;
    Ok(BlobServiceClient::with_config(
        endpoint, credential, config,
    )?)
}

/// The printed texts, each with the name of its form.
#[derive(Debug, Default)]
pub struct Shown(pub Vec<(&'static str, String)>);

impl Shown {
    fn outcome<T: Debug, E: StdError + 'static>(&mut self, outcome: &Result<T, E>) {
        let debug = format!("{outcome:?}\n{outcome:#?}");
        if let Err(error) = outcome {
            self.0.push(("Display", error.to_string()));
            self.0.push(("error chain", chain(error)));
        }
        self.0.push(("Debug", debug));
    }
}

/// Sends requests about a blob, and starts a copy into it from a source with another secret.
///
/// # Panics
/// If the name is not a valid blob name.
pub async fn shown(service: &BlobServiceClient, name: &str) -> Shown {
    let mut shown = Shown::default();
    let blob = service.blob("live", name).expect("a blob's name");
    let container = service.container("live").expect("a container's name");
    shown.outcome(&blob.properties().await);
    shown.outcome(&blob.copy_state().await);
    shown.outcome(&blob.tags().await);
    shown.outcome(&container.find_pending(name).await);
    let mut options = CopyOptions::default();
    options.policy.retry.attempts = 1;
    options.policy.deadline = Some(Duration::from_millis(1));
    let source = format!("https://other.net/a?{SAS}");
    shown.outcome(&blob.copy_with(source.as_str(), options).await);
    shown
}
