//! The source of a copy in replies.

use blobcopy_proto::{EchoedSource, ServiceVersion, SourceUrl};

/// The source as it appears in a reply. Only old versions include the signature of its SAS.
pub(crate) fn echo(source: &SourceUrl, version: ServiceVersion) -> EchoedSource {
    let text = source.expose();
    match text.split_once('?') {
        Some((path, query)) if version.as_str() >= SIGNATURE_NOT_ECHOED_SINCE => {
            let kept: Vec<&str> = query
                .split('&')
                .filter(|pair| !is_signature(pair))
                .collect();
            let joint = if kept.is_empty() { "" } else { "?" };
            EchoedSource::new(&format!("{path}{joint}{}", kept.join("&")))
        }
        _ => EchoedSource::new(text),
    }
}

fn is_signature(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    name.eq_ignore_ascii_case("sig")
}

const SIGNATURE_NOT_ECHOED_SINCE: &str = "2019-10-10";

#[cfg(test)]
mod tests {
    use super::*;

    fn echoed(source: &str, version: &str) -> String {
        let version = ServiceVersion::parse(version).unwrap();
        echo(&SourceUrl::parse(source).unwrap(), version)
            .expose()
            .to_owned()
    }

    #[test]
    fn the_signature_is_repeated_by_old_versions_only() {
        let source = "http://h/a/c/b?sv=1&sig=x%2B&se=2";
        assert_eq!(echoed(source, "2019-02-02"), source);
        assert_eq!(echoed(source, "2019-10-10"), "http://h/a/c/b?sv=1&se=2");
        assert_eq!(
            echoed("http://h/a/c/b?SIG=x", "2025-11-05"),
            "http://h/a/c/b"
        );
        assert_eq!(echoed("http://h/a/c/b", "2025-11-05"), "http://h/a/c/b");
    }
}
