//! A service that repeats what it was sent, in every place and every spelling, has none of it printed.
//!
//! This is the interface in Rust; the example `repeated_secrets` adds the others.

use blobcopy_tests::repeating::{Case, MARK, Repeating, Sent, rust};

#[tokio::test]
async fn what_a_service_repeats_is_not_printed() {
    let server = Repeating::start();
    let mut printed = Vec::new();
    let mut is_marked = false;
    for sent in Sent::ALL {
        let client = rust::client(&server, sent).unwrap();
        for case in Case::all().filter(|case| case.sent == sent) {
            for (form, text) in rust::shown(&client, &case.blob()).await.0 {
                is_marked |= text.to_ascii_lowercase().contains(MARK);
                if let Some(piece) = server.printed(&text) {
                    printed.push(format!("{case:?} as {form}: {piece}"));
                }
            }
        }
    }
    let mut replies = server.replies();
    let count = replies.len();
    replies.sort_unstable();
    replies.dedup();
    println!("{count} replies: {} printed", printed.len());
    assert!(replies.into_iter().eq(Case::all()), "each is repeated");
    assert!(is_marked, "what replies say is printed");
    assert!(
        printed.is_empty(),
        "{:#?}",
        &printed[..printed.len().min(5)]
    );
}
