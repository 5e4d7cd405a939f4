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
pub(crate) fn all(world: &World) -> Vec<Case> {
    let cases = Cases {
        world,
        acct: account(world, "acct"),
    };
    [
        cases.of_names(),
        cases.of_access(),
        cases.of_states(),
        cases.of_values(),
        cases.of_ends(),
        cases.of_service(),
    ]
    .concat()
}

/// Makes the failures of one world.
struct Cases<'a> {
    world: &'a World,
    /// The connection string of the account in which most of them happen.
    acct: String,
}

impl Cases<'_> {
    fn of_names(&self) -> Vec<Case> {
        let snapshot = format!(
            "{}/live/missing.vhd?snapshot=2026-01-01T00:00:00.0000000Z",
            self.world.fast.endpoint("acct")
        );
        vec![
            read("The blob does not exist", &self.acct, "missing.vhd"),
            self.copy("The source does not exist", "live/missing.vhd"),
            self.copy("The container does not exist", "live/db.vhd")
                .with(|case| case.container = "backup"),
            self.copy("The snapshot to copy does not exist", &snapshot),
            self.copy(
                "The URL is not one of http or https",
                "ftp://acct.blob.core.windows.net/live/db.vhd",
            ),
            self.copy(
                "A container is named where a blob is expected",
                "https://acct.blob.core.windows.net/live/",
            ),
        ]
    }

    fn of_access(&self) -> Vec<Case> {
        let other =
            |query: &str| format!("{}/live/db.vhd{query}", self.world.fast.endpoint("other"));
        let signed = |letters, until| other(&format!("?{}", sas(letters, until)));
        let later = "2100-01-01";
        let whole = signed("r", later);
        let cut = &whole[..whole.len() - 8];
        let wrong_key = self.acct.replace(KEY, "b3RoZXI=");
        let keyless = account(self.world, "keyless");
        vec![
            read("The key is wrong", &wrong_key, "db.vhd"),
            read("The account does not allow keys", &keyless, "db.vhd"),
            self.copy("The source has no SAS", &other("")),
            self.copy(
                "The SAS of the source has expired",
                &signed("r", "2026-01-01"),
            ),
            self.copy(
                "The SAS of the source lacks a permission",
                &signed("w", later),
            ),
            self.copy("The SAS of the source was cut off", cut),
        ]
    }

    fn of_states(&self) -> Vec<Case> {
        vec![
            self.copy("The source is archived", "live/archived.vhd"),
            self.copy_into("Another copy is pending", "busy.vhd")
                .with(|case| case.connection = self.slow()),
            self.copy_into("The destination changed", "kept.vhd")
                .with(|case| case.etag = Some("\"0x1\"")),
            self.copy_into("The destination is leased", "leased.vhd"),
            self.copy_into("The lease is another one", "leased.vhd")
                .with(|case| case.lease = Some(OTHER_LEASE)),
            self.copy_into("The destination is protected by a policy", "kept.vhd")
                .with(|case| case.connection = account(self.world, "locked")),
        ]
    }

    fn of_values(&self) -> Vec<Case> {
        vec![
            self.copy_into("The metadata is not valid", "db.vhd")
                .with(|case| case.metadata = Some(["cost center", "7"])),
            self.copy_into("A tag is not valid", "db.vhd")
                .with(|case| case.tag = Some(["state", "new!"])),
        ]
    }

    fn of_ends(&self) -> Vec<Case> {
        vec![
            self.copy_into("The copy takes longer than allowed", LATE)
                .with(|case| {
                    case.connection = self.slow();
                    case.deadline = Some(1);
                }),
            self.wait("The copy failed", "broken.vhd"),
            self.wait("The source changed during the copy", "changed.vhd"),
            self.wait("Another client aborted the copy", "aborted.vhd"),
        ]
    }

    fn of_service(&self) -> Vec<Case> {
        let port = |port| format!(":{port}/");
        let closed = self
            .acct
            .replace(&port(self.world.fast.port()), &port(self.world.closed));
        let busy = account(self.world, "busy");
        vec![
            read("The service throttles requests", &busy, "db.vhd"),
            read("The service cannot be reached", &closed, "db.vhd"),
        ]
    }

    /// A copy of `source` to `backups/db.vhd`.
    fn copy(&self, title: &'static str, source: &str) -> Case {
        Case {
            title,
            connection: self.acct.clone(),
            call: "copy",
            source: source.to_owned(),
            container: "backups",
            blob: "db.vhd",
            ..Case::default()
        }
    }

    /// A copy of `live/db.vhd` to this blob of `backups`.
    fn copy_into(&self, title: &'static str, blob: &'static str) -> Case {
        self.copy(title, "live/db.vhd")
            .with(|case| case.blob = blob)
    }

    fn wait(&self, title: &'static str, blob: &'static str) -> Case {
        let mut tickets = self.world.tickets.iter();
        let ticket = tickets.find(|(name, _)| *name == blob);
        Case {
            title,
            connection: self.slow(),
            call: "wait",
            container: "backups",
            blob,
            ticket: ticket.map(|(_, ticket)| ticket.clone()),
            ..Case::default()
        }
    }

    /// The connection string of the account whose copies take long.
    fn slow(&self) -> String {
        let text = self.world.slow.connection_string("acct");
        text.expect("it has this account")
    }
}

/// A read of the properties of a blob of `live`.
fn read(title: &'static str, connection: &str, blob: &'static str) -> Case {
    Case {
        title,
        connection: connection.to_owned(),
        call: "properties",
        container: "live",
        blob,
        ..Case::default()
    }
}

/// The connection string of an account whose copies are fast.
fn account(world: &World, name: &str) -> String {
    let text = world.fast.connection_string(name);
    text.expect("it has this account")
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
