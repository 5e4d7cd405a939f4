//! A value on its way between a language and Rust.

use std::borrow::Cow;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobcopy::proto::{HeaderText, HttpDate};
use bytes::Bytes;

use crate::record::Record;

/// A value of a language. It has no `Debug`, because it may hold a secret.
#[derive(Clone)]
#[expect(clippy::exhaustive_enums, reason = "the packages match on it")]
pub enum Value {
    /// `None`, `null` or `undefined`.
    Nothing,
    /// A boolean.
    Flag(bool),
    /// A whole number.
    Whole(i128),
    /// Any other number.
    Number(f64),
    /// A duration, in seconds.
    Seconds(f64),
    /// A text.
    Text(Cow<'static, str>),
    /// A time.
    Time(SystemTime),
    /// Bytes, such as the content of a blob.
    Bytes(Bytes),
    /// A hash that the service reported.
    Hash(Bytes),
    /// A list.
    List(Vec<Self>),
    /// What a caller gave as a dictionary or an object.
    Object(Vec<(String, Self)>),
    /// Metadata or tags that the service reported.
    Pairs(Vec<(String, String)>),
    /// Facts with names.
    Record(Record),
    /// Anything else; the text names its type.
    Other(Cow<'static, str>),
}

impl Value {
    /// The type, as a message names it. The value is not shown, because it may be a secret.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Nothing => "nothing",
            Self::Flag(_) => "a boolean",
            Self::Whole(_) | Self::Number(_) => "a number",
            Self::Seconds(_) => "a duration",
            Self::Text(_) => "a string",
            Self::Time(_) => "a date",
            Self::Bytes(_) | Self::Hash(_) => "bytes",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Pairs(_) | Self::Record(_) => "an object",
            Self::Other(kind) => kind,
        }
    }
}

/// A value with a text form.
pub(crate) fn text(value: &Option<impl ToString>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

/// A hash in base64. One that is not base64 is left out.
pub(crate) fn hash(base64: &Option<HeaderText>) -> Value {
    let decoded = base64
        .as_ref()
        .and_then(|text| STANDARD.decode(text.as_str()).ok());
    decoded.map_or(Value::Nothing, |hash| Value::Hash(hash.into()))
}

/// Bytes as a header carries them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Names and values.
pub(crate) fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    Value::Pairs(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

/// Writes `From` for types that become a value by one expression.
macro_rules! values {
    ($( $type:ty => |$value:ident| $made:expr; )*) => {
        $(
            impl From<$type> for Value {
                fn from($value: $type) -> Self {
                    $made
                }
            }
        )*
    };
}

values! {
    bool => |flag| Self::Flag(flag);
    u16 => |number| Self::Whole(number.into());
    u64 => |number| Self::Whole(number.into());
    String => |text| Self::Text(text.into());
    &'static str => |text| Self::Text(text.into());
    SystemTime => |time| Self::Time(time);
    HttpDate => |date| Self::Time(date.time());
    Record => |record| Self::Record(record);
    Vec<Value> => |list| Self::List(list);
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
