//! The workflow of Microsoft's article *Copy a blob with asynchronous scheduling*, and what it leaves to its reader.
//!
//! ```text
//! cargo run -p blobcopy-tests --example asynchronous_scheduling
//! ```
//!
//! Over https against an emulator, with access tokens for both accounts. A blob is copied to another account: the service
//! is let in by a user delegation SAS made for it, the source is held by a lease, the end is waited for and checked. A
//! second copy is aborted. A third comes from outside Azure. The last would have cost a destination its content.

use std::error::Error;
use std::time::Duration;

use blobcopy::proto::ops::PutBlob;
use blobcopy::proto::{LeaseState, Metadata};
use blobcopy::{Aborted, BlobClient, BlobServiceClient, Care, CopyOptions, Protect};
use blobcopy_emulator::Emulator;
use blobcopy_tests::emulated::{emulator, service};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&mut |line| println!("{line}")).await
}

/// Goes through all of it, and says what happens.
pub(crate) async fn run(say: &mut (dyn FnMut(String) + Send)) -> Result<(), Box<dyn Error>> {
    let emulator = emulator(Duration::from_millis(500))?;
    let [live, backups] = ["first", "second"].map(|account| service(&emulator, account));
    let (live, backups) = (live?, backups?);
    let source = live.blob("box", "2026/db.vhd")?;
    source.upload(vec![7; 1 << 20]).await?;

    copy_to_another_account(&source, &backups.blob("box", "2026/db.vhd")?, say).await?;
    abort(&source, &backups.blob("box", "unwanted")?, say).await?;
    copy_from_outside(&backups.blob("box", "from-outside")?, say).await?;
    abort_over_what_is_worth_keeping(&source, &backups.blob("box", "kept")?, say).await?;
    Ok(())
}

async fn copy_to_another_account(
    source: &BlobClient,
    target: &BlobClient,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<(), Box<dyn Error>> {
    let care = Care::default().with_lease_source(true).with_verify(true);
    let options = CopyOptions::default().with_care(care);
    let copy = target.begin_copy_with(source, options).await?;
    say(format!("copy {} is under way", copy.copy_id()));
    let held = source.properties().await?.lease_state;
    say(format!(
        "the source is {}",
        held.unwrap_or(LeaseState::Available)
    ));
    let copied = copy
        .wait_with(|state| {
            if let Some(progress) = state.progress {
                say(format!("{}: {progress} bytes", state.status));
            }
        })
        .await?;
    let verified = copy.findings().await.and_then(|findings| findings.verified);
    let verified = verified.ok_or("the copy was not compared")?;
    say(format!(
        "{} of {} bytes, MD5 {:?}",
        copied.status, verified.length, verified.md5
    ));
    let free = source.properties().await?.lease_state;
    say(format!(
        "the source is {}",
        free.unwrap_or(LeaseState::Available)
    ));
    Ok(())
}

async fn abort(
    source: &BlobClient,
    target: &BlobClient,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<(), Box<dyn Error>> {
    let copy = target.begin_copy(source).await?;
    match copy.abort().await? {
        Aborted::Aborted => say("the second copy was aborted".to_owned()),
        ended => say(format!("the second copy was quicker: {ended:?}")),
    }
    Ok(())
}

async fn copy_from_outside(
    target: &BlobClient,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<(), Box<dyn Error>> {
    // Another emulator, which to the first is a web server like any other.
    let elsewhere = Emulator::builder().container("box").start()?;
    let (name, key) = (
        blobcopy::auth::DEVELOPMENT_ACCOUNT,
        blobcopy::auth::DEVELOPMENT_KEY,
    );
    let credential = blobcopy::Credential::shared_key(name, key)?;
    let page = BlobServiceClient::new(&elsewhere.endpoint(name), credential)?;
    let page = page.blob("box", "page.html")?;
    page.upload("<html></html>").await?;
    let url = page.signed_source(Duration::from_secs(60)).await?;
    let copied = target.copy(url).await?;
    say(format!("from outside Azure: {}", copied.status));
    Ok(())
}

async fn abort_over_what_is_worth_keeping(
    source: &BlobClient,
    target: &BlobClient,
    say: &mut (dyn FnMut(String) + Send),
) -> Result<(), Box<dyn Error>> {
    let mut metadata = Metadata::new();
    metadata.insert("owner", "accounting")?;
    let mut put = PutBlob::new(target.url().clone(), "worth keeping".into());
    put.options.metadata = metadata.clone();
    target.service().call(&put).await?;

    let care = Care::default().with_protect(Protect::Snapshot);
    let options = CopyOptions::default().with_care(care);
    let copy = target.begin_copy_with(source, options).await?;
    let empty = target.properties().await?.content_length;
    say(format!(
        "while it is copied to, the destination has {} bytes",
        empty.unwrap_or(0)
    ));
    copy.abort().await?;
    let findings = copy.findings().await.unwrap_or_default();
    let protection = findings
        .protection
        .ok_or("the destination was not protected")?;
    let kept = target.download().await?;
    let has_metadata = target.properties().await?.metadata == metadata;
    say(format!(
        "after the abort, {protection}: {} bytes, metadata {}",
        kept.content.len(),
        if has_metadata { "and all" } else { "lost" }
    ));
    Ok(())
}
