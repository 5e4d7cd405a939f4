//! The errors that users meet most often, as each interface prints them.
//!
//! ```text
//! cargo xtask failures
//! ```
//!
//! Each failure is caused for real, at an emulator, in Rust, Python, Node.js and the command. The result is the page
//! `docs/failures.md`. With `--check` it is compared with the page as it is. Either way every message must contain its
//! cause and its remedy, be the same in the three languages, and be no longer than [`MOST_LETTERS`].

mod cases;
mod interfaces;
mod page;
mod world;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use interfaces::Message;
use world::World;

/// Letters of a message, without names, URLs and ids.
const MOST_LETTERS: usize = 240;

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::start()?;
    let cases = cases::all(&world);
    let mut languages = Vec::new();
    for run in [interfaces::rust, interfaces::python, interfaces::node] {
        languages.push(run(&cases)?);
        world.abort_late_copy()?;
    }
    let languages: [Vec<Message>; 3] = languages.try_into().expect("there are three languages");
    let command = interfaces::command(&cases)?;
    let mut faults = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let messages = languages.each_ref().map(|all| &all[index]);
        faults.extend(faults_of(case.title, messages, &command[index]));
    }
    let page = page::page(&cases, &languages, &command);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/failures.md");
    if !env::args().any(|word| word == "--check") {
        fs::write(&path, &page)?;
    } else if fs::read_to_string(&path)? != page {
        faults.push("docs/failures.md is out of date: run `cargo xtask failures`".to_owned());
    }
    faults.iter().for_each(|fault| println!("{fault}"));
    // As `cargo xtask test` counts it.
    let failed = faults.len();
    println!(
        "failures: {} passed, {failed} failed",
        cases.len().saturating_sub(failed)
    );
    match failed {
        0 => Ok(()),
        _ => Err("some messages do not help".into()),
    }
}

fn faults_of(title: &str, messages: [&Message; 3], command: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (language, message) in ["Rust", "Python", "Node.js"].into_iter().zip(messages) {
        let Message {
            printed,
            message,
            cause,
            remedy,
        } = message;
        let mut fault = |what: &str| faults.push(format!("{title}, {language}: {what}: {message}"));
        for (name, part) in [("cause", cause), ("remedy", remedy)] {
            if part.is_empty() || !message.contains(part) {
                fault(&format!("the {name} `{part}` is missing"));
            }
        }
        if !printed.contains(message) {
            fault("it is not printed in full");
        }
        if letters(message) > MOST_LETTERS {
            fault(&format!("it has {} letters", letters(message)));
        }
        if page::stable(message) != page::stable(&messages[0].message) {
            fault("it differs from the message in Rust");
        }
    }
    for label in ["error: ", "\nfix:   "] {
        if !command.contains(label) {
            faults.push(format!("{title}, command: `{}` is missing", label.trim()));
        }
    }
    let is_breakable = |line: &&str| line.trim_start().contains(' ');
    if let Some(long) = command
        .lines()
        .filter(is_breakable)
        .find(|line| line.chars().count() > 79)
    {
        faults.push(format!("{title}, command: the line is too long: {long}"));
    }
    faults
}

/// Without URLs and paths, names of operations and codes, what is quoted, and the ids at the end.
fn letters(message: &str) -> usize {
    let message = message.split(" [").next().unwrap_or(message);
    let unquoted: String = message.split('`').step_by(2).collect();
    let is_code = |word: &str| word.chars().skip(2).any(char::is_uppercase);
    let words = unquoted
        .split(' ')
        .filter(|word| !word.contains('/') && !is_code(word));
    words.map(|word| word.chars().count() + 1).sum()
}
