//! The interfaces. A program of another language runs all cases in one process, and prints a line of JSON for every text.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use blobcopy_tests::repeating::{Case, Repeating, SAS, SECRET, Sent, rust};

use crate::command;
use crate::tally::Tally;

/// One interface.
pub(crate) struct Interface {
    pub(crate) name: &'static str,
    pub(crate) run: Run,
}

/// Runs all cases, and takes note of what is printed.
type Run = fn(&Repeating, &[Case], &mut Tally<'_>) -> Result<(), Box<dyn Error>>;

pub(crate) const INTERFACES: &[Interface] = &[
    Interface {
        name: "Rust",
        run: in_rust,
    },
    Interface {
        name: "Python",
        run: |server, cases, tally| {
            let interpreter = env::var_os("BLOBCOPY_PYTHON_PACKAGE");
            let interpreter = interpreter.ok_or("BLOBCOPY_PYTHON_PACKAGE is not set")?;
            let mut python = Command::new(interpreter);
            python.args(["-s", "-B"]).arg(beside("print_replies.py"));
            script(python, server, cases, tally)
        },
    },
    Interface {
        name: "Node.js",
        run: |server, cases, tally| {
            let mut node = Command::new("node");
            node.arg(beside("print_replies.mjs"));
            script(node, server, cases, tally)
        },
    },
    Interface {
        name: "command",
        run: command::run,
    },
];

fn in_rust(
    server: &Repeating,
    cases: &[Case],
    tally: &mut Tally<'_>,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    for sent in Sent::ALL {
        let client = rust::client(server, sent)?;
        for case in cases.iter().filter(|case| case.sent == sent) {
            let name = case.blob();
            for (form, text) in runtime.block_on(rust::shown(&client, &name)).0 {
                tally.add(&name, form, &text);
            }
        }
    }
    Ok(())
}

fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/repeated_secrets")
        .join(name)
}

fn script(
    mut program: Command,
    server: &Repeating,
    cases: &[Case],
    tally: &mut Tally<'_>,
) -> Result<(), Box<dyn Error>> {
    let trusted = Trusted::write(server)?;
    let cases: Vec<String> = cases
        .iter()
        .map(|case| format!("{} {}", case.sent.name(), case.blob()))
        .collect();
    let mut child = program
        .env("BLOBCOPY_SERVER", server.endpoint())
        .env("BLOBCOPY_SECRET", SECRET)
        .env("BLOBCOPY_SAS", SAS)
        .env("BLOBCOPY_CASES", cases.join(","))
        .env("BLOBCOPY_TRUSTED", &trusted.0)
        .env("NODE_EXTRA_CA_CERTS", &trusted.0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
        let (case, form, text): (String, String, String) = serde_json::from_str(&line?)?;
        tally.add(&case, &form, &text);
    }
    match child.wait()? {
        status if status.success() => Ok(()),
        status => Err(format!("{} ended with {status}", program.get_program().display()).into()),
    }
}

/// A file with the certificate to trust, removed when it is no longer needed.
pub(crate) struct Trusted(pub(crate) PathBuf);

impl Trusted {
    pub(crate) fn write(server: &Repeating) -> Result<Self, std::io::Error> {
        let name = format!("blobcopy-repeated-secrets-{}.pem", std::process::id());
        let path = env::temp_dir().join(name);
        fs::write(&path, server.certificate())?;
        Ok(Self(path))
    }
}

impl Drop for Trusted {
    fn drop(&mut self) {
        // What stays behind is a certificate, no key.
        drop(fs::remove_file(&self.0));
    }
}
