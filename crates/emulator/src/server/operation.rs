//! Which operation a request asks for, as far as its head tells.

use blobcopy_proto::ops;
use blobcopy_proto::{Operation, wire::header};
use http::{HeaderMap, Method, Request};

/// The operation's name in the REST reference; `None` for what is none.
pub(crate) fn name<B>(request: &Request<B>) -> Option<&'static str> {
    let query = request.uri().query().unwrap_or_default();
    let restype = parameter(query, "restype").unwrap_or_default();
    let comp = parameter(query, "comp").unwrap_or_default();
    match (request.method().as_str(), restype, comp) {
        ("PUT", "", _) => of_put(comp, request.headers()),
        ("PUT", "container", "") => Some(ops::CreateContainer::NAME),
        ("GET" | "HEAD", _, _) => of_read(request.method(), restype, comp),
        ("DELETE", "", "") => Some(ops::DeleteBlob::NAME),
        ("DELETE", "container", "") => Some(ops::DeleteContainer::NAME),
        ("POST", "service", "userdelegationkey") => Some(ops::GetUserDelegationKey::NAME),
        _ => None,
    }
}

fn of_put(comp: &str, headers: &HeaderMap) -> Option<&'static str> {
    let is_from_url = headers.contains_key(&header::COPY_SOURCE);
    Some(match comp {
        "" if is_from_url => of_copy(headers),
        "" => ops::PutBlob::NAME,
        "appendblock" => ops::AppendBlock::NAME,
        "block" if is_from_url => ops::PutBlockFromUrl::NAME,
        "block" => ops::PutBlock::NAME,
        "blocklist" => ops::PutBlockList::NAME,
        "copy" => ops::AbortCopyBlob::NAME,
        "incrementalcopy" => ops::IncrementalCopyBlob::NAME,
        "lease" => ops::LeaseBlob::NAME,
        "metadata" => ops::SetBlobMetadata::NAME,
        "page" => ops::PutPage::NAME,
        "snapshot" => ops::SnapshotBlob::NAME,
        "tier" => ops::SetBlobTier::NAME,
        _ => return None,
    })
}

fn of_copy(headers: &HeaderMap) -> &'static str {
    let is_synchronous = headers
        .get(&header::REQUIRES_SYNC)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    if is_synchronous {
        ops::CopyBlobFromUrl::NAME
    } else if headers.contains_key(&header::BLOB_TYPE) {
        ops::PutBlobFromUrl::NAME
    } else {
        ops::CopyBlob::NAME
    }
}

fn of_read(method: &Method, restype: &str, comp: &str) -> Option<&'static str> {
    let is_get = method == Method::GET;
    Some(match (restype, comp) {
        ("", "") if is_get => ops::GetBlob::NAME,
        ("", "") => ops::GetBlobProperties::NAME,
        ("", "tags") if is_get => ops::GetBlobTags::NAME,
        ("container", "") => ops::GetContainerProperties::NAME,
        ("container", "list") if is_get => ops::ListBlobs::NAME,
        ("account", "properties") => ops::GetAccountInformation::NAME,
        _ => return None,
    })
}

/// The value of a parameter of a query, as it is written there.
pub(crate) fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| {
        let (candidate, value) = pair.split_once('=')?;
        candidate.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use blobcopy_proto::{Endpoint, ops::Call};
    use bytes::Bytes;

    use super::*;

    fn request(method: &str, target: &str, headers: &[(&str, &str)]) -> Request<Bytes> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://h/a{target}"))
            .header("x-ms-version", "2025-11-05")
            .header("content-length", "0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Bytes::new()).unwrap()
    }

    #[test]
    fn the_name_is_that_of_the_operation_that_is_read() {
        let endpoint = Endpoint::parse("http://h/a").unwrap();
        let source = ("x-ms-copy-source", "https://h/b/c");
        let block = ("x-ms-blob-type", "BlockBlob");
        let requests = [
            request("PUT", "/box/b", &[source]),
            request("PUT", "/box/b", &[source, ("x-ms-requires-sync", "true")]),
            request("PUT", "/box/b", &[source, block]),
            request("PUT", "/box/b", &[block]),
            request("PUT", "/box/b?comp=block&blockid=MQ%3D%3D", &[source]),
            request("PUT", "/box/b?comp=block&blockid=MQ%3D%3D", &[]),
            request(
                "PUT",
                "/box/b?comp=copy&copyid=i",
                &[("x-ms-copy-action", "abort")],
            ),
            request("PUT", "/box/b?comp=incrementalcopy", &[source]),
            request(
                "PUT",
                "/box/b?comp=lease",
                &[("x-ms-lease-action", "break")],
            ),
            request("PUT", "/box/b?comp=metadata", &[]),
            request("PUT", "/box/b?comp=snapshot", &[]),
            request("PUT", "/box/b?comp=tier", &[("x-ms-access-tier", "Hot")]),
            request("PUT", "/box/b?comp=appendblock", &[]),
            request("PUT", "/box?restype=container", &[]),
            request("GET", "/box/b", &[]),
            request("HEAD", "/box/b", &[]),
            request("GET", "/box/b?comp=tags", &[]),
            request("GET", "/box?restype=container", &[]),
            request("HEAD", "/box?restype=container", &[]),
            request("GET", "/box?restype=container&comp=list", &[]),
            request("GET", "/?restype=account&comp=properties", &[]),
            request("DELETE", "/box/b", &[]),
            request("DELETE", "/box?restype=container", &[]),
        ];
        for request in requests {
            let call = Call::parse(&request, &endpoint).unwrap();
            assert_eq!(name(&request), Some(call.name()), "{}", request.uri());
        }
    }

    #[test]
    fn what_is_no_operation_has_no_name() {
        for (method, target) in [
            ("POST", "/box/b"),
            ("PUT", "/box/b?comp=dance"),
            ("PATCH", "/box/b"),
            ("GET", "/?comp=list"),
        ] {
            assert_eq!(
                name(&request(method, target, &[])),
                None,
                "{method} {target}"
            );
        }
    }
}
