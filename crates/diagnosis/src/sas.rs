//! Why a SAS was refused, by its fields, the clock and the reply.

use std::time::SystemTime;

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasKind, SasTime};
use blobcopy_proto::ErrorCode;

use crate::facts::{Answer, Clocks};
use crate::{Cause, Diagnosis};

/// A SAS, and the request that carried it.
#[derive(Clone, Copy)]
pub(crate) struct SasUse<'a> {
    pub(crate) token: &'a SasToken,
    /// Whether it is the SAS of the source, and not the credential of the request.
    pub(crate) is_of_source: bool,
    pub(crate) is_https: bool,
    /// Permissions of which one is sufficient, if known.
    pub(crate) needs: Option<&'static str>,
    pub(crate) clocks: Clocks,
    /// The reply. `None` if no request was sent.
    pub(crate) answer: Option<&'a Answer>,
}

/// What the fields and the code of the reply show, the most certain cause first. [`signature`] checks the signature.
pub(crate) fn diagnose(sas: &SasUse<'_>) -> Option<Diagnosis> {
    if sas.answer.is_some_and(|answer| !answer.is_denial()) {
        return None;
    }
    RULES.iter().find_map(|rule| rule(sas))
}

const RULES: [fn(&SasUse<'_>) -> Option<Diagnosis>; 9] = [
    whole,
    life,
    life_of_key,
    user,
    permission,
    kind,
    protocol,
    address,
    time_frame,
];

impl SasUse<'_> {
    fn is_answered(&self, code: &ErrorCode) -> bool {
        self.answer.is_some_and(|answer| answer.has(code))
    }

    fn say(&self, cause: Cause) -> Diagnosis {
        match self.is_of_source {
            true => Diagnosis::of_source(cause),
            false => Diagnosis::new(cause),
        }
    }

    /// The text of a field, with its name.
    fn field(&self, field: SasField) -> Option<String> {
        let text = self.token.field(field)?;
        Some(format!("its {} is `{text}`", field.name()))
    }

    fn holds(&self, field: SasField, letter: char) -> bool {
        self.token
            .field(field)
            .is_some_and(|text| text.contains(letter))
    }

    fn whose_clock(&self) -> &'static str {
        match self.clocks.service {
            Some(_) => "the service's clock",
            None => "this machine's clock",
        }
    }

    fn time_of(&self, field: SasField) -> Option<SystemTime> {
        let time = SasTime::parse(self.token.field(field)?).ok()?;
        Some(time.to_system_time())
    }
}

/// Checks that the signature is complete: it is an HMAC-SHA256 in base64. Source: *Create a service SAS*.
fn whole(sas: &SasUse<'_>) -> Option<Diagnosis> {
    if !sas.token.has_whole_signature() {
        let detail = "its sig is not 32 bytes in base64, which are 44 characters";
        return Some(sas.say(Cause::SasMalformed).with(detail));
    }
    let times = [sas.token.starts_at(), sas.token.expires_at()];
    let broken = times.into_iter().find_map(Result::err)?;
    Some(sas.say(Cause::SasMalformed).with(broken.to_string()))
}

fn life(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let (start, end) = (SasField::SignedStart, SasField::SignedExpiry);
    out_of(sas, start, end, Cause::SasNotYetValid, Cause::SasExpired)
}

/// Checks the lifetime of the key of a user delegation SAS. The SAS expires with its key, if the key expires first.
fn life_of_key(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let (start, end) = (SasField::SignedKeyStart, SasField::SignedKeyExpiry);
    out_of(
        sas,
        start,
        end,
        Cause::SasKeyOutOfTime,
        Cause::SasKeyOutOfTime,
    )
}

fn out_of(
    sas: &SasUse<'_>,
    start: SasField,
    end: SasField,
    early: Cause,
    late: Cause,
) -> Option<Diagnosis> {
    let now = sas.clocks.now();
    let detail = |field: SasField| {
        let now = SasTime::at(now).map_or_else(|_| String::new(), |now| now.as_str().to_owned());
        let (name, text) = (field.name(), sas.token.field(field).unwrap_or_default());
        format!(
            "its {name} is {text}, and it is {now} by {}",
            sas.whose_clock()
        )
    };
    if sas.time_of(end).is_some_and(|end| end <= now) {
        return Some(sas.say(late).with(detail(end)));
    }
    let is_early = sas.time_of(start).is_some_and(|start| now < start);
    is_early.then(|| sas.say(early).with(detail(start)))
}

/// Checks for a SAS for one user, which also requires an access token of that user.
fn user(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let is_bound = sas
        .token
        .field(SasField::SignedDelegatedUserObjectId)
        .is_some();
    (sas.is_of_source && is_bound).then(|| sas.say(Cause::SourceSasOfUser))
}

