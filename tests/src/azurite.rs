//! Azurite, Microsoft's own emulator, as a child process: an independent implementation of the service.
//!
//! Each [`Azurite`] is a process with its own port and an empty store in memory, so test binaries may start as many as
//! they need at the same time. It listens within about a second. The process ends when the value is dropped. It also
//! ends if the test process ends without dropping it (a `static`, a kill), because its standard input closes then.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// A running Azurite that serves the Blob service, over https if it accepts access tokens, otherwise over http.
#[derive(Debug)]
pub struct Azurite {
    process: Child,
    /// Scheme and address, such as `http://127.0.0.1:40001`.
    root: String,
    certificate: Option<Certificate>,
}

impl Azurite {
    /// Starts an Azurite with `accounts`, pairs of a name and a base64 key, and waits until it listens.
    ///
    /// # Panics
    /// If it cannot be started, or does not listen within a minute. The message contains its output.
    #[must_use]
    pub fn start(accounts: &[(&str, &str)]) -> Self {
        Self::launch(command(&script(), accounts), None)
            .unwrap_or_else(|why| panic!("azurite did not start: {why}"))
    }

    /// Starts an Azurite over https that accepts any JSON web token of the right form, signed or not.
    ///
    /// # Panics
    /// As [`Azurite::start`].
    #[must_use]
    pub fn start_with_tokens(accounts: &[(&str, &str)]) -> Self {
        let certificate = Certificate::new();
        let mut command = command(&script(), accounts);
        command
            .args(["--oauth", "basic"])
            .arg("--cert")
            .arg(certificate.folder.join("certificate.pem"))
            .arg("--key")
            .arg(certificate.folder.join("key.pem"))
            // It reads the source of a copy from itself.
            .env(
                "NODE_EXTRA_CA_CERTS",
                certificate.folder.join("certificate.pem"),
            );
        Self::launch(command, Some(certificate))
            .unwrap_or_else(|why| panic!("azurite did not start: {why}"))
    }

    /// The certificate to trust, in PEM, if it serves https.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate
            .as_ref()
            .map(|certificate| certificate.pem.as_str())
    }

    /// The endpoint of `account`, for example `http://127.0.0.1:40001/first`.
    #[must_use]
    pub fn endpoint(&self, account: &str) -> String {
        format!("{}/{account}", self.root)
    }

    /// The address it listens on, for example `127.0.0.1:40001`.
    #[must_use]
    pub fn address(&self) -> &str {
        let (_, address) = self.root.split_once("://").expect("it is a URL");
        address
    }

    fn launch(mut command: Command, certificate: Option<Certificate>) -> Result<Self, String> {
        let process = command
            .spawn()
            .map_err(|error| format!("cannot run node: {error}"))?;
        // From here on every return drops it, which ends the process.
        let mut azurite = Self {
            process,
            root: String::new(),
            certificate,
        };
        let lines = azurite.lines();
        azurite.root = first_root(&lines)?;
        Ok(azurite)
    }

    /// The lines of its output, for as long as it runs. A pipe that is not read would fill and stop it.
    fn lines(&mut self) -> Receiver<String> {
        let (sender, lines) = channel();
        let output = self.process.stdout.take().expect("stdout is piped");
        let errors = self.process.stderr.take().expect("stderr is piped");
        forward(output, sender.clone());
        forward(errors, sender);
        lines
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // Both fail only if the process has already ended.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A certificate for loopback, and the folder that contains it and its key until this is dropped.
#[derive(Debug)]
struct Certificate {
    folder: PathBuf,
    pem: String,
}

impl Certificate {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])
            .expect("an address is a name to certify");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("blobcopy-azurite-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let pem = made.cert.pem();
        let key = made.signing_key.serialize_pem();
        let write = |name, text: &str| std::fs::write(folder.join(name), text);
        std::fs::create_dir_all(&folder)
            .and_then(|()| write("certificate.pem", &pem))
            .and_then(|()| write("key.pem", &key))
            .expect("the system's folder for temporary files can be written to");
        Self { folder, pem }
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        // Files that cannot be removed are left to the system.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn script() -> String {
    std::env::var(SCRIPT_VARIABLE).unwrap_or_else(|_| {
        panic!("{SCRIPT_VARIABLE} is not set: run cargo xtask test, which installs it")
    })
}

fn command(script: &str, accounts: &[(&str, &str)]) -> Command {
    let known: Vec<String> = accounts
        .iter()
        .map(|(name, key)| format!("{name}:{key}"))
        .collect();
    let mut command = Command::new("node");
    command
        .args(["--import", END_WITH_THE_TESTS, script])
        .args(["--blobHost", "127.0.0.1", "--blobPort", "0"])
        .args(["--inMemoryPersistence", "--disableTelemetry", "--silent"])
        .env("AZURITE_ACCOUNTS", known.join(";"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn forward(pipe: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            // The receiver may be gone once Azurite is ready. Reading continues.
            drop(lines.send(line));
        }
    });
}

fn first_root(lines: &Receiver<String>) -> Result<String, String> {
    let mut printed = String::new();
    loop {
        let line = match lines.recv_timeout(START_TIMEOUT) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("silent for {START_TIMEOUT:?}, after: {printed}"));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!("it ended, having printed: {printed}"));
            }
        };
        if let Some((_, root)) = line.split_once(LISTENS) {
            return Ok(root.trim().to_owned());
        }
        printed.push_str(&line);
        printed.push('\n');
    }
}

/// The environment variable with the path of Azurite's `main.js`.
const SCRIPT_VARIABLE: &str = "BLOBCOPY_AZURITE";

/// A module for Node that exits at the end of standard input, whose other end only the test process holds.
const END_WITH_THE_TESTS: &str =
    r#"data:text/javascript,process.stdin.on("end",()=>process.exit()).resume()"#;

/// The text before its address when it is ready.
const LISTENS: &str = "successfully listens on ";

/// How long it may print nothing while it starts: many times what a busy machine was seen to need.
const START_TIMEOUT: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_ends_at_once_is_an_error_with_its_output() {
        let missing = command("no/such/azurite.js", &[]);

        let why = Azurite::launch(missing, None).expect_err("there is no such script");

        assert!(why.contains("azurite.js"), "{why}");
    }

    #[test]
    fn the_address_is_read_from_the_line_that_says_so() {
        let (sender, lines) = channel();
        for line in [
            "Azurite is starting on 127.0.0.1:0",
            "It successfully listens on http://127.0.0.1:4711",
        ] {
            sender.send(line.to_owned()).expect("lines is alive");
        }

        let root = first_root(&lines);
        assert_eq!(root.as_deref(), Ok("http://127.0.0.1:4711"));
    }

    #[test]
    fn a_child_ends_when_its_standard_input_closes() {
        let mut command = Command::new("node");
        command.args([
            "--import",
            END_WITH_THE_TESTS,
            "--eval",
            "setInterval(() => {}, 1000)",
        ]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("node is installed");
        let (sender, lines) = channel();
        forward(process.stdout.take().expect("stdout is piped"), sender);

        drop(process.stdin.take());

        let end = lines.recv_timeout(START_TIMEOUT);
        drop(process.kill());
        drop(process.wait());
        assert_eq!(end, Err(RecvTimeoutError::Disconnected));
    }
}
