//! What the documents name is there: files, headings, tests, names, and the rooms of the house.

use std::fs;

use blobcopy_tests::documents::whose::whose;
use blobcopy_tests::documents::{Document, all, markdown, root};

mod links;
mod map;
mod names;
mod tests;

#[test]
fn every_block_is_an_example_that_somebody_runs_or_none() {
    for document in all() {
        for block in markdown::blocks(&document.text) {
            if let Err(why) = whose(&document.path, &block) {
                panic!("{}:{}: {why}", document.path, block.line);
            }
        }
    }
}

#[test]
fn the_pages_that_people_read_first_are_short() {
    for (path, most) in [
        ("ARCHITECTURE.md", 150),
        ("CONTRIBUTING.md", 120),
        ("README.md", 200),
    ] {
        let lines = fs::read_to_string(root().join(path))
            .unwrap()
            .lines()
            .count();
        assert!(lines <= most, "{path} has {lines} lines");
    }
}

/// A path as a document gives it, from the root.
fn beside(document: &Document, path: &str) -> String {
    let mut parts: Vec<&str> = document.path.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
