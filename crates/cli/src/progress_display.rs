//! Progress of a copy or of a transfer: a bar on a terminal, plain lines elsewhere, objects for programs.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use blobcopy::{CopyState, CopyStatus};
use blobcopy_proto::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Format, Output};
use crate::quantity::{show_bytes, show_duration};
use crate::report::Report;

/// Shows the progress of a copy or a transfer.
pub(crate) struct ProgressDisplay {
    output: Output,
    started: Instant,
    seen: Option<FirstObservation>,
    form: Form,
}

/// When progress was first seen, and how many bytes had been copied by then.
#[derive(Clone, Copy)]
struct FirstObservation {
    at: Instant,
    copied: u64,
}

enum Form {
    Bar(ProgressBar),
    Lines(Option<Shown>),
    /// The fields of every line in addition to the state.
    Objects(Box<Report>),
    None,
}

/// The bytes copied since the first observation, and the time they took.
struct Moved {
    bytes: u64,
    during: Duration,
}

/// The last line: its time and its percentage.
struct Shown {
    at: Instant,
    percent: u64,
}

/// A line is printed after this many percentage points,
const STEP: u64 = 10;

/// or after this time.
const SILENCE: Duration = Duration::from_secs(10);

/// A shorter remaining time is not shown.
const SHORTEST: Duration = Duration::from_millis(50);

/// The state that is shown.
struct Snapshot<'a> {
    status: &'a str,
    progress: Option<Progress>,
    is_pending: bool,
    is_success: bool,
}

impl<'a> Snapshot<'a> {
    fn of(state: &'a CopyState) -> Self {
        Self {
            status: state.status.as_str(),
            progress: state.progress,
            is_pending: state.status == CopyStatus::Pending,
            is_success: state.status == CopyStatus::Success,
        }
    }
}

impl ProgressDisplay {
    /// A display for a copy of which `report` is known so far.
    pub(crate) fn new(output: Output, report: Report) -> Self {
        let form = match output.format() {
            Format::Text if !output.has_remarks() => Form::None,
            Format::Text if std::io::stderr().is_terminal() => Form::Bar(bar()),
            Format::Text => Form::Lines(None),
            Format::Jsonl => Form::Objects(Box::new(report)),
            Format::Json => Form::None,
        };
        Self {
            output,
            started: Instant::now(),
            seen: None,
            form,
        }
    }

    /// A display for an upload or a download.
    pub(crate) fn of_transfer(output: Output) -> Self {
        let mut display = Self::new(output, Report::default());
        if matches!(display.form, Form::Objects(_)) {
            display.form = Form::None;
        }
        display
    }

    /// Shows the state of the copy.
    pub(crate) fn show(&mut self, state: &CopyState) {
        if let Form::Objects(report) = &self.form {
            // The result has the final state.
            if state.status == CopyStatus::Pending
                && self
                    .output
                    .object(&report.as_ref().clone().with_state(state))
                    .is_err()
            {
                // A failure to write progress must not affect the copy. The result reports whether it can be written.
                self.form = Form::None;
            }
            return;
        }
        self.show_snapshot(&Snapshot::of(state));
    }

    /// Shows how many bytes were transferred.
    pub(crate) fn show_transfer(&mut self, done: u64, total: u64) {
        self.show_snapshot(&Snapshot {
            status: "",
            progress: Some(Progress::new(done, total)),
            is_pending: done < total,
            is_success: false,
        });
    }

    fn show_snapshot(&mut self, state: &Snapshot<'_>) {
        let began = FirstObservation {
            at: self.started,
            copied: 0,
        };
        let seen = self
            .seen
            .get_or_insert_with(|| began.unless_under_way(state));
        let moved = seen.moved(state);
        match &mut self.form {
            Form::Bar(bar) => {
                // In percent, because 0 of 0 bytes would be shown as complete.
                bar.set_position(percent(state));
                bar.set_message(sentence(state, &moved));
            }
            Form::Lines(last) => {
                if !state.is_pending || last.as_ref().is_none_or(|last| last.is_old(state)) {
                    *last = Some(Shown::now(state));
                    self.output.remark(&line(state, &moved));
                }
            }
            Form::Objects(_) | Form::None => {}
        }
    }

    /// Prints a remark above the progress.
    pub(crate) fn remark(&self, text: &str) {
        match &self.form {
            Form::Bar(bar) => bar.suspend(|| self.output.remark(text)),
            _ => self.output.remark(text),
        }
    }
}