fn permission(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let letters = sas.token.field(SasField::SignedPermissions);
    let allows =
        |needs: &str| letters.is_some_and(|has| needs.chars().any(|one| has.contains(one)));
    let is_mismatch = sas.is_answered(&ErrorCode::AuthorizationPermissionMismatch);
    // A stored policy may contain the permissions.
    let lacks = sas
        .needs
        .is_some_and(|needs| letters.is_some() && !allows(needs));
    if lacks && (is_mismatch || sas.is_of_source) {
        let needs = sas.needs.unwrap_or_default();
        let needs: Vec<String> = needs.chars().map(String::from).collect();
        let detail = format!(
            "its sp is `{}`, and this requires {}",
            letters.unwrap_or_default(),
            needs.join(" or ")
        );
        return Some(sas.say(Cause::SasLacksPermission).with(detail));
    }
    if !is_mismatch {
        return None;
    }
    let cause = match (sas.token.kind(), sas.is_of_source) {
        (SasKind::UserDelegation, true) if sas.needs.is_some_and(allows) => {
            Cause::SasOwnerLacksRole
        }
        (SasKind::UserDelegation, _) => Cause::SasOrOwnerLacksPermission,
        _ => Cause::SasLacksPermission,
    };
    let diagnosis = sas.say(cause);
    Some(match sas.field(SasField::SignedPermissions) {
        Some(field) => diagnosis.with(field),
        None => diagnosis,
    })
}

fn kind(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let is_account = sas.token.kind() == SasKind::Account;
    let lacks = |field, letter| is_account && sas.is_of_source && !sas.holds(field, letter);
    let field = if lacks(SasField::SignedServices, 'b')
        || sas.is_answered(&ErrorCode::AuthorizationServiceMismatch)
    {
        SasField::SignedServices
    } else if lacks(SasField::SignedResourceTypes, 'o')
        || sas.is_answered(&ErrorCode::AuthorizationResourceTypeMismatch)
    {
        if is_account {
            SasField::SignedResourceTypes
        } else {
            SasField::SignedResource
        }
    } else {
        return None;
    };
    let diagnosis = sas.say(Cause::SasOfOtherKind);
    Some(match sas.field(field) {
        Some(text) => diagnosis.with(text),
        None => diagnosis,
    })
}

fn protocol(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let is_plain = !sas.is_https && sas.token.field(SasField::SignedProtocol) == Some("https");
    let is_refused = sas.is_answered(&ErrorCode::AuthorizationProtocolMismatch);
    (is_plain || is_refused).then(|| sas.say(Cause::SasNeedsHttps))
}

/// Checks the addresses. If no code shows the cause, the addresses in a source's SAS are assumed to be it, because they
/// can hardly include the service's own.
fn address(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let addresses = sas.field(SasField::SignedIp);
    let is_unsaid = sas.answer.is_none_or(|answer| answer.code.is_none());
    let is_refused = sas.is_answered(&ErrorCode::AuthorizationSourceIPMismatch);
    let is_presumed = sas.is_of_source && is_unsaid && addresses.is_some();
    if !is_refused && !is_presumed {
        return None;
    }
    let diagnosis = match sas.is_of_source {
        true => Diagnosis::of_source(Cause::SourceSasAddress),
        false => Diagnosis::new(Cause::SasAddress),
    };
    let diagnosis = match addresses {
        Some(addresses) => diagnosis.with(addresses),
        None => diagnosis,
    };
    Some(match is_refused {
        true => diagnosis,
        false => diagnosis.presumed(),
    })
}

/// Checks the detail of the reply, for when the service's clock is not known.
fn time_frame(sas: &SasUse<'_>) -> Option<Diagnosis> {
    let is_said = sas.answer.is_some_and(|answer| answer.says("time frame"));
    is_said.then(|| sas.say(Cause::SasOutOfTime))
}

/// The diagnosis of a refused signature. The reply does not show which of its causes applies.
pub(crate) fn signature(sas: &SasUse<'_>) -> Option<Diagnosis> {
    if !sas.is_answered(&ErrorCode::AuthenticationFailed) {
        return None;
    }
    let cause = match sas.token.kind() {
        _ if sas.token.field(SasField::SignedIdentifier).is_some() => Cause::PolicySasNotGenuine,
        SasKind::Account => Cause::AccountSasNotGenuine,
        SasKind::UserDelegation => Cause::DelegationSasNotGenuine,
        _ => Cause::SasNotGenuine,
    };
    Some(sas.say(cause))
}
