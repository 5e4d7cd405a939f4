//! What the real service was recorded to answer, and what the emulator answers in the same state and version: the names
//! of the headers that are there, and how their values are written.
//!
//! The recordings are named by `BLOBCOPY_RECORDINGS`, one JSON object a line, and are not part of this repository.

mod differences;
mod exchange;
mod formats;
mod heads;
mod kinds;
mod refusals;
mod stage;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use self::differences::{Difference, Whose};
use self::exchange::Exchange;
use self::kinds::{Kind, kinds};
use self::stage::Stage;

#[test]
fn the_emulator_has_the_headers_of_every_recorded_exchange_but_for_what_is_written_down() {
    let Some(exchanges) = exchange::read() else {
        eprintln!(
            "\n*** SKIPPED: no recordings. Set BLOBCOPY_RECORDINGS to a file of exchanges. ***\n"
        );
        return;
    };
    let mut tally = Tally::default();
    for exchange in &exchanges {
        tally.count(exchange);
    }
    tally.print();
    tally.judge();
}

/// What became of the exchanges.
#[derive(Default)]
struct Tally {
    /// By kind, how many there are.
    compared: BTreeMap<&'static str, usize>,
    /// By what is not served, how many there are.
    unserved: BTreeMap<&'static str, usize>,
    /// What the emulator answered, by kind, version, and whether versions of blobs are kept.
    answers: BTreeMap<(&'static str, String, bool), BTreeMap<String, String>>,
    found: BTreeSet<Difference>,
    /// Exchanges of no kind, and values that are not written as they should be.
    wrong: BTreeSet<String>,
}

impl Tally {
    fn count(&mut self, exchange: &Exchange) {
        if let Some(kind) = kinds().find(|kind| (kind.is)(exchange)) {
            *self.compared.entry(kind.name).or_default() += 1;
            self.compare(kind, exchange);
        } else if let Some(what) = kinds::unserved(exchange) {
            *self.unserved.entry(what).or_default() += 1;
        } else {
            self.wrong.insert(format!("of no kind: {exchange}"));
        }
    }

    fn compare(&mut self, kind: &Kind, exchange: &Exchange) {
        let ours = self
            .answers
            .entry((
                kind.name,
                exchange.version().to_owned(),
                exchange.keeps_versions(),
            ))
            .or_insert_with(|| {
                let mut stage = Stage::new(exchange);
                let reply = (kind.drive)(&mut stage, exchange);
                let status = reply.status().as_u16();
                assert_eq!(status, exchange.status, "{}: {reply:?}", kind.name);
                exchange::headers(reply.headers())
            });
        let mut differ = |name: &str, whose| {
            let (kind, header) = (kind.name, name.to_owned());
            self.found.insert(Difference {
                kind,
                header,
                whose,
            });
        };
        for name in ours
            .keys()
            .filter(|name| !exchange.headers.contains_key(*name))
        {
            differ(name, Whose::Ours);
        }
        for name in exchange
            .headers
            .keys()
            .filter(|name| !ours.contains_key(*name))
        {
            differ(name, Whose::Recorded);
        }
        for (whose, headers) in [("recorded", &exchange.headers), ("ours", &*ours)] {
            let ill = headers
                .iter()
                .filter(|(name, value)| !formats::is_well_written(name, value));
            self.wrong.extend(
                ill.map(|(name, value)| format!("{}: {whose} `{name}: {value}`", kind.name)),
            );
        }
    }

    fn print(&self) {
        let exchanges: usize = self.compared.values().sum();
        println!("{exchanges} exchanges of {} kinds", self.compared.len());
        for (kind, count) in &self.compared {
            println!("{count:5} {kind}");
        }
        for (what, count) in &self.unserved {
            println!("{count:5} not served: {what}");
        }
    }

    fn judge(&self) {
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        let idle: Vec<_> = kinds()
            .map(|kind| kind.name)
            .filter(|name| !self.compared.contains_key(name))
            .collect();
        assert!(idle.is_empty(), "recorded nowhere: {idle:?}");
        let (unwritten, idle) = differences::judge(&self.found);
        assert!(
            unwritten.is_empty(),
            "not written down:\n{}",
            unwritten.join("\n")
        );
        assert!(
            idle.is_empty(),
            "written down, but not there:\n{}",
            idle.join("\n")
        );
    }
}
