//! `blobcopy copy --dry-run`: prints what a copy would send.

use std::collections::BTreeMap;

use blobcopy::proto::care::SourceCredential;
use blobcopy::{
    CopyOptions, CopyPlan, CopySource, DestinationState, OnPending, PlannedRequest, Protect,
};
use blobcopy_auth::SasToken;
use blobcopy_auth::sas::SasField;
use blobcopy_proto::HttpDate;
use blobcopy_proto::ops::BlobProperties;
use serde::Serialize;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output, REPEAT};
use crate::quantity::show_bytes;
use crate::report::rfc3339;
use crate::target::Target;

/// The plan in fields. Every field is there; unknown values are null.
#[derive(Serialize)]
struct Planned {
    dry_run: bool,
    /// Without its query.
    source: String,
    source_length: Option<u64>,
    source_etag: Option<String>,
    /// `as_given`, `own_sas`, `service_sas` or `user_delegation_sas`.
    source_access: &'static str,
    /// The SAS in the source's URL, without the signature.
    source_sas: Option<String>,
    destination: String,
    /// Null if the credential may not read the destination.
    destination_exists: Option<bool>,
    destination_length: Option<u64>,
    destination_etag: Option<String>,
    pending_copy_id: Option<String>,
    requests: Vec<Request>,
}

/// A request that would be sent.
#[derive(Serialize)]
struct Request {
    operation: String,
    method: &'static str,
    url: String,
    headers: BTreeMap<String, String>,
}

pub(super) async fn run(
    source: CopySource,
    options: CopyOptions,
    target: &Target,
    output: Output,
) -> Result<ExitCode, Failure> {
    let plan = target.blob.plan_copy(source, options.clone()).await;
    let plan = plan.map_err(|error| Failure::of(&error, target))?;
    let table = table(&plan, &options);
    let written = output.answer(&table, &Planned::of(&plan), IfUnwritten::Repeat(REPEAT))?;
    output.remark("dry run: nothing was started or changed");
    Ok(written)
}

impl Planned {
    fn of(plan: &CopyPlan) -> Self {
        let source = plan.source_properties.as_deref();
        let (exists, existing) = match &plan.destination_state {
            DestinationState::Absent => (Some(false), None),
            DestinationState::Present(properties) => (Some(true), Some(&**properties)),
            _ => (None, None),
        };
        Self {
            dry_run: true,
            source: plan.source.to_string(),
            source_length: source.and_then(|source| source.content_length),
            source_etag: source.and_then(etag),
            source_access: access_name(plan.source_credential),
            source_sas: plan.source_sas.as_ref().map(ToString::to_string),
            destination: plan.destination.to_string(),
            destination_exists: exists,
            destination_length: existing.and_then(|existing| existing.content_length),
            destination_etag: existing.and_then(etag),
            pending_copy_id: plan.pending.as_ref().map(|copy| copy.id.to_string()),
            requests: plan.requests.iter().map(Request::of).collect(),
        }
    }
}

impl Request {
    fn of(request: &PlannedRequest) -> Self {
        Self {
            operation: request.operation.to_string(),
            method: request.method,
            url: request.url.clone(),
            headers: request.headers.iter().cloned().collect(),
        }
    }
}

fn etag(properties: &BlobProperties) -> Option<String> {
    properties.etag.as_ref().map(ToString::to_string)
}

/// The plan for people: a row per fact, then the requests with their headers.
fn table(plan: &CopyPlan, options: &CopyOptions) -> Vec<String> {
    let source_blob = plan.source_properties.as_deref().map(blob);
    let replaces = match &plan.destination_state {
        DestinationState::Absent => "nothing, the destination does not exist".to_owned(),
        DestinationState::Present(properties) => blob(properties),
        _ => "unknown, the credential may not read the destination".to_owned(),
    };
    let rows = [
        ("source", Some(plan.source.to_string())),
        ("content", source_blob),
        ("access", Some(access(plan))),
        ("destination", Some(plan.destination.to_string())),
        ("replaces", Some(replaces)),
        ("pending", pending(plan, options)),
        ("at the end", at_the_end(options)),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name:<12} {}", value?)));
    rows.chain(plan.requests.iter().flat_map(lines)).collect()
}

