//! Node packages, installed as a lock file says, into the target folder and only when the lock has changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Installs what `source` (a folder with `package.json` and `package-lock.json`) asks for into `folder`, and returns
/// the `node_modules` there. Does nothing when that has been done for the same lock.
pub(crate) fn install(source: &Path, folder: &Path) -> Result<PathBuf, String> {
    let modules = folder.join("node_modules");
    let wanted = fingerprint(source)
        .map_err(|error| format!("cannot read {}: {error}", source.display()))?;
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(modules);
    }
    let unwritable = |error: io::Error| format!("cannot write to {}: {error}", folder.display());
    copy(source, folder).map_err(unwritable)?;
    clean_install(folder)?;
    // Last, so that an interrupted installation is done again.
    fs::write(&stamp, wanted).map_err(unwritable)?;
    Ok(modules)
}

/// On Windows it is a script, which is found by its whole name alone.
pub(crate) const PROGRAM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn fingerprint(source: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for name in FILES {
        hasher.write(&fs::read(source.join(name))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn copy(source: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for name in FILES {
        fs::copy(source.join(name), folder.join(name))?;
    }
    Ok(())
}

fn clean_install(folder: &Path) -> Result<(), String> {
    println!("installing node packages into {}", folder.display());
    let status = Command::new(PROGRAM)
        // No package we use needs its install script, and none should run unasked.
        .args(["ci", "--ignore-scripts", "--loglevel=error"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run npm: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!(
        "npm ci failed in {} ({status}): is the npm registry within reach?",
        folder.display()
    ))
}

const FILES: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_installed_is_not_installed_again() {
        let source = Folder::with_lock("installed", "one");
        let target = Folder::new("installed-target");
        fs::write(target.0.join("installed"), fingerprint(&source.0).unwrap()).unwrap();

        let modules = install(&source.0, &target.0);

        assert_eq!(modules, Ok(target.0.join("node_modules")));
        assert!(
            !target.0.join("package.json").exists(),
            "nothing was to be copied"
        );
    }

    #[test]
    fn a_changed_lock_has_another_fingerprint() {
        let one = Folder::with_lock("one", "one");
        let two = Folder::with_lock("two", "two");
        let same = Folder::with_lock("same", "one");

        assert_ne!(fingerprint(&one.0).unwrap(), fingerprint(&two.0).unwrap());
        assert_eq!(fingerprint(&one.0).unwrap(), fingerprint(&same.0).unwrap());
    }

    #[test]
    fn a_source_without_a_lock_is_refused_by_name() {
        let lockless = Folder::new("lockless");

        let why = install(&lockless.0, &lockless.0.join("target"))
            .expect_err("there is nothing to install");

        assert!(why.contains("lockless"), "{why}");
    }

    /// A folder of this test's own, gone when it ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("blobcopy-xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn with_lock(name: &str, lock: &str) -> Self {
            let folder = Self::new(name);
            for name in FILES {
                fs::write(folder.0.join(name), lock).unwrap();
            }
            folder
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}
