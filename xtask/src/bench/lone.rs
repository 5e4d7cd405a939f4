//! How late the end of a lone copy is noticed, and in how many questions: measured on the copy machine in virtual time, the
//! worst and the median of a hundred seeds, by the example that draws the polling law.

use super::Bench;
use super::row::Row;
use crate::workspace::output;

/// Seconds that a copy lasts, and how many questions it may take.
const LENGTHS: [(&str, f64); 4] = [("0.05", 8.0), ("1", 25.0), ("10", 35.0), ("600", 60.0)];

/// The way that is judged, and the one beside it, by their names in the example.
const OURS: &str = "blobcopy, no progress told";
const OTHER: &str = "every second";

/// How late an end may be noticed: a share of the length, or so many seconds where that is more.
const SHARE: f64 = 0.2;
const LEAST: f64 = 0.05;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>, String> {
    let mut cargo = bench.workspace.cargo(&["run", "--quiet"]);
    cargo.args(["--package=blobcopy-proto", "--example=polling_law"]);
    let printed = output(cargo)?;
    LENGTHS
        .into_iter()
        .map(|(length, questions)| {
            let (ours, other) = (
                Watched::find(&printed, length, OURS)?,
                Watched::find(&printed, length, OTHER)?,
            );
            Ok(row(length, questions, &ours, &other))
        })
        .collect()
}

fn row(length: &str, questions: f64, ours: &Watched, other: &Watched) -> Row {
    let seconds: f64 = length.parse().expect("it is a number");
    let late = LEAST.max(SHARE * seconds);
    Row {
        what: format!("a lone copy of {length} s, worst of 100"),
        target: format!("{late} s late, {questions} questions"),
        figure: format!(
            "{} s in {}, median {} in {}",
            ours.late, ours.questions, ours.usually_late, ours.usual_questions
        ),
        beside: format!("{OTHER}: {} s in {}", other.late, other.questions),
        // One is sooner, the other asks less: a ratio of either alone would say nothing.
        ratio: None,
        is_met: Some(ours.late <= late && ours.questions <= questions),
    }
}

/// What the example says of one way to watch a copy of one length.
struct Watched {
    questions: f64,
    usual_questions: f64,
    late: f64,
    usually_late: f64,
}

impl Watched {
    fn find(printed: &str, length: &str, way: &str) -> Result<Self, String> {
        let cells = printed.lines().map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(str::trim).collect::<Vec<_>>()
        });
        let mut numbers = cells.filter_map(|cells| match cells[..] {
            [found, of, ref numbers @ ..] if found == length && of == way => {
                numbers.iter().map(|number| number.parse().ok()).collect()
            }
            _ => None::<Vec<f64>>,
        });
        match numbers.next().as_deref() {
            Some(&[questions, usual_questions, late, usually_late]) => Ok(Self {
                questions,
                usual_questions,
                late,
                usually_late,
            }),
            _ => Err(format!(
                "bench: the polling law says nothing of {length} s, {way}"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "| length, s | way | most | usual | worst | median |\n\
                           |---|---|---|---|---|---|\n\
                           | 1 | blobcopy, no progress told | 15 | 14 | 0.201 | 0.080 |\n\
                           | 10 | every second | 10 | 10 | 1.000 | 1.000 |\n";

    #[test]
    fn a_row_is_found_by_length_and_way() {
        let ours = Watched::find(PRINTED, "1", OURS).unwrap();
        assert_eq!((ours.questions, ours.late), (15.0, 0.201));
        assert!(Watched::find(PRINTED, "10", OURS).is_err());
    }

    #[test]
    fn a_copy_noticed_too_late_or_by_too_many_questions_misses_its_target() {
        let ours = Watched::find(PRINTED, "1", OURS).unwrap();
        let other = Watched::find(PRINTED, "10", OTHER).unwrap();
        assert_eq!(row("1", 25.0, &ours, &other).is_met, Some(false));
        assert_eq!(row("10", 25.0, &ours, &other).is_met, Some(true));
        assert_eq!(row("10", 14.0, &ours, &other).is_met, Some(false));
    }
}
