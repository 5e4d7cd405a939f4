//! `cargo xtask dist`: what a release consists of, made for real into `target/dist`.
//!
//! A part is what one machine of the release makes: `source` is the same everywhere, `platform` is made once for each
//! platform, and `sums` stand over all of it. Asked for nothing, it makes all three for the machine it runs on.

mod command;
mod npm_packages;
mod platform;
mod sbom;
mod source;
mod sums;
mod wheel;

use std::fs;
use std::path::PathBuf;

use crate::requirement;
use crate::workspace::Workspace;
use platform::Platform;
pub(crate) use source::CRATES;

/// The one version of all that is released.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where all of it goes.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("dist")
}

/// Makes what is asked for, and lists what lies there then.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let asked = Asked::read(std::env::args().skip(2))?;
    requirement::check()?;
    let folder = folder(workspace);
    if asked.parts.is_empty() {
        // What is left of another version would be taken for a part of this one.
        let _ = fs::remove_dir_all(&folder);
    }
    fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    if asked.wants(Part::Source) {
        source::make(workspace)?;
    }
    if asked.wants(Part::Platform) {
        let platform = Platform::new(workspace, asked.target.as_deref())?;
        wheel::make(workspace, &platform)?;
        npm_packages::make_native(workspace, &platform)?;
        command::make(workspace, &platform)?;
    }
    if asked.wants(Part::Sums) {
        sums::write(&folder)?;
    }
    list(&folder)
}

/// What stands behind the name of the chore.
#[derive(Debug, PartialEq)]
struct Asked {
    parts: Vec<Part>,
    target: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Source,
    Platform,
    Sums,
}

impl Asked {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self {
            parts: Vec::new(),
            target: None,
        };
        while let Some(word) = words.next() {
            match &*word {
                "source" => asked.parts.push(Part::Source),
                "platform" => asked.parts.push(Part::Platform),
                "sums" => asked.parts.push(Part::Sums),
                "--target" => asked.target = Some(words.next().ok_or("dist: --target what?")?),
                other => return Err(format!("dist: `{other}` is none of its parts")),
            }
        }
        if asked.target.is_some() && !asked.wants(Part::Platform) {
            return Err("dist: --target is for the part `platform`".to_owned());
        }
        Ok(asked)
    }

    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}

fn list(folder: &std::path::Path) -> Result<String, String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut lines = Vec::new();
    for entry in entries.flatten() {
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        let name = entry.file_name();
        lines.push(format!(
            "{:>9} KiB  {}",
            size.div_ceil(1024),
            name.display()
        ));
    }
    lines.sort_by(|one, other| one[15..].cmp(&other[15..]));
    Ok(format!(
        "{}\ndist: {} files in {}",
        lines.join("\n"),
        lines.len(),
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Asked, String> {
        Asked::read(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_asked_for_is_everything() {
        let all = read("").unwrap();
        assert!(all.wants(Part::Source) && all.wants(Part::Platform) && all.wants(Part::Sums));
    }

    #[test]
    fn a_part_is_asked_for_alone_and_for_a_platform() {
        let one = read("platform --target aarch64-apple-darwin").unwrap();
        assert_eq!(one.target.as_deref(), Some("aarch64-apple-darwin"));
        assert!(one.wants(Part::Platform) && !one.wants(Part::Source) && !one.wants(Part::Sums));
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        assert!(read("wheels").unwrap_err().contains("wheels"));
        assert!(read("source --target t").is_err());
        assert!(read("--target").is_err());
    }
}
