//! Processor time of a copy in Node and in Python, compared with Microsoft's packages. The packages of blobcopy are
//! built as for a release.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

use anyhow::Result;
use xshell::cmd;

use super::Bench;
use super::row::{Row, Share};
use crate::{npm, python, python_package};

const NODE: Option<Share> = Some(Share(1.0 / 6.0, "1/6"));
const PYTHON: Option<Share> = Some(Share(1.0 / 20.0, "1/20"));

pub(super) fn node(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (sh, target) = (&bench.workspace.sh, bench.workspace.target());
    let modules = npm::install(bench.workspace, "tests/npm", "npm")?;
    let library = format!("{DLL_PREFIX}blobcopy_node{DLL_SUFFIX}");
    // Node loads only files with this extension.
    let addon = target.join("bench/blobcopy.node");
    sh.copy_file(bench.released("blobcopy-node")?.join(library), &addon)?;
    let run = |words: &[String]| {
        cmd!(sh, "node bench/node/copies.mjs {words...}")
            .env("BLOBCOPY_NODE_MODULES", &modules)
            .env("NAPI_RS_NATIVE_LIBRARY_PATH", &addon)
    };
    let [ours, theirs] = bench.cpu(["blobcopy", "azure"], bench.size.few_copies, run)?;
    Ok(vec![Row::cpu(
        "Node",
        NODE,
        ours,
        "@azure/storage-blob",
        theirs,
    )])
}

pub(super) fn python(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (workspace, sh) = (bench.workspace, &bench.workspace.sh);
    let interpreter = python_package::tools(workspace)?;
    let wheel = python_package::wheel(workspace, &interpreter, "release", "bench/wheels")?;
    let packages = workspace.target().join("bench/python");
    sh.remove_path(&packages)?;
    let pip = python::pip_install(workspace, &interpreter);
    pip.args(["--no-index", "--no-deps", "--target"])
        .arg(&packages)
        .arg(wheel)
        .run()?;
    let run = |words: &[String]| {
        // Without the user's own packages and without compiled files next to the script. blobcopy's package precedes
        // the one that the tests installed, which is not built for release.
        cmd!(sh, "{interpreter} -s -B bench/python/copies.py {words...}")
            .env("PYTHONPATH", &packages)
    };
    let clients = ["blobcopy-sync", "azure-sync", "blobcopy-aio", "azure-aio"];
    let [sync, their_sync, aio, their_aio] = bench.cpu(clients, bench.size.few_copies, run)?;
    Ok(vec![
        Row::cpu(
            "Python, threads",
            PYTHON,
            sync,
            "azure-storage-blob",
            their_sync,
        ),
        Row::cpu(
            "Python, asyncio",
            PYTHON,
            aio,
            "azure-storage-blob.aio",
            their_aio,
        ),
    ])
}
