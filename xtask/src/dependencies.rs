//! `cargo xtask dependencies`: checks which crate may depend on which, with `cargo metadata`.
//!
//! Licences, duplicates, sources and advisories are checked by cargo-deny, in `cargo xtask release-check`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{FEATURES, Workspace};

/// The crates of the workspace that each crate may depend on.
const LAYERS: &[(&str, &str)] = &[
    ("blobcopy-proto", ""),
    ("blobcopy-auth", "blobcopy-proto"),
    ("blobcopy-diagnosis", "blobcopy-proto blobcopy-auth"),
    (
        "blobcopy",
        "blobcopy-proto blobcopy-auth blobcopy-diagnosis",
    ),
    ("blobcopy-emulator", "blobcopy-proto blobcopy-auth"),
    (
        "blobcopy-cli",
        "blobcopy-proto blobcopy-auth blobcopy blobcopy-emulator",
    ),
    (
        "blobcopy-bindings",
        "blobcopy blobcopy-emulator blobcopy-cli",
    ),
    (
        "blobcopy-node",
        "blobcopy blobcopy-bindings blobcopy-emulator blobcopy-cli",
    ),
    (
        "blobcopy-python",
        "blobcopy blobcopy-bindings blobcopy-emulator blobcopy-cli",
    ),
    (
        "blobcopy-tests",
        "blobcopy-proto blobcopy-auth blobcopy blobcopy-emulator blobcopy-cli",
    ),
    ("blobcopy-parts", "blobcopy-proto blobcopy-auth"),
    ("xtask", ""),
];

/// All dependencies of the pure crates, so that a new dependency is a deliberate decision.
const PURE: &[(&str, &str)] = &[
    (
        "blobcopy-proto",
        "bytes http httparse httpdate percent-encoding quick-xml zeroize",
    ),
    (
        "blobcopy-auth",
        "base64 blobcopy-proto bytes http httpdate percent-encoding ring zeroize",
    ),
];

/// Crates that no pure crate may depend on, directly or not, because they open sockets.
const SOCKETS: &str = "hyper mio rustls socket2 tokio";

/// Crates that no crate may depend on: TLS is rustls, cryptography is ring (which builds without cmake), the client
/// uses hyper.
const BANNED: &str = "aws-lc-rs aws-lc-sys native-tls openssl-sys reqwest";

pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let metadata = workspace
        .cargo(&format!("metadata --format-version=1 {FEATURES}"))
        .read()?;
    let graph = Graph::read(&serde_json::from_str(&metadata)?)
        .context("cargo metadata has another form")?;
    let findings = graph.findings();
    ensure!(findings.is_empty(), findings.join("\n"));
    Ok(format!(
        "dependencies: {} crates, no findings",
        graph.members.len()
    ))
}

/// The dependencies of each package, without those of tests and build scripts.
struct Graph {
    members: BTreeSet<String>,
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read(metadata: &Value) -> Option<Self> {
        let packages = metadata["packages"].as_array()?.iter();
        let names: BTreeMap<_, _> = packages
            .map(|package| (package["id"].as_str(), package["name"].as_str()))
            .collect();
        let name = |id: &Value| names.get(&id.as_str())?.map(str::to_owned);
        let mut edges = BTreeMap::<_, BTreeSet<_>>::new();
        for node in metadata["resolve"]["nodes"].as_array()? {
            let below = edges.entry(name(&node["id"])?).or_default();
            for dependency in node["deps"].as_array()? {
                let kinds = dependency["dep_kinds"].as_array()?;
                if kinds.iter().any(|kind| kind["kind"].is_null()) {
                    below.insert(name(&dependency["pkg"])?);
                }
            }
        }
        let members = metadata["workspace_members"].as_array()?.iter().map(name);
        Some(Self {
            members: members.collect::<Option<_>>()?,
            edges,
        })
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for name in &self.members {
            let Some(layers) = row(LAYERS, name) else {
                findings.push(format!("{name} has no row in LAYERS of {HERE}"));
                continue;
            };
            let inside = self.edges[name].intersection(&self.members);
            for above in inside.filter(|below| !layers.contains(*below)) {
                findings.push(format!(
                    "{name} may not depend on {above}, a layer above it"
                ));
            }
            let mut forbidden: Vec<&str> = BANNED.split(' ').collect();
            if let Some(listed) = row(PURE, name) {
                forbidden.extend(SOCKETS.split(' '));
                for other in self.edges[name].symmetric_difference(&listed) {
                    findings.push(format!(
                        "{name} and its row in PURE of {HERE} differ in {other}"
                    ));
                }
            }
            let reached = self.reached(name);
            for below in forbidden.iter().filter(|below| reached.contains(*below)) {
                findings.push(format!("{name} may not reach {below}"));
            }
        }
        findings
    }

