//! `cargo xtask site`: the documents and the references of Python, Node.js and Rust as a website, in target/site/html.
//!
//! Its parts are in xtask/site: `pages.py` writes the pages, Zensical builds them, `check.mjs` opens them in Chromium.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use xshell::cmd;

use crate::step::timed;
use crate::workspace::Workspace;
use crate::{npm, python};

#[derive(Args)]
pub(crate) struct Options {
    /// Open every page in Chromium, follow the internal links, and take pictures into target/site-pictures
    #[arg(long)]
    check: bool,
}

/// The crates that have pages, with the features of the released command.
const RUSTDOC: &str = "doc --quiet --no-deps --package=blobcopy --package=blobcopy-emulator --package=blobcopy-proto \
    --package=blobcopy-auth --package=blobcopy-diagnosis --features=blobcopy/azure-core";

/// The names of Chromium in systems that package it.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Builds the site, and checks it if that is wanted.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<String> {
    // Before the minutes that the rest takes.
    let chromium = options.check.then(|| chromium(workspace)).transpose()?;
    let tools = npm::install(workspace, "xtask/site", "site-npm")?;
    let site = build(workspace, &tools)?;
    if let Some(chromium) = chromium {
        timed("site: check", || check(workspace, &tools, &site, &chromium))?;
    }
    Ok(format!("the site is in {}", site.display()))
}

fn build(workspace: &Workspace, tools: &Path) -> Result<PathBuf> {
    let (sh, root) = (&workspace.sh, workspace.path(""));
    let folder = workspace.target().join("site");
    let python = python::install(workspace, "xtask/site/requirements.txt", "site-python")?;
    let rustdoc = timed("site: rustdoc", || rustdoc(workspace))?;
    let typedoc = timed("site: typedoc", || typedoc(workspace, tools))?;
    cmd!(
        sh,
        "{python} -B xtask/site/pages.py {root} {rustdoc} {typedoc} {folder}"
    )
    .run()?;
    timed("site: zensical", || zensical(workspace, &python, &folder))?;
    Ok(folder.join("html"))
}

/// Writes the reference of the Node.js package as Markdown.
fn typedoc(workspace: &Workspace, tools: &Path) -> Result<PathBuf> {
    let (sh, folder) = (&workspace.sh, workspace.target().join("typedoc"));
    let program = tools.join("typedoc/bin/typedoc");
    let plugin = tools.join("typedoc-plugin-markdown/dist/index.js");
    let typedoc = cmd!(
        sh,
        "node {program} --options xtask/site/typedoc.json --plugin {plugin} --out {folder}"
    );
    typedoc.arg("--treatWarningsAsErrors").run()?;
    Ok(folder)
}

fn zensical(workspace: &Workspace, python: &Path, folder: &Path) -> Result<()> {
    let (sh, program) = (&workspace.sh, python.with_file_name("zensical"));
    let settings = folder.join("zensical.toml");
    let build = cmd!(
        sh,
        "{program} build --strict --clean --config-file {settings}"
    );
    // mkdocstrings reads the sources of the package, and imports none of them; it imports `docstrings.py`.
    let path = ["bindings/python/python", "xtask/site"].map(|folder| workspace.path(folder));
    let build = build.env("PYTHONPATH", env::join_paths(path)?);
    Ok(build.env("PYTHONDONTWRITEBYTECODE", "1").run()?)
}

/// Builds the pages of the crates alone, beside what else cargo has documented, from what is compiled already.
fn rustdoc(workspace: &Workspace) -> Result<PathBuf> {
    let target = workspace.target();
    let folder = target.join("rustdoc");
    let cargo = workspace
        .cargo(RUSTDOC)
        .env("CARGO_BUILD_BUILD_DIR", &target);
    cargo.arg("--target-dir").arg(&folder).run()?;
    Ok(folder.join("doc"))
}

fn check(workspace: &Workspace, tools: &Path, site: &Path, chromium: &str) -> Result<()> {
    let sh = &workspace.sh;
    let pictures = workspace.target().join("site-pictures");
    sh.create_dir(&pictures)?;
    let check = cmd!(sh, "node xtask/site/check.mjs {site} {pictures} {chromium}");
    Ok(check.env("BLOBCOPY_SITE_TOOLS", tools).run()?)
}

/// The path of Chromium.
fn chromium(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let mut found = CHROMIUM
        .iter()
        .filter_map(|name| cmd!(sh, "which {name}").ignore_stderr().read().ok());
    found.next().context(
        "Chromium is needed to check the site: on Debian, run `apt-get install --no-install-recommends chromium`",
    )
}
