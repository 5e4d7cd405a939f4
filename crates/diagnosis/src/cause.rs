//! The table of known causes, each with its sentence and its remedy.
//!
//! Sources: *Copy Blob*, *Create a service SAS*, *Create an account SAS*, *Create a user delegation SAS*, *Blob service
//! error codes* and *Common REST API error codes*, REST reference; *Restrict the source of copy operations* and
//! *Configure Azure Storage firewalls*, Azure documentation.

use std::fmt;

use blobcopy_proto::ErrorKind;

/// Defines the causes: name, kind, sentence, remedy. `{sas}` is replaced by the name of the SAS.
macro_rules! causes {
    ($( $variant:ident = $name:literal $kind:ident $sentence:literal => $remedy:literal, )+) => {
        /// Why a request was refused, as far as that is known. Causes that cannot be distinguished are one cause of
        /// their own, whose sentence contains "either … or".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $( #[doc = concat!("`", $name, "`: ", $sentence, ".")] $variant, )+
        }

        impl Cause {
            /// All causes.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $name, )+
                }
            }

            /// The kind of error that the cause leads to. It determines the exit code of the command.
            pub const fn kind(self) -> ErrorKind {
                match self {
                    $( Self::$variant => ErrorKind::$kind, )+
                }
            }

            /// What to do about the cause, in lower case without a full stop.
            pub const fn remedy(self) -> &'static str {
                match self {
                    $( Self::$variant => $remedy, )+
                }
            }

            const fn template(self) -> &'static str {
                match self {
                    $( Self::$variant => $sentence, )+
                }
            }
        }
    };
}

