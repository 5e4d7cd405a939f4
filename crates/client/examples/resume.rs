//! Starts a copy in one process and waits for it in another. What passes between them is a ticket: one line without a
//! secret.
//!
//! ```sh
//! export AZURE_STORAGE_CONNECTION_STRING=…
//! ticket=$(cargo run -p blobcopy --example resume -- start live/db.vhd backups/2026/db.vhd)
//! cargo run -p blobcopy --example resume -- wait "$ticket"
//! ```

use blobcopy::{BlobServiceClient, CopyTicket};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let service = BlobServiceClient::from_env()?;
    match arguments[..] {
        ["start", source, target] => {
            let blob = |name: &str| {
                let (container, blob) = name.split_once('/').unwrap_or((name, ""));
                service.blob(container, blob)
            };
            let copy = blob(target)?.begin_copy(&blob(source)?).await?;
            println!("{}", copy.detach());
        }
        ["wait", ticket] => {
            let ticket: CopyTicket = ticket.parse()?;
            let copied = service.resume(&ticket)?.wait().await?;
            println!("ended in {}", copied.status);
        }
        _ => return Err("usage: resume start SOURCE TARGET | resume wait TICKET".into()),
    }
    Ok(())
}
