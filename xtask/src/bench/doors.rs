//! Processor time that a copy takes from Node and from Python, beside Microsoft's packages. Ours are built as they are
//! released.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Bench;
use super::row::{Row, Share};
use crate::workspace::succeed;
use crate::{npm, python_package};

const NODE: Option<Share> = Some(Share(1.0 / 6.0, "1/6"));
const PYTHON: Option<Share> = Some(Share(1.0 / 20.0, "1/20"));

pub(super) fn node(bench: &Bench<'_>) -> Result<Vec<Row>, String> {
    let workspace = bench.workspace;
    let modules = npm::install(
        &workspace.path("tests/npm"),
        &workspace.target().join("npm"),
    )?;
    let addon = addon(bench)?;
    let run = |words: &[String]| {
        let mut node = Command::new("node");
        node.arg(workspace.path("bench/node/copies.mjs"))
            .args(words)
            .env("BLOBCOPY_NODE_MODULES", &modules)
            .env("NAPI_RS_NATIVE_LIBRARY_PATH", &addon);
        node
    };
    let [ours, theirs] = bench.cpu(["blobcopy", "azure"], bench.size.few_copies, run)?;
    let other = "@azure/storage-blob";
    Ok(vec![Row::cpu("Node", NODE, ours, other, theirs)])
}

/// The native part; Node loads only what is named so.
fn addon(bench: &Bench<'_>) -> Result<PathBuf, String> {
    let library = format!("{DLL_PREFIX}blobcopy_node{DLL_SUFFIX}");
    let library = bench.released("blobcopy-node")?.join(library);
    let addon = bench.folder().join("blobcopy.node");
    fs::copy(&library, &addon)
        .map_err(|error| format!("cannot copy {}: {error}", library.display()))?;
    Ok(addon)
}

pub(super) fn python(bench: &Bench<'_>) -> Result<Vec<Row>, String> {
    let interpreter = python_package::tools(bench.workspace)?;
    let packages = wheel(bench, &interpreter)?;
    let run = |words: &[String]| {
        let mut python = Command::new(&interpreter);
        // Neither the user's own packages nor compiled files beside the script.
        python
            .args(["-s", "-B"])
            .arg(bench.workspace.path("bench/python/copies.py"))
            .args(words)
            // Before what the tests have installed, which is not built for release.
            .env("PYTHONPATH", &packages);
        python
    };
    let clients = ["blobcopy-sync", "azure-sync", "blobcopy-aio", "azure-aio"];
    let [sync, their_sync, aio, their_aio] = bench.cpu(clients, bench.size.few_copies, run)?;
    let other = "azure-storage-blob";
    Ok(vec![
        Row::cpu("Python, threads", PYTHON, sync, other, their_sync),
        Row::cpu(
            "Python, asyncio",
            PYTHON,
            aio,
            &format!("{other}.aio"),
            their_aio,
        ),
    ])
}

/// Builds the wheel, and unpacks it into a folder, which is returned.
fn wheel(bench: &Bench<'_>, interpreter: &Path) -> Result<PathBuf, String> {
    let (wheels, packages) = (bench.folder().join("wheels"), bench.folder().join("python"));
    for folder in [&wheels, &packages] {
        // An old one must not be taken for the new.
        let _ = fs::remove_dir_all(folder);
    }
    let mut maturin = Command::new(interpreter.with_file_name("maturin"));
    maturin
        .current_dir(bench.workspace.path(python_package::HERE))
        .args(["build", "--quiet", "--release", "--locked", "--interpreter"])
        .arg(interpreter)
        .arg("--target-dir")
        .arg(bench.workspace.target().join("python-package-build"))
        .arg("--out")
        .arg(&wheels);
    succeed(maturin)?;
    let mut pip = Command::new(interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(["--no-index", "--no-deps", "--target"])
    .arg(&packages)
    .arg(python_package::only_file(&wheels)?);
    succeed(pip)?;
    Ok(packages)
}
