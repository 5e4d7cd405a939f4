//! The parameters of a shared access signature, with Azure's names.

/// A parameter of a SAS, except its signature (`sig`).
///
/// Sources: *Create a service SAS*, *Create an account SAS*, *Create a user delegation SAS*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SasField {
    /// `sv`: the version whose rules apply.
    SignedVersion,
    /// `ss`: the services of an account SAS.
    SignedServices,
    /// `srt`: the resource types of an account SAS.
    SignedResourceTypes,
    /// `sr`: the kind of resource: a blob, a snapshot or version, a directory, a container.
    SignedResource,
    /// `sdd`: the number of segments in the directory's path.
    SignedDirectoryDepth,
    /// `sp`: the permissions.
    SignedPermissions,
    /// `st`: the start.
    SignedStart,
    /// `se`: the expiry.
    SignedExpiry,
    /// `sip`: the allowed addresses.
    SignedIp,
    /// `spr`: the allowed protocols.
    SignedProtocol,
    /// `si`: the stored access policy that contains the remaining fields.
    SignedIdentifier,
    /// `ses`: the encryption scope of data that is written.
    SignedEncryptionScope,
    /// `rscc`: `Cache-Control` of the response.
    CacheControl,
    /// `rscd`: `Content-Disposition` of the response.
    ContentDisposition,
    /// `rsce`: `Content-Encoding` of the response.
    ContentEncoding,
    /// `rscl`: `Content-Language` of the response.
    ContentLanguage,
    /// `rsct`: `Content-Type` of the response.
    ContentType,
    /// `skoid`: the identity that requested the user delegation key.
    SignedObjectId,
    /// `sktid`: the tenant of that identity.
    SignedTenantId,
    /// `skt`: the start of the key.
    SignedKeyStart,
    /// `ske`: the expiry of the key.
    SignedKeyExpiry,
    /// `sks`: the service that the key is for.
    SignedKeyService,
    /// `skv`: the version that made the key.
    SignedKeyVersion,
    /// `saoid`: a user whose authorization the key's owner has checked.
    SignedAuthorizedObjectId,
    /// `suoid`: a user whose own permissions the service also checks.
    SignedUnauthorizedObjectId,
    /// `scid`: a correlation id that appears in the logs.
    SignedCorrelationId,
    /// `sduoid`: the only user of the SAS, who needs an access token of their own as well.
    SignedDelegatedUserObjectId,
    /// `skdutid`: the tenant of that user.
    SignedKeyDelegatedUserTenantId,
    /// `srh`: the names of headers that a request must contain with the signed values.
    SignedRequestHeaders,
    /// `srq`: the names of query parameters that a request must contain with the signed values.
    SignedRequestQuery,
}

impl SasField {
    /// All fields, in the order in which this crate writes them into a token.
    pub const ALL: [Self; 30] = [
        Self::SignedVersion,
        Self::SignedServices,
        Self::SignedResourceTypes,
        Self::SignedResource,
        Self::SignedDirectoryDepth,
        Self::SignedPermissions,
        Self::SignedStart,
        Self::SignedExpiry,
        Self::SignedIp,
        Self::SignedProtocol,
        Self::SignedIdentifier,
        Self::SignedEncryptionScope,
        Self::CacheControl,
        Self::ContentDisposition,
        Self::ContentEncoding,
        Self::ContentLanguage,
        Self::ContentType,
        Self::SignedObjectId,
        Self::SignedTenantId,
        Self::SignedKeyStart,
        Self::SignedKeyExpiry,
        Self::SignedKeyService,
        Self::SignedKeyVersion,
        Self::SignedAuthorizedObjectId,
        Self::SignedUnauthorizedObjectId,
        Self::SignedCorrelationId,
        Self::SignedDelegatedUserObjectId,
        Self::SignedKeyDelegatedUserTenantId,
        Self::SignedRequestHeaders,
        Self::SignedRequestQuery,
    ];

