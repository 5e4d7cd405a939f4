//! Removes secrets from errors of the parser, which repeat arguments.

use std::any::TypeId;
use std::ffi::OsString;

use blobcopy_proto::shown_argument;
use clap::{Command, CommandFactory};

use crate::args::{Arguments, Secret};

/// `text` with the secret parts of `words` hidden: the values of flags that hold a [`Secret`], or that are misspelt and
/// may have been meant for one, and whatever else has the shape neither of a URL nor of a name.
pub(crate) fn without_secrets(text: &str, words: &[OsString]) -> String {
    let flags = Flags::of(&Arguments::command());
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let mut hidden: Vec<(&str, String)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| &*words[before]);
        hidden.extend(flags.hidden(word, before));
    }
    // The longest first, so that no part of one is left standing beside the mark of another.
    hidden.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
    hidden
        .iter()
        .fold(text.to_owned(), |text, (secret, shown)| {
            text.replace(secret, shown)
        })
}

/// The long flags of the whole command.
#[derive(Default)]
struct Flags {
    secret: Vec<String>,
    others: Vec<String>,
}

impl Flags {
    fn of(command: &Command) -> Self {
        let mut flags = Self::default();
        flags.add(command);
        command
            .get_subcommands()
            .for_each(|command| flags.add(command));
        flags
    }

    fn add(&mut self, command: &Command) {
        for argument in command.get_arguments() {
            let is_secret = argument.get_value_parser().type_id() == TypeId::of::<Secret>();
            let flags = if is_secret {
                &mut self.secret
            } else {
                &mut self.others
            };
            flags.extend(argument.get_long().map(|name| format!("--{name}")));
        }
    }

    /// What of a word is hidden, given the word before it, and what is shown in its place.
    fn hidden<'a>(&self, word: &'a str, before: &str) -> Option<(&'a str, String)> {
        let (flag, value) = match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some(pair) => pair,
            None if word.starts_with("--") => return None,
            None => (before, word),
        };
        let is_unknown = flag.starts_with("--") && !flag.contains('=') && !self.knows(flag);
        // Short words are names; to hide them would hide them everywhere.
        let may_be_meant =
            is_unknown && (value.len() >= 8 || flag != before) && !value.contains("://");
        let is_secret = may_be_meant || self.secret.iter().any(|secret| secret == flag);
        let shown = if is_secret {
            "…".to_owned()
        } else {
            shown_argument(value)
        };
        (!value.is_empty() && shown != value).then_some((value, shown))
    }

    fn knows(&self, flag: &str) -> bool {
        ["--help", "--version"].contains(&flag)
            || self
                .secret
                .iter()
                .chain(&self.others)
                .any(|known| known == flag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str, words: &[&str]) -> String {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        without_secrets(text, &words)
    }

    #[test]
    fn the_query_of_a_url_and_the_value_of_a_flag_are_hidden() {
        assert_eq!(
            hidden(
                "unexpected 'https://h/c/b?sig=x%2B'",
                &["https://h/c/b?sig=x%2B"]
            ),
            "unexpected 'https://h/c/b?…'"
        );
        assert_eq!(
            hidden(
                "unexpected 'c2VjcmV0MQ=='",
                &["--acount-key", "c2VjcmV0MQ=="]
            ),
            "unexpected '…'"
        );
        assert_eq!(hidden("'--key=c2Vj'", &["--key=c2Vj"]), "'--key=…'");
        assert_eq!(
            hidden("'a;AccountKey=x' found", &["copy", "a;AccountKey=x"]),
            "'…' found"
        );
    }

    #[test]
    fn a_typo_in_what_is_no_secret_is_shown() {
        for words in [
            ["--source-access", "as_given"],
            ["--protect", "kept_snapshot"],
            ["--lasting", "tomorrow"],
            ["--rehydrate", "immediately"],
        ] {
            let text = format!("invalid value '{}' for '{}'", words[1], words[0]);
            assert_eq!(hidden(&text, &words), text);
        }
        for flag in [
            "--account-key",
            "--source-key",
            "--source-sas-token",
            "--account",
        ] {
            assert_eq!(hidden("'an:innocent'", &[flag, "an:innocent"]), "'…'");
        }
    }

    #[test]
    fn what_is_no_secret_is_left() {
        let words = [
            "--timeout",
            "tomorrow morning",
            "--embedded",
            "https://h/c/b",
        ];
        let text = "invalid 'tomorrow morning' for 'https://h/c/b'";
        assert_eq!(hidden(text, &words), text);
    }
}
