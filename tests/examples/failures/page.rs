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
fn stable(page: &str) -> String {
    let ports = replaced(page, "127.0.0.1:", |port| {
        let length = port.bytes().take_while(u8::is_ascii_digit).count();
        Some(("10000".to_owned(), length))
    });
    let times = replaced(&ports, "and it is ", |time| {
        Some(("2026-06-01T12:00:00Z".to_owned(), time.find('Z')? + 1))
    });
    let ids = replaced(&times, " id ", |id| {
        let length = id.find(|c: char| !c.is_ascii_hexdigit() && c != '-')?;
        (length == ID.len()).then(|| (ID.to_owned(), length))
    });
    replaced(&ids, "[request ", |id| Some((ID.to_owned(), id.find(']')?)))
}

const ID: &str = "7d6a1f0e-3c52-4b8e-9a47-0c1d2e3f4a5b";

/// The text, in which what follows each `mark` is replaced: `replace` returns by what, and how much of it.
fn replaced(text: &str, mark: &str, replace: impl Fn(&str) -> Option<(String, usize)>) -> String {
    let mut parts = text.split(mark);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced += mark;
        match replace(part) {
            Some((by, length)) => {
                replaced += &by;
                replaced += &part[length..];
            }
            None => replaced += part,
        }
    }
    replaced
}