    /// All dependencies of a package, direct or not.
    fn reached<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![name]);
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.edges[next].iter().map(String::as_str));
            }
        }
        reached
    }
}

fn row(table: &[(&str, &str)], name: &str) -> Option<BTreeSet<String>> {
    let (_, listed) = table.iter().find(|(of, _)| *of == name)?;
    Some(listed.split_whitespace().map(str::to_owned).collect())
}

const HERE: &str = "xtask/src/dependencies.rs";

#[cfg(test)]
mod tests {
    use super::*;

    /// A graph of members, and of packages that they and others depend on.
    fn findings(members: &[&str], edges: &[(&str, &str)]) -> Vec<String> {
        let mut graph = Graph {
            members: members.iter().map(|name| (*name).to_owned()).collect(),
            edges: BTreeMap::new(),
        };
        for name in members {
            graph.edges.insert((*name).to_owned(), BTreeSet::new());
        }
        for (name, below) in edges {
            for below in below.split(' ') {
                graph.edges.entry(below.to_owned()).or_default();
                graph
                    .edges
                    .entry((*name).to_owned())
                    .or_default()
                    .insert(below.to_owned());
            }
        }
        graph.findings()
    }

    #[test]
    fn the_workspace_as_it_is_has_no_findings() {
        run(&Workspace::here()).unwrap();
    }

    #[test]
    fn edges_of_tests_and_of_build_scripts_are_left_out() {
        let metadata = serde_json::json!({
            "packages": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "c"}, {"id": "4", "name": "d"}],
            "workspace_members": ["1"],
            "resolve": {"nodes": [
                {"id": "1", "deps": [
                    {"pkg": "2", "dep_kinds": [{"kind": "dev"}, {"kind": null}]},
                    {"pkg": "3", "dep_kinds": [{"kind": "dev"}]},
                    {"pkg": "4", "dep_kinds": [{"kind": "build"}]},
                ]},
                {"id": "2", "deps": []}, {"id": "3", "deps": []}, {"id": "4", "deps": []},
            ]},
        });

        let graph = Graph::read(&metadata).unwrap();

        assert_eq!(graph.edges["a"], BTreeSet::from(["b".to_owned()]));
        assert_eq!(graph.members, BTreeSet::from(["a".to_owned()]));
        assert!(Graph::read(&serde_json::json!({})).is_none());
    }

    #[test]
    fn a_dependency_on_a_layer_above_is_a_finding() {
        let members = ["blobcopy", "blobcopy-emulator"];

        assert_eq!(
            findings(&members, &[("blobcopy", "blobcopy-emulator")]),
            ["blobcopy may not depend on blobcopy-emulator, a layer above it"]
        );
    }

    #[test]
    fn a_crate_without_a_layer_is_a_finding() {
        assert!(findings(&["stranger"], &[])[0].starts_with("stranger has no row in LAYERS"));
    }

    #[test]
    fn a_pure_crate_has_exactly_the_dependencies_listed() {
        let found = findings(
            &["blobcopy-proto"],
            &[(
                "blobcopy-proto",
                "bytes http httparse percent-encoding quick-xml zeroize fastrand",
            )],
        );

        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("blobcopy-proto ") && found[0].ends_with(" fastrand"));
        assert!(found[1].starts_with("blobcopy-proto ") && found[1].ends_with(" httpdate"));
    }

    #[test]
    fn a_banned_crate_is_a_finding_however_deep() {
        assert_eq!(
            findings(
                &["blobcopy"],
                &[("blobcopy", "rustls"), ("rustls", "aws-lc-rs")]
            ),
            ["blobcopy may not reach aws-lc-rs"]
        );
    }

    #[test]
    fn a_socket_under_a_pure_crate_is_a_finding() {
        let found = findings(
            &["blobcopy-proto", "blobcopy"],
            &[
                ("blobcopy-proto", PURE[0].1),
                ("bytes", "tokio"),
                ("blobcopy", "tokio"),
            ],
        );

        assert_eq!(found, ["blobcopy-proto may not reach tokio"]);
    }
}
