//! Every option of a copy is in Rust, Python, JavaScript and the command, or is on a list with the reason why not.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use blobcopy::CopyOptions;
use blobcopy_bindings::{Host, camel_case, copy_option_names};

/// The field in Rust, the keyword in Python, the option in JavaScript, and the flag of the command. Where an interface
/// does not have the option, the reason stands in its place, in brackets.
const OPTIONS: &[[&str; 4]] = &[
    ["request.metadata", "metadata", "metadata", "--metadata"],
    [
        "request.access_tier",
        "standard_blob_tier",
        "tier",
        "--tier",
    ],
    [
        "request.access_tier",
        "premium_page_blob_tier",
        "(one option for all tiers)",
        "(one flag for all tiers)",
    ],
    ["request.tags", "tags", "tags", "--tag"],
    [
        "request.rehydrate_priority",
        "rehydrate_priority",
        "rehydratePriority",
        "--rehydrate",
    ],
    [
        "request.seal",
        "seal_destination_blob",
        "sealBlob",
        "--seal",
    ],
    [
        "request.immutability_policy",
        "immutability_policy",
        "immutabilityPolicy",
        "(set by policies of the container)",
    ],
    [
        "request.legal_hold",
        "legal_hold",
        "legalHold",
        "(set by policies of the container)",
    ],
    [
        "request.lease_id",
        "destination_lease",
        "leaseId",
        "--lease-id",
    ],
    ["request.conditions", "etag", "ifMatch", "--if-match"],
    [
        "request.conditions",
        "match_condition",
        "ifNoneMatch",
        "--if-none-match",
    ],
    [
        "request.conditions",
        "if_modified_since",
        "ifModifiedSince",
        "--if-modified-since",
    ],
    [
        "request.conditions",
        "if_unmodified_since",
        "ifUnmodifiedSince",
        "--if-unmodified-since",
    ],
    [
        "request.if_tags",
        "if_tags_match_condition",
        "tagConditions",
        "--if-tags",
    ],
    [
        "request.source_conditions",
        "source_etag",
        "sourceConditions",
        "--source-if-match",
    ],
    [
        "request.source_conditions",
        "source_match_condition",
        "sourceConditions",
        "--source-if-none-match",
    ],
    [
        "request.source_conditions",
        "source_if_modified_since",
        "sourceConditions",
        "--source-if-modified-since",
    ],
    [
        "request.source_conditions",
        "source_if_unmodified_since",
        "sourceConditions",
        "--source-if-unmodified-since",
    ],
    [
        "request.source_if_tags",
        "source_if_tags_match_condition",
        "sourceConditions",
        "--source-if-tags",
    ],
    [
        "policy.on_pending",
        "on_pending",
        "onPending",
        "--on-pending",
    ],
    [
        "policy.look_first",
        "look_first",
        "lookFirst",
        "--look-first",
    ],
    ["policy.deadline", "deadline", "deadlineInMs", "--timeout"],
    [
        "policy.abort_at_deadline",
        "abort_at_deadline",
        "abortAtDeadline",
        "--abort-on-timeout",
    ],
    [
        "policy.poll.floor",
        "poll_floor",
        "pollFloorInMs",
        "(the command has time for the default)",
    ],
    [
        "policy.poll.ceiling",
        "poll_ceiling",
        "pollCeilingInMs",
        "--poll-ceiling",
    ],
    [
        "policy.poll.share",
        "poll_share",
        "pollShare",
        "(the command has time for the default)",
    ],
    [
        "policy.poll.ceiling",
        "(floor and ceiling say it)",
        "intervalInMs",
        "(floor and ceiling say it)",
    ],
    [
        "policy.retry.attempts",
        "(the client's retry_total)",
        "maxTries",
        "(the default serves one copy)",
    ],
    [
        "policy.retry.put_offs",
        "(follows from the attempts)",
        "(follows from the attempts)",
        "(follows from the attempts)",
    ],
    [
        "policy.retry.first_wait",
        "(the client's retry_policy)",
        "(the client's retryOptions)",
        "(the default serves one copy)",
    ],
    [
        "policy.retry.longest_wait",
        "(the client's retry_policy)",
        "(the client's retryOptions)",
        "(the default serves one copy)",
    ],
    [
        "policy.seed",
        "(for simulations)",
        "(for simulations)",
        "(for simulations)",
    ],
    [
        "care.source_access",
        "source_access",
        "sourceAccess",
        "--source-access",
    ],
    [
        "care.source_access",
        "source_access_life",
        "sourceAccessLifeInMs",
        "--source-access-life",
    ],
    [
        "care.check_source",
        "check_source",
        "checkSource",
        "--check-source",
    ],
    ["care.pin_source", "pin_source", "pinSource", "--pin-source"],
    [
        "care.lease_source",
        "lease_source",
        "leaseSource",
        "--lease-source",
    ],
    ["care.keep_tags", "keep_tags", "keepTags", "--keep-tags"],
    ["care.protect", "protect", "protect", "--protect"],
    ["care.verify", "verify", "verify", "--verify"],
    [
        "(how long a future may take is its caller's)",
        "timeout",
        "(abortSignal)",
        "--timeout",
    ],
];

#[test]
fn every_field_of_the_options_in_rust_is_listed() {
    assert_eq!(fields(&format!("{:#?}", CopyOptions::default())), column(0));
}

