//! The failures, each as one call that every interface has.

use blobcopy::auth::SharedKey;
use blobcopy::auth::sas::{BlobSas, SasResource, SasTime};
use serde::Serialize;

use crate::world::{KEY, LATE, World};

/// One call that fails.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Case {
    pub(crate) title: &'static str,
    pub(crate) connection: String,
    /// `copy`, `properties` or `wait`.
    pub(crate) call: &'static str,
    /// A URL, or `container/blob`.
    pub(crate) source: String,
    pub(crate) container: &'static str,
    pub(crate) blob: &'static str,
    pub(crate) metadata: Option<[&'static str; 2]>,
    pub(crate) tag: Option<[&'static str; 2]>,
    pub(crate) lease: Option<&'static str>,
    /// The ETag that the destination must have.
    pub(crate) etag: Option<&'static str>,
    /// In seconds.
    pub(crate) deadline: Option<u64>,
    pub(crate) ticket: Option<String>,
}

impl Case {
    fn with(self, change: impl FnOnce(&mut Self)) -> Self {
        let mut case = self;
        change(&mut case);
        case
    }

    /// The arguments of the command.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let blob = format!("{}/{}", self.container, self.blob);
        let mut words: Vec<String> = match self.call {
            "copy" => vec!["copy".into(), self.source.clone(), blob],
            "wait" => vec!["wait".into(), blob],
            _ => vec!["status".into(), blob],
        };
        let pair = |pair: Option<[&str; 2]>| pair.map(|[key, value]| format!("{key}={value}"));
        for (flag, value) in [
            ("--metadata", pair(self.metadata)),
            ("--tag", pair(self.tag)),
            ("--lease-id", self.lease.map(str::to_owned)),
            ("--if-match", self.etag.map(str::to_owned)),
            (
                "--timeout",
                self.deadline.map(|seconds| format!("{seconds}s")),
            ),
        ] {
            if let Some(value) = value {
                words.extend([flag.to_owned(), value]);
            }
        }
        words
    }
}

/// The failures in the order of the page.
#[expect(
    clippy::too_many_lines,
    reason = "it is a list, one entry for each failure"
)]
pub(crate) fn all(world: &World) -> Vec<Case> {
    let acct = world
        .fast
        .connection_string("acct")
        .expect("it has this account");
    let slow = world
        .slow
        .connection_string("acct")
        .expect("it has this account");
    let of = |connection: &str| Case {
        connection: connection.to_owned(),
        ..Case::default()
    };
    let copy = |title, source: &str, container, blob| Case {
        title,
        call: "copy",
        source: source.to_owned(),
        container,
        blob,
        ..of(&acct)
    };
    let read = |title, connection: &str, blob| Case {
        title,
        call: "properties",
        container: "live",
        blob,
        ..of(connection)
    };
    let waited = |title, blob: &'static str| {
        let ticket = world.tickets.iter().find(|(name, _)| *name == blob);
        Case {
            title,
            call: "wait",
            container: "backups",
            blob,
            ticket: ticket.map(|(_, ticket)| ticket.clone()),
            ..of(&slow)
        }
    };
    let account = |name| {
        world
            .fast
            .connection_string(name)
            .expect("it has this account")
    };
    let other = |query: &str| format!("{}/live/db.vhd{query}", world.fast.endpoint("other"));
    let signed = |letters, until| other(&format!("?{}", sas(letters, until)));
    let cut = |url: String| url[..url.len() - 8].to_owned();
    let later = "2100-01-01";
    vec![
        read("The blob does not exist", &acct, "missing.vhd"),
        copy(
            "The source does not exist",
            "live/missing.vhd",
            "backups",
            "db.vhd",
        ),
        copy(
            "The container does not exist",
            "live/db.vhd",
            "backup",
            "db.vhd",
        ),
        copy(
            "The snapshot to copy does not exist",
            &format!(
                "{}/live/missing.vhd?snapshot=2026-01-01T00:00:00.0000000Z",
                world.fast.endpoint("acct")
            ),
            "backups",
            "db.vhd",
        ),
        copy(
            "The URL is not one of http or https",
            "ftp://acct.blob.core.windows.net/live/db.vhd",
            "backups",
            "db.vhd",
        ),
        copy(
            "A container is named where a blob is expected",
            "https://acct.blob.core.windows.net/live/",
            "backups",
            "db.vhd",
        ),
        read("The key is wrong", &acct.replace(KEY, "b3RoZXI="), "db.vhd"),
        read(
            "The account does not allow keys",
            &account("keyless"),
            "db.vhd",
        ),
        copy("The source has no SAS", &other(""), "backups", "db.vhd"),
        copy(
            "The SAS of the source has expired",
            &signed("r", "2026-01-01"),
            "backups",
            "db.vhd",
        ),
        copy(
            "The SAS of the source lacks a permission",
            &signed("w", later),
            "backups",
            "db.vhd",
        ),
        copy(
            "The SAS of the source was cut off",
            &cut(signed("r", later)),
            "backups",
            "db.vhd",
        ),
        copy(
            "The source is archived",
            "live/archived.vhd",
            "backups",
            "db.vhd",
        ),
        copy(
            "Another copy is pending",
            "live/db.vhd",
            "backups",
            "busy.vhd",
        )
        .with(|case| case.connection = slow.clone()),
        copy(
            "The destination changed",
            "live/db.vhd",
            "backups",
            "kept.vhd",
        )
        .with(|case| case.etag = Some("\"0x1\"")),
        copy(
            "The destination is leased",
            "live/db.vhd",
            "backups",
            "leased.vhd",
        ),
        copy(
            "The lease is another one",
            "live/db.vhd",
            "backups",
            "leased.vhd",
        )
        .with(|case| case.lease = Some(OTHER_LEASE)),
        copy(
            "The destination is protected by a policy",
            "live/db.vhd",
            "backups",
            "kept.vhd",
        )
        .with(|case| case.connection = account("locked")),
        copy(
            "The metadata is not valid",
            "live/db.vhd",
            "backups",
            "db.vhd",
        )
        .with(|case| case.metadata = Some(["cost center", "7"])),
        copy("A tag is not valid", "live/db.vhd", "backups", "db.vhd")
            .with(|case| case.tag = Some(["state", "new!"])),
        copy(
            "The copy takes longer than allowed",
            "live/db.vhd",
            "backups",
            LATE,
        )
        .with(|case| {
            case.connection = slow.clone();
            case.deadline = Some(1);
        }),
        waited("The copy failed", "broken.vhd"),
        waited("The source changed during the copy", "changed.vhd"),
        waited("Another client aborted the copy", "aborted.vhd"),
        read("The service throttles requests", &account("busy"), "db.vhd"),
        read(
            "The service cannot be reached",
            &acct.replace(
                &format!(":{}/", world.fast.port()),
                &format!(":{}/", world.closed),
            ),
            "db.vhd",
        ),
    ]
}

const OTHER_LEASE: &str = "99999999-2222-4333-8444-555555555555";

fn sas(letters: &str, until: &str) -> String {
    let key = SharedKey::new("other", KEY).expect("the key is base64");
    let sas = BlobSas::new(SasResource::blob("live", "db.vhd"))
        .with_permissions(letters)
        .with_expiry(SasTime::parse(until).expect("a date of a case"));
    let signed = sas.sign(&key).expect("a SAS of a case");
    signed.expose().to_owned()
}
