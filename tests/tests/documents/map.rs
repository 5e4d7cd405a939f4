//! The rooms of the house: the code map, and the manual of each crate.

use std::fs;
use std::path::{Path, PathBuf};

use blobcopy_tests::documents::root;

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

const CRATES: [&str; 5] = ["proto", "auth", "client", "emulator", "cli"];
