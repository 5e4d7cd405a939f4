//! Random values.

use std::time::{Duration, UNIX_EPOCH};

use blobcopy_proto::*;
use bytes::Bytes;

use super::choices::{Choices, Choose, choose_words};

const HEX: &str = "0123456789abcdef";
const SENDABLE: &str = "aZ09 -_.,;:!\"#$%&'()*+/<=>?@[]\\^`{|}~";
/// Characters that an encoding could lose: special ones of URLs and XML, some beyond ASCII, and some that XML cannot
/// contain.
const ODD: &str = "a Z9%+#?&=<>\"'/~ü漢\u{1f600}\u{85}";

impl Choose for String {
    fn choose(choices: &mut Choices<'_>) -> Self {
        choices.text(ODD, 1, 12)
    }
}

impl Choose for Bytes {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let length = choices.byte() % 32;
        (0..length).map(|_| choices.byte()).collect()
    }
}

impl Choose for HeaderText {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let text = choices.text(SENDABLE, 1, 20);
        let text = format!("x{}", text.trim());
        Self::parse(&text).expect("made of what can be sent")
    }
}

impl Choose for Boundary {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let text = choices.text("aZ09'()+_,-./:=? ", 1, 69);
        Self::parse(&format!("{text}b")).expect("made of what a boundary can have")
    }
}

impl Choose for HttpDate {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let seconds = choices.below(253_402_300_800);
        Self::new(UNIX_EPOCH + Duration::from_secs(seconds)).expect("before the year 10000")
    }
}

impl Choose for ETag {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let text = choices.text(HEX, 1, 16);
        let text = choices.one_of(&[format!("\"0x{text}\""), format!("0x{text}")]);
        Self::parse(&text).expect("visible ASCII")
    }
}

impl Choose for Endpoint {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let text = choices.one_of(&[
            "https://acct.blob.core.windows.net",
            "https://acct.z12.blob.storage.azure.net",
            "https://files.example.com:8443",
            "http://127.0.0.1:10000/devstoreaccount1",
            "http://[::1]:10000/acct",
        ]);
        Self::parse(text).expect("a well-formed endpoint")
    }
}

impl Choose for ContainerUrl {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let name = choices.one_of(&["cont", "a-b-1", "$web", "$root", "$logs"]);
        Self::new(choices.value(), name).expect("a container's name")
    }
}

impl Choose for BlobUrl {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let container: ContainerUrl = choices.value();
        let mut name = choices.text("a Z9%+#?&=<>\"'~ü漢\u{1f600}", 1, 16);
        if container.name() != "$root" {
            name.push_str(choices.one_of(&["", "/", "//b", "/c/ d", "/%2e%2e/x"]));
        }
        let url = Self::new(container, &name).expect("nothing that is forbidden");
        let moment = match choices.byte() % 3 {
            1 => BlobRevision::Snapshot("2026-11-23T08:00:00.1234567Z".into()),
            2 => BlobRevision::Version("2026-11-23T08:00:00.7654321Z".into()),
            _ => BlobRevision::Current,
        };
        url.at(moment)
    }
}

/// A blob that can be written to, which is not a snapshot or version.
pub(crate) struct Destination(BlobUrl);

impl Choose for Destination {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self(choices.value::<BlobUrl>().at(BlobRevision::Current))
    }
}

impl From<Destination> for BlobUrl {
    fn from(destination: Destination) -> Self {
        destination.0
    }
}

impl Choose for SourceUrl {
    fn choose(choices: &mut Choices<'_>) -> Self {
        match choices.byte() % 3 {
            0 => Self::of_blob(&choices.value()),
            1 => Self::of_blob_with_sas(&choices.value(), "sv=2021-12-02&sp=r&sig=a%2Bb%3D"),
            _ => Self::parse("https://bucket.example/a*b~%7e?X-Signature=a%2Bb*"),
        }
        .expect("short and encoded")
    }
}

impl Choose for EchoedSource {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.value::<SourceUrl>().expose())
    }
}

impl Choose for Conditions {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let tag: ETag = choices.value();
        match choices.byte() % 7 {
            1 => Self::if_match(tag),
            2 => Self::if_none_match(tag),
            3 => Self::if_absent(),
            4 => Self::IfModifiedSince(choices.value()),
            5 => Self::IfUnmodifiedSince(choices.value()),
            6 => pair(choices, tag),
            _ => Self::None,
        }
    }
}

