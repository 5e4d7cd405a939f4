//! The options of the calls that copy.

use std::time::Duration;

use blobcopy::proto::ops::{CopyBlobFromUrlOptions, CopyBlobOptions};
use blobcopy::proto::{AccessTier, ContentHash, CopyTags, FileRequestIntent, SourceAuthorization};
use blobcopy::{
    Care, CopyFromUrlOptions, CopyOptions, CopyPolicy, OnPending, Protect, SourceAccess,
};

use crate::name::{Host, Name};
use crate::options::Options;
use crate::refusal::Refusal;
use crate::terms::{
    ALL, ON_DESTINATION, ON_SOURCE, Parts, Terms, apply, immutability, metadata_choice, tags,
};

/// The options of a start that is not waited for: the source's URL is sent as it is. With how long the start may take.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn start_copy(mut options: Options) -> Result<(CopyOptions, Option<Duration>), Refusal> {
    let mut copy = CopyOptions::default();
    copy.request = request(&mut options)?;
    copy.policy.retry = options.retry();
    copy.care.source_access = SourceAccess::AsGiven;
    let limit = start_limit(&mut options)?;
    options.done()?;
    Ok((copy, limit))
}

/// The options of a copy that is tracked to its end. With how long the start may take.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn begin_copy(mut options: Options) -> Result<(CopyOptions, Option<Duration>), Refusal> {
    let copy = scheduled(&mut options)?;
    let limit = start_limit(&mut options)?;
    options.done()?;
    Ok((copy, limit))
}

/// How a copy that was started before is tracked.
///
/// # Errors
/// If an option is unknown or cannot be used.
pub fn copy_policy(mut options: Options) -> Result<CopyPolicy, Refusal> {
    let policy = policy(&mut options)?;
    options.done()?;
    Ok(policy)
}

/// The options that `begin_copy` knows in a language.
pub fn copy_option_names(host: Host) -> Vec<Name> {
    Options::names_of(host, |options| {
        scheduled(options).and_then(|_| start_limit(options))
    })
}

/// The options of a copy within the call.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn copy_within_call(mut options: Options) -> Result<CopyFromUrlOptions, Refusal> {
    let mut copy = CopyFromUrlOptions::default();
    copy.request = request_within_call(&mut options)?;
    copy.policy.retry = options.retry();
    copy.policy.deadline = start_limit(&mut options)?;
    options.done()?;
    Ok(copy)
}

fn scheduled(options: &mut Options) -> Result<CopyOptions, Refusal> {
    let mut copy = CopyOptions::default();
    copy.request = request(options)?;
    copy.policy = policy(options)?;
    copy.care = care(options)?;
    Ok(copy)
}

fn start_limit(options: &mut Options) -> Result<Option<Duration>, Refusal> {
    Ok(options
        .timeout()?
        .map(|seconds| Duration::from_secs(seconds.into())))
}

fn request(options: &mut Options) -> Result<CopyBlobOptions, Refusal> {
    let mut request = CopyBlobOptions::default();
    request.metadata = metadata_choice(options)?;
    request.access_tier = tier(options)?;
    request.tags = tags(options)?;
    request.rehydrate_priority = options.word("rehydrate_priority")?;
    request.seal = options.flag(SEAL)?;
    request.immutability_policy = immutability(options)?;
    request.legal_hold = options.flag("legal_hold")?;
    apply!(Terms::read(options, &ON_DESTINATION, ALL)? => request; conditions, lease_id, if_tags);
    let source = Terms::read(options, &ON_SOURCE, ALL)?;
    request.source_conditions = source.conditions;
    request.source_if_tags = source.if_tags;
    for name in WITHIN_CALL {
        options.refuse(name)?;
    }
    Ok(request)
}

fn request_within_call(options: &mut Options) -> Result<CopyBlobFromUrlOptions, Refusal> {
    let mut request = CopyBlobFromUrlOptions::default();
    request.metadata = metadata_choice(options)?;
    request.access_tier = tier(options)?;
    request.tags = copy_tags(options)?;
    request.immutability_policy = immutability(options)?;
    request.legal_hold = options.flag("legal_hold")?;
    apply!(Terms::read(options, &ON_DESTINATION, ALL)? => request; conditions, lease_id, if_tags);
    let conditions = Parts { tags: false, ..ALL };
    request.source_conditions = Terms::read(options, &ON_SOURCE, conditions)?.conditions;
    let md5 = options.base64("source_content_md5")?;
    request.source_content_hash = md5.as_deref().map(ContentHash::md5).transpose()?;
    request.source_authorization = source_authorization(options)?;
    request.file_request_intent = source_token_intent(options)?;
    request.encryption_scope = options.header("encryption_scope")?;
    options.refuse("rehydrate_priority")?;
    options.refuse(SEAL)?;
    Ok(request)
}

const SEAL: Name = Name::new("seal_destination_blob", "seal_blob");

/// What only a copy within the call can be asked for.
const WITHIN_CALL: [Name; 5] = [
    Name::both("encryption_scope"),
    Name::both("source_authorization"),
    SOURCE_TOKEN_INTENT,
    Name::both("source_content_md5"),
    COPY_SOURCE_TAGS,
];

const COPY_SOURCE_TAGS: Name = Name::both("copy_source_tags");

const SOURCE_TOKEN_INTENT: Name = Name::new("source_token_intent", "source_share_token_intent");

