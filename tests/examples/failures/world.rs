//! The accounts in which the failures happen.

use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;

use blobcopy::auth::ConnectionString;
use blobcopy::proto::{AccessTier, Endpoint, LeaseDuration, LeaseId};
use blobcopy::{BlobServiceClient, BlobUrl, CopyOperation, CopySource};
use blobcopy_emulator::{Emulator, Fault, FaultEffect, Pace};

/// The key of every account: the word "secret".
pub(crate) const KEY: &str = "c2VjcmV0";

/// The lease of `backups/leased.vhd`.
const LEASE: &str = "11111111-2222-4333-8444-555555555555";

/// Accounts whose requests the emulator refuses: by code, status, and what is refused.
const REFUSING: [(&str, u16, &str, &str); 3] = [
    ("busy", 503, "ServerBusy", "GetBlobProperties"),
    ("locked", 409, "BlobImmutableDueToPolicy", "CopyBlob"),
    (
        "keyless",
        403,
        "KeyBasedAuthenticationNotPermitted",
        "GetBlobProperties",
    ),
];

/// The blob of the copy that takes longer than allowed, and is left pending.
pub(crate) const LATE: &str = "late.vhd";

pub(crate) struct World {
    /// Copies end within the request that starts them.
    pub(crate) fast: Emulator,
    /// Copies take hours.
    pub(crate) slow: Emulator,
    /// Copies that did not succeed, by the name of their blob, as tickets.
    pub(crate) tickets: Vec<(&'static str, String)>,
    /// Keeps a port without answering on it, so that no other program does.
    pub(crate) closed: u16,
}

impl World {
    pub(crate) fn start() -> Result<Self, Box<dyn Error>> {
        let builder = || {
            let names = ["acct", "other", "busy", "locked", "keyless"];
            let builder = Emulator::builder().container("live").container("backups");
            let builder = names
                .iter()
                .fold(builder, |builder, name| builder.account(name, KEY));
            REFUSING
                .iter()
                .fold(builder, |builder, (account, status, code, operation)| {
                    let effect = FaultEffect::refuse(*status, code);
                    builder.fault(Fault::new(effect).of_account(account).on(operation))
                })
        };
        let fast = builder().pace(Pace::at_once()).start()?;
        let slow = builder()
            .pace(Pace::lasting(Duration::from_secs(36_000)))
            .start()?;
        let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(furnish(&fast, "acct"))?;
        runtime.block_on(furnish(&fast, "other"))?;
        runtime.block_on(furnish(&fast, "locked"))?;
        runtime.block_on(furnish(&slow, "acct"))?;
        let tickets = runtime.block_on(unsuccessful(&slow))?;
        Ok(Self {
            fast,
            slow,
            tickets,
            closed,
        })
    }
}

impl World {
    /// Aborts the copy that the last interface left pending.
    pub(crate) fn abort_late_copy(&self) -> Result<(), Box<dyn Error>> {
        let blob = client(&self.slow, "acct")?.blob("backups", LATE)?;
        tokio::runtime::Runtime::new()?.block_on(async {
            if let Some(copy) = blob.copy_state().await? {
                blob.abort_copy(copy.id).await?;
            }
            Ok(())
        })
    }
}

pub(crate) fn service(connection: &str) -> Result<BlobServiceClient, blobcopy::Error> {
    let connection = ConnectionString::parse(connection).expect("a connection string of a case");
    let mut config = blobcopy::ClientConfig::default();
    config.retry.attempts = 1;
    let endpoint = Endpoint::parse(&connection.blob_endpoint)?;
    BlobServiceClient::with_config(endpoint, connection.credential, config)
}

/// A client that a fault of the account does not keep from uploading.
fn client(emulator: &Emulator, account: &str) -> Result<BlobServiceClient, Box<dyn Error>> {
    let connection = emulator
        .connection_string(account)
        .ok_or("no such account")?;
    Ok(service(&connection)?)
}

async fn furnish(emulator: &Emulator, account: &str) -> Result<(), Box<dyn Error>> {
    let service = client(emulator, account)?;
    for (container, name) in [
        ("live", "db.vhd"),
        ("live", "archived.vhd"),
        ("backups", "leased.vhd"),
        ("backups", "kept.vhd"),
    ] {
        service.blob(container, name)?.upload(vec![7; 1000]).await?;
    }
    let archived = service.blob("live", "archived.vhd")?;
    archived.set_tier(AccessTier::Archive).await?;
    let lease = LeaseId::parse(LEASE)?;
    let leased = service.blob("backups", "leased.vhd")?;
    leased
        .acquire_lease(LeaseDuration::INFINITE, Some(lease))
        .await?;
    Ok(())
}

/// Copies of the slow account that are pending, failed or aborted.
async fn unsuccessful(slow: &Emulator) -> Result<Vec<(&'static str, String)>, Box<dyn Error>> {
    const CHANGED: &str = "412 ConditionNotMet \"Copy failed when reading the source.\"";
    const BROKEN: &str = "500 InternalServerError \"Copy failed when reading the source.\"";
    let service = client(slow, "acct")?;
    let mut tickets = Vec::new();
    for name in ["busy.vhd", "changed.vhd", "broken.vhd", "aborted.vhd"] {
        // The pending copy has another source than the one that fails because of it, which could be taken for it.
        let source = match name {
            "busy.vhd" => service.blob("backups", "kept.vhd")?,
            _ => service.blob("live", "db.vhd")?,
        };
        let source = CopySource::from(&source);
        let blob = service.blob("backups", name)?;
        let copy: CopyOperation = blob.begin_copy(source).await?;
        let url: &BlobUrl = blob.url();
        match name {
            "changed.vhd" => drop(slow.fail_copy("acct", "backups", url.name(), CHANGED)?),
            "broken.vhd" => drop(slow.fail_copy("acct", "backups", url.name(), BROKEN)?),
            "aborted.vhd" => blob.abort_copy(copy.copy_id().clone()).await?,
            _ => {}
        }
        tickets.push((name, copy.detach().to_string()));
    }
    Ok(tickets)
}
