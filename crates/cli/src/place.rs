//! Sources and destinations that are no blobs: local files and directories, containers and prefixes. The error names the
//! command for them.

use std::path::Path;

use blobcopy_proto::{ContainerUrl, Endpoint, shown_argument};

use crate::account::{is_container, is_url};
use crate::failure::Failure;

/// Refuses a source that is a local file or directory, a container, or a prefix.
pub(crate) fn check_source(source: &str, destination: &str) -> Result<(), Failure> {
    if is_url(source) {
        return Ok(());
    }
    let shown = shown_argument(source);
    if is_local(source) {
        let target = match is_url(destination) || is_local(destination) {
            true => "CONTAINER/",
            false => destination,
        };
        let what = match Path::new(source).is_dir() {
            true => format!(
                "is a local directory; upload each file with `blobcopy put FILE {target}`, or use AzCopy"
            ),
            false => format!("is a local file; upload it with `blobcopy put {shown} {target}`"),
        };
        return Err(Failure::usage(format!("the source `{shown}` {what}")));
    }
    let container = source.split('/').next().unwrap_or_default();
    if source.ends_with('/') && is_container(container) {
        return Err(Failure::usage(format!(
            "the source `{shown}` names no blob; list the blobs with `blobcopy ls {shown}`, and copy each of them"
        )));
    }
    Ok(())
}

/// Refuses a destination that is a local file or directory.
pub(crate) fn check_destination(source: &str, destination: &str) -> Result<(), Failure> {
    if is_url(destination) || !(is_local(destination) || is_path(destination)) {
        return Ok(());
    }
    let (from, to) = (shown_argument(source), shown_argument(destination));
    Err(Failure::usage(format!(
        "the destination `{to}` is a local path, but a copy is made to a blob; to download, write `blobcopy get {from} {to}`"
    )))
}

/// Whether it exists on this machine, and cannot be `container` or `container/blob`.
fn is_local(text: &str) -> bool {
    let container = text.split('/').next().unwrap_or_default();
    !is_container(container) && Path::new(text).exists()
}

/// Whether it is written as a path.
fn is_path(text: &str) -> bool {
    let is_drive = text.as_bytes().get(1) == Some(&b':');
    is_drive || matches!(text.split(['/', '\\']).next(), Some("" | "." | ".." | "~"))
}

/// The container that a URL names in place of a blob. A URL of one segment could be a blob of the root container; that is
/// written with `$root`.
pub(crate) fn container_of(url: &str, known: Option<&Endpoint>) -> Option<ContainerUrl> {
    let (container, _) = ContainerUrl::parse_with_sas_at(url, known).ok()?;
    Some(container)
}

/// A URL that names a container where a blob is needed.
pub(crate) fn names_container(what: &str, container: &ContainerUrl) -> Failure {
    Failure::usage(format!(
        "{what} `{container}` names a container instead of a blob; write {container}/NAME{}",
        if_destination(what, container)
    ))
}

/// The form that keeps the name of the source.
pub(crate) fn if_destination(what: &str, container: &dyn std::fmt::Display) -> String {
    match what == "the destination" {
        true => format!(", or {container}/ to keep the name of the source"),
        false => format!("; `blobcopy ls {container}` lists the names"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(refused: Result<(), Failure>) -> String {
        refused.map_or_else(|failure| failure.text.to_string(), |()| String::new())
    }

    #[test]
    fn a_local_path_gets_the_command_that_transfers_it() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let refused = message(check_source(file, "live/"));
        assert!(
            refused.contains("is a local file; upload it with `blobcopy put"),
            "{refused}"
        );
        let refused = message(check_source(env!("CARGO_MANIFEST_DIR"), "live/"));
        assert!(refused.contains("is a local directory"), "{refused}");
        for destination in [
            "./db.vhd",
            "..",
            "/tmp/db.vhd",
            "~/db.vhd",
            "C:\\db.vhd",
            file,
        ] {
            let refused = message(check_destination("live/db.vhd", destination));
            assert!(refused.contains("`blobcopy get live/db.vhd "), "{refused}");
        }
    }

    #[test]
    fn what_can_be_a_blob_is_one_even_if_a_file_has_its_name() {
        // Unit tests run in the folder of the crate, which has such a file.
        assert!(Path::new("src/place.rs").exists());
        assert_eq!(message(check_source("src/place.rs", "live/")), "");
        assert_eq!(message(check_destination("live/a", "src/place.rs")), "");
    }

    #[test]
    fn a_prefix_is_listed() {
        for source in ["live/", "live/2026/"] {
            let refused = message(check_source(source, "backups/"));
            assert!(
                refused.contains(&format!("`blobcopy ls {source}`")),
                "{refused}"
            );
        }
    }

    #[test]
    fn only_a_url_of_a_container_names_one() {
        let container = |path| {
            let url = format!("https://acct.blob.core.windows.net/{path}");
            container_of(&url, None).map(|container| container.name().to_owned())
        };
        assert_eq!(container("live?sv=1&sig=c2ln").as_deref(), Some("live"));
        assert_eq!(container("live/db.vhd"), None);
        assert_eq!(container("$root/live"), None);
        assert_eq!(container("read.me"), None);
    }
}
