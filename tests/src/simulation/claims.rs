//! A copy that the job treats as its own is its own.

use std::time::Duration;

use blobcopy_proto::CopyId;
use blobcopy_proto::job::OnPending;

use crate::simulation::check::{Case, Class};
use crate::simulation::record::Ask;
use crate::simulation::service::Service;
use crate::simulation::truth::{BlobRevision, Copy};

impl Case<'_> {
    /// A copy of the job whose id the job received, or that it saw at the destination, is the job's copy.
    pub(crate) fn what_was_seen_is_claimed(&mut self) {
        let Some((ended, end)) = &self.record.end else {
            return;
        };
        // The first reply that names the job's copy, or the copy that the job claims, decides.
        let named = self.record.requests.iter().find_map(|sent| {
            let (at, status) = sent.reply()?;
            let copy = match (&sent.ask, status) {
                (Ask::Start(_), 202) => sent.answering()?.began?,
                (Ask::Look, 200) => sent.answering()?.before.copy?,
                _ => return None,
            };
            let is_claimed = end.copy_id == Some(Service::id(copy));
            let copied = &self.copies()[copy];
            let is_ours = copied.is_ours() && !self.is_repeat(copied);
            let decides = at <= *ended && (is_claimed || is_ours);
            decides.then_some((copy, is_claimed))
        });
        if let Some((copy, false)) = named {
            let claims = end.copy_id.as_ref().map(CopyId::as_str);
            self.violated(format!(
                "our copy-{copy} was seen, but the job claims {claims:?}"
            ));
        }
    }

    pub(crate) fn claims_are_true(&mut self) {
        let Some((_, end)) = &self.record.end else {
            return;
        };
        let Some(id) = &end.copy_id else {
            return;
        };
        let Some(copy) = self.record.service.copy(id).cloned() else {
            self.violated(format!("the job claims {id}, which never was"));
            return;
        };
        if copy.is_ours() || self.fate.on_pending == OnPending::Adopt && copy.same_source {
            return;
        }
        match self.may_be_ours(&copy, id) {
            Ok(()) => self.allow(Class::Namesake),
            Err(why) => self.violated(format!("another's {id} is taken for ours: {why}")),
        }
    }

    /// Whether another client's copy cannot be distinguished from the job's: it has the same source, and started when
    /// the job's copy would have started.
    fn may_be_ours(&self, copy: &Copy, id: &CopyId) -> Result<(), &'static str> {
        let Some(doubt) = self.first_doubt(Duration::MAX) else {
            return Err("no start of ours was in doubt");
        };
        if !copy.same_source {
            return Err("its source is another");
        }
        let seen_before = self.record.requests.iter().any(|look| {
            let copy = look.answering().and_then(|arrival| arrival.before.copy);
            look.ask == Ask::Look
                && copy.map(Service::id).as_ref() == Some(id)
                && look.reply().is_some_and(|(at, _)| at <= doubt.at)
        });
        if seen_before {
            return Err("it was there before our start");
        }
        // The 2 s of slack, whole seconds, the clocks of the service, and the duration of the look's reply.
        let looks = self
            .record
            .requests
            .iter()
            .filter(|sent| sent.ask == Ask::Look);
        let slowest = looks
            .filter_map(|look| Some(look.reply()?.0 - look.answering()?.at))
            .max()
            .unwrap_or_default();
        // A start that was refused may have been delivered before, so the first start counts.
        let first = self.starts().next().map_or(doubt.at, |(_, start)| start.at);
        let since = BlobRevision::of(first).0 - BlobRevision::of(SLACK + slowest).0;
        match copy.ended.unwrap_or(copy.begun).0 >= since {
            true => Ok(()),
            false => Err("it had ended before our start"),
        }
    }
}

/// How long before the start was sent a copy may have started and still be taken for the job's.
const SLACK: Duration = Duration::from_secs(4);
