//! What a program is made of: a software bill of materials in CycloneDX's JSON, read from `cargo tree` and the lock.
//!
//! The wheel carries one of its own, which maturin writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{VERSION, folder};
use crate::workspace::{Workspace, output};

/// Writes the bill of what `package` is made of when it is built for release, as `<name>-<version>-<triple>.cdx.json`.
pub(super) fn write(
    workspace: &Workspace,
    package: &str,
    name: &str,
    triple: &str,
) -> Result<(), String> {
    let tree = output(workspace.cargo(&[
        "tree",
        "--package",
        package,
        "--features=login",
        "--edges=normal",
        "--target",
        triple,
        "--no-dedupe",
        "--prefix=depth",
        "--format={p}|{l}|",
    ]))?;
    let bill = Bill::read(&tree)?;
    let json = bill.json(&checksums(&workspace.read("Cargo.lock")?));
    let file = folder(workspace).join(format!("{name}-{VERSION}-{triple}.cdx.json"));
    fs::write(&file, json).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// A crate at its version.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Crate {
    name: String,
    version: String,
}

/// What something is made of. The licence of each crate, and what it stands on itself.
struct Bill {
    root: Crate,
    licences: BTreeMap<Crate, String>,
    edges: BTreeMap<Crate, BTreeSet<Crate>>,
}

impl Bill {
    /// Reads lines of depth, crate and licence: `2bytes v1.12.0|MIT|`.
    fn read(tree: &str) -> Result<Self, String> {
        let mut path: Vec<Crate> = Vec::new();
        let mut licences = BTreeMap::new();
        let mut edges: BTreeMap<Crate, BTreeSet<Crate>> = BTreeMap::new();
        for line in tree.lines().filter(|line| !line.is_empty()) {
            let (depth, one, licence) = parse(line)
                .ok_or_else(|| format!("cargo tree printed a line of another form: {line}"))?;
            path.truncate(depth);
            if let Some(above) = path.last() {
                edges.entry(above.clone()).or_default().insert(one.clone());
            }
            edges.entry(one.clone()).or_default();
            licences.insert(one.clone(), licence);
            path.push(one);
        }
        let root = path.first().cloned().ok_or("cargo tree printed nothing")?;
        Ok(Self {
            root,
            licences,
            edges,
        })
    }

    fn json(&self, checksums: &BTreeMap<Crate, String>) -> String {
        let component = |one: &Crate, kind: &str| {
            let hash = checksums.get(one).map_or_else(String::new, |checksum| {
                format!(r#""hashes":[{{"alg":"SHA-256","content":"{checksum}"}}],"#)
            });
            format!(
                r#"{{"type":"{kind}","bom-ref":"{url}","name":"{}","version":"{}",{hash}"licenses":[{{"expression":"{}"}}],"purl":"{url}"}}"#,
                one.name,
                one.version,
                self.licences[one],
                url = one.url(),
            )
        };
        let libraries = self.licences.keys().filter(|one| **one != self.root);
        let libraries: Vec<String> = libraries.map(|one| component(one, "library")).collect();
        let edges = self.edges.iter().map(|(one, below)| {
            let below: Vec<String> = below
                .iter()
                .map(|one| format!("\"{}\"", one.url()))
                .collect();
            format!(
                r#"{{"ref":"{}","dependsOn":[{}]}}"#,
                one.url(),
                below.join(",")
            )
        });
        let edges: Vec<String> = edges.collect();
        format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\n\"metadata\":{{\"component\":{}}},\n\"components\":[\n{}\n],\n\"dependencies\":[\n{}\n]}}\n",
            component(&self.root, "application"),
            libraries.join(",\n"),
            edges.join(",\n"),
        )
    }
}

impl Crate {
    /// As package URLs name it.
    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

fn parse(line: &str) -> Option<(usize, Crate, String)> {
    let (package, rest) = line.split_once('|')?;
    let start = package.find(|c: char| !c.is_ascii_digit())?;
    let depth = package[..start].parse().ok()?;
    let mut words = package[start..].split(' ');
    let one = Crate {
        name: words.next()?.to_owned(),
        version: words.next()?.strip_prefix('v')?.to_owned(),
    };
    // Once, a slash stood for OR.
    let licence = rest.strip_suffix('|')?.replace('/', " OR ");
    Some((depth, one, licence))
}

/// The check sums that the lock has.
fn checksums(lock: &str) -> BTreeMap<Crate, String> {
    let mut checksums = BTreeMap::new();
    for block in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let start = format!("{key} = \"");
            let line = block.lines().find_map(|line| line.strip_prefix(&*start));
            line.map(|value| value.trim_end_matches('"').to_owned())
        };
        if let (Some(name), Some(version), Some(checksum)) =
            (value("name"), value("version"), value("checksum"))
        {
            checksums.insert(Crate { name, version }, checksum);
        }
    }
    checksums
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0ours v0.1.0 (/a/path)|MIT OR Apache-2.0|\n1bytes v1.12.0|MIT|\n1http v1.5.0|MIT/Apache-2.0|\n\
                        2bytes v1.12.0|MIT|\n2itoa v1.0.0|MIT|\n";

    #[test]
    fn every_crate_is_listed_once_with_what_it_stands_on() {
        let json = Bill::read(TREE).unwrap().json(&BTreeMap::new());
        assert_eq!(json.matches(r#""name":"bytes""#).count(), 1, "{json}");
        assert!(json.contains(r#"{"ref":"pkg:cargo/http@1.5.0","dependsOn":["pkg:cargo/bytes@1.12.0","pkg:cargo/itoa@1.0.0"]}"#), "{json}");
        assert!(
            json.contains(r#"{"component":{"type":"application","bom-ref":"pkg:cargo/ours@0.1.0""#)
        );
        assert!(
            json.contains(r#""expression":"MIT OR Apache-2.0"}],"purl":"pkg:cargo/http@1.5.0""#)
        );
        assert!(!json.contains("/a/path"));
    }

    #[test]
    fn check_sums_are_those_of_the_lock() {
        let lock = "version = 4\n\n[[package]]\nname = \"bytes\"\nversion = \"1.12.0\"\nsource = \"registry\"\n\
                    checksum = \"abc\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let json = Bill::read(TREE).unwrap().json(&checksums(lock));
        assert_eq!(json.matches(r#""content":"abc""#).count(), 1, "{json}");
    }

    #[test]
    fn a_line_of_another_form_is_an_error() {
        assert!(Bill::read("bytes\n").is_err());
        assert!(Bill::read("").is_err());
    }
}
