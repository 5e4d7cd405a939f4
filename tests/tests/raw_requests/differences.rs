//! What the two answer otherwise, and why: the service's side of it, and where that is known from.
//!
//! *Recorded* means: seen in published recordings of the real service. The pages are those of the REST reference.

use std::collections::BTreeSet;

use crate::pair::Difference;

/// Differences that have one reason.
struct Known {
    /// The requests, with `*` for any rest of a name.
    requests: &'static [&'static str],
    /// Aspects, with what Azurite and what the emulator has. None stands for whatever follows from another status.
    aspects: &'static [(&'static str, &'static str, &'static str)],
    reason: &'static str,
}

const ANY: &[&str] = &["*"];

static KNOWN: &[Known] = &[
    Known {
        requests: ANY,
        aspects: &[("header x-ms-version", "-", "+")],
        reason: "recorded refusals tell their version too; Azurite's do not",
    },
    Known {
        requests: EMPTY_REFUSALS,
        aspects: &[],
        reason: "Azurite refuses these with no body, code or request id; the service's refusals have all three (*Status and error codes*)",
    },
    Known {
        requests: ANY,
        aspects: &[
            ("header x-ms-access-tier", "-", "+"),
            ("header x-ms-access-tier-inferred", "-", "+"),
            ("header x-ms-access-tier-change-time", "+", "-"),
        ],
        reason: "recorded heads of page and append blobs have the tier, and one that was inferred has no time of change",
    },
    Known {
        requests: &["head: written", "tier: head in the archive", "within: head"],
        aspects: &[
            ("header x-ms-access-tier-inferred", "+", "-"),
            ("header x-ms-access-tier-change-time", "-", "+"),
        ],
        reason: "a tier that was set is not inferred (*Get Blob Properties*)",
    },
    Known {
        requests: ANY,
        aspects: &[("header x-ms-blob-content-md5", "+", "-")],
        reason: "it is for a part of a blob; with the whole there is Content-MD5 (*Get Blob*)",
    },
    Known {
        requests: ANY,
        aspects: &[
            ("element HeaderName", "-", "+"),
            ("element HeaderValue", "-", "+"),
        ],
        reason: "recorded: the service names the header that it does not like, with its value",
    },
    Known {
        requests: &["list: *", "sas: to list a container"],
        aspects: &[
            ("element IncrementalCopy", "+", "-"),
            ("element Sealed", "+", "-"),
            ("element Marker", "+", "-"),
            ("element MaxResults", "+", "-"),
            ("element Prefix", "+", "-"),
            ("element CopyCompletionTime", "+", "-"),
            ("element CopyId", "+", "-"),
            ("element CopyProgress", "+", "-"),
            ("element CopySource", "+", "-"),
            ("element CopyStatus", "+", "-"),
        ],
        reason: "a listing repeats what was asked for, and tells of copies and other things only where there is something to tell and include asks for it (*List Blobs*)",
    },
    Known {
        requests: &["list: *", "sas: to list a container"],
        aspects: &[("element OrMetadata", "-", "+")],
        reason: "recorded listings have it, empty",
    },
    Known {
        requests: &[
            "copy: a snapshot",
            "leased: snapshot",
            "page: clear",
            "snapshot: make",
            "within: copy",
            "within: with the source's tags",
        ],
        aspects: &[("header x-ms-request-server-encrypted", "-", "+")],
        reason: "recorded answers to what writes tell it (*Snapshot Blob*, *Put Page*, *Copy Blob From URL*)",
    },
    Known {
        requests: ANY,
        aspects: &[("header x-ms-content-crc64", "-", "+")],
        reason: "recorded since 2019-02-02: uploads and copies within the call tell the CRC64 of what arrived",
    },
    Known {
        requests: &["list: *", "sas: to list a container"],
        aspects: &[
            ("element ArchiveStatus", "-", "+"),
            ("element RehydratePriority", "-", "+"),
        ],
        reason: "recorded: what was copied out of the archive is in it and on its way out (Azurite: online at once)",
    },
    Known {
        requests: &["list: with metadata", "list: with several"],
        aspects: &[("element Metadata", "+", "-")],
        reason: "a blob without metadata has none here, and an empty element there and in recordings, which says the same",
    },
    Known {
        requests: &["copy: head of *", "within: head"],
        aspects: &[("header x-ms-incremental-copy", "+", "-")],
        reason: "it is there where the copy is an incremental one (*Get Blob Properties*)",
    },
    Known {
        requests: &["block list: put", "block list: read"],
        aspects: &[("header content-md5", "+", "-")],
        reason: "blocks that were put together have no MD5 unless they are given one (*Put Block List*)",
    },
    Known {
        requests: &[
            "let in: a wrong key",
            "sas: changed",
            "sas: for another blob",
            "sas: no more",
            "sas: not yet",
        ],
        aspects: &[
            ("code", "AuthorizationFailure", "AuthenticationFailed"),
            ("element AuthenticationErrorDetail", "-", "+"),
        ],
        reason: "what is not authentic is told so, with what did not match (*Common REST API error codes*)",
    },
    Known {
        requests: &["let in: nobody", "let in: nobody to write"],
        aspects: &[
            ("status", "403", "401"),
            (
                "code",
                "AuthorizationFailure",
                "NoAuthenticationInformation",
            ),
            ("header www-authenticate", "-", "+"),
        ],
        reason: "who shows nothing is challenged since 2019-12-12 (*Authorize with Microsoft Entra ID*)",
    },
    Known {
        requests: &[
            "copy: from another account",
            "copy: from another account, none",
            "sas: to a source, not to read",
            "account sas: to write a source's copy",
        ],
        aspects: &[
            ("status", "403", "401"),
            ("element CopySourceErrorCode", "-", "+"),
            ("element CopySourceErrorMessage", "-", "+"),
            ("element CopySourceStatusCode", "-", "+"),
            ("header x-ms-copy-source-error-code", "-", "+"),
            ("header x-ms-copy-source-status-code", "-", "+"),
        ],
        reason: "recorded: a refused source's own status and code are told since 2025-11-05",
    },
    Known {
        requests: &["account sas: to write a source's copy"],
        aspects: &[],
        reason: "a SAS for the destination does not cover the source (*Copy Blob*)",
    },
    Known {
        requests: &["sas: to create, used to overwrite"],
        aspects: &[(
            "code",
            "AuthorizationPermissionMismatch",
            "UnauthorizedBlobOverwrite",
        )],
        reason: "the service has a code of its own for it (*Blob service error codes*)",
    },
    Known {
        requests: &["copy: if the source *"],
        aspects: &[
            ("status", "304", "412"),
            ("status", "400", "412"),
            ("element *", "-", "+"),
            ("code", "ConditionNotMet", "SourceConditionNotMet"),
            ("code", "UnsatisfiableCondition", "SourceConditionNotMet"),
        ],
        reason: "recorded: 412 SourceConditionNotMet, whichever condition on the source it is",
    },
    Known {
        requests: &["copy: if the source's tags are others"],
        aspects: &[("code", "ConditionNotMet", "SourceConditionNotMet")],
        reason: "recorded: 412 SourceConditionNotMet, whichever condition on the source it is",
    },
    Known {
        requests: &["within: if the source is another"],
        aspects: &[("code", "ConditionNotMet", "CannotVerifyCopySource")],
        reason: "recorded: within the call, a source whose condition is not met cannot be verified",
    },
    Known {
        requests: &["copy: over another type"],
        aspects: &[],
        reason: "a destination that is there must be of the source's type (*Copy Blob*)",
    },
    Known {
        requests: &["copy: over the archive"],
        aspects: &[],
        reason: "what is in the archive cannot be overwritten by a copy (*Copy Blob*)",
    },
    Known {
        requests: &["copy: to no tier there is", "put: in no tier there is"],
        aspects: &[
            ("code", "InvalidHeaderValue", "InvalidBlobTier"),
            ("element HeaderName", "+", "-"),
            ("element HeaderValue", "+", "-"),
        ],
        reason: "recorded: InvalidBlobTier",
    },
    Known {
        requests: &["tier: none there is"],
        aspects: &[(
            "code",
            "AccessTierNotSupportedForBlobType",
            "InvalidBlobTier",
        )],
        reason: "recorded: InvalidBlobTier",
    },
    Known {
        requests: &["abort: what was no copy", "abort: with another id"],
        aspects: &[("code", "CopyIdMismatch", "NoPendingCopyOperation")],
        reason: "nothing is pending, so no id can match; the documents leave the order open (*Abort Copy Blob*)",
    },
    Known {
        requests: &["get: if it is none", "head: if it is none"],
        aspects: &[
            ("status", "400", "304"),
            ("code", "UnsatisfiableCondition", "ConditionNotMet"),
            ("element *", "+", "-"),
            ("header content-type", "+", "-"),
        ],
        reason: "a condition of a read that is not met is a 304 (*Specifying conditional headers*)",
    },
    Known {
        requests: &[
            "get: if it is not this",
            "get: if modified since a time to come",
        ],
        aspects: &[("header content-type", "+", "-")],
        reason: "a 304 has no content, nor a type of it",
    },
    Known {
        requests: &["get: behind the end", "get: last bytes"],
        aspects: &[],
        reason: "a range begins within the blob and is not counted from its end (*Specifying the range header*)",
    },
    Known {
        requests: &["get: unknown comp", "patch: blob"],
        aspects: &[],
        reason: "what means nothing is refused (*Common REST API error codes*)",
    },
    Known {
        requests: &["append: head"],
        aspects: &[("header x-ms-blob-sealed", "+", "-")],
        reason: "recorded: an append blob that is not sealed does not speak of it",
    },
    Known {
        requests: &["snapshot: get", "snapshot: head"],
        aspects: &[
            ("header x-ms-lease-state", "+", "-"),
            ("header x-ms-lease-status", "+", "-"),
        ],
        reason: "a snapshot cannot be leased (*Lease Blob*)",
    },
    Known {
        requests: &["snapshot: lease"],
        aspects: &[("code", "InvalidOperation", "InvalidQueryParameterValue")],
        reason: "a snapshot cannot be leased, and it is the parameter that says so (*Lease Blob*, 400)",
    },
    Known {
        requests: &[
            "delete: a snapshot with its snapshots",
            "page: create of an odd length",
        ],
        aspects: &[("code", "InvalidOperation", "InvalidHeaderValue")],
        reason: "the header is what cannot be (*Delete Blob*, *Put Blob*)",
    },
    Known {
        requests: &["page: write askew", "page: write behind the end"],
        aspects: &[
            ("status", "416", "400"),
            (
                "code",
                "Requested Range Not Satisfiable",
                "InvalidHeaderValue",
            ),
            (
                "code",
                "Requested Range Not Satisfiable",
                "InvalidPageRange",
            ),
        ],
        reason: "Azurite's code is none; InvalidPageRange is the service's for a range outside (*Blob service error codes*)",
    },
    Known {
        requests: &["within: a block", "within: an upload"],
        aspects: &[],
        reason: "Azurite knows no *Put Blob From URL*, and reads the source of *Put Block From URL* without a right to it",
    },
    Known {
        requests: &["lease: acquire for a time not said"],
        aspects: &[],
        reason: "a duration is required (*Lease Blob*); Azurite makes a lease that it cannot read again",
    },
];

