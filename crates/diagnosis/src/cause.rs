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
        => "copy the whole SAS once more, put the URL in quotes, and encode it exactly once",
    SasExpired = "sas_expired" Unauthorized
        "{sas} has expired"
        => "make a new SAS that lasts until the copy has ended",
    SasNotYetValid = "sas_not_yet_valid" Unauthorized
        "{sas} is not valid yet"
        => "make a SAS without a start (st) or with one 15 minutes ago, since clocks differ, or wait for its start",
    SasOutOfTime = "sas_out_of_time" Unauthorized
        "{sas} is out of its time by the service's clock"
        => "make a new SAS without a start (st), which lasts until the copy has ended",
    SasKeyOutOfTime = "sas_key_out_of_time" Unauthorized
        "the user delegation key that signed {sas} is out of its time"
        => "ask for a new user delegation key, and sign a new SAS with it",
    SasLacksPermission = "sas_lacks_permission" Unauthorized
        "{sas} lacks a permission"
        => "make a SAS with the permissions that this takes: read (r) for a source; write (w), or create (c) for a new blob, for a destination, and read (r) to watch it; list (l) to list",
    SasOfOtherKind = "sas_of_other_kind" Unauthorized
        "{sas} is for another kind of resource"
        => "make a SAS for the blob or its container; an account SAS needs ss with b, and srt with o for blobs and c for lists",
    SasNeedsHttps = "sas_needs_https" Unauthorized
        "{sas} is good over https only (spr), and the URL begins with http"
        => "write https:// in the URL",
    SasAddress = "sas_address" Unauthorized
        "{sas} does not let in the address that the request came from (sip)"
        => "make a SAS without sip, or with the address that the service sees, which within its region is a private one",
    SourceSasAddress = "source_sas_address" Unauthorized
        "the source's SAS does not admit the addresses from which the service reads, which change (sip)"
        => "make a SAS without sip for the source",
    SourceSasOfUser = "source_sas_of_user" Unauthorized
        "the source's SAS is good only together with the token of its user (sduoid), which the service does not show to a source"
        => "make a SAS without sduoid for the source",
    SasOrOwnerLacksPermission = "sas_or_owner_lacks_permission" Unauthorized
        "either {sas} lacks a permission, or the owner of the user delegation key that signed it lacks a role"
        => "look at the SAS's sp, and give the key's owner the role Storage Blob Data Contributor to write or Storage Blob Data Reader to read",
    SasOwnerLacksRole = "sas_owner_lacks_role" Unauthorized
        "{sas} allows this, and the owner of the user delegation key that signed it may not do it"
        => "give that owner the role Storage Blob Data Reader at the source, or Storage Blob Data Contributor at the destination",
    SasNotGenuine = "sas_not_genuine" Unauthorized
        "the signature of {sas} does not fit: either the SAS was made wrongly or for another container or blob, or it was changed on its way, or the account key that signed it was rotated or is another account's"
        => "make a new SAS for this blob or its container with the account's present key",
    AccountSasNotGenuine = "account_sas_not_genuine" Unauthorized
        "the signature of {sas} does not fit: either the SAS was made wrongly or for another account, or it was changed on its way, or the account key that signed it was rotated"
        => "make a new SAS for this account with its present key",
    DelegationSasNotGenuine = "delegation_sas_not_genuine" Unauthorized
        "the signature of {sas} does not fit: either the SAS was made wrongly or for another container or blob, or it was changed on its way, or the user delegation key that signed it was revoked or is another account's"
        => "ask for a new user delegation key, and sign a SAS for this blob or its container with it",
    PolicySasNotGenuine = "policy_sas_not_genuine" Unauthorized
        "{sas} is not taken: either the stored access policy that it names (si) is gone or out of its time, or the SAS was made wrongly or for another container or blob, or it was changed on its way, or the account key that signed it was rotated or is another account's"
        => "look at the container's stored access policies, or make a new SAS for this blob with the account's present key",
    SasKeyRotated = "sas_key_rotated" Unauthorized
        "{sas} was signed for this blob with the account key given here, which the account does not take: the key was rotated, or never was the account's"
        => "make a new SAS with the account's present key",
    SasNotByKey = "sas_not_by_key" Unauthorized
        "{sas} was not signed for this blob with the account key given here, which the account takes: either it was made wrongly or for another container or blob, or it was changed on its way, or another key signed it that the account does not take"
        => "make a new SAS for this blob or its container with the key given here",
    SourceNotPublic = "source_not_public" Unauthorized
        "the source is not public, and its URL carries no SAS"
        => "add a SAS with read (r) to the source's URL; only an asynchronous copy within one account needs none, where its destination is opened by key or token",
    PublicAccessOff = "public_access_off" Unauthorized
        "the account permits no public access, and the URL carries no SAS"
        => "add a SAS to the URL, or permit public access in the account's configuration",
    SourceRoleMissing = "source_role_missing" Unauthorized
        "the owner of the token that opens the source lacks the role to read it"
        => "give the owner the role Storage Blob Data Reader at the source",
    SourceTokenRefused = "source_token_refused" Unauthorized
        "the token that opens the source is not taken: either it has expired, or another tenant issued it, or it is for something other than storage"
        => "get a new token from the tenant of the source's account, with the scope https://storage.azure.com/.default",
    SourceMissingOrPrivate = "source_missing_or_private" NotFound
        "either the source is not there, or it is not public: who shows no credential is told the same of both"
        => "correct the source's URL, or add a SAS with read (r) to it",
    SourceMissing = "source_missing" NotFound
        "there is no such blob at the source: it was deleted, or has another name"
        => "correct the source's URL, or restore the blob",
    SourceContainerMissing = "source_container_missing" NotFound
        "the source's container is not there: it was deleted, or has another name"
        => "correct the source's URL, or restore the container",
    EitherContainerMissing = "either_container_missing" NotFound
        "either the destination's container is not there, or the source's"
        => "create the destination's container, and look at the source's",
    ContainerMissing = "container_missing" NotFound
        "the container is not there"
        => "create the container first, or correct its name",
    SourceEncodedTwice = "source_encoded_twice" NotFound
        "the source's name is encoded twice: the blob is there under a name with one encoding less"
        => "encode the name once: a space is %20 and not %2520",
    SourceEncodedTwiceOrMissing = "source_encoded_twice_or_missing" NotFound
        "either the source's name is encoded twice, or there is nothing of that very name"
        => "encode the name once, a space as %20 and not as %2520, or correct it",
    SourceArchived = "source_archived" Conflict
        "the source is in the archive tier, out of which nothing is read"
        => "give the copy an online tier, which takes hours and leaves the source as it is, or move the source to an online tier first",
    EitherArchived = "either_archived" Conflict
        "either the source is in the archive tier and the copy is given none, or the destination is and cannot be overwritten"
        => "give the copy an online tier if the source is archived; copy to another name or delete the blob if the destination is",
    SourceRehydrating = "source_rehydrating" Conflict
        "the source is on its way out of the archive tier"
        => "wait until it is there: its archive status tells",
    EitherRehydrating = "either_rehydrating" Conflict
        "either the source or the destination is on its way out of the archive tier"
        => "wait until it is there: its archive status tells",
    SourceBeingCopied = "source_being_copied" Conflict
        "the source is itself still being copied to"
        => "wait for that copy, then copy again",
    SourceInConflict = "source_in_conflict" Conflict
        "the source is not in a state to be read: either it is in the archive tier or on its way out, or it is itself being copied to, or its account permits no public access"
        => "look at the source's tier and copy status, and give its URL a SAS if it has none",
    SourceCustomerKey = "source_customer_key" Conflict
        "the source is encrypted with a key that its owner sends with each request, which this copy cannot show"
        => "download the source with its key, and upload it",
    SourceFirewall = "source_firewall" Unauthorized
        "the source can be read from here and not by the service: possibly the firewall of its account admits this network, and not the service"
        => "let the source's account be reached from all networks while the copy lasts, since the service reads from addresses that change, or copy through a machine that may read it",
    SourceFirewallOrCredential = "source_firewall_or_credential" Unauthorized
        "either the firewall of the source's account keeps the request out, or the account does not take what the URL carries for it"
        => "look at the account's network rules: the service reads from addresses that change, so that all networks must be let in while the copy lasts",
    SourceDenied = "source_denied" Unauthorized
        "the source may not be read, and the service does not say why: either what its URL carries is not enough, or the firewall of its account keeps the service out"
        => "make a new SAS with read (r) for the source; if that is refused too, look at the account's network rules",
    AccountDisabled = "account_disabled" Unauthorized
        "the account is disabled"
        => "enable the account in its subscription",
    SourceBusy = "source_busy" Unavailable
        "the source's server is busy or in trouble"
        => "wait a little and copy again",
    SourceSilentOrUnmet = "source_silent_or_unmet" Unavailable
        "either the source did not answer the service in time, or it does not meet the copy's condition on it"
        => "see that the source's host can be reached from outside, and look at the condition",
    SourceConditionUnmet = "source_condition_unmet" Precondition
        "the source does not meet the copy's condition on it: it is another than was expected"
        => "look at the source again, and copy what it is now",
    SourcePrivateHost = "source_private_host" Network
        "the source's host is on a private network or a single machine, where Azure does not reach"
        => "put the content where the service can reach it, or upload it from here",
    SourceUnreachable = "source_unreachable" Network
        "the source could not be reached from here; whether the service can is not known"
        => "correct the host in the source's URL, and look at the network and any proxy",
    SourceRedirects = "source_redirects" Conflict
        "the source answers with a redirect, which is not followed"
        => "give the URL that it leads to",
    ForeignSourceDenied = "foreign_source_denied" Unauthorized
        "the source's server refuses: possibly it needs a credential, or the signature in the URL has expired or does not fit"
        => "give a URL that anybody can get, such as one signed in advance that lasts until the copy has ended",
    ForeignSourceMissing = "foreign_source_missing" NotFound
        "the source's server has nothing at that URL"
        => "correct the source's URL",
    ForeignSourceRefuses = "foreign_source_refuses" Conflict
        "the source's server does not give the content to a plain GET"
        => "give a URL that answers a plain GET with the content",
    SourceUnreadable = "source_unreadable" Unavailable
        "the service could not read the source, and does not say why"
        => "see that the source's URL can be read from outside and without any other credential",
    SourceChanged = "source_changed" CopyFailed
        "the source changed while it was being copied"
        => "copy again while nobody writes to the source: hold it by a lease, or copy a snapshot of it",
    SourceVanished = "source_vanished" CopyFailed
        "the source was no longer there while it was being copied"
        => "see that nobody deletes the source before the copy has ended, and copy again",
    SourceClosed = "source_closed" CopyFailed
        "the source could no longer be read while it was being copied: either what its URL carries was no longer accepted, or the firewall of its account was closed"
        => "give the source a SAS that lasts until the copy has ended, and copy again",
    CopyGivenUp = "copy_given_up" CopyFailed
        "the service gave the copy up: either it took two weeks, or reading the source failed too often"
        => "see that the source answers quickly and without errors, and copy again",
    NoCredential = "no_credential" Unauthorized
        "no credential was given, and what is asked for is not public"
        => "give a key, a SAS or a token of the account",
    MissingOrPrivate = "missing_or_private" NotFound
        "either it is not there, or it is not public: who shows no credential is told the same of both"
        => "correct the names of account, container and blob, or give a key, a SAS or a token of the account",
    ClockWrong = "clock_wrong" Unauthorized
        "this machine's clock and the service's are further apart than the 15 minutes that a signed request may be"
        => "set this machine's clock",
    KeyOfOtherAccount = "key_of_other_account" Unauthorized
        "the key is that of another account"
        => "give the key of this account, or correct the account in the URL",
    KeyWrong = "key_wrong" Unauthorized
        "the signature does not fit: either the account's name or key is wrong, or the key was rotated, or something on the way changed the request"
        => "check the account's name and key against its access keys",
    KeyOrClockWrong = "key_or_clock_wrong" Unauthorized
        "the signature is not taken: either the account's name or key is wrong, or the key was rotated, or this machine's clock is off by more than 15 minutes"
        => "check the account's name and key against its access keys, and this machine's clock",
    TokenOverHttp = "token_over_http" Unauthorized
        "a token is sent over https only, and the URL begins with http"
        => "write https:// in the URL",
    TokenExpired = "token_expired" Unauthorized
        "the token has expired"
        => "get a new token; a source of tokens in place of one token renews by itself",
    TokenOfOtherAudience = "token_of_other_audience" Unauthorized
        "the token was issued for something other than storage"
        => "ask for a token with the scope https://storage.azure.com/.default",
    TokenOfOtherTenant = "token_of_other_tenant" Unauthorized
        "the token was issued by a tenant that this account does not belong to"
        => "log in to the tenant of the account's subscription, and get a token there",
    TokenRefused = "token_refused" Unauthorized
        "the token is not taken: either it has expired, or another tenant issued it, or it is for something other than storage"
        => "get a new token from the tenant of the account's subscription, with the scope https://storage.azure.com/.default",
    RoleMissing = "role_missing" Unauthorized
        "the token's owner lacks the role for this"
        => "give the owner the role Storage Blob Data Reader to read, or Storage Blob Data Contributor to write, at the container or the account; for tags it is Storage Blob Data Owner",
    DelegatorRoleMissing = "delegator_role_missing" Unauthorized
        "the token's owner may not ask for a user delegation key"
        => "give the owner the role Storage Blob Delegator at the account; a role at one container is not enough",
    FirewallOrCredential = "firewall_or_credential" Unauthorized
        "either the account's firewall keeps this machine out, or the credential is not taken for this"
        => "look at the account's network rules, and at what the credential allows",
    CreateOnly = "create_only" Unauthorized
        "the credential may create a blob and not overwrite one, and the destination exists already"
        => "copy to another name, or give a SAS with write (w)",
    SourceKeyNotPermitted = "source_key_not_permitted" Unauthorized
        "the source's account does not permit its keys, nor a SAS that is signed with one"
        => "sign the source's URL with a user delegation key",
    KeyNotPermitted = "key_not_permitted" Unauthorized
        "the account does not permit its keys, nor a SAS that is signed with one"
        => "log in with Microsoft Entra ID, or use a user delegation SAS",
    SourceElsewhere = "source_elsewhere" NotFound
        "either this service copies only from its own blobs, as Azurite does, or there is nothing at the source's URL: it does not report what the source answered"
        => "copy from a blob of the same service, or correct the source's URL",
    SourceTooLarge = "source_too_large" Conflict
        "the source is larger than a copy within the call may be"
        => "copy it asynchronously, which has no such limit",
    BlobImmutable = "blob_immutable" Conflict
        "an immutability policy or a legal hold protects the blob"
        => "use another name, or wait until the policy expires and remove any legal hold",
    BlobHasSnapshots = "blob_has_snapshots" Conflict
        "the blob has snapshots"
        => "delete its snapshots with it: set the option for snapshots to `include`",
    DestinationOfOtherType = "destination_of_other_type" Conflict
        "the destination exists as a blob of another type than the source"
        => "copy to another name, or delete the destination first",
    EitherOfOtherType = "either_of_other_type" Conflict
        "either the source or the destination is not a block blob, which a copy within the call needs"
        => "copy the source asynchronously, or copy to another name",
    NameOfDirectory = "name_of_directory" Conflict
        "a name in the request is that of a directory, and the operation supports blobs only"
        => "name a blob: the blobs of a directory are copied one by one",
    FeatureNotSupported = "feature_not_supported" Conflict
        "the account does not support a feature that the request uses"
        => "leave out the option that needs the feature, or use an account that supports it",
    TierNotSupported = "tier_not_supported" Invalid
        "the account or the type of the blob does not support the tier"
        => "use Hot, Cool, Cold or Archive for a block blob, and one of P4 to P80 for a page blob of a premium account",
    TierTooSmall = "tier_too_small" Conflict
        "the blob is larger than the tier allows"
        => "choose a larger tier",
    AccountBeingCreated = "account_being_created" Conflict
        "the account is still being created"
        => "wait a few minutes and try again",
    AccountTooOld = "account_too_old" Invalid
        "the destination's account was created before 7 June 2012 and accepts no copies from other accounts"
        => "copy into an account that was created later",
    ContainerBeingDeleted = "container_being_deleted" Conflict
        "a container of that name is being deleted"
        => "wait at least 30 seconds and try again, or use another container",
    TooManySnapshots = "too_many_snapshots" Conflict
        "the blob has as many snapshots as the service allows"
        => "delete snapshots that are no longer needed",
    SnapshotsTooFast = "snapshots_too_fast" Conflict
        "snapshots of the blob are made faster than the service allows"
        => "wait a little and try again",
    LeaseIdMissing = "lease_id_missing" Precondition
        "a lease is active, and the request has no lease ID"
        => "give the ID of the lease, or break the lease",
    LeaseIdWrong = "lease_id_wrong" Precondition
        "the lease ID of the request is not that of the active lease"
        => "give the ID of the active lease, or break that lease",
    LeaseNotActive = "lease_not_active" Precondition
        "the request has a lease ID, and no lease is active"
        => "acquire the lease again, or leave the lease ID out",
    LeaseNotInfinite = "lease_not_infinite" Precondition
        "the destination's lease has a fixed duration, and a copy needs an infinite one"
        => "acquire an infinite lease on the destination",
    NoCopyPending = "no_copy_pending" Conflict
        "no copy into the blob is pending"
        => "look at the blob's copy status to see how its last copy ended",
    OtherCopyPending = "other_copy_pending" Conflict
        "the copy that is pending into the blob has another ID"
        => "give the copy ID that the blob's properties show",
    IncrementalNeedsSnapshot = "incremental_needs_snapshot" Conflict
        "an incremental copy needs the snapshot of a page blob as its source"
        => "give the URL of a page blob's snapshot",
    IncrementalMismatch = "incremental_mismatch" Conflict
        "the destination was not made by incremental copies of this source"
        => "copy to another name",
    IncrementalTooOld = "incremental_too_old" Conflict
        "the snapshot is older than the one that was copied last"
        => "give a later snapshot",
    IncrementalDestination = "incremental_destination" Conflict
        "the destination was made by incremental copies and allows nothing else"
        => "copy to another name, or make another incremental copy",
    NotOfService = "not_of_service" Malformed
        "the reply is not the Blob service's: something between this client and the service sent it"
        => "ask whoever runs the network or its proxy, or add the account's host to NO_PROXY",
    Redirected = "redirected" Malformed
        "the reply redirects to another URL, which the Blob service never does"
        => "name the account's own endpoint; if a login page is behind the redirect, log in to the network first",
    VersionNotSupported = "version_not_supported" Invalid
        "the service does not support the API version of the request"
        => "set an older API version, or upgrade the service; Azurite can be started with --skipApiVersionCheck",
    HeaderNotAccepted = "header_not_accepted" Invalid
        "the service does not accept a header and does not say which: possibly it does not support the API version"
        => "set an older API version, or upgrade the service; Azurite can be started with --skipApiVersionCheck",
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

    #[test]
    fn every_cause_has_a_name_a_sentence_and_a_remedy_that_read_on() {
        let names: HashSet<_> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        let sentences: HashSet<_> = Cause::ALL.iter().map(|cause| cause.sentence()).collect();
        assert_eq!(names.len(), Cause::ALL.len());
        assert_eq!(sentences.len(), Cause::ALL.len());
        for cause in Cause::ALL {
            for text in [cause.sentence(), cause.remedy().to_owned()] {
                let first = text.chars().next().unwrap();
                assert!(first.is_ascii_lowercase(), "{text}");
                assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
            }
        }
    }
}