impl Choose for ReadConditions {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let tag = |choices: &mut Choices<'_>| match choices.byte() % 3 {
            0 => TagMatch::Any,
            _ => TagMatch::Exactly(choices.value()),
        };
        let mut conditions = Self::default();
        for _ in 0..choices.byte() % 3 {
            conditions.if_match.push(tag(choices));
        }
        for _ in 0..choices.byte() % 3 {
            conditions.if_none_match.push(tag(choices));
        }
        conditions.modified_since = choices.value();
        conditions.unmodified_since = choices.value();
        conditions
    }
}

/// A condition on the ETag with its matching date condition.
fn pair(choices: &mut Choices<'_>, tag: ETag) -> Conditions {
    let mut conditions = choices.one_of(&[
        Conditions::if_match(tag.clone()),
        Conditions::if_none_match(tag),
    ]);
    match &mut conditions {
        Conditions::IfMatch {
            unmodified_since, ..
        } => *unmodified_since = Some(choices.value()),
        Conditions::IfNoneMatch { modified_since, .. } => *modified_since = Some(choices.value()),
        _ => {}
    }
    conditions
}

impl Choose for DateCondition {
    fn choose(choices: &mut Choices<'_>) -> Self {
        match choices.byte() % 3 {
            1 => Self::IfModifiedSince(choices.value()),
            2 => Self::IfUnmodifiedSince(choices.value()),
            _ => Self::None,
        }
    }
}

impl Choose for Metadata {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut metadata = Self::new();
        for number in 0..choices.byte() % 4 {
            let name = format!("{}{number}", choices.text("ab_", 1, 4));
            let value: Option<HeaderText> = choices.value();
            let value = value.as_deref().unwrap_or_default().to_owned();
            metadata.insert(&name, &value).expect("an identifier");
        }
        metadata
    }
}

impl Choose for MetadataChoice {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::replace(choices.value()).unwrap_or_default()
    }
}

impl Choose for Tags {
    fn choose(choices: &mut Choices<'_>) -> Self {
        const LETTERS: &str = "aZ0 +-./:=_";
        let mut tags = Self::new();
        for number in 0..choices.byte() % 11 {
            let key = format!("{}{number}", choices.text(LETTERS, 0, 6));
            let value = choices.text(LETTERS, 0, 6);
            tags.insert(&key, &value).expect("short and allowed");
        }
        tags
    }
}

impl Choose for CopyTags {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let tags: Tags = choices.value();
        match choices.byte() % 3 {
            1 if !tags.is_empty() => Self::Replace(tags),
            2 => Self::FromSource,
            _ => Self::None,
        }
    }
}

impl Choose for TagCondition {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let value = choices.text("aZ09 ", 0, 8);
        Self::parse(&format!("\"project\" = '{value}'")).expect("visible ASCII")
    }
}

impl Choose for LeaseId {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let part = choices.text(HEX, 8, 8);
        Self::parse(&format!("{part}-a41d-49e6-b123-f4b542e851c5")).expect("a GUID")
    }
}

impl Choose for LeaseDuration {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::seconds(choices.byte()).unwrap_or(Self::INFINITE)
    }
}

impl Choose for BreakPeriod {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::seconds(choices.byte() % 61).expect("within a minute")
    }
}

impl Choose for ImmutabilityPolicy {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut policy = Self::new(choices.value(), ImmutabilityMode::Unlocked);
        policy.mode = choices.value();
        policy
    }
}

impl Choose for CustomerKey {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(&choices.base64(32), &choices.base64(32)).expect("two times 32 bytes")
    }
}

impl Choose for SourceAuthorization {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let token = choices.text("aZ09-_.", 1, 30);
        Self::bearer(&token).expect("visible ASCII")
    }
}

impl Choose for ContentHash {
    fn choose(choices: &mut Choices<'_>) -> Self {
        if choices.value() {
            Self::md5(&choices.base64(16)).expect("16 bytes")
        } else {
            Self::crc64(&choices.base64(8)).expect("8 bytes")
        }
    }
}

impl Choose for BlockId {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let length = 1 + usize::from(choices.byte()) % 64;
        Self::parse(&choices.base64(length)).expect("1 to 64 bytes")
    }
}

