//! Measures how often a copy is polled and how late its end is noticed, for copies of different durations.
//!
//! `cargo run -p blobcopy-proto --example polling_law -- docs/polling-law.svg` prints the table and draws the plot.

#![allow(
    clippy::disallowed_methods,
    reason = "the crate itself may not begin a clock or write a file; its examples may"
)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, Event, Expectation};
use blobcopy_proto::ops::{BlobProperties, CopyBlob, CopyBlobOutput, GetBlobProperties};
use blobcopy_proto::{
    BlobUrl, CopyId, CopyState, CopyStatus, Progress, Serve, ServiceVersion, SourceUrl,
};
use bytes::Bytes;
use http::{HeaderValue, Response};

/// A way to poll, and what is known while waiting.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// The state machine, without reported progress.
    Blind,
    /// The state machine, with linear progress.
    Progress,
    /// The state machine, with earlier copies that took the same time within two per cent.
    Taught,
    /// A fixed interval, as in other clients.
    Every(Duration),
}

const WAYS: [(&str, &str, Way); 5] = [
    ("blobcopy, no progress reported", "#1f77b4", Way::Blind),
    ("blobcopy, progress reported", "#2ca02c", Way::Progress),
    ("blobcopy, finished copies known", "#9467bd", Way::Taught),
    (
        "every second",
        "#ff7f0e",
        Way::Every(Duration::from_secs(1)),
    ),
    (
        "every 15 seconds",
        "#d62728",
        Way::Every(Duration::from_secs(15)),
    ),
];

fn main() {
    println!("| duration, s | interval | polls, most | median | delay, s, worst of 100 | median |");
    println!("|---|---|---|---|---|---|");
    for millis in [50, 1_000, 10_000, 600_000] {
        let length = Duration::from_millis(millis);
        for (name, _, way) in WAYS {
            let runs = watched(way, length, 100);
            println!(
                "| {} | {name} | {} | {} | {:.3} | {:.3} |",
                length.as_secs_f64(),
                runs.worst.0,
                runs.median.0,
                runs.worst.1.as_secs_f64(),
                runs.median.1.as_secs_f64(),
            );
        }
    }
    match std::env::args().nth(1) {
        Some(file) => std::fs::write(file, plot()).expect("the file can be written"),
        None => println!("\nname a file to draw the plot into it"),
    }
}

/// Polls and delays over many seeds.
struct Watched {
    worst: (u32, Duration),
    median: (u32, Duration),
}

/// The results of a copy of this length, for each of the seeds.
fn watched(way: Way, length: Duration, seeds: u64) -> Watched {
    let runs = (1..=seeds).map(|seed| watch(way, length, seed));
    let (mut questions, mut late): (Vec<_>, Vec<_>) = runs.unzip();
    questions.sort_unstable();
    late.sort_unstable();
    let at = |index: usize| (questions[index], late[index]);
    Watched {
        worst: at(questions.len() - 1),
        median: at(questions.len() / 2),
    }
}

/// The number of polls of a copy of this length, and the delay until its end was noticed.
fn watch(way: Way, length: Duration, seed: u64) -> (u32, Duration) {
    if let Way::Every(interval) = way {
        // In the worst case the copy ends right after a poll. A short copy waits for the first poll.
        let questions = (length.as_secs_f64() / interval.as_secs_f64())
            .ceil()
            .max(1.0);
        return (
            questions as u32,
            interval - length.min(interval).mul_f64(f64::from(length < interval)),
        );
    }
    let begun = Instant::now();
    let mut now = begun;
    let mut job = job(seed);
    if way == Way::Taught {
        job.expect(Some(Expectation::new(
            length.mul_f64(0.98),
            length.mul_f64(1.02),
        )));
    }
    let mut questions = 0;
    let mut event = Event::Woke;
    loop {
        event = match job.step(event, now) {
            Action::Send(request) if request.method() == http::Method::PUT => {
                Event::Reply(accepted())
            }
            Action::Send(_) => {
                questions += 1;
                Event::Reply(state(now - begun, length, way == Way::Progress))
            }
            Action::WaitUntil(until) => {
                now = until;
                Event::Woke
            }
            Action::Done(_) => return (questions, now - begun - length),
        };
    }
}

fn job(seed: u64) -> CopyJob {
    let target = BlobUrl::parse("https://acct.blob.core.windows.net/into/b").expect("a blob's URL");
    let source = SourceUrl::parse("https://example.com/a").expect("a URL");
    let policy = CopyPolicy::default().with_seed(seed);
    CopyJob::new(
        CopyBlob::new(target, source),
        policy,
        ServiceVersion::DEFAULT,
    )
    .expect("asks for nothing new")
}