    /// The parameter's name in a URL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedVersion => "sv",
            Self::SignedServices => "ss",
            Self::SignedResourceTypes => "srt",
            Self::SignedResource => "sr",
            Self::SignedDirectoryDepth => "sdd",
            Self::SignedPermissions => "sp",
            Self::SignedStart => "st",
            Self::SignedExpiry => "se",
            Self::SignedIp => "sip",
            Self::SignedProtocol => "spr",
            Self::SignedIdentifier => "si",
            Self::SignedEncryptionScope => "ses",
            Self::CacheControl => "rscc",
            Self::ContentDisposition => "rscd",
            Self::ContentEncoding => "rsce",
            Self::ContentLanguage => "rscl",
            Self::ContentType => "rsct",
            Self::SignedObjectId => "skoid",
            Self::SignedTenantId => "sktid",
            Self::SignedKeyStart => "skt",
            Self::SignedKeyExpiry => "ske",
            Self::SignedKeyService => "sks",
            Self::SignedKeyVersion => "skv",
            Self::SignedAuthorizedObjectId => "saoid",
            Self::SignedUnauthorizedObjectId => "suoid",
            Self::SignedCorrelationId => "scid",
            Self::SignedDelegatedUserObjectId => "sduoid",
            Self::SignedKeyDelegatedUserTenantId => "skdutid",
            Self::SignedRequestHeaders => "srh",
            Self::SignedRequestQuery => "srq",
        }
    }

    /// Whether the field comes from the user delegation key.
    pub(super) const fn is_of_key(self) -> bool {
        matches!(
            self,
            Self::SignedObjectId
                | Self::SignedTenantId
                | Self::SignedKeyStart
                | Self::SignedKeyExpiry
                | Self::SignedKeyService
                | Self::SignedKeyVersion
                | Self::SignedKeyDelegatedUserTenantId
        )
    }

    /// The field with this name. Parameter names are case-insensitive.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|field| field.name().eq_ignore_ascii_case(name))
    }
}

/// The fields of a SAS, each with its text: decoded, as given, never reformatted.
#[derive(Clone, Copy, Default)]
pub(super) struct Fields<'a> {
    texts: [Option<&'a str>; SasField::ALL.len()],
    length: usize,
}

impl<'a> Fields<'a> {
    /// The field's text, if the field is set.
    pub(super) fn get(&self, field: SasField) -> Option<&'a str> {
        self.texts[field as usize]
    }

    /// The field's line in a string to sign: its text, or an empty line.
    pub(super) fn line(&self, field: SasField) -> &'a str {
        self.get(field).unwrap_or_default()
    }

    pub(super) fn has(&self, field: SasField) -> bool {
        self.get(field).is_some()
    }

    pub(super) fn set(&mut self, field: SasField, text: &'a str) {
        self.texts[field as usize] = Some(text);
        self.length += field.name().len() + text.len() + "=&".len();
    }

    /// An upper bound of the length of all fields in a string to sign, or in a token before percent-encoding.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The fields that are set, in the order of [`SasField::ALL`].
    pub(super) fn iter(&self) -> impl Iterator<Item = (SasField, &'a str)> {
        let pairs = SasField::ALL.iter().zip(&self.texts);
        pairs.filter_map(|(field, text)| Some((*field, (*text)?)))
    }
}

/// The texts of the fields that the caller set.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts(Vec<(SasField, String)>);

impl Texts {
    pub(super) fn get(&self, field: SasField) -> Option<&str> {
        let mut pairs = self.0.iter();
        let (_, text) = pairs.find(|(candidate, _)| *candidate == field)?;
        Some(text)
    }

    pub(super) fn set(&mut self, field: SasField, text: impl Into<String>) {
        self.0.retain(|(candidate, _)| *candidate != field);
        self.0.push((field, text.into()));
    }

    pub(super) fn fields(&self) -> Fields<'_> {
        let mut fields = Fields::default();
        self.add_to(&mut fields);
        fields
    }

    pub(super) fn add_to<'a>(&'a self, fields: &mut Fields<'a>) {
        for (field, text) in &self.0 {
            fields.set(*field, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_place_of_its_own() {
        for (place, field) in SasField::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, place, "{field:?}");
        }
    }

    #[test]
    fn every_field_is_found_by_its_name_and_no_two_share_one() {
        for field in SasField::ALL {
            assert_eq!(SasField::from_name(field.name()), Some(field));
            assert_eq!(
                SasField::from_name(&field.name().to_uppercase()),
                Some(field)
            );
        }
        assert_eq!(SasField::from_name("sig"), None);
    }
}
