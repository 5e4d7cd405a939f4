//! The tests that documents name.

use std::fs;

use blobcopy_tests::documents::markdown::links;
use blobcopy_tests::documents::{Document, all, root};

use crate::beside;

#[test]
fn every_test_that_a_document_names_is_there() {
    let mut named = 0;
    for document in all() {
        for (file, name) in quoted_tests(&document)
            .into_iter()
            .chain(linked_tests(&document))
        {
            let source = fs::read_to_string(root().join(&file))
                .unwrap_or_else(|error| panic!("{} names {file}: {error}", document.path));
            assert!(
                is_test(&source, &name),
                "{} names {file}::{name}",
                document.path
            );
            named += 1;
        }
    }
    assert!(
        named >= 120,
        "only {named} tests are named: is the pattern still the one of the documents?"
    );
}

/// Whether a source has a test, or a case that tests run, of that name, in one of our languages.
fn is_test(source: &str, name: &str) -> bool {
    let title = name.replace('_', " ");
    [
        format!("fn {name}("),
        format!("def {name}("),
        format!("test(\"{title}\""),
    ]
    .iter()
    .any(|begun| source.contains(begun))
}

/// Every `path/to/file.rs::name` in code quotes.
fn quoted_tests(document: &Document) -> Vec<(String, String)> {
    let quoted = document.text.split('`').skip(1).step_by(2);
    let pairs = quoted.filter_map(|text| text.split_once(".rs::"));
    pairs
        .map(|(file, name)| (format!("{file}.rs"), name.to_owned()))
        .collect()
}

/// Every link to a source, which has the test's name behind `#`.
fn linked_tests(document: &Document) -> Vec<(String, String)> {
    let targets = links(&document.text).into_iter().map(|link| link.target);
    let pairs = targets.filter_map(|target| {
        let (file, name) = target.split_once('#')?;
        let is_source = [".rs", ".py", ".mjs"]
            .iter()
            .any(|ending| file.ends_with(ending));
        is_source.then(|| (beside(document, file), name.to_owned()))
    });
    pairs.collect()
}
