//! The page that lists errors says what the code says.

use blobcopy::{Cause, ErrorKind};

const PAGE: &str = include_str!("../../docs/errors.md");

#[test]
fn every_cause_is_on_the_page_with_its_sentence_and_its_remedy() {
    let row = |cause: &Cause| {
        let (name, kind) = (cause.name(), cause.kind().code());
        format!(
            "| `{name}` | `{kind}` | {} | {} |",
            cause.sentence(),
            cause.remedy()
        )
    };
    let expected: Vec<String> = Cause::ALL.iter().map(row).collect();
    assert_eq!(
        table("## Causes"),
        expected,
        "the page should have:\n{}",
        expected.join("\n")
    );
}

#[test]
fn every_kind_is_on_the_page() {
    let named = table("## Kinds");
    let kinds: Vec<&str> = named
        .iter()
        .filter_map(|row| row.split('`').nth(1))
        .collect();
    let expected: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(kinds, expected);
}

/// The rows of the table below a heading.
fn table(heading: &str) -> Vec<String> {
    let (_, below) = PAGE.split_once(heading).unwrap();
    let rows = below
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1);
    rows.take_while(|line| line.starts_with('|'))
        .map(str::to_owned)
        .collect()
}
