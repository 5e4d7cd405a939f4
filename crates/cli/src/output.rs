//! Where answers go, and in which form.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use serde::Serialize;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::report::Report;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Sentences and tables, for people.
    Text,
    /// One object on standard output, an error included.
    Json,
    /// An object a line: progress, then the end.
    Jsonl,
}

impl Format {
    /// What words that could not be parsed ask for.
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
}

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self { format }
    }

    pub(crate) fn format(self) -> Format {
        self.format
    }

    /// The answer, in words and in fields.
    pub(crate) fn answer(self, text: &str, fields: &impl Serialize) {
        match self.format {
            Format::Text => print_line(text),
            Format::Json | Format::Jsonl => print_line(&json(fields)),
        }
    }

    /// A line of its own, before or in place of the answer.
    pub(crate) fn object(self, report: &Report) {
        print_line(&json(report));
    }

    /// A remark for people.
    pub(crate) fn remark(self, text: &str) {
        if self.format == Format::Text {
            // Without standard error there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Why there is no answer.
    pub(crate) fn failed(self, failure: &Failure) -> ExitCode {
        match self.format {
            Format::Text => {
                let message = if std::io::stderr().is_terminal() {
                    clauses(&failure.message)
                } else {
                    failure.message.clone()
                };
                let error = console::style("error:").for_stderr().red().bold();
                let _ = writeln!(std::io::stderr(), "{error} {message}");
            }
            Format::Json | Format::Jsonl => {
                let report = failure.report.as_ref().clone();
                print_line(&json(&report.with_complaint(failure.complaint())));
            }
        }
        failure.exit_code
    }
}

/// What happened, why, and each way out on a line of its own. Within a line nothing is broken, so that a command or URL in it
/// can be picked up whole.
fn clauses(message: &str) -> String {
    // The id of the request ends what the service said.
    message.replace("]: ", "]:\n  ").replace("; ", ";\n  ")
}

fn json(fields: &impl Serialize) -> String {
    serde_json::to_string(fields).expect("fields of text and numbers")
}

/// Prints at once, so that a reader at the other end of a pipe sees it at once.
fn print_line(text: &str) {
    let mut out = std::io::stdout();
    // A reader that went away does not change how the copy ended.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(words: &[&str]) -> Format {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        Format::among(&words)
    }

    #[test]
    fn people_read_an_error_clause_by_clause() {
        assert_eq!(
            clauses("not started: 404 [request 1]: there is no such blob; correct the URL"),
            "not started: 404 [request 1]:\n  there is no such blob;\n  correct the URL"
        );
    }

    #[test]
    fn the_form_is_found_among_words_that_are_no_command() {
        assert_eq!(among(&["blobcopy", "--output", "json"]), Format::Json);
        assert_eq!(among(&["blobcopy", "cpy", "--output=jsonl"]), Format::Jsonl);
        assert_eq!(among(&["blobcopy", "--output"]), Format::Text);
        assert_eq!(among(&["blobcopy", "--output", "yaml"]), Format::Text);
    }
}
