//! `cargo xtask dependencies`: who may depend on whom, and on what, read from `cargo tree`.
//!
//! The floors of the house are arrows between our crates; the two pure crates have their dependencies written out here,
//! so that a new one is a decision and not an accident.

use crate::workspace::{FEATURES, Workspace, output};

/// The crates of ours that a crate of ours may depend on.
const FLOORS: &[(&str, &[&str])] = &[
    ("blobcopy-proto", &[]),
    ("blobcopy-auth", &["blobcopy-proto"]),
    ("blobcopy-diagnosis", &["blobcopy-proto", "blobcopy-auth"]),
    (
        "blobcopy",
        &["blobcopy-proto", "blobcopy-auth", "blobcopy-diagnosis"],
    ),
    ("blobcopy-emulator", &["blobcopy-proto", "blobcopy-auth"]),
    (
        "blobcopy-cli",
        &[
            "blobcopy-proto",
            "blobcopy-auth",
            "blobcopy",
            "blobcopy-emulator",
        ],
    ),
    (
        "blobcopy-node",
        &["blobcopy", "blobcopy-emulator", "blobcopy-cli"],
    ),
    (
        "blobcopy-tests",
        &[
            "blobcopy-proto",
            "blobcopy-auth",
            "blobcopy",
            "blobcopy-emulator",
            "blobcopy-cli",
        ],
    ),
    (
        "blobcopy-python",
        &["blobcopy", "blobcopy-emulator", "blobcopy-cli"],
    ),
    ("blobcopy-parts", &["blobcopy-proto", "blobcopy-auth"]),
    ("xtask", &[]),
];

/// All that the pure crates stand on.
const WRITTEN_OUT: &[(&str, &[&str])] = &[
    (
        "blobcopy-proto",
        &[
            "bytes",
            "http",
            "httpdate",
            "percent-encoding",
            "quick-xml",
            "zeroize",
        ],
    ),
    (
        "blobcopy-auth",
        &[
            "base64",
            "blobcopy-proto",
            "bytes",
            "http",
            "httpdate",
            "percent-encoding",
            "ring",
            "zeroize",
        ],
    ),
];

/// Crates that nothing of ours may reach, with the reason.
const BANNED: &[(&str, &str)] = &[
    ("openssl-sys", "TLS is rustls"),
    ("native-tls", "TLS is rustls"),
    (
        "aws-lc-rs",
        "cryptography is ring, which builds without cmake",
    ),
    (
        "aws-lc-sys",
        "cryptography is ring, which builds without cmake",
    ),
    ("reqwest", "the client speaks hyper"),
];

/// Crates the pure ones may not reach by any way: they bring sockets.
const NOT_PURE: &[&str] = &["hyper", "mio", "rustls", "socket2", "tokio"];

/// Crates whose types pass between ours, or which are linked once: two versions would not fit each other.
const ONE_VERSION: &[&str] = &["bytes", "http", "hyper", "ring", "rustls", "tokio"];

pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let tree = output(workspace.cargo(&[
        "tree",
        "--workspace",
        FEATURES,
        "--edges=normal",
        "--target=all",
        "--no-dedupe",
        "--prefix=depth",
        "--charset=ascii",
    ]))?;
    let crates = parse(&tree)?;
    let complaints = [
        floors(&crates),
        written_out(&crates),
        banned(&crates),
        not_pure(&crates),
        versions(&crates),
    ];
    let complaints = complaints.concat();
    if complaints.is_empty() {
        return Ok(format!(
            "dependencies: {} crates of ours, nothing to complain of",
            crates.len()
        ));
    }
    Err(complaints.join("\n"))
}

/// A crate of ours and all it reaches.
struct Ours {
    name: String,
    reached: Vec<Reached>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    name: String,
    version: String,
    /// A dependency of its own, not of another.
    direct: bool,
}

/// Reads lines such as `0blobcopy-auth v0.1.0 (…)`, `1ring v0.17.14`: the depth, then the crate.
fn parse(tree: &str) -> Result<Vec<Ours>, String> {
    let mut crates: Vec<Ours> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let unread = || format!("cargo tree printed a line of another form: {line}");
        let start = line
            .find(|c: char| !c.is_ascii_digit())
            .filter(|&start| start > 0)
            .ok_or_else(unread)?;
        let mut words = line[start..].split(' ');
        let (name, version) = words.next().zip(words.next()).ok_or_else(unread)?;
        let (name, version) = (name.to_owned(), version.to_owned());
        match (&line[..start], crates.last_mut()) {
            ("0", _) => crates.push(Ours {
                name,
                reached: Vec::new(),
            }),
            (depth, Some(ours)) => ours.reached.push(Reached {
                name,
                version,
                direct: depth == "1",
            }),
            (_, None) => return Err(unread()),
        }
    }
    Ok(crates)
}

impl Ours {
    fn direct(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .reached
            .iter()
            .filter(|reached| reached.direct)
            .map(|reached| reached.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn reaches(&self, name: &str) -> bool {
        self.reached.iter().any(|reached| reached.name == name)
    }
}

fn floors(crates: &[Ours]) -> Vec<String> {
    let mut complaints = Vec::new();
    for ours in crates {
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == ours.name) else {
            complaints.push(format!(
                "{} has no floor: say in {HERE} what it may depend on",
                ours.name
            ));
            continue;
        };
        let inside = ours
            .direct()
            .into_iter()
            .filter(|name| crates.iter().any(|other| other.name == *name));
        for below in inside.filter(|name| !allowed.contains(name)) {
            complaints.push(format!(
                "{} may not depend on {below}: every arrow goes downwards",
                ours.name
            ));
        }
    }
    complaints
}

fn written_out(crates: &[Ours]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, allowed) in WRITTEN_OUT {
        let Some(ours) = crates.iter().find(|ours| ours.name == *name) else {
            continue;
        };
        let direct = ours.direct();
        let new = direct.iter().filter(|found| !allowed.contains(found));
        complaints.extend(
            new.map(|found| format!("{name} depends on {found}, which {HERE} does not list")),
        );
        let gone = allowed.iter().filter(|listed| !direct.contains(listed));
        complaints.extend(
            gone.map(|listed| format!("{name} no longer depends on {listed}, which {HERE} lists")),
        );
    }
    complaints
}

