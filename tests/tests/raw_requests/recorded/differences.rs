//! Where the emulator's headers are not the recorded ones, and why.

use std::collections::BTreeSet;
use std::fmt;

/// Who has a header that the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    Ours,
    Recorded,
}

/// A header that one of the two has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    pub(crate) kind: &'static str,
    pub(crate) header: String,
    pub(crate) whose: Whose,
}

/// Differences that have one reason. `*` stands for any rest of a name.
struct Known {
    kinds: &'static [&'static str],
    headers: &'static [&'static str],
    whose: Whose,
    reason: &'static str,
}

const ANY: &[&str] = &["*"];

static KNOWN: &[Known] = &[
    Known {
        kinds: ANY,
        headers: &["x-ms-client-request-id"],
        whose: Whose::Recorded,
        reason: "it repeats what the recorded client sent; ours sends none",
    },
    Known {
        kinds: ANY,
        headers: &["x-ms-request-id"],
        whose: Whose::Ours,
        reason: "some recorders took it away",
    },
    Known {
        kinds: ANY,
        headers: &["access-control-*"],
        whose: Whose::Recorded,
        reason: "the recorded client was a browser, on an account with rules for it; there are none here",
    },
    Known {
        kinds: &["head: *", "container: head*"],
        headers: &["x-ms-meta-*"],
        whose: Whose::Recorded,
        reason: "what was recorded had metadata",
    },
    Known {
        kinds: &["head: *"],
        headers: &[
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
        ],
        whose: Whose::Recorded,
        reason: "what was recorded had these properties",
    },
    Known {
        kinds: &[
            "head: block blob",
            "head: block blob in a tier that was set",
            "head: copied block blob",
        ],
        headers: &["content-md5"],
        whose: Whose::Ours,
        reason: "some of what was recorded was put together of blocks, which leaves no MD5",
    },
    Known {
        kinds: &["head: *"],
        headers: &["x-ms-tag-count"],
        whose: Whose::Recorded,
        reason: "the service told a count of 0 in versions before the one that has tags; two of the blobs had tags",
    },
    Known {
        kinds: &["head: block blob", "head: copied block blob"],
        headers: &["x-ms-write-protection", "x-ms-or-*"],
        whose: Whose::Recorded,
        reason: "of a preview that is over, and of object replication, which there is none of here",
    },
    Known {
        kinds: &[
            "head: copied append blob, sealed",
            "head: copied page blob, incremental",
            "head: page blob",
            "head: pending copy, incremental",
            "head: snapshot of an incremental copy",
        ],
        headers: &["x-ms-access-tier", "x-ms-access-tier-inferred"],
        whose: Whose::Ours,
        reason: "page and append blobs tell a tier in some recordings, and none in others of the same version",
    },
    Known {
        kinds: &["head: copied page blob"],
        headers: &["x-ms-access-tier-inferred"],
        whose: Whose::Ours,
        reason: "the recorded account was a premium one, where a tier had been set",
    },
    Known {
        kinds: &["head: snapshot of a block blob"],
        headers: &["x-ms-snapshot"],
        whose: Whose::Recorded,
        reason: "one of three recorded snapshots repeats its name, which the caller has just said",
    },
    Known {
        kinds: &["copy within the call", "put: block blob"],
        headers: &["x-ms-version-id"],
        whose: Whose::Recorded,
        reason: "the service told it in the version before the one that is documented to",
    },
    Known {
        kinds: &["put: block blob"],
        headers: &["x-ms-encryption-key-sha256"],
        whose: Whose::Recorded,
        reason: "it was encrypted with a key of the customer's own, which is refused here",
    },
];

/// What was found and is not written down, and what is written down and was not found.
pub(crate) fn judge(found: &BTreeSet<Difference>) -> (Vec<String>, Vec<String>) {
    let unwritten = found
        .iter()
        .filter(|difference| !KNOWN.iter().any(|known| known.explains(difference)))
        .map(ToString::to_string);
    let idle = KNOWN
        .iter()
        .flat_map(|known| known.parts())
        .filter(|part| !found.iter().any(|difference| part.explains(difference)))
        .map(|part| format!("{:?} {:?} ({})", part.kinds, part.headers, part.reason));
    (unwritten.collect(), idle.collect())
}

impl Known {
    fn explains(&self, difference: &Difference) -> bool {
        self.whose == difference.whose
            && self.kinds.iter().any(|kind| fits(kind, difference.kind))
            && self
                .headers
                .iter()
                .any(|name| fits(name, &difference.header))
    }

    /// It, for each of its kinds alone and for each of its headers alone.
    fn parts(&self) -> impl Iterator<Item = Self> {
        let of_kinds = self.kinds.chunks(1).map(|kinds| Self { kinds, ..*self });
        let of_headers = self
            .headers
            .chunks(1)
            .map(|headers| Self { headers, ..*self });
        of_kinds.chain(of_headers)
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {} | {:?}", self.kind, self.header, self.whose)
    }
}
