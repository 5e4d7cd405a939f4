//! The rule that no file names the machine or the network it was written on.

use super::Rule;

pub(super) const PLACE: Rule = Rule {
    says: "no file names a folder of somebody's machine or the host of a package registry",
    reason: "it must mean the same on every machine; registries are each machine's own setting",
};

/// The lines that name such a place, and which.
pub(super) fn breaches(path: &str, text: &str) -> Vec<(usize, String)> {
    let mut breaches = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let folder = FOLDERS.iter().find(|folder| names_folder(line, folder));
        let host = HOSTS.iter().find(|host| line.contains(*host));
        breaches.extend(
            folder
                .or(host)
                .map(|place| (index + 1, (*place).to_owned())),
        );
    }
    if path.ends_with("package-lock.json") {
        let resolved = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"));
        breaches.extend(resolved.map(|(index, _)| (index + 1, "resolved".to_owned())));
    }
    breaches
}

/// Whether the line holds the folder as the beginning of a path, and not as a part of a longer one or of a URL.
fn names_folder(line: &str, folder: &str) -> bool {
    let inside = |before: &str| {
        before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*'))
    };
    line.match_indices(folder)
        .any(|(start, _)| !inside(&line[..start]))
}

// In pieces, so that this file does not break its own rule.
const FOLDERS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/Use", "rs/"),
];
const HOSTS: &[&str] = &[
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
    concat!("files.", "pythonhosted"),
    concat!("pypi.", "org/simple"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_path_of_one_machine_is_listed() {
        for place in FOLDERS {
            let text = format!("first\ncd {place}main\n");

            assert_eq!(breaches("notes.md", &text), [(2, (*place).to_owned())]);
        }
    }

    #[test]
    fn the_same_words_inside_a_url_or_a_relative_path_are_not_listed() {
        for place in FOLDERS {
            let text = format!("https://example.com{place}a\n.{place}b\n{{base}}{place}c\n");

            assert_eq!(breaches("notes.md", &text), []);
        }
    }

    #[test]
    fn a_registry_is_listed_wherever_it_stands() {
        for host in HOSTS {
            assert_eq!(
                breaches("a.toml", &format!("url = \"https://{host}/x\"")),
                [(1, (*host).to_owned())]
            );
        }
    }

    #[test]
    fn a_lock_file_that_says_where_packages_came_from_is_listed() {
        let line = "  \"resolved\": \"https://example.com/a.tgz\",";

        assert_eq!(
            breaches("tests/npm/package-lock.json", line),
            [(1, "resolved".to_owned())]
        );
        assert_eq!(
            breaches(
                "tests/npm/package-lock.json",
                "  \"integrity\": \"sha512-x\","
            ),
            []
        );
    }
}
