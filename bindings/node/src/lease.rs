//! The sole right to write a blob, for a while.

use blobcopy::ErrorKind;
use blobcopy::proto::ops::{LeaseAction, LeaseBlob, LeaseBlobOutput, LeaseOutcome};
use blobcopy::proto::{BreakPeriod, Invalid, LeaseDuration, LeaseId, Receipt};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::conditions::{ConditionData, Terms};
use crate::failure::{Failure, Trouble};
use crate::promise::{Cancel, promise};
use crate::properties::text;
use crate::receipt::ReceiptData;
use crate::time;

/// What is to happen to a lease.
#[napi(object, object_to_js = false)]
pub struct LeaseData {
    /// `acquire`, `renew`, `change`, `release` or `break`.
    pub action: String,
    /// Its id; the one that is proposed, where it is acquired.
    pub lease_id: Option<String>,
    /// Its id from now on.
    pub proposed_lease_id: Option<String>,
    /// How long it lasts or takes to break, in seconds; -1 for ever.
    pub seconds: Option<i32>,
    /// Conditions on the blob.
    pub conditions: Option<ConditionData>,
}

/// What became of a lease. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
pub struct LeaseAnswer {
    /// Its id, if it holds.
    pub lease_id: Option<String>,
    /// For how many seconds it holds yet, if it was broken.
    pub lease_time: Option<i64>,
    /// The blob's tag.
    pub etag: Option<String>,
    /// When the blob was last written.
    pub last_modified: Option<f64>,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

#[napi]
impl NativeBlob {
    /// Acquires, keeps or gives up a lease on the blob.
    #[napi]
    pub fn lease<'env>(
        &self,
        env: &'env Env,
        lease: LeaseData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<LeaseAnswer, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut wish = LeaseBlob::new(url, lease.action()?);
            let terms = Terms::of(lease.conditions)?;
            wish.options.conditions = terms.conditions;
            wish.options.if_tags = terms.if_tags;
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }
}

impl LeaseData {
    fn action(&self) -> std::result::Result<LeaseAction, Trouble> {
        let parse = |id: &Option<String>| id.as_deref().map(LeaseId::parse).transpose();
        let needed = |id: Option<LeaseId>| {
            id.ok_or_else(|| Trouble::of_kind(ErrorKind::Invalid, "the lease has no id yet"))
        };
        let id = parse(&self.lease_id)?;
        Ok(match self.action.as_str() {
            "acquire" => LeaseAction::Acquire {
                duration: lasting(self.seconds.unwrap_or(-1))?,
                proposed: id,
            },
            "renew" => LeaseAction::Renew { id: needed(id)? },
            "change" => LeaseAction::Change {
                id: needed(id)?,
                proposed: needed(parse(&self.proposed_lease_id)?)?,
            },
            "release" => LeaseAction::Release { id: needed(id)? },
            "break" => LeaseAction::Break {
                period: self.seconds.map(breaking).transpose()?,
            },
            other => {
                let message = format!("there is nothing called {other} to do with a lease");
                return Err(Trouble::of_kind(ErrorKind::Invalid, message));
            }
        })
    }
}

/// A number that no lease lasts is told of as the rule that it breaks.
fn lasting(seconds: i32) -> std::result::Result<LeaseDuration, Invalid> {
    match seconds {
        -1 => Ok(LeaseDuration::INFINITE),
        seconds => LeaseDuration::seconds(u8::try_from(seconds).unwrap_or(u8::MAX)),
    }
}

fn breaking(seconds: i32) -> std::result::Result<BreakPeriod, Invalid> {
    BreakPeriod::seconds(u8::try_from(seconds).unwrap_or(u8::MAX))
}

impl From<(LeaseBlobOutput, Receipt)> for LeaseAnswer {
    fn from((output, receipt): (LeaseBlobOutput, Receipt)) -> Self {
        let (lease_id, lease_time) = match &output.outcome {
            LeaseOutcome::Acquired(id) | LeaseOutcome::Kept(id) => (Some(id.to_string()), None),
            LeaseOutcome::Breaking(seconds) => (None, i64::try_from(*seconds).ok()),
            _ => (None, None),
        };
        Self {
            lease_id,
            lease_time,
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            receipt: (&receipt).into(),
        }
    }
}
