//! Checks the table in the README: each operation has the listed headers and elements, and no others.

mod strategies;

use std::collections::BTreeSet;

use blobcopy_proto::ops::*;
use blobcopy_proto::{Serve, ServiceVersion};
use http::HeaderMap;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use strategies::choices::{Choices, Choose};

/// The number of rows of choices, large enough for every header to occur.
const ROWS: usize = 120;

#[test]
fn the_table_lists_what_each_operation_carries() {
    let readme = include_str!("../README.md");
    let mut expected = Vec::new();
    macro_rules! rows {
        ($( $operation:ident $facts:tt )+) => { $( expected.push(row::<$operation>()); )+ };
    }
    blobcopy_proto::operations!(rows);
    let missing: Vec<&String> = expected
        .iter()
        .filter(|row| !readme.contains(*row))
        .collect();
    for row in &missing {
        println!("{row}");
    }
    assert!(
        missing.is_empty(),
        "{} rows above are not in the README",
        missing.len()
    );
}

/// The operation's row: request and reply.
fn row<O: Serve<Output: Choose> + Choose>() -> String {
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for choices in rows_of_choices() {
        let operation = O::choose(&mut Choices::new(&choices));
        let request = operation
            .request(ServiceVersion::NEWEST)
            .expect("the newest version knows all");
        headers(request.headers(), &mut asked);
        elements(request.body(), &mut asked);
        for pair in request
            .uri()
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
        {
            let name = pair.split('=').next().unwrap_or_default();
            if !matches!(name, "snapshot" | "versionid") {
                asked.insert(format!("?{name}"));
            }
        }
        let output = O::Output::choose(&mut Choices::new(&choices));
        let reply = O::reply(&output);
        headers(reply.headers(), &mut answered);
        elements(reply.body(), &mut answered);
    }
    format!("| {} | {} | {} |", O::KIND, list(asked), list(answered))
}

fn rows_of_choices() -> Vec<Vec<u8>> {
    let mut runner = TestRunner::deterministic();
    let rows = prop::collection::vec(any::<u8>(), 1200);
    (0..ROWS)
        .map(|_| rows.new_tree(&mut runner).expect("bytes").current())
        .collect()
}

/// Names of headers: those of a family by their prefix, without those that every message has.
fn headers(headers: &HeaderMap, names: &mut BTreeSet<String>) {
    for name in headers.keys().map(|name| name.as_str()) {
        let family = ["x-ms-meta-", "x-ms-or-"]
            .into_iter()
            .find(|prefix| name.starts_with(prefix));
        match (name, family) {
            ("x-ms-version" | "x-ms-or-policy-id", _) => {}
            (_, Some(prefix)) => drop(names.insert(format!("{prefix}*"))),
            (_, None) => drop(names.insert(name.to_owned())),
        }
    }
    if headers.contains_key("x-ms-or-policy-id") {
        names.insert("x-ms-or-policy-id".to_owned());
    }
}

/// Names of elements and their attributes, without those that users choose.
fn elements(document: &[u8], names: &mut BTreeSet<String>) {
    let Ok(document) = std::str::from_utf8(document) else {
        return;
    };
    if !document.starts_with("\u{feff}<?xml") {
        return;
    }
    let mut within = None;
    for tag in document
        .split('<')
        .skip(2)
        .map(|piece| piece.split('>').next().unwrap_or_default())
    {
        let mut parts = tag.split(' ');
        let name = parts.next().unwrap_or_default();
        match within {
            Some(family) if name.strip_prefix('/') == Some(family) => within = None,
            None if !name.starts_with('/') => {
                names.insert(format!("<{name}>"));
                let attributes = parts.filter_map(|part| part.split_once("=\""));
                let attributes = attributes.map(|(attribute, _)| attribute);
                // A value may also contain a space and an equals sign.
                let attributes = attributes
                    .filter(|name| name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic()));
                names.extend(attributes.map(|attribute| format!("<{name} {attribute}>")));
                within = ["Metadata", "OrMetadata"]
                    .into_iter()
                    .find(|family| *family == name);
            }
            _ => {}
        }
    }
}

fn list(names: BTreeSet<String>) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" ")
}
