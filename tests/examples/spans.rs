//! Prints what one copy tells a subscriber: its span, the calls beneath it, and every request.
//!
//! ```text
//! cargo run -p blobcopy-tests --example spans
//! ```
//!
//! The copy goes from one account to another of an emulator over https, by access tokens: the source is opened by a
//! user delegation SAS, and the emulator is once too busy and once breaks the connection. None of the token, the SAS
//! and the key shows; a test looks for them.

use std::error::Error;
use std::time::Duration;

use blobcopy::SourceUrl;
use blobcopy_emulator::{Fault, FaultEffect};
use blobcopy_tests::emulated::{emulator, service};
use blobcopy_tests::span_tree::SpanTree;

fn main() -> Result<(), Box<dyn Error>> {
    let tree = SpanTree::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    tracing::subscriber::with_default(tree.subscriber(), || runtime.block_on(tell()))?;
    print!("{}", tree.text());
    Ok(())
}

/// Copies once, and returns the source that it copied from, with its SAS.
pub(crate) async fn tell() -> Result<SourceUrl, Box<dyn Error>> {
    let emulator = emulator(Duration::from_millis(300))?;
    let [from, into] = ["first", "second"].map(|account| service(&emulator, account));
    let source = from?.blob("box", "from")?;
    source.upload("some bytes").await?;
    let target = into?.blob("box", "into")?;

    let source = source.signed_source(Duration::from_secs(60)).await?;
    emulator.add_fault(
        Fault::new(FaultEffect::server_busy(1))
            .on("CopyBlob")
            .times(1),
    );
    emulator.add_fault(
        Fault::new(FaultEffect::ResetBefore)
            .on("GetBlobProperties")
            .times(1),
    );
    let copy = target.begin_copy(source.clone()).await?;
    copy.wait().await?;
    Ok(source)
}
