//! A user's project: the example of the README, against the emulator, and the command as a library.

use blobcopy::{BlobServiceClient, Credential, auth};
use blobcopy_emulator::Emulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().container("backups").start()?;
    let account = auth::DEVELOPMENT_ACCOUNT;

    let service = BlobServiceClient::new(
        &emulator.endpoint(account),
        Credential::shared_key(account, auth::DEVELOPMENT_KEY)?,
    )?;
    let source = service.blob("backups", "db.vhd")?;
    source.upload("0123456789").await?;
    let target = service.blob("backups", "2026/db.vhd")?;

    let copy = target.begin_copy(source.as_source()?).await?;
    println!("copy {} is under way; to come back to it: {}", copy.copy_id(), copy.ticket());
    let copied = copy.wait().await?;
    println!("copied {} bytes", copied.progress.map_or(0, |progress| progress.total));

    assert_eq!(blobcopy_cli::run(["blobcopy", "--version"]), 0);
    Ok(())
}
