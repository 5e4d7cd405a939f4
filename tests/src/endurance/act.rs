//! Random operations, performed by both the emulator and the model, and compared.

use std::collections::BTreeMap;

use blobcopy_proto::{LeaseId, Operation};

use super::client::Client;
use super::harm::{Harm, Outcome};
use super::model::{Model, Refused};
use super::rubbish;
use crate::simulation::chance::Chance;

/// Maximum number of blobs.
pub(super) const BLOBS: usize = 24;

/// A run: the emulator, the model, and the random numbers for both.
pub(super) struct Run {
    pub(super) client: Client,
    pub(super) model: Model,
    pub(super) chance: Chance,
    counts: BTreeMap<String, u64>,
    /// The last operations, for the analysis of a failure.
    story: Vec<String>,
}

/// An operation, and its blob.
#[derive(Clone, Copy, Debug)]
enum Act {
    Put(usize),
    Copy { from: usize, to: usize },
    Abort(usize),
    Delete(usize),
    SetMetadata(usize),
    Snapshot(usize),
    Acquire(usize),
    Renew(usize),
    Release(usize),
    Break(usize),
    Head(usize),
    Get(usize),
    List,
    Pass,
    Rubbish,
}

impl Run {
    /// A run with `seed` and a model in which copies take this many seconds.
    pub(super) fn new(seed: u64, pace: u64) -> Self {
        Self {
            client: Client::new(),
            model: Model::of(BLOBS, pace),
            chance: Chance::new(seed),
            counts: BTreeMap::new(),
            story: Vec::new(),
        }
    }

    pub(super) fn seconds(&self) -> u64 {
        self.model.now
    }

    pub(super) fn counts(&self) -> BTreeMap<String, u64> {
        self.counts.clone()
    }

    /// Performs one operation, and returns what was wrong.
    pub(super) fn step(&mut self) -> Result<(), String> {
        let act = self.draw();
        let harm = match act {
            Act::Pass | Act::Rubbish => Harm::None,
            _ => Harm::draw(&mut self.chance),
        };
        self.count(&format!("{act:?}"));
        if harm != Harm::None {
            self.count(&format!("with {harm:?}"));
            harm.prepare(&self.client.emulator);
        }
        self.story
            .push(format!("{} s: {act:?} with {harm:?}", self.model.now));
        if self.story.len() > 40 {
            self.story.remove(0);
        }
        let done = self.carry_out(act, harm);
        done.map_err(|why| format!("{act:?}: {why}\n{}", self.story.join("\n")))
    }

    /// Counts an event by the first words of its name, without numbers.
    pub(super) fn count(&mut self, name: &str) {
        let end = name.find(['(', '{']).unwrap_or(name.len());
        *self
            .counts
            .entry(name[..end].trim().to_owned())
            .or_default() += 1;
    }

    fn draw(&mut self) -> Act {
        let blob = self.chance.below(BLOBS as u64) as usize;
        let other = self.chance.below(BLOBS as u64) as usize;
        match self.chance.below(1000) {
            0..140 => Act::Put(blob),
            140..360 => Act::Copy {
                from: other,
                to: blob,
            },
            360..420 => Act::Abort(blob),
            420..470 => Act::Delete(blob),
            470..510 => Act::SetMetadata(blob),
            510..550 => Act::Snapshot(blob),
            550..590 => Act::Acquire(blob),
            590..610 => Act::Renew(blob),
            610..650 => Act::Release(blob),
            650..670 => Act::Break(blob),
            670..820 => Act::Head(blob),
            820..890 => Act::Get(blob),
            890..900 => Act::List,
            900..998 => Act::Pass,
            _ => Act::Rubbish,
        }
    }

    fn carry_out(&mut self, act: Act, harm: Harm) -> Result<(), String> {
        match act {
            Act::Put(blob) => self.put(blob, harm),
            Act::Copy { from, to } => self.copy(from, to, harm),
            Act::Abort(blob) => self.abort(blob, harm),
            Act::Delete(blob) => self.delete(blob, harm),
            Act::SetMetadata(blob) => self.set_metadata(blob, harm),
            Act::Snapshot(blob) => self.snapshot(blob, harm),
            Act::Acquire(blob) => self.acquire(blob, harm),
            Act::Renew(blob) => self.renew(blob, harm),
            Act::Release(blob) => self.release(blob, harm),
            Act::Break(blob) => self.end_lease_early(blob, harm),
            Act::Head(blob) => self.head(blob, harm),
            Act::Get(blob) => self.get(blob, harm),
            Act::List => self.list(harm),
            Act::Pass => {
                self.pass();
                Ok(())
            }
            Act::Rubbish => {
                rubbish::send(&self.client, &mut self.chance);
                Ok(())
            }
        }
    }

    pub(super) fn ask<O: Operation<Output: std::fmt::Debug>>(
        &mut self,
        operation: &O,
        harm: Harm,
        expected: Result<(), Refused>,
    ) -> Result<Outcome<O::Output>, String> {
        let answer = self.client.ask(operation);
        harm.judge(answer, expected)
    }

    fn pass(&mut self) {
        let seconds = self.chance.below(6);
        let before = self.pending();
        self.client.advance(seconds);
        self.model.advance(seconds);
        let ended = before - self.pending();
        *self.counts.entry("copies done".to_owned()).or_default() += ended;
    }

    fn pending(&self) -> u64 {
        let copies = self
            .model
            .blobs
            .iter()
            .flatten()
            .filter_map(|blob| blob.copy.as_ref());
        copies.filter(|copy| copy.is_pending()).count() as u64
    }

    /// Checks that a blob exists and no copy into it is pending.
    pub(super) fn settled(&self, blob: usize) -> Result<(), Refused> {
        self.model.must_exist(blob)?;
        self.model.must_be_settled(blob)
    }
}

pub(super) fn lease_id(number: usize) -> LeaseId {
    let text = format!("00000000-0000-4000-8000-00000000000{number}");
    LeaseId::parse(&text).expect("a GUID")
}
