//! The source of a copy, and its credential.

use blobcopy::{CopySource, ProxyChoice};
use blobcopy_proto::{BlobUrl, ContainerUrl, SourceUrl};

use crate::account::{self, Account};
use crate::args::SourceArguments;
use crate::failure::Failure;
use crate::place::{container_of, names_container};

impl SourceArguments {
    /// The source that `text` names, and its credential.
    ///
    /// The source's own credential is used if one was given, otherwise that of the destination within its account.
    pub(crate) fn source(
        &self,
        text: &str,
        destination: &Account<'_>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<CopySource, Failure> {
        let flags = self.as_credentials();
        let named = |name: &str| variable(&name.replacen("AZURE_STORAGE_", "BLOBCOPY_SOURCE_", 1));
        let own = Account::new(&flags, &named);
        if account::is_url(text) {
            return self.by_url(text, &own, destination).map_err(renamed);
        }
        if own.connection(None).map_err(renamed)?.is_some() {
            return below_endpoint(text, &own).map_err(renamed);
        }
        below_endpoint(text, destination)
    }

    fn by_url(
        &self,
        text: &str,
        own: &Account<'_>,
        destination: &Account<'_>,
    ) -> Result<CopySource, Failure> {
        let as_given = SourceUrl::parse(text);
        let as_given = as_given.map_err(|error| Failure::invalid("the source", &error))?;
        let known = own
            .known_endpoint()
            .or_else(|| destination.known_endpoint());
        let is_of_account = |container: &ContainerUrl| {
            container.endpoint().is_azure() || Some(container.endpoint()) == known.as_ref()
        };
        if let Some(container) = container_of(text, known.as_ref()).filter(is_of_account) {
            return Err(names_container("the source", &container));
        }
        let Ok((url, None)) = BlobUrl::parse_with_sas_at(text, known.as_ref()) else {
            return Ok(as_given.into());
        };
        let is_opened =
            self.source_login.is_some() || own.connection(url.endpoint().account())?.is_some();
        let endpoint = url.endpoint().clone();
        let credential = match is_opened {
            true => own.credential(&format!("the source `{url}`"), &endpoint, None)?,
            // Within the destination's account, as for a source without a URL.
            false => match destination.own_credential(&endpoint) {
                Some(credential) => credential,
                None => return Ok(as_given.into()),
            },
        };
        let service = account::open(ProxyChoice::FromEnvironment, endpoint, credential)?;
        Ok(service.blob_at(url).into())
    }
}

/// What `container/blob` means in an account.
fn below_endpoint(text: &str, account: &Account<'_>) -> Result<CopySource, Failure> {
    let (url, credential) = account.below_endpoint("the source", text)?;
    let endpoint = url.endpoint().clone();
    let service = account::open(ProxyChoice::FromEnvironment, endpoint, credential)?;
    Ok(service.blob_at(url).into())
}

/// The failure with the names of the flags and variables for the source in place of those for the destination.
fn renamed(mut failure: Failure) -> Failure {
    const NAMES: [(&str, &str); 6] = [
        ("AZURE_STORAGE_", "BLOBCOPY_SOURCE_"),
        ("--connection-string", "--source-connection-string"),
        ("--account-name", "--source-account"),
        ("--account-key", "--source-key"),
        ("--sas-token", "--source-sas-token"),
        ("--login", "--source-login"),
    ];
    let text = &mut failure.text;
    let parts = [
        Some(&mut text.summary),
        text.cause.as_mut(),
        text.remedy.as_mut(),
    ];
    for part in parts.into_iter().flatten() {
        for (from, to) in NAMES {
            *part = part.replace(from, to);
        }
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::CredentialArguments;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
    const SAS: &str = "sv=2020-12-06&sr=c&sp=r&se=2030-01-01&sig=c2ln";
    const OTHERS: &str = "https://other.blob.core.windows.net/cont/b";

    /// What `text` names, where these variables are set.
    fn source(text: &str, environment: &[(&str, &str)]) -> Result<CopySource, String> {
        let variable = |name: &str| {
            let found = environment.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        };
        let flags = CredentialArguments::default();
        let destination = Account::new(&flags, &variable);
        let source = SourceArguments::default().source(text, &destination, &variable);
        source.map_err(|failure| failure.text.to_string())
    }

    #[test]
    fn what_is_missing_of_the_destinations_credential_is_called_by_its_own_name() {
        let key_alone = [("AZURE_STORAGE_KEY", KEY)];
        let missing = source("cont/b", &key_alone).expect_err("no account is named");
        assert!(
            missing.contains("`AZURE_STORAGE_ACCOUNT` is missing"),
            "{missing}"
        );
    }

    #[test]
    fn a_url_without_a_credential_of_its_own_is_sent_as_it_is() {
        let environment = [(
            "AZURE_STORAGE_CONNECTION_STRING",
            "UseDevelopmentStorage=true",
        )];
        for text in [OTHERS, "https://example.org/x", &format!("{OTHERS}?{SAS}")] {
            let found = source(text, &environment).unwrap();
            assert!(matches!(found, CopySource::Url(url) if url.expose() == text));
        }
    }

    #[test]
    fn a_blob_of_another_account_is_opened_by_that_accounts_credential() {
        let environment = [
            ("BLOBCOPY_SOURCE_ACCOUNT", "other"),
            ("BLOBCOPY_SOURCE_KEY", KEY),
        ];
        let CopySource::Blob(blob) = source(OTHERS, &environment).unwrap() else {
            panic!("it has a credential");
        };
        assert_eq!(blob.url().to_string(), OTHERS);
        let another = [
            ("BLOBCOPY_SOURCE_ACCOUNT", "acct"),
            ("BLOBCOPY_SOURCE_KEY", KEY),
        ];
        let message = source(OTHERS, &another).unwrap_err();
        assert!(
            message.contains("`other`") && message.contains("https://acct.blob.core.windows.net`"),
            "{message}"
        );
    }

    #[test]
    fn container_and_blob_are_of_the_sources_account_if_one_is_given_and_else_of_the_destinations()
    {
        let whole = format!("AccountName=other;SharedAccessSignature={SAS}");
        let destination = (
            "AZURE_STORAGE_CONNECTION_STRING",
            "UseDevelopmentStorage=true",
        );
        let own = ("BLOBCOPY_SOURCE_CONNECTION_STRING", &*whole);
        for (environment, url) in [
            (
                &[destination][..],
                "http://127.0.0.1:10000/devstoreaccount1/cont/b",
            ),
            (&[destination, own][..], OTHERS),
        ] {
            let CopySource::Blob(blob) = source("cont/b", environment).unwrap() else {
                panic!("a blob of an account");
            };
            assert_eq!(blob.url().to_string(), url);
        }
    }

    #[test]
    fn what_is_wrong_is_named_as_the_source_names_it_and_its_value_is_not_shown() {
        let message = source(
            OTHERS,
            &[
                ("BLOBCOPY_SOURCE_ACCOUNT", "other"),
                ("BLOBCOPY_SOURCE_KEY", "c2VjcmV0*"),
            ],
        )
        .unwrap_err();
        assert!(message.contains("BLOBCOPY_SOURCE_KEY"), "{message}");
        assert!(!message.contains("c2VjcmV0"), "{message}");
    }
}
