//! `cargo xtask dist`: builds the artifacts of a release, in `target/dist`.
//!
//! A part is what one machine of the release builds: `source` is the same everywhere, `platform` is built once for each
//! platform, and `sums` are the checksums of all artifacts. Without a part it builds all three for the current machine.

mod command;
mod npm_packages;
mod platform;
mod sbom;
mod source;
mod wheel;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use xshell::cmd;

use crate::requirement;
use crate::workspace::Workspace;
use platform::Platform;
pub(crate) use source::CRATES;

/// The version of everything that is released.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Args)]
pub(crate) struct Options {
    /// The parts to build [default: all]
    parts: Vec<Part>,
    /// The platform, built for old systems too [default: this machine's, for this machine's system]
    #[arg(long, value_name = "TRIPLE")]
    target: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Source,
    Platform,
    Sums,
}

/// The folder of all artifacts.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("dist")
}

/// Builds the parts, and lists the content of the folder.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<String> {
    let wants = |part| options.parts.is_empty() || options.parts.contains(&part);
    ensure!(
        options.target.is_none() || wants(Part::Platform),
        "dist: --target is for the part `platform`"
    );
    requirement::check(workspace)?;
    let (sh, folder) = (&workspace.sh, folder(workspace));
    if options.parts.is_empty() {
        // Files of another version would be mistaken for parts of this one.
        sh.remove_path(&folder)?;
    }
    sh.create_dir(&folder)?;
    if wants(Part::Source) {
        source::make(workspace)?;
    }
    if wants(Part::Platform) {
        let platform = Platform::new(workspace, options.target.as_deref())?;
        wheel::make(workspace, &platform)?;
        npm_packages::make_native(workspace, &platform)?;
        command::make(workspace, &platform)?;
    }
    if wants(Part::Sums) {
        let sums = include_str!("dist/sums.py");
        cmd!(sh, "python3 -c {sums} {folder}").quiet().run()?;
    }
    list(workspace, &folder)
}

/// Packs a folder reproducibly: the same files make the same archive. Uses Python, which every machine that tests
/// blobcopy has.
fn archive(workspace: &Workspace, folder: &Path, file: &Path) -> Result<()> {
    let (sh, archive) = (&workspace.sh, include_str!("dist/archive.py"));
    Ok(cmd!(sh, "python3 -c {archive} {folder} {file}")
        .quiet()
        .run()?)
}

fn list(workspace: &Workspace, folder: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for path in workspace.sh.read_dir(folder)? {
        let size = path.metadata()?.len().div_ceil(1024);
        let name = path.file_name().unwrap_or_default();
        lines.push(format!("{size:>9} KiB  {}", name.display()));
    }
    let files = lines.len();
    lines.push(format!("dist: {files} files in {}", folder.display()));
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Dist {
        #[command(flatten)]
        options: Options,
    }

    fn read(words: &str) -> Result<Options, clap::Error> {
        let words = format!("dist {words}");
        Dist::try_parse_from(words.split_whitespace()).map(|dist| dist.options)
    }

    #[test]
    fn a_part_is_made_alone_and_for_a_platform() {
        assert!(read("").unwrap().parts.is_empty());
        let one = read("platform --target aarch64-apple-darwin").unwrap();
        assert_eq!(one.target.as_deref(), Some("aarch64-apple-darwin"));
        assert!(one.parts == [Part::Platform]);
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        assert!(read("wheels").is_err_and(|why| why.to_string().contains("wheels")));
        assert!(read("--target").is_err());
        let refused = run(&Workspace::here(), &read("source --target t").unwrap());
        assert!(refused.is_err_and(|why| why.to_string().contains("--target")));
    }
}
