//! Quotes and dashes that a word processor or a chat puts into a command, and that no shell understands.

use std::ffi::OsString;

use blobcopy_proto::shown_argument;
use clap::CommandFactory;

use crate::args::Arguments;
use crate::failure::Failure;

const QUOTES: [char; 8] = [
    '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}',
];

/// Hyphens and dashes that are not the hyphen of an option, from the Unicode hyphen to the minus sign.
const DASHES: [char; 6] = [
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
];

/// Refuses arguments that begin with a typographic dash, or begin or end with a typographic quote.
pub(crate) fn check(words: &[OsString]) -> Result<(), Failure> {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    for (at, word) in words.iter().enumerate().skip(1) {
        if let Some(dash) = dash_of(word) {
            return Err(Failure::usage(format!(
                "an option begins with `{dash}`, which is not a hyphen; write {}",
                option(word)
            )));
        }
        if word.starts_with(QUOTES) || word.ends_with(QUOTES) {
            let is_value = words[at - 1].starts_with('-');
            return Err(Failure::usage(format!(
                "an argument has typographic quotes (“ ” or ‘ ’), which the shell does not remove; write {}",
                quoted(word, is_value)
            )));
        }
    }
    Ok(())
}

/// The dash with which the word begins in place of a hyphen, or after one.
fn dash_of(word: &str) -> Option<char> {
    let first = word.trim_start_matches('-').chars().next()?;
    DASHES.contains(&first).then_some(first)
}

/// The option with hyphens, if it is one of the command's. Otherwise it may be a secret, and is not repeated.
fn option(word: &str) -> String {
    let name = word.trim_start_matches(DASHES).trim_start_matches('-');
    let name = name.trim_start_matches(DASHES);
    let name = name.split('=').next().unwrap_or_default();
    let root = Arguments::command();
    let commands = std::iter::once(&root).chain(root.get_subcommands());
    let mut options = commands.flat_map(clap::Command::get_arguments);
    let is_long = |option: &clap::Arg| option.get_long() == Some(name);
    let is_short =
        |option: &clap::Arg| option.get_short().map(String::from).as_deref() == Some(name);
    match options.find(|option| is_long(option) || is_short(option)) {
        Some(option) if is_short(option) => format!("-{name}"),
        Some(_) => format!("--{name}"),
        None => "two hyphens (--) and the name of the option".to_owned(),
    }
}

/// The argument in straight quotes, if it is whole and no secret.
fn quoted(word: &str, is_value: bool) -> String {
    let is_whole = word.starts_with(QUOTES) && word.ends_with(QUOTES);
    let text = word.trim_matches(QUOTES);
    match is_whole && !is_value && shown_argument(text) == text {
        true => format!("'{text}'"),
        false => "straight quotes (' or \")".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(words: &[&str]) -> Result<(), String> {
        let words: Vec<OsString> = ["blobcopy"]
            .iter()
            .chain(words)
            .map(OsString::from)
            .collect();
        check(&words).map_err(|failure| failure.text.to_string())
    }

    #[test]
    fn a_dash_is_replaced_by_the_option_that_it_hides() {
        for (word, says) in [
            ("–no-wait", "write --no-wait"),
            ("—no-wait", "write --no-wait"),
            ("-–dry-run", "write --dry-run"),
            ("—timeout=2h", "write --timeout"),
            ("–q", "write -q"),
            ("—acount-key=c2VjcmV0", "write two hyphens"),
        ] {
            let refused = checked(&["copy", "live/a", "backups/a", word]).unwrap_err();
            assert!(refused.contains(says), "{refused}");
            assert!(!refused.contains("c2VjcmV0"), "{refused}");
        }
    }

    #[test]
    fn quotes_are_replaced_where_the_argument_is_no_secret() {
        for (words, says) in [
            (&["copy", "‘live/db.vhd’"][..], "write 'live/db.vhd'"),
            (&["copy", "“live/db.vhd”"], "write 'live/db.vhd'"),
            (&["copy", "“live/a", "b”"], "write straight quotes"),
            (
                &["copy", "--account-key", "“c2VjcmV0”"],
                "write straight quotes",
            ),
            (
                &["copy", "“https://h/c/b?sig=c2VjcmV0”"],
                "write straight quotes",
            ),
        ] {
            let refused = checked(words).unwrap_err();
            assert!(refused.contains(says), "{refused}");
            assert!(!refused.contains("c2VjcmV0"), "{refused}");
        }
    }

    #[test]
    fn a_quote_or_dash_inside_a_name_is_part_of_it() {
        assert_eq!(
            checked(&["copy", "live/Bob’s – copy", "backups/a-–b"]),
            Ok(())
        );
    }
}
