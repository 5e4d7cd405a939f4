//! What keeps a SAS from being taken, by its fields, the clock and the answer.

use std::time::SystemTime;

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasKind, SasTime};
use blobcopy_proto::ErrorCode;

use super::facts::{Answer, Clocks};
use super::{Cause, Diagnosis};

/// A SAS, and the request that carried it.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) token: &'a SasToken,
    /// Whether it is the source's, and not the credential of the request.
    pub(super) is_of_source: bool,
    pub(super) is_https: bool,
    /// Permissions of which one is enough, where that is known.
    pub(super) needs: Option<&'static str>,
    pub(super) clocks: Clocks,
    /// What was answered; nothing if nothing was asked.
    pub(super) answer: Option<&'a Answer>,
}

/// What the fields and the code of the answer show, the most certain first. The signature is left to [`signature`].
pub(super) fn diagnose(shown: &Shown<'_>) -> Option<Diagnosis> {
    if shown.answer.is_some_and(|answer| !answer.is_denial()) {
        return None;
    }
    RULES.iter().find_map(|rule| rule(shown))
}

const RULES: [fn(&Shown<'_>) -> Option<Diagnosis>; 9] = [
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

impl Shown<'_> {
    fn is_answered(&self, code: &ErrorCode) -> bool {
        self.answer.is_some_and(|answer| answer.has(code))
    }

    fn say(&self, cause: Cause) -> Diagnosis {
        match self.is_of_source {
            true => Diagnosis::of_source(cause),
            false => Diagnosis::new(cause),
        }
    }

    /// The text of a field, shown with its name.
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

/// A signature is an HMAC-SHA256 in base64. Source: *Create a service SAS*.
fn whole(shown: &Shown<'_>) -> Option<Diagnosis> {
    if !shown.token.has_whole_signature() {
        let detail = "its sig is not 32 bytes in base64, which are 44 characters";
        return Some(shown.say(Cause::SasMalformed).with(detail));
    }
    let times = [shown.token.starts_at(), shown.token.expires_at()];
    let broken = times.into_iter().find_map(Result::err)?;
    Some(shown.say(Cause::SasMalformed).with(broken.to_string()))
}

fn life(shown: &Shown<'_>) -> Option<Diagnosis> {
    let (start, end) = (SasField::SignedStart, SasField::SignedExpiry);
    out_of(shown, start, end, Cause::SasNotYetValid, Cause::SasExpired)
}

/// Of a user delegation SAS. It ends with its key, if that ends first.
fn life_of_key(shown: &Shown<'_>) -> Option<Diagnosis> {
    let (start, end) = (SasField::SignedKeyStart, SasField::SignedKeyExpiry);
    out_of(
        shown,
        start,
        end,
        Cause::SasKeyOutOfTime,
        Cause::SasKeyOutOfTime,
    )
}

fn out_of(
    shown: &Shown<'_>,
    start: SasField,
    end: SasField,
    early: Cause,
    late: Cause,
) -> Option<Diagnosis> {
    let now = shown.clocks.now();
    let detail = |field: SasField| {
        let now = SasTime::at(now).map_or_else(|_| String::new(), |now| now.as_str().to_owned());
        let (name, text) = (field.name(), shown.token.field(field).unwrap_or_default());
        format!(
            "its {name} is {text}, and it is {now} by {}",
            shown.whose_clock()
        )
    };
    if shown.time_of(end).is_some_and(|end| end <= now) {
        return Some(shown.say(late).with(detail(end)));
    }
    let is_early = shown.time_of(start).is_some_and(|start| now < start);
    is_early.then(|| shown.say(early).with(detail(start)))
}

/// A SAS for one user asks for that user's token beside it.
fn user(shown: &Shown<'_>) -> Option<Diagnosis> {
    let is_bound = shown
        .token
        .field(SasField::SignedDelegatedUserObjectId)
        .is_some();
    (shown.is_of_source && is_bound).then(|| shown.say(Cause::SourceSasOfUser))
}

fn permission(shown: &Shown<'_>) -> Option<Diagnosis> {
    let letters = shown.token.field(SasField::SignedPermissions);
    let allows =
        |needs: &str| letters.is_some_and(|has| needs.chars().any(|one| has.contains(one)));
    let is_mismatch = shown.is_answered(&ErrorCode::AuthorizationPermissionMismatch);
    // A stored policy may say what is allowed.
    let lacks = shown
        .needs
        .is_some_and(|needs| letters.is_some() && !allows(needs));
    if lacks && (is_mismatch || shown.is_of_source) {
        let needs = shown.needs.unwrap_or_default();
        let needs: Vec<String> = needs.chars().map(String::from).collect();
        let detail = format!(
            "its sp is `{}`, and this takes {}",
            letters.unwrap_or_default(),
            needs.join(" or ")
        );
        return Some(shown.say(Cause::SasLacksPermission).with(detail));
    }
    if !is_mismatch {
        return None;
    }
    let cause = match (shown.token.kind(), shown.is_of_source) {
        (SasKind::UserDelegation, true) if shown.needs.is_some_and(allows) => {
            Cause::SasOwnerLacksRole
        }
        (SasKind::UserDelegation, _) => Cause::SasOrOwnerLacksPermission,
        _ => Cause::SasLacksPermission,
    };
    let diagnosis = shown.say(cause);
    Some(match shown.field(SasField::SignedPermissions) {
        Some(field) => diagnosis.with(field),
        None => diagnosis,
    })
}

fn kind(shown: &Shown<'_>) -> Option<Diagnosis> {
    let is_account = shown.token.kind() == SasKind::Account;
    let lacks = |field, letter| is_account && shown.is_of_source && !shown.holds(field, letter);
    let field = if lacks(SasField::SignedServices, 'b')
        || shown.is_answered(&ErrorCode::AuthorizationServiceMismatch)
    {
        SasField::SignedServices
    } else if lacks(SasField::SignedResourceTypes, 'o')
        || shown.is_answered(&ErrorCode::AuthorizationResourceTypeMismatch)
    {
        if is_account {
            SasField::SignedResourceTypes
        } else {
            SasField::SignedResource
        }
    } else {
        return None;
    };
    let diagnosis = shown.say(Cause::SasOfOtherKind);
    Some(match shown.field(field) {
        Some(text) => diagnosis.with(text),
        None => diagnosis,
    })
}

fn protocol(shown: &Shown<'_>) -> Option<Diagnosis> {
    let is_plain = !shown.is_https && shown.token.field(SasField::SignedProtocol) == Some("https");
    let is_refused = shown.is_answered(&ErrorCode::AuthorizationProtocolMismatch);
    (is_plain || is_refused).then(|| shown.say(Cause::SasNeedsHttps))
}

/// Where no code says what was wrong, the addresses of a source's SAS are: the service's own can hardly be among them.
fn address(shown: &Shown<'_>) -> Option<Diagnosis> {
    let addresses = shown.field(SasField::SignedIp);
    let is_unsaid = shown.answer.is_none_or(|answer| answer.code.is_none());
    let is_refused = shown.is_answered(&ErrorCode::AuthorizationSourceIPMismatch);
    let is_presumed = shown.is_of_source && is_unsaid && addresses.is_some();
    if !is_refused && !is_presumed {
        return None;
    }
    let diagnosis = match shown.is_of_source {
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

/// Where the service's clock is not known, its word is.
fn time_frame(shown: &Shown<'_>) -> Option<Diagnosis> {
    let is_said = shown.answer.is_some_and(|answer| answer.says("time frame"));
    is_said.then(|| shown.say(Cause::SasOutOfTime))
}

/// What is said of a signature that the service does not take. Which of the causes it is, the answer does not tell.
pub(super) fn signature(shown: &Shown<'_>) -> Option<Diagnosis> {
    if !shown.is_answered(&ErrorCode::AuthenticationFailed) {
        return None;
    }
    let cause = match shown.token.kind() {
        _ if shown.token.field(SasField::SignedIdentifier).is_some() => Cause::PolicySasNotGenuine,
        SasKind::Account => Cause::AccountSasNotGenuine,
        SasKind::UserDelegation => Cause::DelegationSasNotGenuine,
        _ => Cause::SasNotGenuine,
    };
    Some(shown.say(cause))
}
