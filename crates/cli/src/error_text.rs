//! An error for people: labelled lines on a terminal, one line elsewhere.

use std::io::{self, IsTerminal};

use blobcopy::ErrorReport;
use console::{Style, Term, measure_text_width};

/// Columns before the text of each line: the longest label and a space.
const INDENT: usize = 7;

/// Columns that a line has at most, unless one word of it is longer.
const MOST_COLUMNS: usize = 79;

/// The error as standard error shows it, without a final line break.
pub(crate) fn of(report: &ErrorReport) -> String {
    match io::stderr().is_terminal() {
        true => lines(report, usize::from(Term::stderr().size().1)),
        false => format!("{} {report}", styled("error:", Style::new().red().bold())),
    }
}

fn lines(report: &ErrorReport, columns: usize) -> String {
    let red = Style::new().red().bold();
    let green = Style::new().green().bold();
    let plain = Style::new().bold();
    let ids = Some(report.ids()).filter(|ids| !ids.is_empty());
    let rows = [
        ("error:", red, Some(&report.summary)),
        ("cause:", plain.clone(), report.cause.as_ref()),
        ("fix:", green, report.remedy.as_ref()),
        ("note:", plain.clone(), report.note.as_ref()),
        ("", plain, ids.as_ref()),
    ];
    let rows = rows.into_iter().filter_map(|(label, style, text)| {
        let padding = " ".repeat(INDENT - label.len());
        let text = wrapped(
            text?,
            columns.min(MOST_COLUMNS + 1).saturating_sub(INDENT + 1),
        );
        Some(format!("{}{padding}{text}", styled(label, style)))
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn styled(text: &str, style: Style) -> String {
    style.for_stderr().apply_to(text).to_string()
}

/// The text in lines of `columns`, each but the first indented. Words are never broken, so that a URL or a command can be
/// selected as a whole.
fn wrapped(text: &str, columns: usize) -> String {
    let (mut wrapped, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let width = measure_text_width(word);
        if used > 0 && used + 1 + width > columns {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(INDENT));
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += width;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> ErrorReport {
        let mut report = ErrorReport::of_sentence(
            "copying live/db.vhd to backups/db.vhd failed; wait for it (--on-pending wait), abort it \
             (--on-pending abort), or attach to it (--on-pending adopt)",
        );
        report.cause =
            Some("another copy into this blob is pending (409 PendingCopyOperation)".to_owned());
        report.request_id = Some("6f0c".to_owned());
        report
    }

    #[test]
    fn a_terminal_shows_each_part_on_a_labelled_line_below_80_columns() {
        assert_eq!(
            lines(&report(), 200),
            "error: copying live/db.vhd to backups/db.vhd failed\n\
             cause: another copy into this blob is pending (409 PendingCopyOperation)\n\
             fix:   wait for it (--on-pending wait), abort it (--on-pending abort), or\n       \
             attach to it (--on-pending adopt)\n       request id 6f0c"
        );
    }

    #[test]
    fn a_word_is_never_broken() {
        let url = format!("https://acct.blob.core.windows.net/live/{}", "x".repeat(80));
        assert_eq!(
            wrapped(&format!("to {url} it"), 40),
            format!("to\n       {url}\n       it")
        );
    }
}
