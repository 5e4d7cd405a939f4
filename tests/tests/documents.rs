//! What the documents name is there: files, headings, tests, and the rooms of the house.

use std::fs;
use std::path::{Path, PathBuf};

use blobcopy_tests::documents::markdown::{self, anchors, links};
use blobcopy_tests::documents::{Document, all, root};

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

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for document in all() {
        for link in links(&document.text) {
            let place = format!("{}:{} links to {}", document.path, link.line, link.target);
            let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
            if path.contains("://") {
                assert!(is_address(path), "{place}");
            } else if is_item(&document, path) {
                // rustdoc follows those.
            } else {
                let path = if path.is_empty() {
                    document.path.clone()
                } else {
                    beside(&document, path)
                };
                assert!(root().join(&path).exists(), "{place}");
                if path.ends_with(".md") && !anchor.is_empty() {
                    let text = fs::read_to_string(root().join(&path)).unwrap();
                    assert!(
                        anchors(&text).iter().any(|known| known == anchor),
                        "{place}"
                    );
                }
            }
            followed += 1;
        }
    }
    assert!(followed >= 60, "only {followed} links were found");
}

/// What stands in a crate's README, which is its documentation too, and names an item.
fn is_item(document: &Document, path: &str) -> bool {
    document.path.starts_with("crates/") && !path.contains(['/', '.'])
}

/// The Internet is not asked: an address only has to be one, and secure.
fn is_address(target: &str) -> bool {
    let uri: Result<http::Uri, _> = target.parse();
    uri.is_ok_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some())
}

#[test]
fn every_document_of_the_book_is_in_its_contents() {
    let contents = fs::read_to_string(root().join("docs/README.md")).unwrap();
    let targets: Vec<String> = links(&contents)
        .into_iter()
        .map(|link| link.target)
        .collect();
    for document in all() {
        if let Some(name) = document.path.strip_prefix("docs/") {
            let is_there = name == "README.md" || targets.iter().any(|target| target == name);
            assert!(is_there, "docs/README.md does not mention {name}");
        }
    }
}

#[test]
fn the_rooms_that_the_architecture_names_are_there() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut floor = root();
    let mut named = 0;
    for line in text.lines() {
        if let Some((name, _)) = line
            .strip_prefix("**`")
            .and_then(|rest| rest.split_once("`.**"))
        {
            floor = root().join(name);
            assert!(floor.is_dir(), "{name}");
        }
        for room in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|quoted| is_room(quoted))
        {
            assert!(
                is_below(&floor, room),
                "{room} is not in {}",
                floor.display()
            );
            named += 1;
        }
    }
    assert!(named >= 30, "only {named} rooms are named");
}

#[test]
fn every_folder_of_a_crate_is_on_the_map() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for name in CRATES {
        let heading = format!("**`crates/{name}`.**");
        let paragraph = text
            .split("\n\n")
            .find(|paragraph| paragraph.starts_with(&heading));
        for entry in fs::read_dir(root().join("crates").join(name).join("src")).unwrap() {
            let entry = entry.unwrap();
            let room = format!("`{}/", entry.file_name().to_string_lossy());
            let is_named = paragraph.is_some_and(|paragraph| paragraph.contains(&room));
            assert!(
                is_named || !entry.path().is_dir(),
                "ARCHITECTURE.md has no {room} in {heading}"
            );
        }
    }
}

#[test]
fn the_documentation_of_every_crate_has_its_five_parts() {
    for name in CRATES {
        let folder = root().join("crates").join(name);
        let manual = fs::read_to_string(folder.join("src/lib.rs"))
            .unwrap()
            .replace("//! #", "##");
        let text = match manual.contains("include_str!") {
            true => fs::read_to_string(folder.join("README.md")).unwrap(),
            false => manual,
        };
        let headings: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        let parts = [
            "What it is",
            "What it does not do",
            "An example",
            "The map",
            "Where to go next",
        ];
        for part in parts {
            assert!(
                headings.contains(&part),
                "{name} has no part {part:?}: {headings:?}"
            );
        }
    }
}

const CRATES: [&str; 5] = ["proto", "auth", "client", "emulator", "cli"];

fn is_room(quoted: &str) -> bool {
    let is_path = quoted
        .chars()
        .all(|c| c.is_alphanumeric() || "_-./".contains(c));
    is_path
        && [".rs", ".md", "/", ".cjs", ".py"]
            .iter()
            .any(|ending| quoted.ends_with(ending))
}

fn is_below(floor: &Path, room: &str) -> bool {
    let places: [PathBuf; 4] = [
        floor.join("src").join(room),
        floor.join(room),
        root().join("crates").join(room),
        root().join(room),
    ];
    places.iter().any(|place| place.exists())
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

#[test]
fn every_block_is_an_example_that_somebody_runs_or_none() {
    for document in all() {
        for block in markdown::blocks(&document.text) {
            if let Err(why) = blobcopy_tests::documents::whose::whose(&document.path, &block) {
                panic!("{}:{}: {why}", document.path, block.line);
            }
        }
    }
}
