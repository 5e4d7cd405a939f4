//! The command as a process: its words, what it prints, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use serde_json::Value;

/// What a command printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one object on standard output.
    pub(crate) fn json(&self) -> Value {
        let mut objects = self.objects();
        assert_eq!(objects.len(), 1, "{self:?}");
        objects.remove(0)
    }

    /// The object of every line of standard output.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let objects = self.stdout.lines().map(serde_json::from_str);
        objects
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks the exit code, that there is one sentence on standard error, and that it says this.
    #[track_caller]
    pub(crate) fn is_refused(&self, code: i32, says: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        for word in says {
            assert!(self.stderr.contains(word), "`{word}` is not in {self:?}");
        }
    }

    pub(crate) fn is_without_backtrace(&self) -> bool {
        let all = format!("{}{}", self.stdout, self.stderr);
        !all.contains("panicked") && !all.contains("backtrace")
    }
}

/// The command with these words and variables, and none of the tester's own.
pub(crate) fn command(words: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blobcopy"));
    command.args(words).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().to_uppercase();
        if name.starts_with("AZURE_") || name.ends_with("_PROXY") || name.starts_with("RUST_") {
            command.env_remove(&name).env_remove(name.to_lowercase());
        }
    }
    command.envs(variables.iter().copied());
    command
}

/// Runs the command to its end.
pub(crate) fn run(words: &[&str], variables: &[(&str, &str)]) -> Ended {
    let ended = Ended::of(command(words, variables).output().unwrap());
    assert!(ended.is_without_backtrace(), "{ended:?}");
    ended
}

/// Runs the command to its end, with its standard output there.
pub(crate) fn run_into(stdout: Stdio, words: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(words, variables);
    let child = command.stdout(stdout).stderr(Stdio::piped()).spawn();
    let ended = Ended::of(child.unwrap().wait_with_output().unwrap());
    assert!(ended.is_without_backtrace(), "{ended:?}");
    ended
}

/// Runs the command to its end, with something on its standard input.
pub(crate) fn run_with_input(input: &str, words: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(words, variables);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    Ended::of(child.wait_with_output().unwrap())
}

/// A command that has not ended yet.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    /// What was read of both so far.
    read: Ended,
}

impl Running {
    pub(crate) fn start(words: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(words, variables);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            stdout: BufReader::new(child.stdout.take().unwrap()),
            stderr: BufReader::new(child.stderr.take().unwrap()),
            child,
            read: Ended {
                code: -1,
                stdout: String::new(),
                stderr: String::new(),
            },
        }
    }

    /// Reads standard output up to a line that begins so, and returns it.
    pub(crate) fn stdout_line(&mut self, begins: &str) -> String {
        line(&mut self.stdout, &mut self.read.stdout, begins)
    }

    /// Reads standard error up to a line that begins so, and returns it.
    pub(crate) fn stderr_line(&mut self, begins: &str) -> String {
        line(&mut self.stderr, &mut self.read.stderr, begins)
    }

    /// Sends a signal by its name, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.unwrap().success());
    }

    /// Kills it, so that it has no say in how it ends.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().code(), None);
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Kills it, unless it was quicker.
    pub(crate) fn kill_if_running(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Ended {
        self.stdout.read_to_string(&mut self.read.stdout).unwrap();
        self.stderr.read_to_string(&mut self.read.stderr).unwrap();
        self.read.code = self
            .child
            .wait()
            .unwrap()
            .code()
            .expect("it was not killed");
        assert!(self.read.is_without_backtrace(), "{:?}", self.read);
        self.read
    }
}

fn line(from: &mut impl BufRead, read: &mut String, begins: &str) -> String {
    loop {
        let mut line = String::new();
        from.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "ended without `{begins}`: {read}");
        read.push_str(&line);
        if line.starts_with(begins) {
            return line.trim_end().to_owned();
        }
    }
}
