//! The strings to sign, by kind of SAS and by the version (`sv`) whose rules hold.
//!
//! Versions are dates, so their text sorts as they do. Sources: *Create a service SAS*, *Create an account SAS*,
//! *Create a user delegation SAS*, REST reference, corrected by what Microsoft's SDKs sign where the pages and they
//! disagree (before 2020-02-10 a user delegation SAS signs no `saoid`, `suoid` and `scid`, but does sign the snapshot).

use super::field::{Fields, SasField as Field};
use super::token::{SasKind, kind};

/// What is signed besides the token's own fields.
pub(super) struct Scope {
    /// The line of what the SAS opens; the account's name for an account SAS.
    pub(super) resource: String,
    /// The snapshot's time or the version's id.
    pub(super) moment: String,
    /// `name:value` and LF for each header in `srh`.
    pub(super) request_headers: String,
    /// LF and `name:value` for each parameter in `srq`.
    pub(super) request_query: String,
}

impl Scope {
    /// That of an account SAS.
    pub(super) fn account(account: &str) -> Self {
        Self {
            resource: account.to_owned(),
            moment: String::new(),
            request_headers: String::new(),
            request_query: String::new(),
        }
    }

    /// The headers that a request must carry, as they are signed.
    pub(super) fn header_block(headers: &[(String, String)]) -> String {
        headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect()
    }

    /// The query parameters that a request must carry, as they are signed.
    pub(super) fn query_block(parameters: &[(String, String)]) -> String {
        parameters
            .iter()
            .map(|(name, value)| format!("\n{name}:{value}"))
            .collect()
    }
}

/// The text whose HMAC is `sig`.
pub(super) fn string_to_sign(fields: &Fields, scope: &Scope) -> String {
    let lines = match kind(fields) {
        SasKind::Service => service(fields, scope),
        SasKind::Account => account(fields, scope),
        SasKind::UserDelegation => user_delegation(fields, scope),
    };
    lines.join("\n")
}

fn service<'a>(fields: &'a Fields, scope: &'a Scope) -> Vec<&'a str> {
    let mut lines = Lines::new(fields);
    lines.fields(&[
        Field::SignedPermissions,
        Field::SignedStart,
        Field::SignedExpiry,
    ]);
    lines.text(&scope.resource);
    lines.fields(&[
        Field::SignedIdentifier,
        Field::SignedIp,
        Field::SignedProtocol,
        Field::SignedVersion,
    ]);
    if lines.is_since("2018-11-09") {
        lines.fields(&[Field::SignedResource]);
        lines.text(&scope.moment);
    }
    if lines.is_since("2020-12-06") {
        lines.fields(&[Field::SignedEncryptionScope]);
    }
    lines.response_headers();
    lines.lines
}

fn account<'a>(fields: &'a Fields, scope: &'a Scope) -> Vec<&'a str> {
    let mut lines = Lines::new(fields);
    lines.text(&scope.resource);
    lines.fields(&[
        Field::SignedPermissions,
        Field::SignedServices,
        Field::SignedResourceTypes,
        Field::SignedStart,
        Field::SignedExpiry,
        Field::SignedIp,
        Field::SignedProtocol,
        Field::SignedVersion,
    ]);
    if lines.is_since("2020-12-06") {
        lines.fields(&[Field::SignedEncryptionScope]);
    }
    // Alone among the three, this string ends in a line feed.
    lines.text("");
    lines.lines
}

fn user_delegation<'a>(fields: &'a Fields, scope: &'a Scope) -> Vec<&'a str> {
    let mut lines = Lines::new(fields);
    lines.fields(&[
        Field::SignedPermissions,
        Field::SignedStart,
        Field::SignedExpiry,
    ]);
    lines.text(&scope.resource);
    lines.fields(&[
        Field::SignedObjectId,
        Field::SignedTenantId,
        Field::SignedKeyStart,
        Field::SignedKeyExpiry,
        Field::SignedKeyService,
        Field::SignedKeyVersion,
    ]);
    if lines.is_since("2020-02-10") {
        lines.fields(&[
            Field::SignedAuthorizedObjectId,
            Field::SignedUnauthorizedObjectId,
            Field::SignedCorrelationId,
        ]);
    }
    if lines.is_since("2025-07-05") {
        lines.fields(&[
            Field::SignedKeyDelegatedUserTenantId,
            Field::SignedDelegatedUserObjectId,
        ]);
    }
    lines.fields(&[
        Field::SignedIp,
        Field::SignedProtocol,
        Field::SignedVersion,
        Field::SignedResource,
    ]);
    lines.text(&scope.moment);
    if lines.is_since("2020-12-06") {
        lines.fields(&[Field::SignedEncryptionScope]);
    }
    if lines.is_since("2026-04-06") {
        lines.text(&scope.request_headers);
        lines.text(&scope.request_query);
    }
    lines.response_headers();
    lines.lines
}

/// Lines that are being collected; a field that is absent has an empty one.
struct Lines<'a> {
    fields: &'a Fields,
    lines: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    fn new(fields: &'a Fields) -> Self {
        Self {
            fields,
            lines: Vec::with_capacity(28),
        }
    }

    fn is_since(&self, version: &str) -> bool {
        self.fields.line(Field::SignedVersion) >= version
    }

    fn text(&mut self, text: &'a str) {
        self.lines.push(text);
    }

    fn fields(&mut self, fields: &[Field]) {
        self.lines
            .extend(fields.iter().map(|field| self.fields.line(*field)));
    }

    fn response_headers(&mut self) {
        self.fields(&[
            Field::CacheControl,
            Field::ContentDisposition,
            Field::ContentEncoding,
            Field::ContentLanguage,
            Field::ContentType,
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(fields: &[(Field, &str)]) -> usize {
        let mut signed = Fields::default();
        for (field, text) in fields {
            signed.set(*field, *text);
        }
        string_to_sign(&signed, &Scope::account("acct"))
            .split('\n')
            .count()
    }

    #[test]
    fn each_version_has_as_many_lines_as_the_service_wants() {
        for (version, service, account, user_delegation) in [
            ("2015-04-05", 13, 10, 20),
            ("2018-11-09", 15, 10, 20),
            ("2020-02-10", 15, 10, 23),
            ("2020-12-06", 16, 11, 24),
            ("2025-07-05", 16, 11, 26),
            ("2026-04-06", 16, 11, 28),
            ("2026-10-06", 16, 11, 28),
        ] {
            let version = (Field::SignedVersion, version);
            assert_eq!(lines(&[version]), service, "{version:?}");
            assert_eq!(
                lines(&[version, (Field::SignedServices, "b")]),
                account,
                "{version:?}"
            );
            assert_eq!(
                lines(&[version, (Field::SignedObjectId, "o")]),
                user_delegation,
                "{version:?}"
            );
        }
    }
}
