//! The requests of a command, printed or written to a file: one line each, as the client reports them.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::failure::Failure;

type Written = Box<dyn Layer<Registry> + Send + Sync>;

/// Writes requests until the result is dropped; nothing if nobody wants them.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn start(verbose: bool, file: Option<&Path>) -> Result<Option<DefaultGuard>, Failure> {
    let mut layers: Vec<Written> = Vec::new();
    if verbose {
        layers.push(lines(io::stderr));
    }
    if let Some(path) = file {
        let opened = OpenOptions::new().create(true).append(true).open(path);
        let opened = opened.map_err(|error| {
            Failure::usage(format!(
                "the log `{}` cannot be written: {error}; name another file",
                path.display()
            ))
        })?;
        layers.push(lines(Arc::new(opened)));
    }
    let wanted = !layers.is_empty();
    Ok(wanted.then(|| Registry::default().with(layers).set_default()))
}

/// The client's own events, of which the spans around them say nothing more.
fn lines<W>(writer: W) -> Written
where
    W: for<'writer> fmt::MakeWriter<'writer> + Send + Sync + 'static,
{
    fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(false)
        .with_filter(filter_fn(|event| {
            !event.is_span() && event.target().starts_with("blobcopy")
        }))
        .boxed()
}
