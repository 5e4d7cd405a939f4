//! How late the end of a single copy is noticed, and how many requests that takes. Measured on the state machine in
//! virtual time, as the worst and the median of a hundred seeds, by the example that plots the polling law.

use anyhow::{Result, bail};

use super::Bench;
use super::row::Row;

/// Duration of a copy in seconds, and the maximum number of status requests.
const LENGTHS: [(&str, f64); 4] = [("0.05", 8.0), ("1", 25.0), ("10", 35.0), ("600", 60.0)];

/// The measured polling law and the one it is compared with, by their names in the example.
const OURS: &str = "blobcopy, no progress reported";
const OTHER: &str = "every second";

/// Maximum delay: a share of the duration, or this many seconds if that is more.
const SHARE: f64 = 0.2;
const LEAST: f64 = 0.05;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let cargo = bench
        .workspace
        .cargo("run --quiet --package=blobcopy-proto --example=polling_law");
    let printed = cargo.read()?;
    let mut rows = Vec::new();
    for (length, questions) in LENGTHS {
        let ours = Watched::find(&printed, length, OURS)?;
        let other = Watched::find(&printed, length, OTHER)?;
        rows.push(row(length, questions, &ours, &other));
    }
    Ok(rows)
}

fn row(length: &str, questions: f64, ours: &Watched, other: &Watched) -> Row {
    let seconds: f64 = length.parse().expect("it is a number");
    let late = LEAST.max(SHARE * seconds);
    Row {
        what: format!("a lone copy of {length} s, worst of 100"),
        target: format!("{late} s late, {questions} polls"),
        figure: format!(
            "{} s in {}, median {} in {}",
            ours.late, ours.questions, ours.usually_late, ours.usual_questions
        ),
        beside: format!("{OTHER}: {} s in {}", other.late, other.questions),
        // One is earlier, the other sends fewer requests, so a ratio of either alone would be misleading.
        ratio: None,
        is_met: Some(ours.late <= late && ours.questions <= questions),
    }
}

/// The example's result for one polling law and one duration.
struct Watched {
    questions: f64,
    usual_questions: f64,
    late: f64,
    usually_late: f64,
}

impl Watched {
    fn find(printed: &str, length: &str, way: &str) -> Result<Self> {
        let start = format!("| {length} | {way} |");
        let row = printed.lines().find_map(|line| line.strip_prefix(&start));
        let numbers = row
            .unwrap_or_default()
            .split('|')
            .map_while(|cell| cell.trim().parse().ok());
        let [questions, usual_questions, late, usually_late] = numbers.collect::<Vec<f64>>()[..]
        else {
            bail!("bench: the polling law has no row for {length} s, {way}");
        };
        Ok(Self {
            questions,
            usual_questions,
            late,
            usually_late,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "| length, s | way | most | usual | worst | median |\n\
                           |---|---|---|---|---|---|\n\
                           | 1 | blobcopy, no progress reported | 15 | 14 | 0.201 | 0.080 |\n\
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
