//! Writes results to standard output, and errors and remarks to standard error.

use std::ffi::OsString;
use std::io::{self, Write};

use blobcopy::CopyTicket;
use blobcopy_proto::{is_legible, legible};
use clap::ValueEnum;
use serde::Serialize;

use crate::error_text;
use crate::exit_code::ExitCode;
use crate::failure::Failure;

/// The format of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Text,
    /// One JSON object on standard output, also for an error
    Json,
    /// One JSON object per line: progress, then the result
    Jsonl,
}

impl Format {
    /// The format in arguments that could not be parsed.
    pub(crate) fn among(words: &[OsString]) -> Self {
        let mut words = words.iter().map(|word| word.to_string_lossy());
        let mut format = Self::Text;
        while let Some(word) = words.next() {
            let value = match word.strip_prefix("--output") {
                Some("") => words.next().unwrap_or_default().into_owned(),
                Some(value) => value.trim_start_matches('=').to_owned(),
                None => continue,
            };
            format = Self::from_str(&value, true).unwrap_or(format);
        }
        format
    }
}

/// Standard output and standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    format: Format,
    /// Without progress and remarks.
    is_quiet: bool,
}

/// What to report if an answer cannot be written to standard output.
#[derive(Clone, Copy)]
pub(crate) enum IfUnwritten<'a> {
    /// Nothing was changed, and the command can be repeated as described. A reader that closed the pipe needs no report.
    Repeat(&'a str),
    /// What was changed, in one sentence: it cannot be repeated, so it is reported in any case.
    Done(&'a str),
    /// The same of a copy, with the ticket by which another process can wait for it.
    Copied(&'a str, &'a CopyTicket),
}

/// How to get the result of a command that only reads.
pub(crate) const REPEAT: &str =
    "nothing was changed; repeat the command with a standard output that can be written";

impl Output {
    pub(crate) fn new(format: Format, is_quiet: bool) -> Self {
        Self { format, is_quiet }
    }

    /// Whether people read progress and remarks.
    pub(crate) fn has_remarks(self) -> bool {
        self.format == Format::Text && !self.is_quiet
    }

    pub(crate) fn format(self) -> Format {
        self.format
    }

    /// Writes the answer, as lines for people or as fields, and returns the exit code of a command that succeeded.
    ///
    /// # Errors
    /// If it cannot be written. Where only the reader closed the pipe and nothing is lost, the exit code tells it alone.
    pub(crate) fn answer(
        self,
        lines: &[impl AsRef<str>],
        fields: &impl Serialize,
        if_unwritten: IfUnwritten<'_>,
    ) -> Result<ExitCode, Failure> {
        let text = match self.format {
            Format::Text => readable(lines),
            Format::Json | Format::Jsonl => json(fields),
        };
        self.raw(format!("{text}\n").as_bytes(), if_unwritten)
    }

    /// Writes bytes that are an answer as they are.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub(crate) fn raw(
        self,
        text: &[u8],
        if_unwritten: IfUnwritten<'_>,
    ) -> Result<ExitCode, Failure> {
        self.written(write(text), if_unwritten)
    }

    /// What an attempt to write an answer means for the command.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub(crate) fn written(
        self,
        result: io::Result<()>,
        if_unwritten: IfUnwritten<'_>,
    ) -> Result<ExitCode, Failure> {
        let Err(error) = result else {
            return Ok(ExitCode::Done);
        };
        let is_closed = error.kind() == io::ErrorKind::BrokenPipe;
        let what = "could not write the answer to standard output";
        let mut failure = Failure::of_system(what, &error);
        if is_closed {
            failure.exit_code = ExitCode::ReaderGone;
        }
        let more = match if_unwritten {
            IfUnwritten::Repeat(_) if is_closed => return Ok(ExitCode::ReaderGone),
            IfUnwritten::Repeat(how) => how,
            IfUnwritten::Done(what) => what,
            IfUnwritten::Copied(what, ticket) => {
                failure.text.copy_id = Some(ticket.copy_id.clone());
                report_on_stderr(&ticket.to_string());
                what
            }
        };
        failure.text.note = Some(more.to_owned());
        Err(failure)
    }

    /// Writes one line of an answer, or of the progress before it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn line(self, text: &str) -> io::Result<()> {
        write(format!("{}\n", legible(text)).as_bytes())
    }

    /// Writes one object in a line, as [`line`](Self::line).
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn object(self, fields: &impl Serialize) -> io::Result<()> {
        write(format!("{}\n", json(fields)).as_bytes())
    }

    /// A remark for people.
    pub(crate) fn remark(self, text: &str) {
        if self.has_remarks() {
            report_on_stderr(&legible(text));
        }
    }

    /// Writes the failure of a command.
    pub(crate) fn failed(self, failure: &Failure) -> ExitCode {
        let is_reported = match self.format {
            Format::Text => false,
            Format::Json | Format::Jsonl => {
                let report = failure.report.as_ref().clone();
                self.object(&report.with_error(failure.error_fields()))
                    .is_ok()
            }
        };
        if !is_reported {
            report_on_stderr(&error_text::of(&failure.text));
        }
        failure.exit_code
    }
}

/// The lines, without anything that a terminal would obey.
fn readable(lines: &[impl AsRef<str>]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| legible(line.as_ref())).collect();
    lines.join("\n")
}

/// The object in one line. Characters that a terminal would obey are written as JSON escapes, so that it shows none of them
/// and a parser reads each.
fn json(fields: &impl Serialize) -> String {
    let exact = serde_json::to_string(fields).expect("fields of text and numbers");
    if exact.chars().all(is_legible) {
        return exact;
    }
    let mut escaped = String::with_capacity(exact.len());
    for c in exact.chars() {
        if is_legible(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            escaped += &format!("\\u{unit:04x}");
        }
    }
    escaped
}

/// Writes and flushes, so that a reader at the other end of a pipe sees it immediately.
fn write(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(text).and_then(|()| out.flush())
}

fn report_on_stderr(line: &str) {
    // Standard error is the last resort: if it cannot be written, only the exit code is left.
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(words: &[&str]) -> Format {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        Format::among(&words)
    }

    #[test]
    fn json_is_exact_for_a_parser_and_harmless_on_a_terminal() {
        let hostile =
            "a\u{1b}[2J\r\n\u{7f}\u{9b}\u{85}\u{200b}\u{202e}\u{2028}\u{feff}\u{e0041}\"\\ü📦";
        let written = json(&[hostile]);
        assert!(written.chars().all(is_legible), "{written}");
        let read: Vec<String> = serde_json::from_str(&written).unwrap();
        assert_eq!(read, [hostile]);
    }

    #[test]
    fn a_value_with_a_line_break_stays_on_its_line() {
        let lines = ["name  a\ncopied b", "next"];
        assert_eq!(readable(&lines), "name  a\\u{a}copied b\nnext");
    }

    #[test]
    fn the_form_is_found_among_words_that_are_no_command() {
        assert_eq!(among(&["blobcopy", "--output", "json"]), Format::Json);
        assert_eq!(among(&["blobcopy", "cpy", "--output=jsonl"]), Format::Jsonl);
        assert_eq!(among(&["blobcopy", "--output"]), Format::Text);
        assert_eq!(among(&["blobcopy", "--output", "yaml"]), Format::Text);
    }
}
