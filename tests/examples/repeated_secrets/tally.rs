//! What one interface printed, by form.

use std::collections::BTreeMap;
use std::fmt::Write;

use blobcopy_tests::repeating::{Case, MARK, Repeating};

/// The forms of one interface.
pub(crate) struct Tally<'a> {
    server: &'a Repeating,
    forms: BTreeMap<String, Form>,
    /// The first texts that show a secret.
    printed: Vec<String>,
}

#[derive(Default)]
struct Form {
    texts: usize,
    /// How many have other text from the reply.
    marked: usize,
    /// How many show a part of a secret.
    printed: usize,
}

/// How many texts are shown that should not be.
const SHOWN: usize = 20;

impl<'a> Tally<'a> {
    pub(crate) fn of(server: &'a Repeating) -> Self {
        Self {
            server,
            forms: BTreeMap::new(),
            printed: Vec::new(),
        }
    }

    /// Takes note of a text that was printed.
    pub(crate) fn add(&mut self, case: &str, form: &str, text: &str) {
        let entry = self.forms.entry(form.to_owned()).or_default();
        entry.texts += 1;
        entry.marked += usize::from(text.to_ascii_lowercase().contains(MARK));
        let Some(piece) = self.server.printed(text) else {
            return;
        };
        entry.printed += 1;
        if self.printed.len() < SHOWN {
            self.printed.push(format!("{case} as {form}: {piece}"));
        }
    }

    /// Rows of the table.
    pub(crate) fn rows(&self, interface: &str) -> String {
        let mut rows = String::new();
        for (name, form) in &self.forms {
            let Form {
                texts,
                marked,
                printed,
            } = form;
            writeln!(
                rows,
                "| {interface} | {name} | {texts} | {marked} | {printed} |"
            )
            .expect("a string can grow");
        }
        let replies = self.server.replies().len();
        writeln!(
            rows,
            "| {interface} | replies that repeat a secret | {replies} | | |"
        )
        .expect("a string can grow");
        rows
    }

    /// What is wrong.
    pub(crate) fn faults(&self, cases: &[Case]) -> Vec<String> {
        let mut faults = self.printed.clone();
        let reached = self.server.replies();
        let missed: Vec<_> = cases
            .iter()
            .filter(|case| !reached.contains(case))
            .collect();
        if let Some(first) = missed.first() {
            faults.push(format!(
                "{} cases were not reached: {first:?}",
                missed.len()
            ));
        }
        if self.forms.values().all(|form| form.marked == 0) {
            faults.push("no text from any reply was printed, so this proves nothing".to_owned());
        }
        faults
    }
}