fn lines(request: &PlannedRequest) -> Vec<String> {
    let first = format!(
        "would send   {} {} ({})",
        request.method, request.url, request.operation
    );
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| format!("{:<12} {name}: {value}", ""));
    std::iter::once(first).chain(headers).collect()
}

/// `1.0 MB, block blob, last modified 2026-11-23T08:00:00Z`.
fn blob(properties: &BlobProperties) -> String {
    let length = properties.content_length.map(show_bytes);
    let blob_type = properties.blob_type.as_ref().map(ToString::to_string);
    let modified = properties.last_modified.map(rfc3339);
    let modified = modified.map(|time| format!("last modified {time}"));
    let known: Vec<String> = [length, blob_type, modified]
        .into_iter()
        .flatten()
        .collect();
    known.join(", ")
}

fn access_name(credential: SourceCredential) -> &'static str {
    match credential {
        SourceCredential::OwnSas => "own_sas",
        SourceCredential::ServiceSas(_) => "service_sas",
        SourceCredential::DelegationSas(_) => "user_delegation_sas",
        _ => "as_given",
    }
}

fn access(plan: &CopyPlan) -> String {
    let sas = plan.source_sas.as_ref().map(terms);
    let terms = sas.map_or_else(String::new, |terms| format!(": {terms}"));
    match plan.source_credential {
        SourceCredential::OwnSas => format!("the SAS of the source's credential{terms}"),
        SourceCredential::ServiceSas(_) => {
            format!("a service SAS, signed with the account key for this copy{terms}")
        }
        SourceCredential::DelegationSas(_) => format!(
            "a user delegation SAS for this copy, whose key was requested from the service{terms}"
        ),
        _ if plan.source_sas.is_some() => format!("the SAS in the source's URL{terms}"),
        _ => "no SAS: the source is public, or the copy's own credential covers it".to_owned(),
    }
}

/// `permissions r, expires 2026-11-23T08:00:00Z`.
fn terms(sas: &SasToken) -> String {
    let permissions = sas.field(SasField::SignedPermissions);
    let permissions = permissions.map(|letters| format!("permissions {letters}"));
    let expiry = sas.expires_at().ok().flatten();
    let expiry = expiry.and_then(|time| HttpDate::new(time).ok());
    let expiry = expiry.map(|time| format!("expires {}", rfc3339(time)));
    let known: Vec<String> = [permissions, expiry].into_iter().flatten().collect();
    known.join(", ")
}

fn pending(plan: &CopyPlan, options: &CopyOptions) -> Option<String> {
    let id = &plan.pending.as_ref()?.id;
    Some(match options.policy.on_pending {
        OnPending::Wait => format!("copy {id}, which is waited for first"),
        OnPending::Abort => format!("copy {id}, which is aborted first"),
        _ => format!("copy {id} of the same source, to which the command attaches"),
    })
}

fn at_the_end(options: &CopyOptions) -> Option<String> {
    let care = &options.care;
    let steps = [
        (care.verify, "compare length and MD5 with the source"),
        (care.lease_source, "release the lease of the source"),
        (
            care.protect == Protect::Snapshot,
            "restore the snapshot if the copy failed, then delete it",
        ),
        (
            care.protect == Protect::KeptSnapshot,
            "restore the snapshot if the copy failed, and keep it",
        ),
    ];
    let wanted: Vec<&str> = steps
        .into_iter()
        .filter_map(|(is_wanted, step)| is_wanted.then_some(step))
        .collect();
    (!wanted.is_empty()).then(|| wanted.join("; "))
}
