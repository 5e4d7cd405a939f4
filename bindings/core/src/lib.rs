//! What the packages for Python and Node.js share: the options of every call, the calls, and their results.
//!
//! A binding turns the objects of its language into a [`Value`] and back, and decides nothing else. [`Options`] reads and
//! checks each option once, so that both packages refuse the same values with the same sentence. A result is a
//! [`Record`], whose rows carry the name of a fact in both languages.

mod name;
mod options;
mod record;
mod refusal;
mod value;

mod client_options;
mod copy_options;
mod emulator_options;
mod sas_options;
mod terms;

pub mod calls;
pub mod results;

mod failure;

pub use self::client_options::client_config;
pub use self::copy_options::{
    begin_copy, copy_option_names, copy_policy, copy_within_call, start_copy,
};
pub use self::emulator_options::emulator;
pub use self::failure::{causes, failure};
pub use self::name::{Host, Name, camel_case};
pub use self::options::Options;
pub use self::record::Record;
pub use self::refusal::Refusal;
pub use self::sas_options::{account_sas, blob_sas, delegation_key};
pub use self::value::Value;
