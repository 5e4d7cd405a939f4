//! How long each interface takes to return when a request is in flight at a deadline or a cancel.
//!
//! ```text
//! cargo xtask time-limits
//! ```
//!
//! Called itself, it takes the names of the columns to measure.
//!
//! For every request of a copy (start, poll, abort), a server that is silent, answers one byte a second, or resets the
//! connection; for each a deadline of 2 s, and a cancel after 2 s. The table has the time from those 2 s until the call
//! returned, and whether the abort had arrived at the server by then, with its delay. A cell ends with `!` if it is outside
//! its limit: 0.3 s for a deadline with a poll in flight, 5.5 s otherwise.

mod clients;
mod server;

use std::env;
use std::error::Error;
use std::time::Duration;

use clients::{CLIENTS, Client, Ended};
use server::{Fault, Server, Step};

/// When the deadline passes, and when the cancel comes.
const AT: Duration = Duration::from_secs(2);

/// One cell of the table, but for the client.
#[derive(Clone, Copy, Debug)]
struct Case {
    step: Step,
    fault: Fault,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Deadline,
    Cancel,
}

impl Case {
    /// Whether the copy is aborted at the deadline: only then has an abort to be sent.
    fn aborts_at_deadline(self) -> bool {
        self.step == Step::Abort
    }

    /// The longest time that the call may take after the deadline or the cancel.
    fn limit(self) -> Duration {
        match (self.step, self.how) {
            (Step::Poll, How::Deadline) => Duration::from_millis(300),
            // The abort is answered at once.
            (Step::Poll, How::Cancel) => Duration::from_millis(600),
            _ => Duration::from_millis(5500),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let is_wanted =
        |client: &&Client| wanted.is_empty() || wanted.iter().any(|name| name == client.name);
    let clients: Vec<&Client> = CLIENTS.iter().filter(is_wanted).collect();
    let names: Vec<_> = clients.iter().map(|client| client.name).collect();
    println!("| request | server | at 2 s | {} |", names.join(" | "));
    println!("|---|---|---|{}", "---|".repeat(names.len()));
    let mut is_within = true;
    for step in [Step::Start, Step::Poll, Step::Abort] {
        for fault in [Fault::Silent, Fault::Drip, Fault::Reset] {
            for how in [How::Deadline, How::Cancel] {
                let case = Case { step, fault, how };
                let cells = row(&clients, case)?;
                is_within &= !cells.iter().any(|cell| cell.ends_with('!'));
                let name = format!("{step:?} | {fault:?} | {how:?}").to_lowercase();
                println!("| {name} | {} |", cells.join(" | "));
            }
        }
    }
    match is_within {
        true => Ok(()),
        false => Err("some calls took longer than they may".into()),
    }
}

/// All clients at the same time: they mostly wait.
fn row(clients: &[&Client], case: Case) -> Result<Vec<String>, Box<dyn Error>> {
    std::thread::scope(|scope| {
        let running: Vec<_> = clients
            .iter()
            .map(|client| {
                scope.spawn(move || cell(client, case).map_err(|error| error.to_string()))
            })
            .collect();
        let cells = running
            .into_iter()
            .map(|cell| cell.join().expect("no cell panics"));
        Ok(cells.collect::<Result<_, _>>()?)
    })
}

fn cell(client: &Client, case: Case) -> Result<String, Box<dyn Error>> {
    if case.how == How::Deadline && !client.has_deadline {
        return Ok("–".to_owned());
    }
    let server = Server::start(case.step, case.fault)?;
    let Ended { began, at, outcome } = (client.run)(case, server.port())?;
    let after = at.saturating_duration_since(began + AT);
    let abort = match server.abort_arrived() {
        Some(arrived) if arrived <= at => {
            let delay = arrived.saturating_duration_since(began + AT);
            format!(", abort sent after {:.2} s", delay.as_secs_f64())
        }
        _ => String::new(),
    };
    let mark = if after > case.limit() { " !" } else { "" };
    Ok(format!(
        "{:.2} s {outcome}{abort}{mark}",
        after.as_secs_f64()
    ))
}
