//! The documents name tests, and the tests are there.

use std::path::Path;

/// Every `path/to/file.rs::name` in code quotes.
fn named_tests(document: &str) -> Vec<(String, String)> {
    let quoted = document.split('`').skip(1).step_by(2);
    let pairs = quoted.filter_map(|text| text.split_once(".rs::"));
    pairs
        .map(|(file, name)| (format!("{file}.rs"), name.to_owned()))
        .collect()
}

#[test]
fn every_test_that_a_document_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut named = 0;
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for (file, name) in named_tests(&std::fs::read_to_string(&path).unwrap()) {
            let source = std::fs::read_to_string(root.join(&file))
                .unwrap_or_else(|error| panic!("{path:?} names {file}: {error}"));
            assert!(
                source.contains(&format!("fn {name}(")),
                "{path:?} names {file}::{name}"
            );
            named += 1;
        }
    }
    assert!(
        named >= 20,
        "only {named} tests are named: is the pattern still the one of the documents?"
    );
}