fn banned(crates: &[Ours]) -> Vec<String> {
    let mut complaints = Vec::new();
    for ours in crates {
        let reached = BANNED.iter().filter(|(name, _)| ours.reaches(name));
        complaints.extend(
            reached.map(|(name, reason)| format!("{} reaches {name}: {reason}", ours.name)),
        );
    }
    complaints
}

fn not_pure(crates: &[Ours]) -> Vec<String> {
    let mut complaints = Vec::new();
    for ours in crates
        .iter()
        .filter(|ours| WRITTEN_OUT.iter().any(|(pure, _)| *pure == ours.name))
    {
        let reached = NOT_PURE.iter().filter(|name| ours.reaches(name));
        complaints.extend(reached.map(|name| {
            format!(
                "{} reaches {name}: it is pure and opens no socket",
                ours.name
            )
        }));
    }
    complaints
}

fn versions(crates: &[Ours]) -> Vec<String> {
    let mut complaints = Vec::new();
    for name in ONE_VERSION {
        let reached = crates
            .iter()
            .flat_map(|ours| &ours.reached)
            .filter(|reached| reached.name == *name);
        let mut versions: Vec<&str> = reached.map(|reached| reached.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        if versions.len() > 1 {
            complaints.push(format!(
                "{name} is there more than once ({}): its types would not fit",
                versions.join(", ")
            ));
        }
    }
    complaints
}

const HERE: &str = "xtask/src/dependencies.rs";

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "0blobcopy-proto v0.1.0 (p)\n1http v1.5.0\n2bytes v1.12.2\n\n\
                         0blobcopy-auth v0.1.0 (p)\n1blobcopy-proto v0.1.0 (p)\n2http v1.5.0\n1ring v0.17.14\n";

    #[test]
    fn a_tree_is_read_with_its_depths() {
        let crates = parse(SOUND).unwrap();

        assert_eq!(crates.len(), 2);
        assert_eq!(crates[1].direct(), ["blobcopy-proto", "ring"]);
        assert!(crates[0].reaches("bytes") && !crates[0].direct().contains(&"bytes"));
    }

    #[test]
    fn a_line_of_another_form_is_an_error() {
        assert!(parse("warning: something").is_err());
        assert!(parse("1http v1.5.0").is_err());
    }

    #[test]
    fn a_sound_tree_has_no_complaints() {
        let crates = parse(SOUND).unwrap();

        assert_eq!(
            [
                floors(&crates),
                banned(&crates),
                not_pure(&crates),
                versions(&crates)
            ]
            .concat(),
            [""; 0]
        );
    }

    #[test]
    fn an_arrow_upwards_is_a_complaint() {
        let upwards =
            parse("0blobcopy-emulator v0.1.0\n0blobcopy v0.1.0\n1blobcopy-emulator v0.1.0\n")
                .unwrap();

        assert_eq!(
            floors(&upwards),
            ["blobcopy may not depend on blobcopy-emulator: every arrow goes downwards"]
        );
    }

    #[test]
    fn a_crate_without_a_floor_is_a_complaint() {
        let stranger = parse("0stranger v0.1.0\n").unwrap();

        assert!(floors(&stranger)[0].starts_with("stranger has no floor"));
    }

    #[test]
    fn a_pure_crate_has_exactly_the_dependencies_written_out() {
        let written = WRITTEN_OUT[0].1;
        let mut tree = String::from("0blobcopy-proto v0.1.0\n1tokio v1.0.0\n");
        for name in &written[1..] {
            tree.push_str(&format!("1{name} v1.0.0\n"));
        }

        let complaints = written_out(&parse(&tree).unwrap());

        assert_eq!(complaints.len(), 2);
        assert!(complaints[0].starts_with("blobcopy-proto depends on tokio"));
        assert!(complaints[1].starts_with(&format!(
            "blobcopy-proto no longer depends on {}",
            written[0]
        )));
    }

    #[test]
    fn a_banned_crate_is_a_complaint_however_deep() {
        let deep = parse("0blobcopy v0.1.0\n1rustls v0.23.0\n2aws-lc-rs v1.0.0 (*)\n").unwrap();

        assert_eq!(
            banned(&deep),
            ["blobcopy reaches aws-lc-rs: cryptography is ring, which builds without cmake"]
        );
    }

    #[test]
    fn a_socket_under_a_pure_crate_is_a_complaint() {
        let wet = parse(
            "0blobcopy-auth v0.1.0\n1bytes v1.0.0\n2tokio v1.0.0\n0blobcopy v0.1.0\n1tokio v1.0.0",
        )
        .unwrap();

        assert_eq!(
            not_pure(&wet),
            ["blobcopy-auth reaches tokio: it is pure and opens no socket"]
        );
    }

    #[test]
    fn two_versions_of_a_shared_crate_are_a_complaint() {
        let twice =
            parse("0blobcopy v0.1.0\n1ring v0.16.0\n0blobcopy-auth v0.1.0\n1ring v0.17.0\n")
                .unwrap();

        assert_eq!(
            versions(&twice),
            ["ring is there more than once (v0.16.0, v0.17.0): its types would not fit"]
        );
    }
}
