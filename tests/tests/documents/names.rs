//! The names of one thing in four languages.

use std::fs;
use std::path::Path;

use blobcopy_tests::documents::root;

#[test]
fn the_names_in_four_languages_are_there() {
    let contents = fs::read_to_string(root().join("docs/README.md")).unwrap();
    let (_, table) = contents
        .split_once("## Names in the four interfaces")
        .unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let sources = LANGUAGES.map(|(folders, ending)| {
        let texts = folders
            .iter()
            .map(|folder| text_below(&root().join(folder), ending));
        texts.collect::<String>()
    });
    let mut named = 0;
    for row in rows {
        for (cell, source) in row.split(" | ").skip(1).zip(&sources) {
            for quoted in cell.split('`').skip(1).step_by(2) {
                let name = quoted.split(['(', ' ']).next().unwrap_or_default();
                let name = name.trim_start_matches("--").replace('-', "_");
                assert!(
                    !name.is_empty() && has_word(source, &name),
                    "{name} in {row}"
                );
                named += 1;
            }
        }
    }
    assert!(named >= 80, "only {named} names are there");
}

fn text_below(folder: &Path, ending: &str) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            text.push_str(&text_below(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    text
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(start, _)| {
        !text[..start].ends_with(is_part) && !text[start + word.len()..].starts_with(is_part)
    })
}

/// Where the names of each language are written down.
const LANGUAGES: [(&[&str], &str); 4] = [
    (&["crates/client/src", "crates/proto/src"], ".rs"),
    (&["bindings/python/python/blobcopy"], ".py"),
    (&["bindings/node"], "index.d.ts"),
    (&["crates/cli/src"], ".rs"),
];
