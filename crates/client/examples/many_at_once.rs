//! Copies all blobs of a container to another one, 16 at a time, and reports each failure.
//!
//! ```sh
//! export AZURE_STORAGE_CONNECTION_STRING=…
//! cargo run -p blobcopy --example many_at_once -- live backups
//! ```

use std::sync::Arc;

use blobcopy::BlobServiceClient;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const AT_ONCE: usize = 16;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = &arguments[..] else {
        return Err("usage: many_at_once CONTAINER CONTAINER".into());
    };
    let service = BlobServiceClient::from_env()?;
    let (source, target) = (service.container(source)?, service.container(target)?);

    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut copies = JoinSet::new();
    let mut pages = source.list_blobs(Default::default());
    while let Some(page) = pages.next_page().await? {
        for listed in page.blobs {
            let name = listed.name;
            let (from, to) = (source.blob(&name)?, target.blob(&name)?);
            // Awaited before the task is made, so that a large container does not become as many tasks.
            let permit = Arc::clone(&permits).acquire_owned().await?;
            copies.spawn(async move {
                let copied = to.copy(&from).await;
                drop(permit);
                (name, copied)
            });
        }
    }
    let mut failed = 0;
    while let Some(copy) = copies.join_next().await {
        let (name, copied) = copy?;
        match copied {
            Ok(copied) => println!("{name}: {}", copied.status),
            Err(error) => {
                failed += 1;
                println!("{name}: {error}");
            }
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} copies failed").into()),
    }
}
