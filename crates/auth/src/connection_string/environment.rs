//! The environment variables that Azure's own tools read for an account.

use zeroize::Zeroizing;

use super::ConnectionString;
use super::endpoint::Endpoints;
use crate::shared_key::account_name;
use crate::{Credential, Error, SasToken, SharedKey};

const CONNECTION_STRING: &str = "AZURE_STORAGE_CONNECTION_STRING";
const ACCOUNT: &str = "AZURE_STORAGE_ACCOUNT";
const KEY: &str = "AZURE_STORAGE_KEY";
const SAS_TOKEN: &str = "AZURE_STORAGE_SAS_TOKEN";

/// The account that the environment variables describe. `None` if none is set.
///
/// `lookup` returns a variable's value, because this crate does not read the environment. The variables are
/// `AZURE_STORAGE_CONNECTION_STRING`, or `AZURE_STORAGE_ACCOUNT` with `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN` or
/// neither (then [`Credential::Anonymous`]). An empty variable counts as unset. The endpoints are those of the public
/// cloud. Other endpoints require the connection string.
///
/// # Errors
///
/// [`Error::Contradiction`] if two variables contradict each other, [`Error::Missing`] if one requires another, and the
/// errors of [`ConnectionString::parse`].
pub fn environment(
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Option<ConnectionString>, Error> {
    let variable = |name| {
        lookup(name)
            .filter(|value| !value.trim_ascii().is_empty())
            .map(Zeroizing::new)
    };
    let account = variable(ACCOUNT);
    let key = variable(KEY);
    let token = variable(SAS_TOKEN);
    if key.is_some() && token.is_some() {
        return Err(contradiction(KEY, SAS_TOKEN));
    }
    if let Some(text) = variable(CONNECTION_STRING) {
        let other = key.map(|_| KEY).or_else(|| token.map(|_| SAS_TOKEN));
        return whole(&text, account.as_deref().map(String::as_str), other).map(Some);
    }
    match account {
        Some(account) => parts(account.trim_ascii(), key.as_deref(), token.as_deref()).map(Some),
        None if key.is_some() || token.is_some() => Err(Error::Missing { field: ACCOUNT }),
        None => Ok(None),
    }
}

/// The connection string. The account may also be named by its own variable, but nothing else may be set.
fn whole(
    text: &str,
    account: Option<&str>,
    other: Option<&'static str>,
) -> Result<ConnectionString, Error> {
    if let Some(other) = other {
        return Err(contradiction(CONNECTION_STRING, other));
    }
    let connection = ConnectionString::parse(text)?;
    match (&connection.account, account) {
        (Some(said), Some(account)) if said != account.trim_ascii() => {
            Err(contradiction(CONNECTION_STRING, ACCOUNT))
        }
        _ => Ok(connection),
    }
}

fn parts(
    account: &str,
    key: Option<&String>,
    token: Option<&String>,
) -> Result<ConnectionString, Error> {
    let account = account_name(account, ACCOUNT)?;
    let credential = match (key, token) {
        (Some(key), _) => Credential::SharedKey(SharedKey::named(account, ACCOUNT, key, KEY)?),
        (None, Some(token)) => Credential::Sas(SasToken::parse(token)?),
        (None, None) => Credential::Anonymous,
    };
    Ok(ConnectionString {
        is_cloud_presumed: true,
        ..ConnectionString::new(
            Some(account),
            Endpoints::public(account, ACCOUNT)?,
            credential,
        )
    })
}

fn contradiction(one: &'static str, other: &'static str) -> Error {
    Error::Contradiction { one, other }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY_TEXT: &str = "AAECAwQFBgcICQoLDA0ODw==";
    const SAS_TEXT: &str = "?sv=2020-12-06&ss=b&srt=o&sp=r&se=2026-01-02&sig=c2ln";

    fn read(variables: &[(&str, &str)]) -> Result<Option<ConnectionString>, Error> {
        environment(|name| {
            variables
                .iter()
                .find(|(candidate, _)| *candidate == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_says_nothing() {
        assert!(read(&[]).unwrap().is_none());
        assert!(
            read(&[(CONNECTION_STRING, ""), (KEY, " ")])
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn account_and_key_or_sas_or_neither_are_enough() {
        let key = read(&[(ACCOUNT, "acct"), (KEY, KEY_TEXT)])
            .unwrap()
            .unwrap();
        assert_eq!(key.blob_endpoint, "https://acct.blob.core.windows.net");
        assert!(matches!(key.credential, Credential::SharedKey(_)));
        let sas = read(&[(ACCOUNT, "acct"), (SAS_TOKEN, SAS_TEXT)])
            .unwrap()
            .unwrap();
        assert!(matches!(sas.credential, Credential::Sas(_)));
        let bare = read(&[(ACCOUNT, "acct")]).unwrap().unwrap();
        assert!(matches!(bare.credential, Credential::Anonymous));
    }

    #[test]
    fn an_account_without_an_endpoint_is_that_of_azure_in_whichever_cloud() {
        let key = read(&[(ACCOUNT, "acct"), (KEY, KEY_TEXT)])
            .unwrap()
            .unwrap();
        let admits = |endpoint| {
            let endpoint = blobcopy_proto::Endpoint::parse(endpoint).unwrap();
            key.credential_for(&endpoint).is_ok()
        };
        assert!(admits("https://acct.blob.core.windows.net"));
        assert!(admits("https://acct.blob.core.usgovcloudapi.net"));
        for endpoint in [
            "http://acct.blob.core.windows.net",
            "https://other.blob.core.windows.net",
            "https://acct.example",
            "http://127.0.0.1:1/acct",
        ] {
            assert!(!admits(endpoint), "{endpoint}");
        }
    }

    #[test]
    fn a_connection_string_stands_alone_or_beside_the_account_it_names() {
        let text = format!("AccountName=acct;AccountKey={KEY_TEXT}");
        assert!(read(&[(CONNECTION_STRING, &text)]).unwrap().is_some());
        assert!(
            read(&[(CONNECTION_STRING, &text), (ACCOUNT, "acct")])
                .unwrap()
                .is_some()
        );
        for other in [(ACCOUNT, "other"), (KEY, KEY_TEXT), (SAS_TOKEN, SAS_TEXT)] {
            assert_eq!(
                read(&[(CONNECTION_STRING, &text), other]).unwrap_err(),
                contradiction(CONNECTION_STRING, other.0)
            );
        }
    }

    #[test]
    fn halves_and_contradictions_name_the_variables() {
        assert_eq!(
            read(&[(KEY, KEY_TEXT)]).unwrap_err(),
            Error::Missing { field: ACCOUNT }
        );
        assert_eq!(
            read(&[(SAS_TOKEN, SAS_TEXT)]).unwrap_err(),
            Error::Missing { field: ACCOUNT }
        );
        assert_eq!(
            read(&[(ACCOUNT, "acct"), (KEY, KEY_TEXT), (SAS_TOKEN, SAS_TEXT)]).unwrap_err(),
            contradiction(KEY, SAS_TOKEN)
        );
        let broken = read(&[(ACCOUNT, "acct"), (KEY, "*")]).unwrap_err();
        assert!(matches!(broken, Error::Malformed { field: KEY, .. }));
    }
}