fn accepted() -> Response<Bytes> {
    CopyBlob::reply(&CopyBlobOutput::new(id(), CopyStatus::Pending))
}

fn state(elapsed: Duration, length: Duration, tells_progress: bool) -> Response<Bytes> {
    const TOTAL: u64 = 1_000_000_000;
    let is_over = elapsed >= length;
    let mut copy = CopyState::new(
        id(),
        if is_over {
            CopyStatus::Success
        } else {
            CopyStatus::Pending
        },
    );
    let copied = (TOTAL as f64 * elapsed.as_secs_f64() / length.as_secs_f64()) as u64;
    copy.progress = tells_progress.then(|| Progress::new(copied.min(TOTAL), TOTAL));
    let mut properties = BlobProperties::default();
    properties.copy = Some(copy);
    let mut reply = GetBlobProperties::reply(&properties);
    reply
        .headers_mut()
        .insert("x-ms-request-id", HeaderValue::from_static("r"));
    reply
}

fn id() -> CopyId {
    CopyId::parse("1").expect("an id")
}

/// Both curves for lengths from 20 ms to an hour, on logarithmic axes.
fn plot() -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 980 430\" font-family=\"sans-serif\" \
         font-size=\"12\"><rect width=\"980\" height=\"430\" fill=\"white\"/>\n",
    );
    let questions = Axis {
        title: "polls per copy",
        low: 1.0,
        high: 4000.0,
    };
    let lateness = Axis {
        title: "delay, seconds (worst of 20)",
        low: 0.01,
        high: 1000.0,
    };
    panel(&mut svg, 60.0, &questions, |way, length| {
        f64::from(watched(way, length, 20).worst.0)
    });
    panel(&mut svg, 550.0, &lateness, |way, length| {
        watched(way, length, 20).worst.1.as_secs_f64()
    });
    for ((name, colour, _), x) in WAYS.iter().zip([60, 270, 450, 650, 770]) {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"402\" width=\"14\" height=\"4\" fill=\"{colour}\"/>"
        );
        let _ = writeln!(svg, "<text x=\"{}\" y=\"408\">{name}</text>", x + 20);
    }
    svg.push_str("</svg>\n");
    svg
}

struct Axis {
    title: &'static str,
    low: f64,
    high: f64,
}

const WIDTH: f64 = 400.0;
const TOP: f64 = 40.0;
const HEIGHT: f64 = 310.0;
const SHORTEST: f64 = 0.02;
const LONGEST: f64 = 3600.0;

/// The position of a value between two others on a logarithmic axis, from 0 to 1.
fn place(value: f64, low: f64, high: f64) -> f64 {
    (value.clamp(low, high) / low).ln() / (high / low).ln()
}

fn panel(svg: &mut String, left: f64, axis: &Axis, measure: impl Fn(Way, Duration) -> f64) {
    let x = |seconds: f64| left + WIDTH * place(seconds, SHORTEST, LONGEST);
    let y = |value: f64| TOP + HEIGHT * (1.0 - place(value, axis.low, axis.high));
    let _ = writeln!(
        svg,
        "<text x=\"{left}\" y=\"24\" font-size=\"14\">{}</text>",
        axis.title
    );
    for (seconds, label) in [
        (0.05, "50 ms"),
        (1.0, "1 s"),
        (10.0, "10 s"),
        (60.0, "1 min"),
        (600.0, "10 min"),
    ] {
        let (x, bottom) = (x(seconds), TOP + HEIGHT);
        let _ = writeln!(svg, "<path d=\"M{x:.1} {TOP}V{bottom}\" stroke=\"#ddd\"/>");
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            bottom + 18.0
        );
    }
    let mut decade = axis.low;
    while decade <= axis.high {
        let y = y(decade);
        let _ = writeln!(svg, "<path d=\"M{left} {y:.1}h{WIDTH}\" stroke=\"#ddd\"/>");
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{decade}</text>",
            left - 6.0,
            y + 4.0
        );
        decade *= 10.0;
    }
    for (_, colour, way) in WAYS {
        let points =
            (0..=60).map(|step| SHORTEST * (LONGEST / SHORTEST).powf(f64::from(step) / 60.0));
        let line: Vec<String> = points
            .map(|seconds| {
                let value = measure(way, Duration::from_secs_f64(seconds));
                format!("{:.1},{:.1}", x(seconds), y(value))
            })
            .collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join(" ")
        );
    }
}
