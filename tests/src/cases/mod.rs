//! The behaviour of any Blob service as a client sees it, as one list of cases.
//!
//! Each case is a function over a [`Site`]: two accounts of a server, and a container that no other case uses. Each
//! server's test file runs the whole list with [`for_each_case!`](crate::for_each_case).

#![allow(missing_docs, reason = "a case's name says what it shows")]

mod around_copies;
mod copies;
mod refusals;
mod whole_blobs;
mod within_call;

pub use around_copies::*;
pub use copies::*;
pub use refusals::*;
pub use whole_blobs::*;
pub use within_call::*;

use std::sync::atomic::{AtomicUsize, Ordering};

use blobcopy::{BlobClient, BlobServiceClient, ContainerClient, Credential, Error};

/// The accounts that a server must have, by name and key.
pub const ACCOUNTS: [(&str, &str); 2] = [
    ("first", "dGhlIGtleSBvZiB0aGUgZmlyc3QgYWNjb3VudA=="),
    ("second", "dGhlIGtleSBvZiB0aGUgc2Vjb25kIGFjY291bnQ="),
];

/// The accounts and the container of one case.
#[derive(Debug)]
pub struct Site {
    first: BlobServiceClient,
    second: BlobServiceClient,
    container: ContainerClient,
}

impl Site {
    /// Creates a container at the server that has these endpoints for [`ACCOUNTS`].
    ///
    /// # Panics
    /// If the server does not create the container.
    pub async fn open(endpoint_of: impl Fn(&str) -> String) -> Self {
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let client = |(name, key): (&str, &str)| {
            let credential = Credential::shared_key(name, key).expect("the key is base64");
            BlobServiceClient::new(&endpoint_of(name), credential).expect("the endpoint is one")
        };
        let [first, second] = ACCOUNTS.map(client);
        let name = format!("case-{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let container = first.container(&name).expect("the name is one");
        container.create().await.expect("the container is made");
        Self {
            first,
            second,
            container,
        }
    }

    fn blob(&self, name: &str) -> BlobClient {
        self.container.blob(name).expect("the name is one")
    }

    async fn uploaded(&self, name: &str, content: &'static [u8]) -> BlobClient {
        let blob = self.blob(name);
        blob.upload(content).await.expect("the blob is written");
        blob
    }
}

async fn content_of(blob: &BlobClient) -> Vec<u8> {
    blob.download()
        .await
        .expect("the blob is read")
        .content
        .to_vec()
}

fn code_of(error: &Error) -> String {
    error
        .code()
        .map_or_else(|| format!("no code: {error:?}"), ToString::to_string)
}

/// Defines a test for every case, with the site that `$site` opens.
#[macro_export]
macro_rules! for_each_case {
    ($site:path) => {
        $crate::for_each_case! { $site =>
            a_container_is_made_once
            a_blob_is_read_as_it_was_written
            a_part_of_a_blob_is_read
            an_empty_blob_is_a_blob
            properties_tell_length_type_and_digest
            names_arrive_as_they_were_written
            a_copy_has_the_bytes_and_says_so
            a_copy_of_nothing_ends
            a_copy_replaces_what_was_there
            a_copy_takes_the_sources_metadata
            a_copy_with_metadata_of_its_own_takes_none_of_the_sources
            metadata_is_signed_in_the_order_of_the_service
            a_blob_is_copied_onto_itself
            copies_between_odd_names_find_each_other
            a_blob_that_was_never_copied_has_no_copy_state
            writing_over_a_copy_clears_its_state
            many_copies_run_side_by_side
            an_abort_of_an_ended_copy_is_an_answer
            an_abort_by_id_of_an_ended_copy_is_refused
            an_abort_by_another_id_is_refused
            a_missing_blob_is_not_found
            a_missing_source_is_not_found
            a_missing_source_container_is_not_found
            a_missing_destination_container_is_named
            a_wrong_key_is_refused
            an_account_that_is_not_there_is_refused
            a_copy_onto_an_existing_blob_is_refused_if_it_must_be_new
            a_copy_is_refused_if_the_destination_changed
            a_copy_is_refused_if_the_source_is_another
            a_source_of_another_account_needs_a_permission_of_its_own
            every_page_of_a_listing_is_read
            a_listing_of_ended_copies_finds_none_pending
            a_deleted_blob_is_gone
            a_snapshot_keeps_what_was_there_and_can_be_copied_back
            metadata_is_replaced_as_a_whole
            a_lease_is_held_by_one
            a_leased_blob_is_written_by_its_holder_alone
            a_container_is_deleted_with_all_that_is_in_it
            a_copy_within_the_call_is_done_when_it_is_answered
            a_copy_within_the_call_reads_another_account_by_a_sas_made_for_it
            a_copy_within_the_call_takes_tags_metadata_and_tier_as_told
            a_copy_within_the_call_is_refused_if_the_blob_must_be_new
            a_copy_within_the_call_of_nothing_is_refused
        }
    };
    ($site:path => $($case:ident)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                $crate::cases::$case($site().await).await;
            }
        )+
    };
}
