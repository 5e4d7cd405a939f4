//! Checks of an example that is not run: its language, and that the names in it exist.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::documents::markdown::Block;
use crate::documents::root;

/// Checks the example as far as possible. Rust examples are compiled with the tests.
pub(super) fn check(block: &Block) -> Result<(), String> {
    match &*block.language {
        "sh" => shell(&block.code),
        "python" => accepted(python().arg("-c").arg(PARSE).arg(&block.code)),
        "rust" => Ok(()),
        other => Err(format!(
            "nothing else is known of an example in {other}: run it"
        )),
    }
}

const PARSE: &str = "import ast, sys; ast.parse(sys.argv[1])";

fn python() -> Command {
    Command::new(env::var_os("BLOBCOPY_PYTHON_PACKAGE").unwrap_or_else(|| "python3".into()))
}

/// Checks that the shell can parse the code, and that each command of the project has its flags.
fn shell(code: &str) -> Result<(), String> {
    accepted(Command::new("sh").args(["-n", "-c"]).arg(code))?;
    for line in code.replace("\\\n", " ").lines() {
        let line = line.split(" #").next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        match &words[..] {
            ["blobcopy", rest @ ..] => command(rest)?,
            ["cargo", "xtask", chore, ..] => is_chore(chore)?,
            ["cargo", "run", rest @ ..] => is_program(rest)?,
            _ => {}
        }
    }
    Ok(())
}

fn command(words: &[&str]) -> Result<(), String> {
    let Some(subcommand) = words.iter().find(|word| !word.starts_with('-')) else {
        return Ok(());
    };
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut help = Command::new(program.with_file_name("blobcopy"));
    let printed = output(help.args([subcommand, "--help"]))?;
    let flags = words.iter().filter_map(|word| word.strip_prefix("--"));
    for flag in flags.map(|flag| flag.split('=').next().unwrap_or_default()) {
        if !flag.is_empty() && !printed.contains(&format!("--{flag}")) {
            return Err(format!("blobcopy {subcommand} knows no --{flag}"));
        }
    }
    Ok(())
}

fn is_chore(name: &str) -> Result<(), String> {
    let list = root().join("xtask/src/main.rs");
    let list = std::fs::read_to_string(list).map_err(|error| error.to_string())?;
    // A chore is a variant: `install-check` is `InstallCheck`, followed by its options or a comma.
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    let variant = words.collect::<String>();
    let is_variant = |line: &str| {
        let rest = line.trim().strip_prefix(&variant);
        rest.is_some_and(|rest| rest == "," || rest == " {" || rest.starts_with('('))
    };
    if list.lines().any(is_variant) {
        return Ok(());
    }
    Err(format!("there is no chore {name}"))
}

/// `-p PACKAGE`, and either `--example NAME` or `-- ARGUMENTS` of the command.
fn is_program(words: &[&str]) -> Result<(), String> {
    let after = |flag: &str| {
        words
            .windows(2)
            .find(|pair| pair[0] == flag)
            .map(|pair| pair[1])
    };
    let package = after("-p").ok_or("it names no package")?;
    let folder = folder(package).ok_or_else(|| format!("there is no package {package}"))?;
    if let Some(name) = after("--example") {
        let places = [
            format!("examples/{name}.rs"),
            format!("examples/{name}/main.rs"),
        ];
        let is_there = places.iter().any(|place| folder.join(place).is_file());
        return is_there
            .then_some(())
            .ok_or_else(|| format!("{package} has no example {name}"));
    }
    let arguments = words.iter().position(|word| *word == "--");
    arguments.map_or(Ok(()), |start| command(&words[start + 1..]))
}

fn folder(package: &str) -> Option<PathBuf> {
    let name = package.strip_prefix("blobcopy-").unwrap_or("client");
    let places = [format!("crates/{name}"), name.to_owned()];
    let mut folders = places.iter().map(|place| root().join(place));
    folders.find(|folder| folder.join("Cargo.toml").is_file())
}

fn accepted(command: &mut Command) -> Result<(), String> {
    output(command).map(drop)
}

fn output(command: &mut Command) -> Result<String, String> {
    let done = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&done.stderr).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_of_cargo_names_has_to_be_there() {
        assert_eq!(
            shell("cargo run --release -p blobcopy-emulator --example load\n"),
            Ok(())
        );
        assert!(shell("cargo run -p blobcopy-emulator --example nothing\n").is_err());
        assert!(shell("cargo run -p blobcopy-nothing\n").is_err());
        assert_eq!(shell("cargo xtask test   # all\n"), Ok(()));
        assert_eq!(shell("cargo xtask release-check --strict\n"), Ok(()));
        assert_eq!(shell("cargo xtask sim --replay 1\n"), Ok(()));
        assert!(shell("cargo xtask releasecheck\n").is_err());
        assert!(shell("cargo xtask nothing\n").is_err());
    }

    #[test]
    fn what_a_shell_does_not_read_is_told() {
        assert_eq!(shell("pip install blobcopy\n"), Ok(()));
        assert!(shell("if true; then\n").is_err());
    }
}
