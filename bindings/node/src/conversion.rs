//! Values on their way between JavaScript and Rust.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobcopy_bindings::{Host, Options, Record, Value, camel_case};
use napi::bindgen_prelude::{
    Array, ArrayBuffer, Buffer, FromNapiValue, JsValue, Null, Object, ToNapiValue, Unknown,
};
use napi::{Env, JsDate, Result, ValueType};

/// The options of a call.
pub(crate) fn options(call: &str, given: Option<Object<'_>>) -> Result<Options> {
    let entries = given.map(|given| entries(&given)).transpose()?;
    Ok(Options::new(Host::Node, call, entries.unwrap_or_default()))
}

fn entries(object: &Object<'_>) -> Result<Vec<(String, Value)>> {
    let names = Object::keys(object)?;
    let mut entries = Vec::with_capacity(names.len());
    for name in names {
        if let Some(value) = object.get::<Unknown<'_>>(&name)? {
            let value = from_js(value)?;
            entries.push((name, value));
        }
    }
    Ok(entries)
}

/// A value of JavaScript. Of a type that no option has, only the name is kept.
fn from_js(value: Unknown<'_>) -> Result<Value> {
    Ok(match value.get_type()? {
        ValueType::Undefined | ValueType::Null => Value::Nothing,
        ValueType::Boolean => Value::Flag(bool::from_unknown(value)?),
        ValueType::String => Value::Text(String::from_unknown(value)?.into()),
        ValueType::Number => number(f64::from_unknown(value)?),
        ValueType::Object => from_object(value)?,
        other => Value::Other(format!("a {}", format!("{other:?}").to_lowercase()).into()),
    })
}

fn number(number: f64) -> Value {
    /// Beyond it, JavaScript does not tell whole numbers apart.
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if number.fract() == 0.0 && number.abs() <= LARGEST {
        return Value::Whole(number as i128);
    }
    Value::Number(number)
}

fn from_object(value: Unknown<'_>) -> Result<Value> {
    if value.is_array()? {
        let array = Array::from_unknown(value)?;
        let items = (0..array.len()).map(|index| {
            array
                .get::<Unknown<'_>>(index)?
                .map_or(Ok(Value::Nothing), from_js)
        });
        return Ok(Value::List(items.collect::<Result<_>>()?));
    }
    if value.is_date()? {
        let milliseconds = JsDate::from_unknown(value)?.value_of()?;
        let since = Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
        let time = since.and_then(|since| UNIX_EPOCH.checked_add(since));
        return Ok(time.map_or(Value::Other("an invalid Date".into()), Value::Time));
    }
    if value.is_arraybuffer()? {
        return Ok(Value::Bytes(
            ArrayBuffer::from_unknown(value)?.to_vec().into(),
        ));
    }
    if value.is_buffer()? {
        return Ok(Value::Bytes(Buffer::from_unknown(value)?.to_vec().into()));
    }
    Ok(Value::Object(entries(&value.coerce_to_object()?)?))
}

/// A value that JavaScript is given once it may be made.
pub(crate) trait IntoJs: Send + 'static {
    fn into_js(self, env: &Env) -> Result<Unknown<'_>>;
}

impl IntoJs for Value {
    fn into_js(self, env: &Env) -> Result<Unknown<'_>> {
        match self {
            Self::Nothing | Self::Other(_) | Self::Object(_) => Null.into_unknown(env),
            Self::Flag(flag) => flag.into_unknown(env),
            Self::Whole(whole) => (whole as f64).into_unknown(env),
            Self::Number(number) => number.into_unknown(env),
            Self::Seconds(seconds) => (seconds * 1000.0).into_unknown(env),
            Self::Text(text) => text.as_ref().into_unknown(env),
            Self::Time(time) => Ok(env.create_date(milliseconds(time))?.to_unknown()),
            Self::Bytes(bytes) | Self::Hash(bytes) => {
                Buffer::from(bytes.to_vec()).into_unknown(env)
            }
            Self::List(values) => {
                let items = values.into_iter().map(|value| value.into_js(env));
                items.collect::<Result<Vec<_>>>()?.into_unknown(env)
            }
            Self::Pairs(pairs) => {
                let mut object = Object::new(env)?;
                for (name, value) in pairs {
                    object.set(name, value)?;
                }
                Ok(object.to_unknown())
            }
            Self::Record(record) => record.into_js(env),
        }
    }
}

impl IntoJs for Record {
    fn into_js(self, env: &Env) -> Result<Unknown<'_>> {
        Ok(object(self, env)?.to_unknown())
    }
}

/// An object of the facts that JavaScript has names for. What is not known is left out.
pub(crate) fn object(record: Record, env: &Env) -> Result<Object<'_>> {
    let mut object = Object::new(env)?;
    fill(&mut object, record, env)?;
    Ok(object)
}

fn fill<'env>(object: &mut Object<'env>, record: Record, env: &'env Env) -> Result<()> {
    for (name, value) in record {
        match (name.node, value) {
            ("", _) | (_, Value::Nothing) => {}
            ("...", Value::Record(beside)) => fill(object, beside, env)?,
            (name, value) if name.contains('_') => {
                object.set(camel_case(name), value.into_js(env)?)?
            }
            (name, value) => object.set(name, value.into_js(env)?)?,
        }
    }
    Ok(())
}

/// A time as JavaScript counts it: milliseconds since 1970.
pub(crate) fn milliseconds(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as f64
}
