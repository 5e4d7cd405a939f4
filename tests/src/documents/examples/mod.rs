//! Runs the examples of all documents with an emulator.
//!
//! The blocks of one document in one language run one after the other. The output of an example is compared with the
//! output in the document. An example that cannot be run has a reason, and is checked as far as possible.

use std::io::Write;

use super::markdown::{self, Block};
use super::whose::{Whose, whose};
use super::{Document, all};

mod expected;
mod scene;
mod session;
mod unrun;

use scene::Scene;

/// One example in its document.
struct Example {
    /// Document and line.
    place: String,
    block: Block,
    whose: Whose,
}

/// The number of examples with each result.
#[derive(Debug, Default)]
struct Sum {
    passed: usize,
    failed: usize,
    documents: usize,
    others: Vec<(&'static str, usize)>,
    unrun: Vec<String>,
}

/// Runs all examples and prints their results. Returns whether all of them did as their documents state.
#[must_use]
pub fn run(out: &mut impl Write) -> bool {
    let mut sum = Sum::default();
    for document in &all() {
        sum.document(document, out);
    }
    sum.print(out);
    sum.failed == 0 && sum.passed > 0
}

impl Sum {
    fn document(&mut self, document: &Document, out: &mut impl Write) {
        let examples = match examples(document) {
            Ok(examples) => examples,
            Err(why) => return self.note(&document.path, Err(why), out),
        };
        let before = self.passed + self.failed;
        for example in &examples {
            match &example.whose {
                Whose::Others(tests) => self.other(tests),
                Whose::Nobody(reason) => {
                    self.unrun.push(format!("{}: {reason}", example.place));
                    let checked =
                        unrun::check(&example.block).map_err(|why| format!("not run, and {why}"));
                    if checked.is_err() {
                        self.note(&example.place, checked, out);
                    }
                }
                _ => {}
            }
        }
        for language in ["sh", "python", "js", "rust"] {
            self.language(document, &examples, language, out);
        }
        self.documents += usize::from(self.passed + self.failed > before);
    }

    /// Each language has its own scene, so that no example depends on files of another language.
    fn language(
        &mut self,
        document: &Document,
        examples: &[Example],
        language: &str,
        out: &mut impl Write,
    ) {
        let is_meant =
            |example: &&Example| example.whose == Whose::Ours && example.block.language == language;
        let meant: Vec<_> = examples.iter().filter(is_meant).collect();
        if meant.is_empty() {
            return;
        }
        let name = format!("{}-{language}", document.path.replace('/', "-"));
        match Scene::set(&name) {
            Ok(scene) => {
                for (example, outcome) in meant.iter().zip(session::run(&scene, &meant)) {
                    self.note(
                        &example.place,
                        outcome.and_then(|printed| example.judge(&scene.as_written(&printed))),
                        out,
                    );
                }
            }
            Err(error) => self.note(&document.path, Err(format!("no scene: {error}")), out),
        }
    }

    fn note(&mut self, place: &str, outcome: Result<(), String>, out: &mut impl Write) {
        let said = match outcome {
            Ok(()) => {
                self.passed += 1;
                writeln!(out, "{place} ... ok")
            }
            Err(why) => {
                self.failed += 1;
                writeln!(out, "{place} ... FAILED\n{why}")
            }
        };
        // If the output can no longer be written, the result still counts.
        drop(said);
    }

    fn other(&mut self, tests: &'static str) {
        match self.others.iter_mut().find(|(name, _)| *name == tests) {
            Some((_, count)) => *count += 1,
            None => self.others.push((tests, 1)),
        }
    }

    fn print(&self, out: &mut impl Write) {
        let mut lines: Vec<String> = Vec::new();
        let unrun = self
            .unrun
            .iter()
            .map(|place| format!("checked and not run: {place}"));
        lines.extend(unrun);
        for (tests, count) in &self.others {
            lines.push(format!("{count} more are run by {tests}"));
        }
        let Self {
            passed,
            failed,
            documents,
            ..
        } = self;
        let ran = passed + failed;
        lines.push(format!("{ran} examples of {documents} documents ran"));
        lines.push(format!(
            "examples: {passed} passed, {failed} failed, 0 skipped"
        ));
        drop(writeln!(out, "{}", lines.join("\n")));
    }
}

impl Example {
    fn judge(&self, printed: &str) -> Result<(), String> {
        match &self.block.prints {
            Some(said) => expected::compare(said, printed),
            None => Ok(()),
        }
    }
}

fn examples(document: &Document) -> Result<Vec<Example>, String> {
    let mut examples = Vec::new();
    for block in markdown::blocks(&document.text) {
        let place = format!("{}:{}", document.path, block.line);
        let whose =
            whose(&document.path, &block).map_err(|why| format!("line {}: {why}", block.line))?;
        examples.push(Example {
            place,
            block,
            whose,
        });
    }
    Ok(examples)
}