causes! {
    SasMalformed = "sas_malformed" Unauthorized
        "{sas} is damaged"
        => "copy the whole SAS again, quote the URL, and encode it exactly once",
    SasExpired = "sas_expired" Unauthorized
        "{sas} has expired"
        => "create a new SAS that is valid until the copy ends",
    SasNotYetValid = "sas_not_yet_valid" Unauthorized
        "{sas} is not valid yet"
        => "create a SAS without a start time (st), or with one 15 minutes in the past, because clocks differ",
    SasOutOfTime = "sas_out_of_time" Unauthorized
        "{sas} has expired or is not valid yet by the service's clock"
        => "create a SAS without a start time (st) that is valid until the copy ends",
    SasKeyOutOfTime = "sas_key_out_of_time" Unauthorized
        "the user delegation key that signed {sas} has expired or is not valid yet"
        => "get a new user delegation key, and sign a new SAS with it",
    SasLacksPermission = "sas_lacks_permission" Unauthorized
        "{sas} lacks a permission"
        => "create a SAS with read (r) for a source, read and write (rw) for a destination, or list (l) for a listing",
    SasOfOtherKind = "sas_of_other_kind" Unauthorized
        "{sas} is for another kind of resource"
        => "create a SAS for the blob or its container; an account SAS needs ss=b, and srt=o for blobs or srt=c for lists",
    SasNeedsHttps = "sas_needs_https" Unauthorized
        "{sas} is valid only for https (spr), but the URL begins with http"
        => "write https:// in the URL",
    SasAddress = "sas_address" Unauthorized
        "{sas} does not allow the IP address that sent the request (sip)"
        => "create a SAS without sip, or with the address that the service sees, which is a private one within its region",
    SourceSasAddress = "source_sas_address" Unauthorized
        "the source's SAS does not allow the addresses from which the service reads, which change (sip)"
        => "create a SAS without sip for the source",
    SourceSasOfUser = "source_sas_of_user" Unauthorized
        "the source's SAS is valid only with the token of its user (sduoid), which the service does not send to a source"
        => "create a SAS without sduoid for the source",
    SasOrOwnerLacksPermission = "sas_or_owner_lacks_permission" Unauthorized
        "either {sas} lacks a permission, or the owner of its user delegation key lacks a role"
        => "check sp in the SAS, and assign the owner Storage Blob Data Reader, or Contributor to write",
    SasOwnerLacksRole = "sas_owner_lacks_role" Unauthorized
        "{sas} has the permission, but the owner of its user delegation key lacks the role"
        => "assign the owner Storage Blob Data Reader at the source, or Storage Blob Data Contributor at the destination",
    SasNotGenuine = "sas_not_genuine" Unauthorized
        "the signature of {sas} does not match: either it is for another blob, or it was changed, or its account key was rotated or is wrong"
        => "create a new SAS for this blob or its container with a current key",
    AccountSasNotGenuine = "account_sas_not_genuine" Unauthorized
        "the signature of {sas} does not match: either it is for another account, or it was changed, or its account key was rotated"
        => "create a new SAS for this account with a current key",
    DelegationSasNotGenuine = "delegation_sas_not_genuine" Unauthorized
        "the signature of {sas} does not match: either it is for another blob, or it was changed, or its user delegation key was revoked or is wrong"
        => "sign a new SAS for this blob with a new user delegation key",
    PolicySasNotGenuine = "policy_sas_not_genuine" Unauthorized
        "{sas} was rejected: either its stored access policy (si) expired or was deleted, or it is for another blob, or it was changed, or its key was rotated"
        => "check the container's policies, or create a new SAS",
    SasKeyRotated = "sas_key_rotated" Unauthorized
        "{sas} was signed for this blob with the given account key, which the account rejects: it was rotated or is wrong"
        => "create a new SAS with a current key of the account",
    SasNotByKey = "sas_not_by_key" Unauthorized
        "the given account key is valid but did not sign {sas} for this blob: either it is for another blob, or it was changed, or another key signed it"
        => "create a new SAS for this blob with the given key",
    SourceNotPublic = "source_not_public" Unauthorized
        "the source is not public, and its URL has no SAS"
        => "add a SAS with read (r) to the URL of the source; an asynchronous copy within one account needs none if it uses a key or a token",
    PublicAccessOff = "public_access_off" Unauthorized
        "the account does not allow public access, and the URL has no SAS"
        => "add a SAS to the URL, or allow public access in the account's configuration",
    SourceRoleMissing = "source_role_missing" Unauthorized
        "the identity of the source's token lacks the role to read the source"
        => "assign it Storage Blob Data Reader at the source",
    SourceTokenRefused = "source_token_refused" Unauthorized
        "the source rejected the token: either it has expired, or another tenant issued it, or it is not for storage"
        => "get a new token from the tenant of the source's account, with the scope https://storage.azure.com/.default",
    SourceMissingOrPrivate = "source_missing_or_private" NotFound
        "either the source does not exist, or it is not public: without a credential, the service reports the same for both"
        => "correct the URL of the source, or add a SAS with read (r)",
    SourceMissing = "source_missing" NotFound
        "the source does not exist"
        => "correct the URL of the source, or restore the blob",
    SourceContainerMissing = "source_container_missing" NotFound
        "the container of the source does not exist"
        => "correct the URL of the source, or restore the container",
    EitherContainerMissing = "either_container_missing" NotFound
        "either the container of the destination or that of the source does not exist"
        => "create the destination's container, and check the source's",
    ContainerMissing = "container_missing" NotFound
        "the container does not exist"
        => "create the container, or correct its name",
    SourceEncodedTwice = "source_encoded_twice" NotFound
        "the name of the source is encoded twice: a blob exists under the name with one encoding less"
        => "encode the name once: a space is %20, not %2520",
    SourceEncodedTwiceOrMissing = "source_encoded_twice_or_missing" NotFound
        "either the name of the source is encoded twice, or no blob with exactly this name exists"
        => "encode the name once (a space is %20, not %2520), or correct it",
    SourceArchived = "source_archived" Conflict
        "the source is in the archive tier, from which nothing can be read"
        => "copy it to an online tier, which takes hours, or move the source to an online tier first",
    EitherArchived = "either_archived" Conflict
        "either the source is archived and the copy has no tier, or the destination is archived and cannot be overwritten"
        => "give the copy an online tier, or copy to another name",
    SourceRehydrating = "source_rehydrating" Conflict
        "the source is being moved out of the archive tier"
        => "wait until its archive status is gone, and copy again",
    EitherRehydrating = "either_rehydrating" Conflict
        "either the source or the destination is being moved out of the archive tier"
        => "wait until its archive status is gone, and copy again",
    SourceBeingCopied = "source_being_copied" Conflict
        "a copy into the source is pending"
        => "wait for that copy, and copy again",
    SourceInConflict = "source_in_conflict" Conflict
        "the source cannot be read now: either it is archived or being rehydrated, or a copy into it is pending, or its account forbids public access"
        => "check its tier and copy status, and add a SAS if its URL has none",
    SourceCustomerKey = "source_customer_key" Conflict
        "the source is encrypted with a customer-provided key, which this copy cannot send"
        => "download the source with its key, and upload it",
    SourceFirewall = "source_firewall" Unauthorized
        "this machine can read the source, but the service cannot: possibly a firewall blocks the service"
        => "allow all networks at the source's account during the copy, or copy through a machine that may read it",
    SourceFirewallOrCredential = "source_firewall_or_credential" Unauthorized
        "either the firewall of the source's account blocks the request, or the account rejects the credential"
        => "check the network rules: the service reads from changing addresses, so all networks must be allowed",
    SourceDenied = "source_denied" Unauthorized
        "reading the source is not allowed, and the service does not report why: either its credential is not sufficient, or a firewall blocks the service"
        => "create a SAS with read (r), or check the account's network rules",
    AccountDisabled = "account_disabled" Unauthorized
        "the account is disabled"
        => "enable the account in its subscription",
    SourceBusy = "source_busy" Unavailable
        "the server of the source is busy or failing"
        => "wait a while, and copy again",
    SourceSilentOrUnmet = "source_silent_or_unmet" Unavailable
        "either the source did not answer the service in time, or it does not meet the condition of the copy"
        => "check that the host of the source is reachable from the internet, and check the condition",
    SourceConditionUnmet = "source_condition_unmet" Precondition
        "the source does not meet the condition of the copy: it changed"
        => "read the ETag of the source again, and copy the current version",
    SourcePrivateHost = "source_private_host" Network
        "the host of the source is in a private network or on one machine, which Azure cannot reach"
        => "move the content to a host that the service can reach, or upload it from here",
    SourceUnreachable = "source_unreachable" Network
        "the source cannot be reached from this machine, and it is not known whether the service can reach it"
        => "correct the host in the URL of the source, and check the network and any proxy",
    SourceRedirects = "source_redirects" Conflict
        "the source answers with a redirect, which is not followed"
        => "pass the URL to which it redirects",
    ForeignSourceDenied = "foreign_source_denied" Unauthorized
        "the source's server refused: possibly it requires a credential, or the signature in the URL has expired or is wrong"
        => "pass a URL that works without a login, such as a presigned URL that is valid until the copy ends",
    ForeignSourceMissing = "foreign_source_missing" NotFound
        "the server of the source has nothing at this URL"
        => "correct the URL of the source",
    ForeignSourceRefuses = "foreign_source_refuses" Conflict
        "the server of the source does not answer a plain GET with the content"
        => "pass a URL that answers a plain GET with the content",
    SourceUnreadable = "source_unreadable" Unavailable
        "the service could not read the source, and does not report why"
        => "check that the URL of the source is readable from the internet without another credential",
    SourceChanged = "source_changed" CopyFailed
        "the source changed during the copy"
        => "copy again while nothing writes to the source: lease it, or copy a snapshot of it",
    SourceVanished = "source_vanished" CopyFailed
        "the source was deleted during the copy"
        => "make sure that nothing deletes the source, and copy again",
    SourceClosed = "source_closed" CopyFailed
        "the source became unreadable during the copy: either its credential was no longer accepted, or a firewall now blocks the service"
        => "copy again with a SAS that is valid until the copy ends",
    CopyGivenUp = "copy_given_up" CopyFailed
        "the service gave up: either the copy took two weeks, or reading the source failed too often"
        => "check that the source answers quickly and without errors, and copy again",
    NoCredential = "no_credential" Unauthorized
        "the request has no credential, and the resource is not public"
        => "pass a key, a SAS or a token of the account",
    MissingOrPrivate = "missing_or_private" NotFound
        "either the resource does not exist, or it is not public: without a credential, the service reports the same for both"
        => "correct the names of account, container and blob, or pass a key, a SAS or a token",
    ClockWrong = "clock_wrong" Unauthorized
        "the clocks of this machine and of the service differ by more than the 15 minutes that a signed request allows"
        => "set the clock of this machine",
    KeyOfOtherAccount = "key_of_other_account" Unauthorized
        "the key belongs to another account"
        => "pass the key of this account, or correct the account in the URL",
    KeyWrong = "key_wrong" Unauthorized
        "the signature does not match: either the account name or key is wrong, or the key was rotated, or a proxy changed the request"
        => "compare the account name and key with the access keys of the account",
    KeyOrClockWrong = "key_or_clock_wrong" Unauthorized
        "the signature was rejected: either the account name or the key is wrong, or the key was rotated, or this machine's clock is off by more than 15 minutes"
        => "check the account's access keys and this machine's clock",
    TokenOverHttp = "token_over_http" Unauthorized
        "a token is sent only over https, but the URL begins with http"
        => "write https:// in the URL",
    TokenExpired = "token_expired" Unauthorized
        "the token has expired"
        => "get a new token; a token credential, unlike a fixed token, renews itself",
    TokenOfOtherAudience = "token_of_other_audience" Unauthorized
        "the token was issued for something other than storage"
        => "request a token with the scope https://storage.azure.com/.default",
    TokenOfOtherTenant = "token_of_other_tenant" Unauthorized
        "the token was issued by another tenant than that of the account"
        => "log in to the tenant of the account's subscription, and get a token there",
    TokenRefused = "token_refused" Unauthorized
        "the token was rejected: either it has expired, or another tenant issued it, or it is not for storage"
        => "get a new token from the tenant of the account, with the scope https://storage.azure.com/.default",
    RoleMissing = "role_missing" Unauthorized
        "the identity of the token lacks the role for this operation"
        => "assign it Storage Blob Data Reader to read, Storage Blob Data Contributor to write, or Storage Blob Data Owner for tags",
    DelegatorRoleMissing = "delegator_role_missing" Unauthorized
        "the identity of the token is not allowed to request a user delegation key"
        => "assign it Storage Blob Delegator at the account; a role at a container is not sufficient",
    FirewallOrCredential = "firewall_or_credential" Unauthorized
        "either the firewall of the account blocks this machine, or the credential does not allow this operation"
        => "check the network rules of the account, and the permissions of the credential",
    CreateOnly = "create_only" Unauthorized
        "the credential can create a blob but not overwrite one, and the destination already exists"
        => "copy to another name, or pass a SAS with write (w)",
    SourceKeyNotPermitted = "source_key_not_permitted" Unauthorized
        "the account of the source does not allow authorization with its keys, or with a SAS that one of them signed"
        => "sign the URL of the source with a user delegation key",
    KeyNotPermitted = "key_not_permitted" Unauthorized
        "the account does not allow authorization with its keys, or with a SAS that one of them signed"
        => "log in with Microsoft Entra ID, or use a user delegation SAS",
    SourceElsewhere = "source_elsewhere" NotFound
        "either this service copies only its own blobs, as Azurite does, or nothing exists at the URL of the source: it does not report the source's answer"
        => "copy a blob of the same service, or correct the URL of the source",
    SourceTooLarge = "source_too_large" Conflict
        "the source is larger than a synchronous copy allows"
        => "copy it asynchronously, which has no such limit",
    BlobMissing = "blob_missing" NotFound
        "the blob does not exist"
        => "correct the name of the blob, and its snapshot or version if the URL has one",
    BlobExists = "blob_exists" Precondition
        "the blob already exists"
        => "use another name, or leave out the condition that forbids overwriting it",
    ConditionUnmet = "condition_unmet" Precondition
        "the blob does not meet the condition of the request"
        => "read the ETag of the blob again, or leave out the condition",
    LeaseHeld = "lease_held" Conflict
        "another client holds a lease on the blob"
        => "wait until the lease is released or expires, or break it",
    ContainerExists = "container_exists" Conflict
        "the container already exists"
        => "use it, or choose another name",
    ServiceBusy = "service_busy" Throttled
        "the service is throttling requests"
        => "wait a while, and send fewer requests at a time",
    BlobImmutable = "blob_immutable" Conflict
        "an immutability policy or a legal hold protects the blob"
        => "use another name, or wait until the policy expires and remove any legal hold",
    BlobHasSnapshots = "blob_has_snapshots" Conflict
        "the blob has snapshots"
        => "delete them with the blob: set the option for snapshots to `include`",
    DestinationOfOtherType = "destination_of_other_type" Conflict
        "the destination exists and has another blob type than the source"
        => "copy to another name, or delete the destination first",
    EitherOfOtherType = "either_of_other_type" Conflict
        "either the source or the destination is not a block blob, which a synchronous copy requires"
        => "copy the source asynchronously, or copy to another name",
    NameOfDirectory = "name_of_directory" Conflict
        "a name in the request is that of a directory, but the operation supports only blobs"
        => "name a blob; the blobs of a directory are copied one by one",
    FeatureNotSupported = "feature_not_supported" Conflict
        "the account does not support a feature that the request uses"
        => "leave out the option that needs the feature, or use an account that supports it",
    TierNotSupported = "tier_not_supported" Invalid
        "the account or the blob type does not support the tier"
        => "use Hot, Cool, Cold or Archive for a block blob, or P4 to P80 for a page blob of a premium account",
    TierTooSmall = "tier_too_small" Conflict
        "the blob is larger than the tier allows"
        => "choose a larger tier",
    AccountBeingCreated = "account_being_created" Conflict
        "the account is still being created"
        => "wait a few minutes, and try again",
    AccountTooOld = "account_too_old" Invalid
        "the account of the destination was created before 7 June 2012 and accepts no copies from other accounts"
        => "copy into an account that was created later",
    ContainerBeingDeleted = "container_being_deleted" Conflict
        "a container with this name is being deleted"
        => "wait at least 30 seconds and try again, or use another container",
    TooManySnapshots = "too_many_snapshots" Conflict
        "the blob has as many snapshots as the service allows"
        => "delete snapshots that are no longer needed",
    SnapshotsTooFast = "snapshots_too_fast" Conflict
        "snapshots of the blob are created faster than the service allows"
        => "wait a while, and try again",
    LeaseIdMissing = "lease_id_missing" Precondition
        "the blob or container has an active lease, and the request has no lease ID"
        => "pass the ID of the lease, or break the lease",
    LeaseIdWrong = "lease_id_wrong" Precondition
        "the lease ID of the request is not that of the active lease"
        => "pass the ID of the active lease, or break that lease",
    LeaseNotActive = "lease_not_active" Precondition
        "the request has a lease ID, but no lease is active"
        => "acquire the lease again, or leave the lease ID out",
    LeaseNotInfinite = "lease_not_infinite" Precondition
        "the lease of the destination has a fixed duration, but a copy requires an infinite one"
        => "acquire an infinite lease on the destination",
    NoCopyPending = "no_copy_pending" Conflict
        "no copy into the blob is pending"
        => "check the blob's copy status, which shows how its last copy ended",
    OtherCopyPending = "other_copy_pending" Conflict
        "the pending copy into the blob has another ID"
        => "pass the copy ID from the properties of the blob",
    IncrementalNeedsSnapshot = "incremental_needs_snapshot" Conflict
        "the source of an incremental copy must be a snapshot of a page blob"
        => "pass the URL of a page blob's snapshot",
    IncrementalMismatch = "incremental_mismatch" Conflict
        "the destination was not created by incremental copies of this source"
        => "copy to another name",
    IncrementalTooOld = "incremental_too_old" Conflict
        "the snapshot is older than the one that was copied last"
        => "pass a later snapshot",
    IncrementalDestination = "incremental_destination" Conflict
        "the destination was created by incremental copies and allows nothing else"
        => "copy to another name, or make another incremental copy",
    NotOfService = "not_of_service" Malformed
        "the response is not from the Blob service: something between this client and the service sent it"
        => "contact the operator of the network or proxy, or add the host of the account to NO_PROXY",
    Redirected = "redirected" Malformed
        "the response redirects to another URL, which the Blob service never does"
        => "use the endpoint of the account; if the redirect leads to a login page, log in to the network first",
    VersionNotSupported = "version_not_supported" Invalid
        "the service does not support the API version of the request"
        => "set an older API version, or upgrade the service; start Azurite with --skipApiVersionCheck",
    HeaderNotAccepted = "header_not_accepted" Invalid
        "the service rejected a header without naming it: possibly it does not support the API version"
        => "set an older API version, or upgrade the service; start Azurite with --skipApiVersionCheck",
}

