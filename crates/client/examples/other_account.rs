//! Copies a blob from another account. The client of the source creates a SAS for this copy, with its own key.
//!
//! ```sh
//! export AZURE_STORAGE_CONNECTION_STRING=…          # the account of the destination
//! export SOURCE_CONNECTION_STRING=…                 # the account of the source
//! cargo run -p blobcopy --example other_account -- live/db.vhd backups/2026/db.vhd
//! ```

use blobcopy::{BlobClient, BlobServiceClient};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = &arguments[..] else {
        return Err("usage: other_account CONTAINER/BLOB CONTAINER/BLOB".into());
    };
    let connection_string = std::env::var("SOURCE_CONNECTION_STRING")?;
    let theirs = BlobServiceClient::from_connection_string(&connection_string)?;
    let ours = BlobServiceClient::from_env()?;

    let copied = blob(&ours, target)?.copy(&blob(&theirs, source)?).await?;
    println!("copy {} ended in {}", copied.id, copied.status);
    Ok(())
}

fn blob(service: &BlobServiceClient, name: &str) -> Result<BlobClient, blobcopy::Error> {
    let (container, blob) = name.split_once('/').unwrap_or((name, ""));
    service.blob(container, blob)
}