/// What Azurite refuses without a word.
const EMPTY_REFUSALS: &[&str] = &[
    "abort: without an id",
    "abort: without saying so",
    "block list: no XML",
    "block: of no id",
    "lease: acquire for a word",
    "lease: do what there is not",
    "list: as many as a word",
    "list: fewer than none",
    "list: none at all",
    "list: with what there is not",
    "page: create of no length",
    "post: blob",
    "put: of no type",
    "put: of no type there is",
    "service: unknown comp",
];

/// What was found and is not written down, and what is written down and was not found.
pub(crate) fn judge(found: &BTreeSet<Difference>) -> (Vec<&Difference>, Vec<String>) {
    let unwritten = found
        .iter()
        .filter(|difference| !KNOWN.iter().any(|known| known.explains(difference)))
        .collect();
    (
        unwritten,
        KNOWN.iter().flat_map(|known| known.idle(found)).collect(),
    )
}

impl Known {
    fn explains(&self, difference: &Difference) -> bool {
        let of_request = self
            .requests
            .iter()
            .any(|request| fits(request, &difference.request));
        of_request
            && (self.aspects.is_empty() || self.aspects.iter().any(|aspect| is(aspect, difference)))
    }

    /// What of it explains nothing.
    fn idle(&self, found: &BTreeSet<Difference>) -> Vec<String> {
        let explained: Vec<_> = found
            .iter()
            .filter(|difference| self.explains(difference))
            .collect();
        let idle_requests = self
            .requests
            .iter()
            .filter(|request| {
                !explained
                    .iter()
                    .any(|difference| fits(request, &difference.request))
            })
            .map(|request| format!("{request} ({})", self.reason));
        let idle_aspects = self
            .aspects
            .iter()
            .filter(|aspect| !explained.iter().any(|difference| is(aspect, difference)))
            .map(|aspect| format!("{aspect:?} ({})", self.reason));
        idle_requests.chain(idle_aspects).collect()
    }
}

fn is((aspect, azurite, emulator): &(&str, &str, &str), difference: &Difference) -> bool {
    fits(aspect, &difference.aspect)
        && *azurite == difference.azurite
        && *emulator == difference.emulator
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}