impl Cause {
    /// A description of the cause, in lower case without a full stop. A diagnosis adds the evidence.
    pub fn sentence(self) -> String {
        self.sentence_of("the SAS")
    }

    /// The description, with this name for the SAS.
    pub(crate) fn sentence_of(self, sas: &str) -> String {
        self.template().replace("{sas}", sas)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// What a message of 240 letters leaves for them beside `copying to failed` and the code.
    const MOST_LETTERS: usize = 213;

    #[test]
    fn every_cause_has_a_name_a_sentence_and_a_remedy_that_read_on() {
        let names: HashSet<_> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        let sentences: HashSet<_> = Cause::ALL.iter().map(|cause| cause.sentence()).collect();
        assert_eq!(names.len(), Cause::ALL.len());
        assert_eq!(sentences.len(), Cause::ALL.len());
        for cause in Cause::ALL {
            let text = [&cause.sentence_of("the source's SAS"), cause.remedy()].join(" ");
            let words = text.split(' ').filter(|word| !word.starts_with("https://"));
            let length = words.map(|word| word.len() + 1).sum::<usize>();
            assert!(length <= MOST_LETTERS, "{cause}: {length}");
            for text in [cause.sentence(), cause.remedy().to_owned()] {
                let first = text.chars().next().unwrap();
                assert!(first.is_ascii_lowercase(), "{text}");
                assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
            }
        }
    }
}
