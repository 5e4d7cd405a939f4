//! The parameters of a shared access signature, by Azure's names for them.

/// A parameter of a SAS, its signature (`sig`) apart.
///
/// Sources: *Create a service SAS*, *Create an account SAS*, *Create a user delegation SAS*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SasField {
    /// `sv`: the version whose rules signed it.
    SignedVersion,
    /// `ss`: the services an account SAS opens.
    SignedServices,
    /// `srt`: the resource types an account SAS opens.
    SignedResourceTypes,
    /// `sr`: what kind of thing is opened: a blob, its snapshot or version, a directory, a container.
    SignedResource,
    /// `sdd`: how many segments the directory's path has.
    SignedDirectoryDepth,
    /// `sp`: what is allowed.
    SignedPermissions,
    /// `st`: from when.
    SignedStart,
    /// `se`: until when.
    SignedExpiry,
    /// `sip`: from which addresses.
    SignedIp,
    /// `spr`: over which protocols.
    SignedProtocol,
    /// `si`: the stored access policy that says the rest.
    SignedIdentifier,
    /// `ses`: the encryption scope that what is written goes into.
    SignedEncryptionScope,
    /// `rscc`: `Cache-Control` of the answer.
    CacheControl,
    /// `rscd`: `Content-Disposition` of the answer.
    ContentDisposition,
    /// `rsce`: `Content-Encoding` of the answer.
    ContentEncoding,
    /// `rscl`: `Content-Language` of the answer.
    ContentLanguage,
    /// `rsct`: `Content-Type` of the answer.
    ContentType,
    /// `skoid`: who asked for the user delegation key.
    SignedObjectId,
    /// `sktid`: that one's tenant.
    SignedTenantId,
    /// `skt`: from when the key is good.
    SignedKeyStart,
    /// `ske`: until when the key is good.
    SignedKeyExpiry,
    /// `sks`: the service the key is good for.
    SignedKeyService,
    /// `skv`: the version that made the key.
    SignedKeyVersion,
    /// `saoid`: a user whom the key's owner vouches for.
    SignedAuthorizedObjectId,
    /// `suoid`: a user whose own rights are checked.
    SignedUnauthorizedObjectId,
    /// `scid`: an id to find the requests by in the logs.
    SignedCorrelationId,
    /// `sduoid`: the only user that can use the SAS, together with an access token of its own.
    SignedDelegatedUserObjectId,
    /// `skdutid`: that user's tenant.
    SignedKeyDelegatedUserTenantId,
    /// `srh`: names of headers that must come with the signed values.
    SignedRequestHeaders,
    /// `srq`: names of query parameters that must come with the signed values.
    SignedRequestQuery,
}

impl SasField {
    /// Every field, in the order in which this crate writes them into a token.
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

    /// Whether it comes with the user delegation key.
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

    /// The field of this name; parameter names know no case.
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
    /// The field's text, where it is there.
    pub(super) fn get(&self, field: SasField) -> Option<&'a str> {
        self.texts[field as usize]
    }

    /// The field's line in a string to sign: its text, or nothing.
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

    /// No less than what all of them take up in a token as they are, or in a string to sign.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Those that are there, in the order of [`SasField::ALL`].
    pub(super) fn iter(&self) -> impl Iterator<Item = (SasField, &'a str)> {
        let pairs = SasField::ALL.iter().zip(&self.texts);
        pairs.filter_map(|(field, text)| Some((*field, (*text)?)))
    }
}

/// The texts of the fields that somebody gave.
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
