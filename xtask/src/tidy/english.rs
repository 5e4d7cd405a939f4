//! Plain English: phrases that no document, comment or message may contain, and words that no name in code may contain.

/// The phrases, in lower case, with `|` between them.
const PHRASES: &str = "four doors|lets the service in|let in at the source|says truly|carried through|sees the copy through|\
    what opens the account|for ours|to become of|becomes of|became of|leaves it to itself|goes on without|\
    shall be|has not this|whoever has|belongs into|ask nobody|between two looks|leaves its copy alone|\
    tried unasked|who may|and dearer|whereby|say so|says so|comes to|is let|are let|what is to be";

/// The words, in the singular. The field has a noun for each, such as `interface` or `failure`.
const WORDS: [&str; 10] = [
    "courier", "course", "door", "errand", "ground", "patience", "sighting", "stranger", "trouble",
    "vintage",
];

/// The folders whose comments, docstrings and strings are checked. Documents are checked everywhere.
const TEXTS: [&str; 3] = ["bindings/", "crates/", "xtask/"];

/// The folders whose names are checked.
const NAMES: [&str; 5] = ["bench/", "bindings/", "crates/", "tests/", "xtask/"];

const SOURCES: [&str; 5] = [".rs", ".py", ".pyi", ".d.ts", ".mjs"];

/// This file, which contains the phrases.
const EXEMPT: &str = "xtask/src/tidy/english.rs";

/// The phrases and words in a file that are not plain English.
pub(super) fn findings(path: &str, text: &str) -> Vec<String> {
    let is_source = SOURCES.iter().any(|end| path.ends_with(end));
    let is_in = |folders: &[&str]| is_source && folders.iter().any(|start| path.starts_with(start));
    let mut findings = Vec::new();
    if path == EXEMPT {
        return findings;
    }
    if path.ends_with(".md") || is_in(&TEXTS) {
        findings.extend(phrases(path, text));
    }
    if is_in(&NAMES) {
        findings.extend(names(path, text));
    }
    findings
}

/// A phrase may begin on one line and end on the next.
fn phrases(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let lines: Vec<&str> = text.lines().map(without_mark).collect();
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        let both = format!("{line} {next}").to_lowercase();
        let begins = |phrase: &&str| {
            both.match_indices(*phrase).any(|(start, _)| {
                let is_whole = !both[..start].ends_with(char::is_alphanumeric)
                    && !both[start + phrase.len()..].starts_with(char::is_alphanumeric);
                is_whole && start < line.len()
            })
        };
        if let Some(phrase) = PHRASES.split('|').find(begins) {
            findings.push(format!(
                "{path}:{}: no \"{phrase}\" here; write plain English",
                index + 1
            ));
        }
    }
    findings
}

/// The line without the mark of a comment.
fn without_mark(line: &str) -> &str {
    let is_of_mark = |c: char| matches!(c, '/' | '!' | '*' | '#' | ' ');
    line.trim().trim_start_matches(is_of_mark)
}

fn names(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = code(line);
        let mut names = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(name) = names.find(|name| parts(name).any(|part| is_listed(&part))) {
            findings.push(format!(
                "{path}:{}: `{name}` is no name of the field; write its noun",
                index + 1
            ));
        }
    }
    findings
}

/// The line without comments and strings.
fn code(line: &str) -> String {
    let is_comment = line.trim_start().starts_with(['*', '#']);
    let (mut code, mut is_string, mut before) = (String::new(), is_comment, ' ');
    for c in line.chars() {
        match c {
            '"' if before != '\\' => is_string = !is_string,
            '/' if before == '/' && !is_string => break,
            _ if !is_string => code.push(c),
            _ => {}
        }
        before = c;
    }
    code
}

/// The words of a name, in lower case.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_lower) {
            spaced.push(' ');
        }
        if c != '_' {
            spaced.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    let parts: Vec<String> = spaced.split(' ').map(str::to_owned).collect();
    parts.into_iter()
}

fn is_listed(part: &str) -> bool {
    WORDS.contains(&part)
        || part
            .strip_suffix('s')
            .is_some_and(|one| WORDS.contains(&one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_listed_where_it_begins() {
        for text in ["first\nWho may do it\n", "first\nwho\n  may do it\n"] {
            let found = ["a.md:2: no \"who may\" here; write plain English"];
            assert_eq!(findings("a.md", text), found);
            assert_eq!(findings("tests/a.rs", text), [""; 0]);
        }
        let text = "whom may\nwho\n\nmay\nthis letter";
        assert_eq!(findings("a.md", text), [""; 0]);
    }

    #[test]
    fn a_phrase_is_listed_in_comments_and_messages_of_sources() {
        for text in ["/// Those who\n/// may.\n", "say(\"who may\");\n"] {
            assert_eq!(findings("crates/cli/src/a.rs", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_word_is_listed_in_every_form_of_a_name_and_not_in_texts() {
        for name in ["door", "FourDoors", "open_door", "DOORS", "doorWay"] {
            let text = format!("use a;\nlet {name} = 1;\n");
            let found = format!("tests/a.rs:2: `{name}` is no name of the field; write its noun");
            assert_eq!(findings("tests/a.rs", &text), [found]);
        }
        for text in ["indoors();", "// a door\n", "say(\"a door\");", "outdoor()"] {
            assert_eq!(findings("tests/a.rs", text), [""; 0], "{text}");
        }
    }
}
