//! Runs a program with its own emulator, which the program finds through its environment.
//!
//! `with-emulator PROGRAM ARGUMENTS…` exits with the program's status. The emulator serves http and https, its clock
//! stands still until the program advances it through the control endpoint, and a copy takes ten seconds of that clock.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};

use blobcopy_emulator::{Emulator, ManualClock, Pace};
use blobcopy_proto::HttpDate;
use blobcopy_tests::cases::ACCOUNTS;

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("usage: with-emulator PROGRAM ARGUMENTS…");
        return ExitCode::from(2);
    };
    let emulator = emulator();
    let authority = Authority::write(&emulator);
    let mut command = Command::new(&program);
    command
        .args(words)
        .envs(told(&emulator))
        .env("BLOBCOPY_EMULATOR_CA", &authority.0)
        // Node reads it only from this variable, when it starts.
        .env("NODE_EXTRA_CA_CERTS", &authority.0);
    match command.status() {
        Ok(status) => ExitCode::from(
            status
                .code()
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(1),
        ),
        Err(error) => {
            eprintln!("cannot run {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}

fn emulator() -> Emulator {
    let now = HttpDate::new(SystemTime::now()).expect("this is between 1970 and 9999");
    let builder = Emulator::builder()
        .https()
        .clock(ManualClock::new(now))
        .pace(Pace::lasting(Duration::from_secs(10)));
    let with_accounts =
        |builder: blobcopy_emulator::Builder, (name, key)| builder.account(name, key);
    ACCOUNTS
        .into_iter()
        .fold(builder, with_accounts)
        .start()
        .expect("any port will do")
}

/// The environment variables for the program.
fn told(emulator: &Emulator) -> Vec<(&'static str, OsString)> {
    let root = |endpoint: String| endpoint.trim_end_matches('/').to_owned().into();
    let accounts = ACCOUNTS
        .map(|(name, key)| format!("{name}:{key}"))
        .join(";");
    vec![
        ("BLOBCOPY_EMULATOR_HTTP", root(emulator.endpoint(""))),
        (
            "BLOBCOPY_EMULATOR_HTTPS",
            root(emulator.https_endpoint("").expect("https was asked for")),
        ),
        ("BLOBCOPY_EMULATOR_ACCOUNTS", accounts.into()),
    ]
}

/// A file with the certificate to trust, removed when the program has ended.
struct Authority(PathBuf);

impl Authority {
    fn write(emulator: &Emulator) -> Self {
        let name = format!("blobcopy-emulator-{}.pem", std::process::id());
        let path = env::temp_dir().join(name);
        let pem = emulator
            .certificate_authority()
            .expect("https was asked for");
        std::fs::write(&path, pem).expect("there is a place for temporary files");
        Self(path)
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        // A file that stays contains a certificate and no key, and is harmless.
        drop(std::fs::remove_file(&self.0));
    }
}
