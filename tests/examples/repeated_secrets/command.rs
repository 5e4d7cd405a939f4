//! The command: a process for every case, operation and output format.

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use blobcopy_tests::repeating::{Case, Repeating, SAS, SECRET, Sent};

use crate::interfaces::Trusted;
use crate::tally::Tally;

/// The operations: requests with HEAD, GET and PUT, whose replies can have a listing, an error or the state of a copy.
const OPERATIONS: [Operation; 4] = [
    |blob| vec!["status".to_owned(), blob.to_owned()],
    |blob| {
        ["abort", blob, "--copy-id", "1"]
            .map(str::to_owned)
            .to_vec()
    },
    |blob| vec!["pending".to_owned(), blob.to_owned()],
    |blob| {
        let source = format!("https://other.net/a?{SAS}");
        ["copy", &source, blob, "--timeout", "1s"]
            .map(str::to_owned)
            .to_vec()
    },
];

/// The arguments, with the URL of the blob.
type Operation = fn(&str) -> Vec<String>;

const FORMATS: [&str; 2] = ["text", "json"];

pub(crate) fn run(
    server: &Repeating,
    cases: &[Case],
    tally: &mut Tally<'_>,
) -> Result<(), Box<dyn Error>> {
    let world = World::new(server)?;
    // More than there are processors, because requests that are repeated mostly wait.
    let workers = 4 * thread::available_parallelism()?.get();
    for cases in cases.chunks(workers) {
        let outputs = thread::scope(|scope| {
            let running: Vec<_> = cases
                .iter()
                .map(|case| scope.spawn(|| world.outputs(*case)))
                .collect();
            let ended = running
                .into_iter()
                .map(|case| case.join().expect("no case panics"));
            ended.collect::<Result<Vec<_>, _>>()
        })?;
        for (case, format, output) in outputs.into_iter().flatten() {
            for (stream, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
                if !bytes.is_empty() {
                    let form = format!("{format}, {stream}");
                    tally.add(&case.blob(), &form, &String::from_utf8_lossy(&bytes));
                }
            }
        }
    }
    Ok(())
}

/// What the command needs.
struct World<'a> {
    server: &'a Repeating,
    trusted: Trusted,
    program: PathBuf,
    /// A folder with an `az` that gives the token.
    logins: Folder,
}

impl<'a> World<'a> {
    fn new(server: &'a Repeating) -> Result<Self, Box<dyn Error>> {
        // Beside the folder of the examples, whose profile it has.
        let here = env::current_exe()?;
        let folder = here.parent().and_then(Path::parent).ok_or("no folder")?;
        Ok(Self {
            server,
            trusted: Trusted::write(server)?,
            program: folder.join(format!("blobcopy{}", env::consts::EXE_SUFFIX)),
            logins: Folder::with_az()?,
        })
    }

    fn outputs(&self, case: Case) -> io::Result<Vec<(Case, &'static str, Output)>> {
        let mut outputs = Vec::new();
        for operation in OPERATIONS {
            for format in FORMATS {
                outputs.push((case, format, self.output(case, operation, format)?));
            }
        }
        Ok(outputs)
    }

    fn output(&self, case: Case, operation: Operation, format: &str) -> io::Result<Output> {
        let blob = format!("{}/live/{}", self.server.endpoint(), case.blob());
        let mut command = Command::new(&self.program);
        command
            .args(operation(&blob))
            .args(["--output", format])
            .env_clear()
            .env("SSL_CERT_FILE", &self.trusted.0)
            .stdin(Stdio::null());
        command.env(
            "AZURE_STORAGE_CONNECTION_STRING",
            self.server.connection_string(case.sent),
        );
        if case.sent == Sent::Token {
            command.arg("--login=az").env("PATH", &self.logins.0);
        }
        command.output()
    }
}

/// A folder, removed when it is no longer needed.
struct Folder(PathBuf);

impl Folder {
    fn with_az() -> io::Result<Self> {
        use std::os::unix::fs::PermissionsExt;

        let name = format!("blobcopy-repeated-secrets-{}", std::process::id());
        let folder = Self(env::temp_dir().join(name));
        fs::create_dir_all(&folder.0)?;
        let az = folder.0.join("az");
        let token = format!(
            "#!/bin/sh\necho '{{\"accessToken\":\"{SECRET}\",\"expires_on\":4102444800,\"tokenType\":\"Bearer\"}}'\n"
        );
        fs::write(&az, token)?;
        fs::set_permissions(&az, fs::Permissions::from_mode(0o700))?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is in the folder for temporary files, and no secret of anyone's.
        drop(fs::remove_dir_all(&self.0));
    }
}
