//! A row of the table, and the table.

/// A measured value, its target, and a value to compare it with.
#[derive(Default)]
pub(super) struct Row {
    pub(super) what: String,
    /// Empty if the row is only for comparison.
    pub(super) target: String,
    pub(super) figure: String,
    /// The lower bound or the other client, measured in the same run.
    pub(super) beside: String,
    /// The ratio of the figure to `beside`.
    pub(super) ratio: Option<f64>,
    pub(super) is_met: Option<bool>,
}

/// The maximum share, and its text.
#[derive(Clone, Copy)]
pub(super) struct Share(pub(super) f64, pub(super) &'static str);

impl Row {
    /// Processor time of a copy, as a share of another client's.
    pub(super) fn cpu(
        what: &str,
        target: Option<Share>,
        us: f64,
        other: &str,
        other_us: f64,
    ) -> Self {
        let ratio = us / other_us;
        Self {
            what: format!("CPU per copy, {what}"),
            target: target.map_or_else(String::new, |share| format!("at most {}", share.1)),
            figure: format!("{us:.1} µs"),
            beside: format!("{other}: {other_us:.1} µs"),
            ratio: Some(ratio),
            is_met: target.map(|share| ratio <= share.0),
        }
    }

    fn cells(&self) -> [String; 6] {
        let dash = |text: &str| if text.is_empty() { "–" } else { text }.to_owned();
        [
            self.what.clone(),
            dash(&self.target),
            self.figure.clone(),
            dash(&self.beside),
            self.ratio.map_or_else(|| dash(""), shown_ratio),
            dash(match self.is_met {
                None => "",
                Some(true) => "met",
                Some(false) => "**missed**",
            }),
        ]
    }
}

const HEAD: [&str; 6] = ["what", "target", "figure", "comparison", "ratio", ""];

/// All rows as Markdown, with aligned columns.
pub(super) fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let width = |column: usize| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut table = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(widths) {
            table.push_str(&format!("| {cell:<width$} "));
        }
        table.push_str("|\n");
        if index == 0 {
            let rule = widths.map(|width| format!("|{}", "-".repeat(width + 2)));
            table.push_str(&format!("{}|\n", rule.concat()));
        }
    }
    table
}

/// A small ratio as a fraction, as in the targets.
fn shown_ratio(ratio: f64) -> String {
    match ratio < 0.25 {
        true => format!("1/{:.1}", 1.0 / ratio),
        false => format!("{ratio:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_up_to_its_share_of_what_is_beside() {
        let share = Some(Share(0.5, "1/2"));
        assert_eq!(Row::cpu("a", share, 1.0, "b", 2.0).is_met, Some(true));
        assert_eq!(Row::cpu("a", share, 1.1, "b", 2.0).is_met, Some(false));
        assert_eq!(Row::cpu("a", None, 1.0, "b", 2.0).is_met, None);
    }

    #[test]
    fn columns_stand_under_each_other() {
        let rows = [
            Row::cpu(
                "from far",
                Some(Share(1.5, "1.5 times")),
                15.0,
                "floor",
                10.0,
            ),
            Row::cpu("x", None, 30.0, "floor", 10.0),
        ];
        let table = table(&rows);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        let bars = |line: &str| {
            let bars = line.chars().enumerate().filter(|(_, c)| *c == '|');
            bars.map(|(index, _)| index).collect::<Vec<_>>()
        };
        assert!(
            lines.iter().all(|line| bars(line) == bars(lines[0])),
            "{table}"
        );
        assert!(lines[2].contains("| 1.50  | met"), "{table}");
    }

    #[test]
    fn a_small_ratio_is_told_as_a_fraction() {
        assert_eq!(shown_ratio(0.05), "1/20.0");
        assert_eq!(shown_ratio(1.456), "1.46");
    }
}