/// What a token for a source in Azure Files is used for.
pub(crate) fn source_token_intent(
    options: &mut Options,
) -> Result<Option<FileRequestIntent>, Refusal> {
    options.word(SOURCE_TOKEN_INTENT)
}

/// Python has two options for it, as `azure.storage.blob` does.
pub(crate) fn tier(options: &mut Options) -> Result<Option<AccessTier>, Refusal> {
    let premium = options.word(("premium_page_blob_tier", ""))?;
    Ok(premium.or(options.word(("standard_blob_tier", "tier"))?))
}

/// Tags, or those of the source.
pub(crate) fn copy_tags(options: &mut Options) -> Result<CopyTags, Refusal> {
    let given = tags(options)?;
    match options.text(COPY_SOURCE_TAGS)?.as_deref() {
        None | Some("REPLACE") if given.is_empty() => Ok(CopyTags::None),
        None | Some("REPLACE") => Ok(CopyTags::Replace(given)),
        Some("COPY") if given.is_empty() => Ok(CopyTags::FromSource),
        Some("COPY") => Err(Refusal::value(
            "tags cannot be combined with those of the source; leave out one of the two",
        )),
        Some(other) => {
            let message = format!("the tags must be a mapping, COPY or REPLACE, not {other}");
            Err(Refusal::value(message))
        }
    }
}

/// A bearer token: with its scheme in Python, in an object with its scheme in JavaScript.
pub(crate) fn source_authorization(
    options: &mut Options,
) -> Result<Option<SourceAuthorization>, Refusal> {
    const NAME: &str = "source_authorization";
    if options.is_of_python() {
        let given = options.text(NAME)?;
        let token = given
            .as_deref()
            .map(|given| match given.split_at_checked(7) {
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer ") => token.trim(),
                _ => given,
            });
        return Ok(token.map(SourceAuthorization::bearer).transpose()?);
    }
    let Some(mut given) = options.object(NAME)? else {
        return Ok(None);
    };
    if given.text("scheme")?.as_deref() != Some("Bearer") {
        let name = given.spelled("scheme");
        return Err(Refusal::Type(format!("{name} must be Bearer")));
    }
    let token = given.text("value")?.unwrap_or_default();
    given.done()?;
    Ok(Some(SourceAuthorization::bearer(&token)?))
}

fn policy(options: &mut Options) -> Result<CopyPolicy, Refusal> {
    let mut policy = CopyPolicy::default().with_retry(options.retry());
    policy.on_pending = options.one_of(
        "on_pending",
        &[
            ("fail", OnPending::Fail),
            ("adopt", OnPending::Adopt),
            ("wait", OnPending::Wait),
            ("abort", OnPending::Abort),
        ],
    )?;
    policy.look_first = options.flag("look_first")?.unwrap_or(policy.look_first);
    policy.deadline = options.span("deadline")?;
    policy.abort_at_deadline = options.flag("abort_at_deadline")?.unwrap_or(false);
    let poll = &mut policy.poll;
    poll.floor = options.span("poll_floor")?.unwrap_or(poll.floor);
    poll.ceiling = options.span("poll_ceiling")?.unwrap_or(poll.ceiling);
    // An interval that is given is kept; without one the wait grows with the copy.
    if let Some(interval) = options.span(("", "interval"))? {
        (poll.floor, poll.ceiling) = (interval, interval);
    }
    poll.share = options.number("poll_share")?.unwrap_or(poll.share);
    if !(poll.share > 0.0 && poll.share <= 1.0) {
        let name = options.spelled("poll_share");
        return Err(Refusal::value(format!(
            "{name} must be more than 0, and 1 at most"
        )));
    }
    let attempts = options.count(("", "max_tries"))?;
    policy.retry.attempts = attempts.unwrap_or(policy.retry.attempts);
    Ok(policy)
}

fn care(options: &mut Options) -> Result<Care, Refusal> {
    let mut care = Care::default();
    care.source_access = source_access(options)?;
    care.check_source = options.flag("check_source")?.unwrap_or(false);
    care.pin_source = options.flag("pin_source")?.unwrap_or(false);
    care.lease_source = options.flag("lease_source")?.unwrap_or(false);
    care.keep_tags = options.flag("keep_tags")?.unwrap_or(false);
    care.protect = options.one_of(
        "protect",
        &[
            ("nothing", Protect::Nothing),
            ("create", Protect::Create),
            ("snapshot", Protect::Snapshot),
            ("kept_snapshot", Protect::KeptSnapshot),
        ],
    )?;
    care.verify = options.flag("verify")?.unwrap_or(false);
    Ok(care)
}

fn source_access(options: &mut Options) -> Result<SourceAccess, Refusal> {
    let life = options.span("source_access_life")?;
    let access = options.one_of(
        "source_access",
        &[
            ("auto", SourceAccess::Auto),
            ("as_given", SourceAccess::AsGiven),
            (
                "sas",
                SourceAccess::Sas {
                    life: life.unwrap_or_default(),
                },
            ),
        ],
    )?;
    let names = (
        options.spelled("source_access"),
        options.spelled_span("source_access_life"),
    );
    match (matches!(access, SourceAccess::Sas { .. }), life, names) {
        (true, None, (name, life)) => Err(Refusal::value(format!(
            "{name} sas needs {life}; give how long the SAS is valid"
        ))),
        (false, Some(_), (name, life)) => Err(Refusal::value(format!(
            "{life} is allowed only with {name} sas; leave it out"
        ))),
        _ => Ok(access),
    }
}