impl Choose for PageBlobLength {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.below(1 << 34) * 512).expect("whole pages")
    }
}

impl Choose for PageRange {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let start = choices.below(1 << 40) * 512;
        let length = u64::from(1 + choices.byte() % 4) * 512;
        Self::new(start, start + length).expect("whole pages")
    }
}

impl Choose for SequenceNumberChange {
    fn choose(choices: &mut Choices<'_>) -> Self {
        match choices.byte() % 3 {
            0 => Self::Increment,
            1 => Self::Max(choices.value()),
            _ => Self::Update(choices.value()),
        }
    }
}

impl Choose for ByteRange {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let start = choices.below(1 << 50);
        let end = start + choices.below(1 << 50);
        Self::between(start, end).unwrap_or_else(|_| Self::from(start))
    }
}

impl Choose for ContentRange {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let start = choices.below(1 << 50);
        let end = start + 1 + choices.below(1 << 50);
        Self::new(start..end, end + choices.below(1 << 50))
    }
}

impl Choose for ObjectReplication {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut replication = Self::default();
        replication.policy_id = choices.value();
        for number in 0..choices.byte() % 3 {
            let rule = format!("p{number}-{}_r", choices.text(HEX, 1, 4));
            replication.rules.push((rule.into(), choices.value()));
        }
        replication
    }
}

impl Choose for CopyId {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::parse(&choices.text(HEX, 1, 32)).expect("visible ASCII")
    }
}

impl Choose for Progress {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.value(), choices.value())
    }
}

impl Choose for CopyState {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut state = Self::new(choices.value(), choices.value());
        state.source = choices.value();
        state.progress = choices.value();
        state.completion_time = choices.value();
        state.status_description = choices.value();
        state.destination_snapshot = choices.value();
        state
    }
}

impl Choose for MaxResults {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let entries = 1 + choices.below(5000);
        Self::new(u16::try_from(entries).expect("at most 5,000")).expect("at least 1")
    }
}

choose_words! {
    AccessTier { Hot, Cool, Cold, Archive, Smart }
    ArchiveStatus { RehydratePendingToHot, RehydratePendingToCool, RehydratePendingToCold }
    BlobType { Block, Page, Append }
    CopyStatus { Pending, Success, Aborted, Failed }
    FileRequestIntent { Backup }
    ImmutabilityMode { Unlocked, Locked, Mutable }
    LeaseDurationKind { Infinite, Fixed }
    LeaseState { Available, Leased, Expired, Breaking, Broken }
    LeaseStatus { Locked, Unlocked }
    PublicAccess { Container, Blob }
    RehydratePriority { Standard, High }
    ReplicationStatus { Complete, Failed }
    ShowOnly { Deleted, Files, Directories }
}

impl Choose for StoredAccessPolicies {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut policies: Vec<StoredAccessPolicy> = choices.several(5);
        for (number, policy) in policies.iter_mut().enumerate() {
            policy.id.push_str(&number.to_string());
        }
        Self::new(policies).expect("at most five, each with a name of its own")
    }
}

impl Choose for StoredAccessPolicy {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut policy = Self::new(choices.value::<String>());
        policy.start = choices
            .value::<Option<HttpDate>>()
            .map(HttpDate::to_iso_8601);
        policy.expiry = choices
            .value::<bool>()
            .then(|| "2026-11-23T08:00:00.1234567Z".to_owned());
        policy.permissions = choices
            .value::<bool>()
            .then(|| choices.text("rwdlacup", 1, 4));
        policy
    }
}

impl Choose for ContainerInclude {
    fn choose(choices: &mut Choices<'_>) -> Self {
        choices.one_of(&[Self::Metadata, Self::Deleted, Self::System])
    }
}

impl Choose for ListInclude {
    fn choose(choices: &mut Choices<'_>) -> Self {
        choices.one_of(&[
            Self::Snapshots,
            Self::Metadata,
            Self::UncommittedBlobs,
            Self::Copy,
            Self::Deleted,
            Self::Tags,
            Self::Versions,
            Self::ImmutabilityPolicy,
            Self::LegalHold,
            Self::Permissions,
            Self::DeletedWithVersions,
        ])
    }
}
