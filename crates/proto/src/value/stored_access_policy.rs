//! Stored access policies: what a SAS that names one leaves open.

use bytes::Bytes;
#[cfg(feature = "serve")]
use http::{Request, StatusCode};
use quick_xml::events::BytesStart;

use crate::invalid::{Invalid, Malformed};
#[cfg(feature = "serve")]
use crate::serve::{ErrorCode, ServiceError};
use crate::value::HttpDate;
use crate::wire::cursor::Cursor;
use crate::wire::markup::Markup;

const PAGE: &str = "Define a stored access policy";

/// A stored access policy: times and permissions for each SAS that names it.
///
/// Source: *Define a stored access policy*, REST reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredAccessPolicy {
    /// The name by which a SAS refers to it: at most 64 characters.
    pub id: String,
    /// When it begins, in ISO 8601.
    pub start: Option<String>,
    /// When it ends, in ISO 8601.
    pub expiry: Option<String>,
    /// The letters of the permissions.
    pub permissions: Option<String>,
}

impl StoredAccessPolicy {
    /// A policy with this name and nothing else, so that the SAS must contain the rest.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.id.is_empty() || self.id.chars().count() > 64 {
            return Err("must have a name of 1 to 64 characters");
        }
        let is_time = |text: &Option<String>| {
            text.as_deref()
                .is_none_or(|text| HttpDate::parse_iso_8601(text).is_some())
        };
        if !is_time(&self.start) || !is_time(&self.expiry) {
            return Err("must have times such as 2026-11-23T08:00:00Z");
        }
        let is_letter = |letter: char| letter.is_ascii_lowercase();
        match self
            .permissions
            .as_deref()
            .is_none_or(|letters| letters.chars().all(is_letter))
        {
            true => Ok(()),
            false => Err("must have permissions that are letters, such as rwd"),
        }
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let mut policy = Self::default();
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Id" => policy.id = cursor.text()?.into_owned(),
                "AccessPolicy" => policy.read_terms(cursor)?,
                _ => cursor.skip()?,
            }
        }
        Ok(policy)
    }

    fn read_terms(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        while let Some(child) = cursor.child()? {
            let place = match child.local_name().as_ref() {
                "Start" => &mut self.start,
                "Expiry" => &mut self.expiry,
                "Permission" => &mut self.permissions,
                _ => {
                    cursor.skip()?;
                    continue;
                }
            };
            let text = cursor.text()?;
            *place = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        Ok(())
    }

    fn write(&self, out: &mut Markup) {
        out.open("SignedIdentifier");
        out.leaf("Id", &self.id);
        out.open("AccessPolicy");
        let terms = [
            ("Start", &self.start),
            ("Expiry", &self.expiry),
            ("Permission", &self.permissions),
        ];
        for (name, text) in terms {
            if let Some(text) = text {
                out.leaf(name, text);
            }
        }
        out.close("AccessPolicy");
        out.close("SignedIdentifier");
    }
}

/// The stored access policies of a container: at most five with different names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredAccessPolicies(Vec<StoredAccessPolicy>);

impl StoredAccessPolicies {
    /// The maximum number of policies of a container. Source: *Set Container ACL*, REST reference.
    pub const MOST: usize = 5;

    /// A list of policies.
    ///
    /// # Errors
    /// If there are more than five, two have the same name, or a name, a time or the permissions of one are invalid.
    pub fn new(policies: Vec<StoredAccessPolicy>) -> Result<Self, Invalid> {
        let refused = |policy: &StoredAccessPolicy, rule| {
            Err(Invalid::new("access policy", &policy.id, rule, PAGE))
        };
        for (number, policy) in policies.iter().enumerate() {
            if number >= Self::MOST {
                return refused(policy, "is one too many: a container has at most five");
            }
            if let Err(rule) = policy.check() {
                return refused(policy, rule);
            }
            if policies[..number].iter().any(|other| other.id == policy.id) {
                return refused(policy, "must have a name of its own");
            }
        }
        Ok(Self(policies))
    }

    /// The policy with this name.
    pub fn get(&self, id: &str) -> Option<&StoredAccessPolicy> {
        self.0.iter().find(|policy| policy.id == id)
    }

    /// All policies.
    pub fn iter(&self) -> impl Iterator<Item = &StoredAccessPolicy> {
        self.0.iter()
    }

    pub(crate) fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("SignedIdentifiers");
        self.0.iter().for_each(|policy| policy.write(&mut out));
        out.close("SignedIdentifiers");
        out.into_bytes()
    }

    pub(crate) fn read(document: &[u8]) -> Result<Self, Malformed> {
        Cursor::document(document, ROOT, Self::read_all).map(Self)
    }

    fn read_all<'a>(
        cursor: &mut Cursor<'a>,
        _: &BytesStart<'a>,
    ) -> Result<Vec<StoredAccessPolicy>, Malformed> {
        let mut policies = Vec::new();
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "SignedIdentifier" => policies.push(StoredAccessPolicy::read(cursor)?),
                _ => cursor.skip()?,
            }
            if policies.len() > Self::MOST {
                return Err(Malformed::unreadable(ROOT, "more than five policies"));
            }
        }
        Ok(policies)
    }

    /// The policies in a request.
    #[cfg(feature = "serve")]
    pub(crate) fn of(request: &Request<Bytes>) -> Result<Self, Box<ServiceError>> {
        if request.body().is_empty() {
            return Ok(Self::default());
        }
        let refused =
            |code, message| Box::new(ServiceError::new(StatusCode::BAD_REQUEST, code, message));
        let policies = Cursor::document(request.body(), ROOT, Self::read_all).map_err(|_| {
            refused(
                ErrorCode::InvalidXmlDocument,
                "XML specified is not syntactically valid.",
            )
        })?;
        Self::new(policies).map_err(|_| {
            let code = ErrorCode::from("InvalidXmlNodeValue");
            refused(
                code,
                "The value for one of the XML nodes is not in the correct format.",
            )
        })
    }
}

const ROOT: &str = "SignedIdentifiers";
