//! Copies a blob within an account and prints its progress.
//!
//! ```sh
//! export AZURE_STORAGE_CONNECTION_STRING=…
//! cargo run -p blobcopy --example copy -- live/db.vhd backups/2026/db.vhd
//! ```

use blobcopy::BlobServiceClient;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = &arguments[..] else {
        return Err("usage: copy CONTAINER/BLOB CONTAINER/BLOB".into());
    };
    let service = BlobServiceClient::from_env()?;
    let blob = |name: &str| {
        let (container, blob) = name.split_once('/').unwrap_or((name, ""));
        service.blob(container, blob)
    };
    let copy = blob(target)?.begin_copy(&blob(source)?).await?;
    println!("started {}", copy.copy_id());
    let copied = copy
        .wait_with(|state| {
            if let Some(progress) = &state.progress {
                println!("{} {progress}", state.status);
            }
        })
        .await?;
    println!("ended in {}", copied.status);
    Ok(())
}
