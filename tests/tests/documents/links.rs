//! Links, and the contents of the book.

use std::fs;

use blobcopy_tests::documents::markdown::{anchors, links};
use blobcopy_tests::documents::{Document, all, root};

use crate::beside;

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for document in all() {
        for link in links(&document.text) {
            let place = format!("{}:{} links to {}", document.path, link.line, link.target);
            let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
            followed += 1;
            let ours = path.strip_prefix(ON_GITHUB).map(str::to_owned);
            if ours.is_none() && path.contains("://") {
                assert!(is_address(path), "{place}");
                continue;
            }
            if is_item(&document, path) {
                // rustdoc follows those.
                continue;
            }
            let path = match ours {
                Some(ours) => ours,
                None if path.is_empty() => document.path.clone(),
                None => beside(&document, path),
            };
            assert!(root().join(&path).exists(), "{place}");
            if path.ends_with(".md") && !anchor.is_empty() {
                let text = fs::read_to_string(root().join(&path)).unwrap();
                assert!(
                    anchors(&text).iter().any(|known| known == anchor),
                    "{place}"
                );
            }
        }
    }
    assert!(followed >= 60, "only {followed} links were found");
}

#[test]
fn every_document_of_the_book_is_in_its_contents_and_in_the_navigation_of_the_site() {
    let contents = fs::read_to_string(root().join("docs/README.md")).unwrap();
    let navigation = fs::read_to_string(root().join("xtask/site/zensical.toml")).unwrap();
    let targets: Vec<String> = links(&contents)
        .into_iter()
        .map(|link| link.target)
        .collect();
    for document in all() {
        if let Some(name) = document.path.strip_prefix("docs/") {
            let is_there = name == "README.md" || targets.iter().any(|target| target == name);
            assert!(is_there, "docs/README.md does not mention {name}");
            let entry = format!("\"{name}\"");
            assert!(
                name == "README.md" || navigation.contains(&entry),
                "xtask/site/zensical.toml has no page {entry}"
            );
        }
    }
}

/// What stands in a crate's README, which is its documentation too, and names an item.
fn is_item(document: &Document, path: &str) -> bool {
    document.path.starts_with("crates/") && !path.contains(['/', '.'])
}

/// The Internet is not asked: an address only has to be one, and secure.
fn is_address(target: &str) -> bool {
    let uri: Result<http::Uri, _> = target.parse();
    uri.is_ok_and(|uri| uri.scheme_str() == Some("https") && uri.host().is_some())
}

/// How documents that leave the repository, with a crate or a package, name others in it.
const ON_GITHUB: &str = "https://github.com/blobcopy/blobcopy/blob/main/";
