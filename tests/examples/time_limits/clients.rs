//! The same copy by every interface. A program of another language prints a line when it begins and one when it ends.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use blobcopy::{BlobServiceClient, CopyOptions, Credential};

use crate::{AT, Case, How};

const KEY: &str = "c2VjcmV0";
const SOURCE: &str = "http://127.0.0.1:1/acct/from/a";

/// One column of the table.
pub(crate) struct Client {
    pub(crate) name: &'static str,
    /// Whether it has a column for deadlines, which Ctrl-C has not.
    pub(crate) has_deadline: bool,
    pub(crate) run: fn(Case, u16) -> Result<Ended, Box<dyn Error>>,
}

/// When a call began and returned, and how it ended in a word.
pub(crate) struct Ended {
    pub(crate) began: Instant,
    pub(crate) at: Instant,
    pub(crate) outcome: String,
}

pub(crate) const CLIENTS: &[Client] = &[
    Client {
        name: "Rust",
        has_deadline: true,
        run: rust,
    },
    Client {
        name: "Python threads",
        has_deadline: true,
        run: |case, port| script(python("threads", case, port), false),
    },
    Client {
        name: "Python asyncio",
        has_deadline: true,
        run: |case, port| script(python("asyncio", case, port), false),
    },
    Client {
        name: "Python Ctrl-C",
        has_deadline: false,
        run: |case, port| script(python("ctrl-c", case, port), true),
    },
    Client {
        name: "Node.js",
        has_deadline: true,
        run: |case, port| script(node(case, port), false),
    },
    Client {
        name: "command",
        has_deadline: true,
        run: command,
    },
];

fn rust(case: Case, port: u16) -> Result<Ended, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let credential = Credential::shared_key("acct", KEY)?;
        let service = BlobServiceClient::new(&format!("http://127.0.0.1:{port}/acct"), credential)?;
        let blob = service.blob("into", "b")?;
        let mut options = CopyOptions::default();
        if case.how == How::Deadline {
            options.policy.deadline = Some(AT);
            options.policy.abort_at_deadline = case.aborts_at_deadline();
        }
        let began = Instant::now();
        let ended = match case.how {
            How::Deadline => blob.copy_with(SOURCE, options).await.map(drop),
            How::Cancel => {
                let cancel = || tokio::time::sleep_until((began + AT).into());
                match blob.begin_copy_unless(SOURCE, options, cancel()).await {
                    Ok(copy) => {
                        let waited = async {
                            tokio::join!(copy.wait(), async {
                                cancel().await;
                                copy.abort().await
                            })
                        };
                        let (waited, _) = waited.await;
                        waited.map(drop)
                    }
                    Err(error) => Err(error),
                }
            }
        };
        let at = Instant::now();
        let outcome = ended.err().map_or("success", |error| error.kind().code());
        Ok(Ended {
            began,
            at,
            outcome: outcome.to_owned(),
        })
    })
}

fn python(mode: &str, case: Case, port: u16) -> Command {
    let interpreter = env::var_os("BLOBCOPY_PYTHON_PACKAGE").expect("set by the chore time-limits");
    let mut python = Command::new(interpreter);
    python.args(["-s", "-B"]).arg(beside("limits.py")).arg(mode);
    told(python, case, port)
}

fn node(case: Case, port: u16) -> Command {
    let mut node = Command::new("node");
    node.arg(beside("limits.mjs"));
    told(node, case, port)
}

fn beside(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/time_limits")
        .join(name)
}

fn told(mut program: Command, case: Case, port: u16) -> Command {
    program
        .arg(port.to_string())
        .arg(format!("{:?}", case.how).to_lowercase())
        .arg(if case.aborts_at_deadline() {
            "abort"
        } else {
            "leave"
        });
    program
}

/// Runs a program, and interrupts it if it is to be.
fn script(mut program: Command, is_interrupted: bool) -> Result<Ended, Box<dyn Error>> {
    let mut child = program
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    lines.next().ok_or("it did not begin")??;
    let began = Instant::now();
    if is_interrupted {
        interrupt_at(began + AT, &child);
    }
    let outcome = lines.next().ok_or("it did not end")??;
    let at = Instant::now();
    child.wait()?;
    Ok(Ended { began, at, outcome })
}

fn command(case: Case, port: u16) -> Result<Ended, Box<dyn Error>> {
    // Beside the folder of the examples, whose profile it has.
    let here = env::current_exe()?;
    let folder = here.parent().and_then(Path::parent).ok_or("no folder")?;
    let mut command = Command::new(folder.join(format!("blobcopy{}", env::consts::EXE_SUFFIX)));
    let endpoint = format!("http://127.0.0.1:{port}/acct");
    let url = format!("{endpoint}/into/b");
    let connection = format!("AccountName=acct;AccountKey={KEY};BlobEndpoint={endpoint}");
    command
        .args(["copy", SOURCE, &url])
        .env("AZURE_STORAGE_CONNECTION_STRING", connection)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if case.how == How::Deadline {
        command.args(["--timeout", "2s"]);
        if case.aborts_at_deadline() {
            command.arg("--abort-on-timeout");
        }
    }
    let began = Instant::now();
    let mut child = command.spawn()?;
    if case.how == How::Cancel {
        interrupt_at(began + AT, &child);
    }
    let status = child.wait()?;
    if status.code() == Some(2) {
        return Err("the command was refused, and nothing was measured".into());
    }
    let outcome = format!("exit {}", status.code().unwrap_or(-1));
    Ok(Ended {
        began,
        at: Instant::now(),
        outcome,
    })
}

/// Sends Ctrl-C's signal at that time.
fn interrupt_at(when: Instant, child: &Child) {
    let id = child.id().to_string();
    thread::sleep(
        when.saturating_duration_since(Instant::now())
            .max(Duration::ZERO),
    );
    let sent = Command::new("kill").args(["-s", "INT", &id]).status();
    assert!(sent.is_ok_and(|sent| sent.success()), "no signal was sent");
}
