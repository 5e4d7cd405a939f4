//! [*Get User Delegation Key*](https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
#[cfg(feature = "serve")]
use crate::serve::{self, ErrorCode, Serve, ServiceError};
use crate::value::service_version::{TooNew, known_since};
use crate::value::{Endpoint, HeaderText, HttpDate, ServiceVersion, UserDelegationKey};
use crate::wire::markup::Markup;
use crate::wire::{message, xml};

/// Gets a key that signs user delegation SAS. Requires an access token and https.
///
/// Start and expiry must be within seven days from now. The service checks this; this crate has no clock.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetUserDelegationKey {
    /// The endpoint of the account.
    pub endpoint: Endpoint,
    /// Start of the key's lifetime.
    pub start: HttpDate,
    /// End of the key's lifetime.
    pub expiry: HttpDate,
    /// Tenant of the single user to whom a SAS of this key may be bound.
    pub delegated_user_tid: Option<HeaderText>,
}

impl GetUserDelegationKey {
    /// Gets a key for `endpoint` that is valid from `start` to `expiry`.
    pub fn new(endpoint: Endpoint, start: HttpDate, expiry: HttpDate) -> Self {
        Self {
            endpoint,
            start,
            expiry,
            delegated_user_tid: None,
        }
    }

    fn check(&self, version: &ServiceVersion) -> Result<(), TooNew> {
        match self.delegated_user_tid {
            Some(_) => known_since(version, "delegated_user_tid", "x-ms-version", "2026-04-06"),
            None => Ok(()),
        }
    }

    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("KeyInfo");
        out.leaf("Start", &self.start.to_iso_8601());
        out.leaf("Expiry", &self.expiry.to_iso_8601());
        if let Some(tid) = &self.delegated_user_tid {
            out.leaf("DelegatedUserTid", tid);
        }
        out.close("KeyInfo");
        out.into_bytes()
    }
}

impl Operation for GetUserDelegationKey {
    type Output = UserDelegationKey;
    const KIND: OperationKind = OperationKind::GetUserDelegationKey;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(ReplyBody::LARGEST_REFUSAL);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.check(&version)?;
        let mut target = message::service_target(&self.endpoint);
        message::push_kind(&mut target, Self::KIND);
        let mut request = message::request(Self::KIND, target, version)?;
        message::set_document(&mut request, self.document());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<UserDelegationKey, Error> {
        message::granted(reply, StatusCode::OK)?;
        let mut children = xml::flat(reply.body());
        let mut taken = |name: &str| {
            let at = children.iter().position(|(given, _)| given == name)?;
            Some(children.swap_remove(at).1)
        };
        let mut required = |name: &str| taken(name).ok_or_else(|| Malformed::missing(name));
        let mut key = UserDelegationKey::new(
            required("SignedOid")?,
            required("SignedTid")?,
            required("SignedStart")?,
            required("SignedExpiry")?,
            required("SignedVersion")?,
            required("Value")?,
        );
        key.signed_service = required("SignedService")?;
        key.signed_delegated_user_tid = taken("SignedDelegatedUserTid");
        Ok(key)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetUserDelegationKey {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let children = xml::flat(request.body());
        let text = |name: &str| {
            let child = children.iter().find(|(given, _)| given == name);
            child.map(|(_, text)| text.trim())
        };
        let date = |name: &str| {
            text(name)
                .and_then(HttpDate::parse_iso_8601)
                .ok_or_else(refused)
        };
        let wish = Self {
            endpoint: endpoint.clone(),
            start: date("Start")?,
            expiry: date("Expiry")?,
            delegated_user_tid: text("DelegatedUserTid")
                .map(|tid| HeaderText::parse(tid).map_err(|_| refused()))
                .transpose()?,
        };
        if let Some(version) = serve::version(request)? {
            wish.check(&version)?;
        }
        Ok(wish)
    }

    fn reply(key: &UserDelegationKey) -> Response<Bytes> {
        let mut out = Markup::document();
        out.open("UserDelegationKey");
        out.leaf("SignedOid", &key.signed_oid);
        out.leaf("SignedTid", &key.signed_tid);
        out.leaf("SignedStart", &key.signed_start);
        out.leaf("SignedExpiry", &key.signed_expiry);
        out.leaf("SignedService", &key.signed_service);
        out.leaf("SignedVersion", &key.signed_version);
        if let Some(tid) = &key.signed_delegated_user_tid {
            out.leaf("SignedDelegatedUserTid", tid);
        }
        out.leaf("Value", &key.value);
        out.close("UserDelegationKey");
        serve::document_reply(out.into_bytes())
    }
}

#[cfg(feature = "serve")]
fn refused() -> Box<ServiceError> {
    ServiceError::new(
        StatusCode::BAD_REQUEST,
        ErrorCode::InvalidXmlDocument,
        "XML specified is not syntactically valid.",
    )
    .into()
}
