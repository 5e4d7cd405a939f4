//! Programs that run examples, and the results of each.

use std::env;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::Example;
use super::scene::Scene;
use crate::documents::root;

/// The output of an example, or why it failed.
pub(super) type Outcome = Result<String, String>;

/// Runs the examples of one language in one document, and returns their results.
pub(super) fn run(scene: &Scene, examples: &[&Example]) -> Vec<Outcome> {
    match examples.first().map(|example| &*example.block.language) {
        Some("sh") => shell(scene, examples),
        Some("python") => python(scene, examples),
        Some("js") => examples
            .iter()
            .map(|example| node(scene, example))
            .collect(),
        Some("rust") => examples
            .iter()
            .map(|example| rust(scene, example))
            .collect(),
        _ => Vec::new(),
    }
}

/// One shell for all examples, because one block sets variables that the next one uses.
fn shell(scene: &Scene, examples: &[&Example]) -> Vec<Outcome> {
    let blocks = examples
        .iter()
        .map(|example| scene.at_home(&example.block.code));
    let script = blocks.map(|code| format!("{code}\nprintf '\\036'\n"));
    let mut command = Command::new("sh");
    command.args(["-eu", "-c"]).arg(script.collect::<String>());
    in_turn(scene, command, examples.len())
}

/// One interpreter for all examples, for the same reason.
fn python(scene: &Scene, examples: &[&Example]) -> Vec<Outcome> {
    let Some(interpreter) = env::var_os("BLOBCOPY_PYTHON_PACKAGE") else {
        return without("BLOBCOPY_PYTHON_PACKAGE", examples.len());
    };
    let mut command = Command::new(interpreter);
    command
        .args(["-s", "-B"])
        .arg(root().join("tests/examples-of-documents/session.py"));
    for (index, example) in examples.iter().enumerate() {
        let file = scene.folder().join(format!("{index}.py"));
        if let Err(error) = fs::write(&file, scene.at_home(&example.block.code)) {
            return vec![Err(error.to_string()); examples.len()];
        }
        command.arg(&example.place).arg(file);
    }
    in_turn(scene, command, examples.len())
}

/// One module for each example, because two could not import the same name.
fn node(scene: &Scene, example: &Example) -> Outcome {
    if env::var_os("NAPI_RS_NATIVE_LIBRARY_PATH").is_none() {
        return without("NAPI_RS_NATIVE_LIBRARY_PATH", 1).remove(0);
    }
    let file = scene.folder().join("example.mjs");
    fs::write(&file, scene.at_home(&example.block.code)).map_err(|error| error.to_string())?;
    let mut command = Command::new("node");
    command.arg(file);
    alone(scene, command)
}

/// This program, which has the example compiled in.
fn rust(scene: &Scene, example: &Example) -> Outcome {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg(&example.place);
    alone(scene, command)
}

fn without(variable: &str, count: usize) -> Vec<Outcome> {
    vec![Err(format!("{variable} is not set: run cargo xtask test")); count]
}

fn alone(scene: &Scene, command: Command) -> Outcome {
    let (printed, ended) = ended(scene, command);
    ended.map(|()| printed)
}

/// The outputs of a program that prints a record separator after each example. It stops at the first that fails.
fn in_turn(scene: &Scene, command: Command, count: usize) -> Vec<Outcome> {
    let (printed, ended) = ended(scene, command);
    let mut outputs: Vec<&str> = printed.split('\u{1e}').collect();
    let last = outputs.pop().unwrap_or_default();
    let mut outcomes: Vec<Outcome> = outputs
        .into_iter()
        .map(|text| Ok(text.to_owned()))
        .collect();
    if let Err(why) = ended {
        outcomes.push(Err(format!("{last}{why}")));
    }
    outcomes.resize(count, Err("one before it failed".to_owned()));
    outcomes
}

/// The output of a program, and how it failed if it did.
fn ended(scene: &Scene, mut command: Command) -> (String, Result<(), String>) {
    scene.tell(&mut command);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let program = Path::new(command.get_program()).display().to_string();
            return (String::new(), Err(format!("cannot run {program}: {error}")));
        }
    };
    let (sender, read) = mpsc::channel();
    reader(child.stdout.take(), "out", &sender);
    reader(child.stderr.take(), "err", &sender);
    drop(sender);
    let (mut printed, mut complained) = (String::new(), String::new());
    let is_late = loop {
        match read.recv_timeout(TIMEOUT) {
            Ok(("out", text)) => printed = text,
            Ok((_, text)) => complained = text,
            Err(RecvTimeoutError::Disconnected) => break false,
            Err(RecvTimeoutError::Timeout) => break true,
        }
    };
    if is_late {
        complained.push_str("it did not end: ");
        end(&mut child);
    }
    let ended = judged(&mut child, &complained);
    (printed, ended)
}

/// Sends the content of a stream, once the stream has ended.
fn reader(
    stream: Option<impl Read + Send + 'static>,
    name: &'static str,
    sender: &mpsc::Sender<(&'static str, String)>,
) {
    let sender = sender.clone();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // The content before a stream failed is still useful.
        drop(stream.map(|mut stream| stream.read_to_end(&mut bytes)));
        drop(sender.send((name, String::from_utf8_lossy(&bytes).into_owned())));
    });
}

/// Ends a program and, on Unix, all processes that it has started.
fn end(child: &mut Child) {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).status());
    }
    drop(child.kill());
}

/// How a program ended, with its error output if it failed.
fn judged(child: &mut Child, complained: &str) -> Result<(), String> {
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{complained}{status}"))
}

/// How long a program may take.
const TIMEOUT: Duration = Duration::from_secs(60);
