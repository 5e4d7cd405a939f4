//! The settings of a connection string: `Key=Value` pairs, of which a few concern blobs.

use zeroize::Zeroizing;

use crate::Error;

/// A setting that concerns blobs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    AccountName,
    AccountKey,
    SharedAccessSignature,
    BlobEndpoint,
    BlobSecondaryEndpoint,
    DefaultEndpointsProtocol,
    EndpointSuffix,
    UseDevelopmentStorage,
    DevelopmentStorageProxyUri,
}

impl Setting {
    const ALL: [Self; 9] = [
        Self::AccountName,
        Self::AccountKey,
        Self::SharedAccessSignature,
        Self::BlobEndpoint,
        Self::BlobSecondaryEndpoint,
        Self::DefaultEndpointsProtocol,
        Self::EndpointSuffix,
        Self::UseDevelopmentStorage,
        Self::DevelopmentStorageProxyUri,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::AccountName => "AccountName",
            Self::AccountKey => "AccountKey",
            Self::SharedAccessSignature => "SharedAccessSignature",
            Self::BlobEndpoint => "BlobEndpoint",
            Self::BlobSecondaryEndpoint => "BlobSecondaryEndpoint",
            Self::DefaultEndpointsProtocol => "DefaultEndpointsProtocol",
            Self::EndpointSuffix => "EndpointSuffix",
            Self::UseDevelopmentStorage => "UseDevelopmentStorage",
            Self::DevelopmentStorageProxyUri => "DevelopmentStorageProxyUri",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.name().eq_ignore_ascii_case(name))
    }
}

/// The settings of one connection string. Those of other services (`QueueEndpoint` and the like) are omitted.
#[derive(Default)]
pub(super) struct Settings(Vec<(Setting, Zeroizing<String>)>);

impl Settings {
    /// Splits at `;`, and each pair at its first `=`, because keys end with that character.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let mut settings = Self::default();
        for pair in text
            .split(';')
            .map(str::trim_ascii)
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').ok_or(Error::Malformed {
                field: "connection string",
                expected: "`Key=Value` pairs with `;` between them",
            })?;
            if let Some(setting) = Setting::from_name(name.trim_ascii()) {
                settings.add(setting, value.trim_ascii())?;
            }
        }
        Ok(settings)
    }

    fn add(&mut self, setting: Setting, value: &str) -> Result<(), Error> {
        let field = setting.name();
        if value.is_empty() {
            return Err(Error::Missing { field });
        }
        if self.get(setting).is_some() {
            return Err(Error::Repeated { field });
        }
        self.0.push((setting, Zeroizing::new(value.to_owned())));
        Ok(())
    }

    pub(super) fn get(&self, setting: Setting) -> Option<&str> {
        self.0
            .iter()
            .find(|(candidate, _)| *candidate == setting)
            .map(|(_, value)| value.as_str())
    }

    /// The setting's value, or the error that it is missing.
    pub(super) fn require(&self, setting: Setting) -> Result<&str, Error> {
        self.get(setting).ok_or(Error::Missing {
            field: setting.name(),
        })
    }
}
