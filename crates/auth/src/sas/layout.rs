//! The strings to sign, by the kind of SAS and the version (`sv`) whose rules apply.
//!
//! Versions are dates, so their texts sort in order. Sources: *Create a service SAS*, *Create an account SAS*, *Create
//! a user delegation SAS*, REST reference, corrected by what Microsoft's SDKs sign where the pages differ (before
//! 2020-02-10 a user delegation SAS signs no `saoid`, `suoid` and `scid`, but does sign the snapshot).

use super::field::{Fields, SasField as Field};
use super::kind::SasKind;

/// The signed values that are not fields of the token.
pub(super) struct Scope<'a> {
    pub(super) account: &'a str,
    /// The container, and the path in it or an empty text. `None` for an account SAS.
    pub(super) resource: Option<(&'a str, &'a str)>,
    /// The snapshot's time or the version's id.
    pub(super) revision: &'a str,
    /// The headers in `srh`, with their values.
    pub(super) request_headers: &'a [(String, String)],
    /// The parameters in `srq`, with their values.
    pub(super) request_query: &'a [(String, String)],
}

impl<'a> Scope<'a> {
    /// The scope of an account SAS.
    pub(super) fn account(account: &'a str) -> Self {
        Self {
            account,
            resource: None,
            revision: "",
            request_headers: &[],
            request_query: &[],
        }
    }

    /// An upper bound of the length that this adds to a string to sign.
    fn length(&self) -> usize {
        let (container, path) = self.resource.unwrap_or_default();
        let required = self.request_headers.iter().chain(self.request_query);
        let required: usize = required
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum();
        "/blob///".len()
            + self.account.len()
            + container.len()
            + path.len()
            + self.revision.len()
            + required
    }
}

/// Maximum number of lines of a string to sign.
const MOST_LINES: usize = 28;

/// The string whose HMAC is `sig`, in one allocation.
pub(super) fn string_to_sign(fields: &Fields<'_>, scope: &Scope<'_>) -> String {
    let mut lines = Lines {
        fields,
        scope,
        text: String::with_capacity(fields.length() + scope.length() + MOST_LINES),
    };
    match SasKind::of(fields) {
        SasKind::Service => lines.service(),
        SasKind::Account => lines.account(),
        SasKind::UserDelegation => lines.user_delegation(),
    }
    lines.text
}

/// The lines of a string to sign, each followed by a line feed. A missing field has an empty line.
struct Lines<'a> {
    fields: &'a Fields<'a>,
    scope: &'a Scope<'a>,
    text: String,
}

impl Lines<'_> {
    fn service(&mut self) {
        self.fields(&[
            Field::SignedPermissions,
            Field::SignedStart,
            Field::SignedExpiry,
        ]);
        self.resource();
        self.fields(&[
            Field::SignedIdentifier,
            Field::SignedIp,
            Field::SignedProtocol,
            Field::SignedVersion,
        ]);
        if self.is_since("2018-11-09") {
            self.fields(&[Field::SignedResource]);
            self.line(self.scope.revision);
        }
        if self.is_since("2020-12-06") {
            self.fields(&[Field::SignedEncryptionScope]);
        }
        self.response_headers();
    }

    fn account(&mut self) {
        self.line(self.scope.account);
        self.fields(&[
            Field::SignedPermissions,
            Field::SignedServices,
            Field::SignedResourceTypes,
            Field::SignedStart,
            Field::SignedExpiry,
            Field::SignedIp,
            Field::SignedProtocol,
            Field::SignedVersion,
        ]);
        if self.is_since("2020-12-06") {
            self.fields(&[Field::SignedEncryptionScope]);
        }
        // Only this one of the three strings ends with a line feed.
    }

    fn user_delegation(&mut self) {
        self.fields(&[
            Field::SignedPermissions,
            Field::SignedStart,
            Field::SignedExpiry,
        ]);
        self.resource();
        self.fields(&[
            Field::SignedObjectId,
            Field::SignedTenantId,
            Field::SignedKeyStart,
            Field::SignedKeyExpiry,
            Field::SignedKeyService,
            Field::SignedKeyVersion,
        ]);
        if self.is_since("2020-02-10") {
            self.fields(&[
                Field::SignedAuthorizedObjectId,
                Field::SignedUnauthorizedObjectId,
                Field::SignedCorrelationId,
            ]);
        }
        if self.is_since("2025-07-05") {
            self.fields(&[
                Field::SignedKeyDelegatedUserTenantId,
                Field::SignedDelegatedUserObjectId,
            ]);
        }
        self.fields(&[
            Field::SignedIp,
            Field::SignedProtocol,
            Field::SignedVersion,
            Field::SignedResource,
        ]);
        self.line(self.scope.revision);
        if self.is_since("2020-12-06") {
            self.fields(&[Field::SignedEncryptionScope]);
        }
        if self.is_since("2026-04-06") {
            self.required();
        }
        self.response_headers();
    }

    fn is_since(&self, version: &str) -> bool {
        self.fields.line(Field::SignedVersion) >= version
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.line(self.fields.line(*field));
        }
    }

    /// The resource of the SAS. The account occurs once, also for an emulator.
    fn resource(&mut self) {
        let (container, path) = self.scope.resource.unwrap_or_default();
        for text in ["/blob/", self.scope.account, "/", container] {
            self.text.push_str(text);
        }
        if !path.is_empty() {
            self.text.push('/');
            self.text.push_str(path);
        }
        self.text.push('\n');
    }

    /// The required headers and parameters: `name:value` and LF for each header, LF and `name:value` for each
    /// parameter.
    fn required(&mut self) {
        for (name, value) in self.scope.request_headers {
            self.pair(name, value);
            self.text.push('\n');
        }
        self.text.push('\n');
        for (name, value) in self.scope.request_query {
            self.text.push('\n');
            self.pair(name, value);
        }
        self.text.push('\n');
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        self.text.push(':');
        self.text.push_str(value);
    }

    /// The last lines, without a final line feed.
    fn response_headers(&mut self) {
        self.fields(&[
            Field::CacheControl,
            Field::ContentDisposition,
            Field::ContentEncoding,
            Field::ContentLanguage,
        ]);
        self.text.push_str(self.fields.line(Field::ContentType));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(fields: &[(Field, &str)]) -> usize {
        let mut signed = Fields::default();
        for (field, text) in fields {
            signed.set(*field, text);
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
