//! The file with the resume token of a copy.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use blobcopy::{CopyTicket, ErrorKind};

use crate::account::Account;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::report::Report;
use crate::target::Target;

/// The name that means standard input or output.
pub(crate) const STANDARD: &str = "-";

/// A file for a ticket. It is opened before the copy is started, so that no copy starts without one.
pub(crate) struct TicketFile {
    path: PathBuf,
    file: File,
    /// Whether this command created it and it is empty. It is then removed if the start fails.
    is_blank: bool,
}

/// The blob that a command is about, and its copy if a ticket names it.
///
/// # Errors
/// If the ticket cannot be read, or what is named cannot be used.
pub(crate) fn target_of(
    account: &Account<'_>,
    destination: Option<&str>,
    ticket: Option<&str>,
) -> Result<(Target, Option<CopyTicket>), Failure> {
    let ticket = ticket.map(read).transpose()?;
    let target = match (&ticket, destination) {
        (Some(ticket), _) => account.target(&ticket.destination.to_string())?,
        (None, destination) => account.target(destination.expect("required without --ticket"))?,
    };
    Ok((target, ticket))
}

/// A ticket is a line of some hundred bytes; what is much longer is none.
const LONGEST: u64 = 64 * 1024;

impl TicketFile {
    /// Opens a file that is not there, is empty, or holds a ticket that is no longer wanted.
    pub(crate) fn open(path: &str) -> Result<Self, Failure> {
        let shown = shown(path);
        let unusable = |error: io::Error| {
            Failure::usage(format!(
                "the ticket cannot be written to `{shown}`: {error}; name another file"
            ))
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let (file, is_blank) = match options.clone().create_new(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                (options.open(path).map_err(unusable)?, false)
            }
            opened => (opened.map_err(unusable)?, true),
        };
        if !is_blank && !may_be_replaced(&file).map_err(unusable)? {
            return Err(Failure::usage(format!(
                "`{shown}` is not a ticket and was not overwritten; name another file"
            )));
        }
        Ok(Self {
            path: path.into(),
            file,
            is_blank,
        })
    }

    /// Puts the ticket in place of whatever was there.
    pub(crate) fn write(&mut self, ticket: &CopyTicket) -> Result<(), Failure> {
        let line = format!("{ticket}\n");
        self.replace(&line).map_err(|error| {
            let (id, url) = (&ticket.copy_id, &ticket.destination);
            let message = format!(
                "the copy to {url} was started, but its ticket cannot be written to `{}`: {error}; wait for it with `blobcopy wait --ticket`, whose ticket is `{ticket}`",
                self.path.display()
            );
            let mut report = Report::about(url).with_copy_id(id);
            report.ticket = Some(ticket.to_string());
            let mut failure = Failure::new(ExitCode::Unavailable, ErrorKind::Unavailable, message);
            failure.text.copy_id = Some(id.clone());
            failure.with_report(report)
        })?;
        self.is_blank = false;
        Ok(())
    }

    fn replace(&mut self, line: &str) -> io::Result<()> {
        self.file.rewind()?;
        self.file.write_all(line.as_bytes())?;
        self.file.set_len(line.len() as u64)?;
        self.file.sync_data()
    }
}

impl Drop for TicketFile {
    fn drop(&mut self) {
        if self.is_blank {
            // An empty file that stays does no harm: it may be named again.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Reads the ticket in a file, or the one on standard input.
pub(crate) fn read(path: &str) -> Result<CopyTicket, Failure> {
    let shown = shown(path);
    let content = if path == STANDARD {
        content(io::stdin().lock())
    } else {
        File::open(path).and_then(content)
    };
    let content = content.map_err(|error| {
        Failure::usage(format!(
            "the ticket `{shown}` cannot be read: {error}; name the file that `blobcopy copy --ticket` wrote"
        ))
    })?;
    let text = String::from_utf8_lossy(&content);
    // What is in the file is not shown: it may be anything, a key included.
    text.parse().map_err(|error: blobcopy_proto::Invalid| {
        let rule = match text.trim() {
            "" => "is empty: no copy was started, or its start was cut off",
            _ if error.subject == "copy ticket" => &*error.rule,
            _ => "holds a value that cannot be used",
        };
        Failure::usage(format!("the ticket `{shown}` {rule}"))
    })
}

/// A path as far as it is one: what was typed in its place may be a URL with a SAS.
fn shown(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

fn may_be_replaced(file: &File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let content = content(file)?;
    let text = String::from_utf8_lossy(&content);
    Ok(text.trim().is_empty() || text.parse::<CopyTicket>().is_ok())
}

fn content(from: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    from.take(LONGEST).read_to_end(&mut content)?;
    Ok(content)
}