impl Drop for ProgressDisplay {
    /// Clears the bar, so that the result follows.
    fn drop(&mut self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

impl FirstObservation {
    /// A copy that reports progress when it is first seen began earlier, for example in another process.
    fn unless_under_way(self, state: &Snapshot<'_>) -> Self {
        state.progress.map_or(self, |progress| Self {
            at: Instant::now(),
            copied: progress.copied,
        })
    }

    fn moved(&self, state: &Snapshot<'_>) -> Moved {
        let copied = state.progress.map_or(0, |progress| progress.copied);
        Moved {
            bytes: copied.saturating_sub(self.copied),
            during: self.at.elapsed(),
        }
    }
}

impl Shown {
    fn now(state: &Snapshot<'_>) -> Self {
        Self {
            at: Instant::now(),
            percent: percent(state),
        }
    }

    fn is_old(&self, state: &Snapshot<'_>) -> bool {
        percent(state) >= self.percent + STEP || self.at.elapsed() >= SILENCE
    }
}

fn bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{spinner} {wide_bar:.cyan/dim} {percent:>3} %  {msg}")
            .expect("the template is well formed")
            .progress_chars("━╸─");
    let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
    bar.set_style(style);
    bar.set_message("starting");
    // Shows between two status checks that the command is running.
    bar.enable_steady_tick(Duration::from_millis(125));
    bar
}

/// `pending   42 %  126.0 MB of 300.0 MB  99.8 MB/s  2 s left`, as far as it is known.
fn line(state: &Snapshot<'_>, moved: &Moved) -> String {
    let share = match state.progress {
        Some(_) => format!("{:>3} %", percent(state)),
        None => String::new(),
    };
    let line = format!("{:<8} {share}  {}", state.status, sentence(state, moved));
    line.trim().to_owned()
}

/// `126.0 MB of 300.0 MB  99.8 MB/s  2 s left`, as far as it is known.
fn sentence(state: &Snapshot<'_>, moved: &Moved) -> String {
    let Some(progress) = state.progress else {
        return String::new();
    };
    let mut sentence = format!(
        "{} of {}",
        show_bytes(progress.copied),
        show_bytes(progress.total)
    );
    let rate = moved.bytes as f64 / moved.during.as_secs_f64();
    if moved.bytes == 0 || !rate.is_finite() {
        return sentence;
    }
    sentence += &format!("  {}/s", show_bytes(rate as u64));
    let rest = progress.total.saturating_sub(progress.copied) as f64 / rate;
    match Duration::try_from_secs_f64(rest) {
        Ok(rest) if rest >= SHORTEST && state.is_pending => {
            sentence += &format!("  {} left", show_duration(rest));
        }
        _ => {}
    }
    sentence
}

fn percent(state: &Snapshot<'_>) -> u64 {
    match state.progress {
        Some(Progress { copied, total, .. }) if total > 0 => {
            (u128::from(copied.min(total)) * 100 / u128::from(total)) as u64
        }
        _ if state.is_success => 100,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blobcopy::CopyId;

    fn pending(copied: u64, total: u64) -> CopyState {
        let mut state = CopyState::new(CopyId::parse("1").unwrap(), CopyStatus::Pending);
        state.progress = Some(Progress::new(copied, total));
        state
    }

    /// So many bytes within two seconds.
    fn moved(bytes: u64) -> Moved {
        Moved {
            bytes,
            during: Duration::from_secs(2),
        }
    }

    #[test]
    fn rate_and_time_left_follow_from_bytes_and_time() {
        let after =
            |copied, total| sentence(&Snapshot::of(&pending(copied, total)), &moved(copied));
        assert_eq!(
            after(20_000_000, 50_000_000),
            "20.0 MB of 50.0 MB  10.0 MB/s  3.0 s left"
        );
        assert_eq!(after(0, 50_000_000), "0 B of 50.0 MB");
        assert_eq!(after(0, 0), "0 B of 0 B");
        assert_eq!(after(50, 50), "50 B of 50 B  25 B/s");
        assert_eq!(after(60, 50), "60 B of 50 B  30 B/s");
    }

    #[test]
    fn what_has_ended_has_no_time_left() {
        let mut state = pending(20, 50);
        state.status = CopyStatus::Failed;
        assert_eq!(
            line(&Snapshot::of(&state), &moved(20)),
            "failed    40 %  20 B of 50 B  10 B/s"
        );
    }

    #[test]
    fn what_was_copied_before_anybody_looked_says_nothing_of_the_rate() {
        let began = FirstObservation {
            at: Instant::now(),
            copied: 0,
        };
        let seen = began.unless_under_way(&Snapshot::of(&pending(40, 100)));
        assert_eq!(seen.moved(&Snapshot::of(&pending(60, 100))).bytes, 20);
        let mut fresh = pending(0, 0);
        fresh.progress = None;
        let seen = began.unless_under_way(&Snapshot::of(&fresh));
        assert_eq!(seen.moved(&Snapshot::of(&pending(60, 100))).bytes, 60);
    }

    #[test]
    fn all_of_nothing_is_all_once_it_has_succeeded() {
        let mut state = pending(0, 0);
        assert_eq!(
            line(&Snapshot::of(&state), &moved(0)),
            "pending    0 %  0 B of 0 B"
        );
        state.status = CopyStatus::Success;
        assert_eq!(
            line(&Snapshot::of(&state), &moved(0)),
            "success  100 %  0 B of 0 B"
        );
    }

    #[test]
    fn no_share_is_beyond_the_whole() {
        let mut state = pending(20, 10);
        assert_eq!(
            line(&Snapshot::of(&state), &moved(0)),
            "pending  100 %  20 B of 10 B"
        );
        state.status = CopyStatus::Success;
        assert_eq!(
            line(&Snapshot::of(&state), &moved(0)),
            "success  100 %  20 B of 10 B"
        );
        state.progress = Some(Progress::new(5, 10));
        assert_eq!(
            line(&Snapshot::of(&state), &moved(0)),
            "success   50 %  5 B of 10 B"
        );
    }

    #[test]
    fn without_progress_a_line_says_the_status_alone() {
        let mut state = pending(0, 0);
        state.progress = None;
        assert_eq!(line(&Snapshot::of(&state), &moved(0)), "pending");
    }

    #[test]
    fn a_line_is_printed_again_once_there_is_news() {
        let shown = Shown::now(&Snapshot::of(&pending(20, 100)));
        assert!(!shown.is_old(&Snapshot::of(&pending(25, 100))));
        assert!(shown.is_old(&Snapshot::of(&pending(30, 100))));
    }
}
