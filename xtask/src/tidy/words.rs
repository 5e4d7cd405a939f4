//! Rules about words that may not stand in Rust code, or only in one place.

use super::Rule;
use super::rust::{Line, RustFile, has_word};

pub(super) const UNFINISHED: Rule = Rule {
    says: "nothing is left unfinished in the code",
    reason: "what is missing belongs in a document that says so; a mark in the code is forgotten",
};

pub(super) const SKIPPED: Rule = Rule {
    says: "no test is switched off",
    reason: "a test that does not run fails without telling",
};

pub(super) const PANIC: Rule = Rule {
    says: "product code neither panics nor unwraps",
    reason: "no byte from a server may end the process; an invariant is an `expect` that says why it holds",
};

pub(super) const SLEEP: Rule = Rule {
    says: "in the client only drive.rs sleeps",
    reason: "cancellation and the poll schedule hold for waits that go through the driver",
};

pub(super) fn unfinished(file: &RustFile) -> Vec<(usize, String)> {
    // In pieces, so that this file does not break its own rule.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let macros = [concat!("to", "do!"), concat!("unimple", "mented!")];
    let mut breaches = Vec::new();
    for (index, line) in file.lines.iter().enumerate() {
        let marked = marks.iter().find(|mark| has_word(&line.text, mark));
        let called = macros.iter().find(|name| line.code.contains(*name));
        breaches.extend(
            marked
                .or(called)
                .map(|word| (index + 1, (*word).to_owned())),
        );
    }
    breaches
}

pub(super) fn skipped(file: &RustFile) -> Vec<(usize, String)> {
    let attribute = |line: &Line| {
        line.code.contains("#[ignore")
            || line.code.contains("cfg_attr") && has_word(&line.code, "ignore")
    };
    numbered(
        file.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| attribute(line))
            .map(|(index, _)| index + 1),
    )
}

pub(super) fn panic(file: &RustFile) -> Vec<(usize, String)> {
    if !file.path.starts_with("crates/") {
        return Vec::new();
    }
    let panics = |line: &Line| line.code.contains(".unwrap()") || line.code.contains("panic!");
    numbered(
        file.product_lines()
            .filter(|(_, line)| panics(line))
            .map(|(number, _)| number),
    )
}

pub(super) fn sleep(file: &RustFile) -> Vec<(usize, String)> {
    if !file.path.starts_with("crates/client/src/") || file.path == "crates/client/src/drive.rs" {
        return Vec::new();
    }
    let sleeps = |line: &Line| {
        ["sleep", "sleep_until"]
            .iter()
            .any(|name| has_word(&line.code, name))
    };
    numbered(
        file.product_lines()
            .filter(|(_, line)| sleeps(line))
            .map(|(number, _)| number),
    )
}

fn numbered(lines: impl Iterator<Item = usize>) -> Vec<(usize, String)> {
    lines.map(|number| (number, String::new())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRODUCT: &str = "crates/proto/src/a.rs";

    #[test]
    fn marks_of_unfinished_work_are_listed_in_comments_and_tests_too() {
        let text = format!(
            "// {}: later\n#[cfg(test)]\nmod tests {{ /* {} */ }}",
            concat!("TO", "DO"),
            concat!("FIX", "ME")
        );

        let lines: Vec<usize> = unfinished(&RustFile::new(PRODUCT, &text))
            .into_iter()
            .map(|(line, _)| line)
            .collect();

        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn unfinished_macros_are_listed_but_not_their_names_in_strings() {
        let text = format!(
            "fn a() {{ {}() }}\nlet s = \"{0}\";\nlet {} = 1;",
            concat!("to", "do!"),
            concat!("to", "dos")
        );

        assert_eq!(
            unfinished(&RustFile::new(PRODUCT, &text)),
            [(1, concat!("to", "do!").to_owned())]
        );
    }

    #[test]
    fn a_test_that_is_switched_off_is_listed() {
        let text = format!(
            "#[{}]\n#[{0} = \"slow\"]\n#[cfg_attr(windows, {0})]\nlet ignore = 1; // #[{0}]",
            "ignore"
        );

        let lines: Vec<usize> = skipped(&RustFile::new(PRODUCT, &text))
            .into_iter()
            .map(|(line, _)| line)
            .collect();

        assert_eq!(lines, [1, 2, 3]);
    }

    #[test]
    fn only_product_code_may_not_panic() {
        let text = "/// x.unwrap()\nfn a() { x.unwrap(); }\nfn b() { panic!(\"\") }\n#[cfg(test)]\nfn c() { x.unwrap() }";

        assert_eq!(panic(&RustFile::new(PRODUCT, text)).len(), 2);
        assert!(panic(&RustFile::new("crates/proto/tests/a.rs", text)).is_empty());
        assert!(panic(&RustFile::new("xtask/src/a.rs", text)).is_empty());
    }

    #[test]
    fn only_the_driver_sleeps() {
        let text = "use tokio::time::timeout;\nasync fn a() { tokio::time::sleep(d).await; }\nfn asleep() {}";

        assert_eq!(
            sleep(&RustFile::new("crates/client/src/transport.rs", text)),
            [(2, String::new())]
        );
        assert!(sleep(&RustFile::new("crates/client/src/drive.rs", text)).is_empty());
        assert!(sleep(&RustFile::new("crates/emulator/src/copier.rs", text)).is_empty());
    }
}
