//! The page of the documents.

use crate::cases::Case;
use crate::interfaces::Message;

const INTRODUCTION: &str = "\
# Failures

What each interface prints for common failures. `cargo xtask failures` writes this page: it causes each failure at an emulator and
records the messages. The account is at `127.0.0.1:10000`; ids and times are replaced. [errors.md](errors.md) explains the parts of an
error.

The command prints labelled lines on a terminal, and the same in one line elsewhere. Rust prints an error that `main` returns with the
chain of its causes. Python and Node.js print the class and the message.
";

pub(crate) fn page(cases: &[Case], languages: &[Vec<Message>; 3], command: &[String]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for (index, case) in cases.iter().enumerate() {
        let words: Vec<String> = case.arguments().iter().map(|word| quoted(word)).collect();
        let printed = languages
            .each_ref()
            .map(|all| all[index].printed.trim_end());
        page += &format!(
            "\n## {}\n\n```text\n$ blobcopy {}\n{}\n```\n\n```text\n{}\n```\n",
            case.title,
            words.join(" "),
            command[index].trim_end(),
            printed.join("\n\n")
        );
    }
    stable(&page)
}

fn quoted(word: &str) -> String {
    let word = match word.split_once("?sv=") {
        Some((url, _)) => format!("{url}?SAS"),
        None => word.to_owned(),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=".contains(c);
    match word.chars().all(is_plain) {
        true => word,
        false => format!("'{word}'"),
    }
}

/// The text with the same ports, ids and times in every run. Each has the length of what it replaces, so that lines stay
/// as they were broken.
pub(crate) fn stable(text: &str) -> String {
    let text = replaced(text, "127.0.0.1:ddddd", "127.0.0.1:10000");
    let text = replaced(&text, "dddd-dd-ddTdd:dd:ddZ", "2026-06-01T12:00:00Z");
    replaced(
        &text,
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
        "7d6a1f0e-3c52-4b8e-9a47-0c1d2e3f4a5b",
    )
}

/// The text with `by` in place of everything of this form, in which `d` is a digit and `x` a hexadecimal digit.
fn replaced(text: &str, form: &str, by: &str) -> String {
    let fits = |part: &str| {
        part.len() >= form.len()
            && part
                .bytes()
                .zip(form.bytes())
                .all(|(byte, form)| match form {
                    b'd' => byte.is_ascii_digit(),
                    b'x' => byte.is_ascii_hexdigit(),
                    form => byte == form,
                })
    };
    let (mut replaced, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        if fits(rest) {
            replaced += by;
            rest = &rest[form.len()..];
        } else {
            replaced.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    replaced
}
