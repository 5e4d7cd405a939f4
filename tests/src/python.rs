//! Python with the packages that the tests use, including Microsoft's SDK.

use std::path::Path;
use std::process::{Command, Stdio};

/// The standard output of a script in `tests/python`, run with these arguments.
///
/// # Panics
/// If the script cannot be run or fails. Its error output goes to standard error.
#[must_use]
pub fn output(script: &str, arguments: &[&str]) -> String {
    let done = command(script)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("cannot run {script}: {error}"));
    assert!(done.status.success(), "{script} failed: {}", done.status);
    String::from_utf8(done.stdout).expect("python prints UTF-8")
}

/// The command that runs a script in `tests/python`.
///
/// # Panics
/// If `cargo xtask test` has not set the interpreter.
#[must_use]
pub fn command(script: &str) -> Command {
    let python = std::env::var_os(PYTHON_VARIABLE).unwrap_or_else(|| {
        panic!("{PYTHON_VARIABLE} is not set: run cargo xtask test, which installs it")
    });
    let mut command = Command::new(python);
    command
        // Without the user's own packages and without compiled files next to the scripts.
        .args(["-s", "-B"])
        .arg(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("python")
                .join(script),
        )
        .env("PYTHONIOENCODING", "utf-8");
    command
}

/// The environment variable that names the interpreter.
const PYTHON_VARIABLE: &str = "BLOBCOPY_PYTHON";