#[test]
fn every_keyword_of_python_is_listed_and_read() {
    let keywords = keywords(
        &read("bindings/python/python/blobcopy/_keywords.py"),
        "BeginCopyOptions",
    );
    let listed = column(1);
    // A parameter of its own, before the keywords.
    let all = keywords.into_iter().chain(["metadata".to_owned()]);
    assert_eq!(all.collect::<BTreeSet<_>>(), listed);
    let read: BTreeSet<String> = copy_option_names(Host::Python)
        .iter()
        .map(|name| name.python.to_owned())
        .collect();
    // Python makes the headers of these itself.
    let made = [
        "etag",
        "match_condition",
        "source_etag",
        "source_match_condition",
    ];
    for keyword in &listed {
        assert!(
            read.contains(keyword) || made.contains(&keyword.as_str()),
            "{keyword} is not read"
        );
    }
}

#[test]
fn every_option_of_javascript_is_listed_and_read() {
    let types = read("bindings/node/index.d.ts");
    let declared = properties(&types, "BlobBeginCopyFromURLOptions");
    // JavaScript's own.
    let own = [
        "abortSignal",
        "onProgress",
        "resumeFrom",
        "tracingOptions",
        "conditions",
    ];
    let declared = declared
        .into_iter()
        .filter(|name| !own.contains(&name.as_str()));
    let conditions = properties(&types, "BlobRequestConditions");
    let listed = column(2);
    assert_eq!(declared.chain(conditions).collect::<BTreeSet<_>>(), listed);
    let read = copy_option_names(Host::Node);
    for name in properties(&types, "BlobBeginCopyFromURLOptions")
        .iter()
        .filter(|name| listed.contains(*name))
    {
        let plain = name.strip_suffix("InMs").unwrap_or(name);
        assert!(
            read.iter().any(|known| camel_case(known.node) == plain),
            "{name} is not read"
        );
    }
}

#[test]
fn every_flag_is_one_of_the_command() {
    let help = help();
    for flag in column(3) {
        assert!(
            help.split_whitespace().any(|word| word == flag),
            "{flag} is no flag"
        );
    }
}

/// Also prints what `help` reads.
#[test]
fn the_command_explains_its_options() {
    assert_eq!(blobcopy_cli::run(["blobcopy", "copy", "--help"]), 0);
}

#[test]
fn every_option_that_is_not_azures_is_in_the_documents() {
    let documents = [(1, read("docs/python.md")), (2, read("docs/node.md"))];
    for option in OPTIONS
        .iter()
        .filter(|option| !option[0].starts_with("request."))
    {
        for (column, document) in &documents {
            let name = option[*column];
            assert!(
                name.starts_with('(')
                    || name == "timeout"
                    || document.contains(&format!("`{name}")),
                "{name} is not documented"
            );
        }
    }
}

fn column(column: usize) -> BTreeSet<String> {
    let names = OPTIONS.iter().map(|option| option[column]);
    names
        .filter(|name| !name.starts_with('('))
        .map(str::to_owned)
        .collect()
}

/// The paths of the fields that are no structures, from the pretty form of a structure.
fn fields(pretty: &str) -> BTreeSet<String> {
    let (mut path, mut fields) = (Vec::new(), BTreeSet::new());
    for line in pretty.lines().skip(1).map(str::trim) {
        match line.split_once(": ") {
            Some((name, value)) if value.ends_with('{') => path.push(name),
            Some((name, _)) => {
                let whole = path.iter().copied().chain([name]).collect::<Vec<_>>();
                fields.insert(whole.join("."));
            }
            None if line.starts_with('}') => drop(path.pop()),
            None => {}
        }
    }
    fields
}

/// The keys of a `TypedDict` of Python, with those of its bases.
fn keywords(source: &str, class: &str) -> BTreeSet<String> {
    let head = format!("class {class}(");
    let Some((_, rest)) = source.split_once(&head) else {
        return BTreeSet::new();
    };
    let (bases, body) = rest.split_once(")").expect("a class has bases");
    let mut keys: BTreeSet<String> = bases
        .split(", ")
        .flat_map(|base| keywords(source, base))
        .collect();
    for line in body.split("\nclass ").next().expect("a body").lines() {
        if let Some((name, _)) = line
            .strip_prefix("    ")
            .and_then(|line| line.split_once(": "))
            && name
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_')
        {
            keys.insert(name.to_owned());
        }
    }
    keys
}

/// The properties of an interface of TypeScript, with those of its bases.
fn properties(source: &str, interface: &str) -> BTreeSet<String> {
    let head = format!("export interface {interface} ");
    let (_, rest) = source.split_once(&head).expect("the interface is there");
    let (bases, body) = rest.split_once("{\n").expect("an interface has a body");
    let mut names: BTreeSet<String> = bases
        .trim()
        .strip_prefix("extends ")
        .map(|base| properties(source, base))
        .unwrap_or_default();
    for line in body.split("\n}").next().expect("a body").lines() {
        if let Some((name, _)) = line
            .strip_prefix("  ")
            .and_then(|line| line.split_once("?: "))
            && name.chars().all(char::is_alphanumeric)
        {
            names.insert(name.to_owned());
        }
    }
    names
}

/// The help of `blobcopy copy`, which the command writes to standard output.
fn help() -> String {
    let test = std::env::current_exe().expect("the tests are a program");
    let printed = Command::new(test)
        .args(["--exact", "the_command_explains_its_options", "--nocapture"])
        .output()
        .expect("the tests can be run");
    String::from_utf8(printed.stdout).expect("a help is text")
}

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
