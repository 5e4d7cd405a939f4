//! Steps of a chore: timed, or run only when needed.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};

/// Runs a step under a heading, and prints how long it took.
pub(crate) fn timed<T>(heading: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("== {heading}");
    let start = Instant::now();
    let result = step();
    println!("== {heading} took {:.1} s", start.elapsed().as_secs_f64());
    result
}

/// Installs something into `folder`, unless that was already done for the same `wanted` text.
pub(crate) fn once(
    folder: &Path,
    wanted: &str,
    install: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let unwritable = || format!("cannot write to {}", folder.display());
    fs::create_dir_all(folder).with_context(unwritable)?;
    install()?;
    // Written last, so that an interrupted installation is repeated.
    fs::write(&stamp, wanted).with_context(unwritable)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn an_installation_is_repeated_only_for_another_wish_or_after_a_failure() {
        let name = format!("blobcopy-xtask-{}-once", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let runs = Cell::new(0);
        let install = |wanted, result: bool| {
            once(&folder, wanted, || {
                runs.set(runs.get() + 1);
                anyhow::ensure!(result, "the registry is away");
                Ok(())
            })
        };

        assert!(install("one", false).is_err());
        assert_eq!(runs.get(), 1);
        install("one", true).unwrap();
        assert_eq!(runs.get(), 2, "a failure is no installation");
        install("one", true).unwrap();
        assert_eq!(runs.get(), 2, "it is there");
        install("two", true).unwrap();
        assert_eq!(runs.get(), 3, "another is wanted");
        fs::remove_dir_all(folder).unwrap();
    }
}
