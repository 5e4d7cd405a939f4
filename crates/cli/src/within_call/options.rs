//! The options of a synchronous copy, and the flags that it refuses.

use blobcopy::{CopyFromUrlOptions, Protect};
use blobcopy_proto::ops::{CopyBlobFromUrlOptions, CopyBlobOptions, PutBlobFromUrlOptions};
use blobcopy_proto::{Conditions, CopyTags};

use crate::args::{CopyArguments, Method, PendingChoice};
use crate::care::Access;
use crate::failure::Failure;

/// A copy within the call, as it is asked for.
pub(crate) enum WithinCall {
    Sync(Box<CopyFromUrlOptions>),
    Put(Box<PutBlobFromUrlOptions>),
}

impl WithinCall {
    /// The options of the copy, unless it is asynchronous.
    ///
    /// What has no meaning within a call is refused rather than left out.
    pub(crate) fn of(arguments: &CopyArguments) -> Result<Option<Self>, Failure> {
        let method = arguments.method;
        if method == Method::Async {
            return Ok(None);
        }
        if arguments.dry_run {
            return Err(Failure::usage(
                "--dry-run is for --method async: leave out --method, or leave out --dry-run",
            ));
        }
        if let Some(flag) = meaningless(arguments) {
            return Err(Failure::usage(format!(
                "{flag} requires --method async, because a synchronous copy is finished when the call returns; leave the flag out"
            )));
        }
        let mut request = arguments.request.options()?;
        if arguments.care.care().protect == Protect::Create {
            request.conditions = Conditions::if_absent();
        }
        let tags = tags(arguments, &request)?;
        Ok(Some(match method {
            Method::Put => Self::Put(Box::new(put(request, tags))),
            _ => Self::Sync(Box::new(sync(request, tags)?)),
        }))
    }

    /// The limit of the method, for a source that the service refused.
    pub(crate) fn limit(&self) -> &'static str {
        match self {
            Self::Sync(_) => {
                "--method sync takes a block blob of up to 256 MiB, --method async any blob"
            }
            Self::Put(_) => "--method put takes up to 5,000 MiB, --method async any size",
        }
    }
}

/// The flag that has no meaning within a call, if one was given.
fn meaningless(arguments: &CopyArguments) -> Option<&'static str> {
    let CopyArguments {
        watching,
        care,
        request,
        ..
    } = arguments;
    let protects = care.care().protect.by_snapshot();
    let flags = [
        ("--embedded", arguments.embedded),
        ("--no-wait", arguments.no_wait),
        ("--ticket", arguments.ticket.is_some()),
        ("--on-pending", arguments.on_pending != PendingChoice::Fail),
        ("--look-first", arguments.look_first),
        ("--detach-on-interrupt", arguments.detach_on_interrupt),
        ("--timeout", watching.timeout.is_some()),
        ("--poll-ceiling", watching.poll_ceiling.is_some()),
        ("--rehydrate", request.rehydrate.is_some()),
        ("--seal", request.seal),
        ("--source-access sas", care.source_access == Access::Sas),
        ("--check-source", care.check_source),
        ("--pin-source", care.pin_source),
        ("--lease-source", care.lease_source),
        ("--protect snapshot", protects),
        ("--verify", care.verify),
    ];
    let given = flags.into_iter().find(|(_, is_given)| *is_given);
    given.map(|(flag, _)| flag)
}

fn tags(arguments: &CopyArguments, request: &CopyBlobOptions) -> Result<CopyTags, Failure> {
    match (arguments.care.keep_tags, request.tags.is_empty()) {
        (false, true) => Ok(CopyTags::None),
        (false, false) => Ok(CopyTags::Replace(request.tags.clone())),
        (true, true) => Ok(CopyTags::FromSource),
        (true, false) => Err(Failure::usage(
            "--keep-tags and --tag exclude each other; leave out one of the two",
        )),
    }
}

fn sync(request: CopyBlobOptions, tags: CopyTags) -> Result<CopyFromUrlOptions, Failure> {
    if request.source_if_tags.is_some() {
        return Err(Failure::usage(
            "Copy Blob From URL does not support --source-if-tags; use --method async or put",
        ));
    }
    let mut options = CopyBlobFromUrlOptions::default();
    options.metadata = request.metadata;
    options.access_tier = request.access_tier;
    options.tags = tags;
    options.lease_id = request.lease_id;
    options.conditions = request.conditions;
    options.if_tags = request.if_tags;
    options.source_conditions = request.source_conditions;
    let mut copy = CopyFromUrlOptions::default();
    copy.request = options;
    Ok(copy)
}

