//! User delegation keys: issued for tokens, and used to verify the signatures made with them.
//!
//! Source: *Get User Delegation Key*, REST reference.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasTime};
use blobcopy_proto::ops::GetUserDelegationKey;
use blobcopy_proto::{ErrorCode, UserDelegationKey};
use ring::hmac;

use super::{Guard, Rights};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// The longest lifetime of a key, and the latest expiry from now.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The permitted difference between clocks.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// The object id of a caller without a token, if authentication is disabled.
const NO_ONE: &str = "00000000-0000-0000-0000-000000000000";

/// Derives every key from its fields, so that no key has to be stored.
pub(crate) struct DelegationKeys(hmac::Key);

impl Default for DelegationKeys {
    fn default() -> Self {
        // It protects only test data, and any caller that may request a key gets one.
        let seed: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..))
            .take(32)
            .collect();
        Self(hmac::Key::new(hmac::HMAC_SHA256, &seed))
    }
}

impl DelegationKeys {
    /// The value of the key with these fields, in base64.
    fn value(&self, fields: [&str; 8]) -> String {
        let signed = fields.map(|field| format!("{}:{field}", field.len()));
        BASE64_STANDARD.encode(hmac::sign(&self.0, signed.concat().as_bytes()))
    }

    /// The value of the key that signed `token`, according to its fields.
    pub(super) fn value_of(&self, account: &str, token: &SasToken) -> String {
        let field = |field| token.field(field).unwrap_or_default();
        self.value([
            account,
            field(SasField::SignedObjectId),
            field(SasField::SignedTenantId),
            field(SasField::SignedKeyStart),
            field(SasField::SignedKeyExpiry),
            field(SasField::SignedKeyService),
            field(SasField::SignedKeyVersion),
            field(SasField::SignedKeyDelegatedUserTenantId),
        ])
    }
}

impl Execute for GetUserDelegationKey {
    /// Issues a key. Requires a token.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let (oid, tid) = buyer(&service.guard, caller.rights)?;
        let clock = &service.clock;
        let now = (!clock.is_manual()).then(|| clock.now());
        check_life(self.start.time(), self.expiry.time(), now)?;
        let time = |time: SystemTime| SasTime::at(time).map_err(|_| out_of_range());
        let (start, expiry) = (time(self.start.time())?, time(self.expiry.time())?);
        let user_tid = self.delegated_user_tid.as_deref();
        let version = caller.version.as_str();
        let value = service.guard.delegation_keys.value([
            caller.account.name(),
            &oid,
            &tid,
            start.as_str(),
            expiry.as_str(),
            "b",
            version,
            user_tid.unwrap_or_default(),
        ]);
        let mut key =
            UserDelegationKey::new(oid, tid, start.as_str(), expiry.as_str(), version, value);
        key.signed_delegated_user_tid = user_tid.map(str::to_owned);
        Ok(key)
    }
}

fn buyer(guard: &Guard, rights: &Rights) -> Result<(String, String), Refusal> {
    match rights {
        Rights::Bearer(principal) => principal
            .object_id
            .clone()
            .zip(principal.tenant_id.clone())
            .ok_or_else(|| {
                super::bearer::refused("The token names no user: oid or tid is missing.")
            }),
        _ if guard.is_loose => Ok((NO_ONE.to_owned(), NO_ONE.to_owned())),
        _ => Err(Refusal::authentication_failed()
            .with_detail("Only authentication scheme Bearer is supported".to_owned())),
    }
}

/// Checks the lifetime of the key. With a manual clock only its length is checked, and not its times.
fn check_life(
    start: SystemTime,
    expiry: SystemTime,
    now: Option<SystemTime>,
) -> Result<(), Refusal> {
    let life = expiry.duration_since(start).unwrap_or_default();
    let is_near = |now: SystemTime| {
        let latest = now + LONGEST + SKEW;
        expiry > now && start <= latest && expiry <= latest
    };
    if life.is_zero() || life > LONGEST + SKEW || !now.is_none_or(is_near) {
        return Err(out_of_range());
    }
    Ok(())
}

fn out_of_range() -> Refusal {
    let message = "The value for one of the XML nodes is not in the correct format.";
    Refusal::new(400, ErrorCode::InvalidXmlNodeValue, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    fn day(days: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(days * DAY)
    }

    #[test]
    fn a_key_lives_for_seven_days_at_most_and_ends_within_seven_days() {
        let now = Some(day(100));
        assert!(check_life(day(100), day(107), now).is_ok());
        assert!(check_life(day(99), day(101), now).is_ok());
        for (start, expiry) in [(100, 108), (101, 109), (101, 101), (102, 101), (98, 100)] {
            assert!(
                check_life(day(start), day(expiry), now).is_err(),
                "{start}..{expiry}"
            );
        }
    }

    #[test]
    fn a_clock_moved_by_hand_judges_only_how_long_a_key_lives() {
        assert!(check_life(day(100), day(107), None).is_ok());
        assert!(check_life(day(100), day(108), None).is_err());
        assert!(check_life(day(100), day(100), None).is_err());
    }

    #[test]
    fn keys_for_different_things_differ_and_those_for_one_thing_agree() {
        let keys = DelegationKeys::default();
        let one = ["acct", "o", "t", "1", "2", "b", "v", ""];
        assert_eq!(keys.value(one), keys.value(one));
        assert_ne!(
            keys.value(one),
            keys.value(["acct", "ot", "", "1", "2", "b", "v", ""])
        );
        assert_ne!(keys.value(one), DelegationKeys::default().value(one));
    }
}
