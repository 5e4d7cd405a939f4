//! The calls on an account.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{GetAccountInformation, GetUserDelegationKey};

use super::{Call, Sending, methods};
use crate::options::Options;
use crate::refusal::Refusal;
use crate::results;

methods! {
    /// The calls on an account.
    AccountMethod {
        /// Reads what kind of account it is.
        GetInformation = "get_account_information" / "getAccountInfo",
        /// Asks for a key that signs for a user.
        GetUserDelegationKey = "get_user_delegation_key" / "getUserDelegationKey",
    }
}

/// Makes a call on an account.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn call_account(
    service: &BlobServiceClient,
    method: AccountMethod,
    mut options: Options,
) -> Result<Sending, Refusal> {
    let endpoint = service.endpoint().clone();
    let call = Call::new(service, &mut options);
    let sending = match method {
        AccountMethod::GetInformation => {
            call.send(GetAccountInformation::new(endpoint), results::account)
        }
        AccountMethod::GetUserDelegationKey => {
            let start = call.options.needed_date(("key_start_time", "starts_on"))?;
            let expiry = call
                .options
                .needed_date(("key_expiry_time", "expires_on"))?;
            let mut question = GetUserDelegationKey::new(endpoint, start, expiry);
            question.delegated_user_tid = call.options.header(("delegated_user_tid", ""))?;
            call.send(question, results::delegation_key)
        }
    }?;
    options.done()?;
    Ok(sending)
}