fn put(request: CopyBlobOptions, tags: CopyTags) -> PutBlobFromUrlOptions {
    let mut options = PutBlobFromUrlOptions::default();
    options.metadata = request.metadata;
    options.access_tier = request.access_tier;
    options.tags = tags;
    options.lease_id = request.lease_id;
    options.conditions = request.conditions;
    options.if_tags = request.if_tags;
    options.source_conditions = request.source_conditions;
    options.source_if_tags = request.source_if_tags;
    options
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Arguments, Command};

    fn asked(words: &[&str]) -> Result<Option<WithinCall>, String> {
        let words = ["blobcopy", "copy", "c/a", "c/b"].iter().chain(words);
        let Command::Copy(arguments) = Arguments::try_parse_from(words).unwrap().command else {
            unreachable!("it is a copy");
        };
        WithinCall::of(&arguments).map_err(|failure| failure.text.to_string())
    }

    #[test]
    fn a_copy_is_made_in_the_background_unless_it_is_asked_for_otherwise() {
        assert!(asked(&[]).unwrap().is_none());
        assert!(asked(&["--method", "async"]).unwrap().is_none());
    }

    #[test]
    fn what_has_no_meaning_within_a_call_is_refused_by_its_name() {
        for flags in [
            &["--no-wait"][..],
            &["--ticket", "t"],
            &["--on-pending", "abort"],
            &["--look-first"],
            &["--detach-on-interrupt"],
            &["--timeout", "1m"],
            &["--poll-ceiling", "1m"],
            &["--rehydrate", "high", "--tier", "hot"],
            &["--seal"],
            &["--source-access", "sas"],
            &["--check-source"],
            &["--pin-source"],
            &["--lease-source"],
            &["--protect", "snapshot"],
            &["--protect", "kept-snapshot"],
            &["--verify"],
            &["--embedded"],
        ] {
            for method in ["sync", "put"] {
                let refused = asked(&[&["--method", method], flags].concat());
                let message = refused.err().expect(flags[0]);
                assert!(
                    message.starts_with(flags[0]) && message.contains("--method async"),
                    "{message}"
                );
            }
        }
    }

    #[test]
    fn what_the_service_knows_within_the_call_is_asked_for() {
        let flags = [
            "--metadata",
            "a=1",
            "--tier",
            "cool",
            "--if-match",
            "\"0x1\"",
            "--source-if-match",
            "\"0x2\"",
            "--keep-tags",
            "--lease-id",
            "1f812371-a41d-49e6-b123-f4b542e851c5",
        ];
        let Some(WithinCall::Sync(sync)) =
            asked(&[&["--method", "sync"], &flags[..]].concat()).unwrap()
        else {
            panic!("it is Copy Blob From URL");
        };
        let Some(WithinCall::Put(put)) =
            asked(&[&["--method", "put"], &flags[..]].concat()).unwrap()
        else {
            panic!("it is Put Blob From URL");
        };
        let sync = sync.request;
        assert_eq!(sync.tags, CopyTags::FromSource);
        assert_eq!(
            (
                &sync.metadata,
                &sync.access_tier,
                &sync.tags,
                &sync.lease_id
            ),
            (&put.metadata, &put.access_tier, &put.tags, &put.lease_id)
        );
        assert_eq!(
            (&sync.conditions, &sync.source_conditions),
            (&put.conditions, &put.source_conditions)
        );
        assert!(sync.lease_id.is_some() && sync.access_tier.is_some());
        assert_ne!(sync.conditions, sync.source_conditions);
    }

    #[test]
    fn a_blob_that_must_be_new_is_protected_by_a_condition() {
        let flags = ["--method", "sync", "--protect", "create"];
        let Some(WithinCall::Sync(sync)) = asked(&flags).unwrap() else {
            panic!("it is Copy Blob From URL");
        };
        assert_eq!(sync.request.conditions, Conditions::if_absent());
    }

    #[test]
    fn a_condition_that_one_operation_does_not_know_is_refused_with_what_does() {
        let flags = ["--source-if-tags", "\"a\" = 'b'", "--method"];
        let refused = asked(&[&flags[..], &["sync"]].concat());
        assert!(refused.err().unwrap().contains("--source-if-tags"));
        assert!(asked(&[&flags[..], &["put"]].concat()).is_ok());
    }
}
