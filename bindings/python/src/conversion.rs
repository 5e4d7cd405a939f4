//! Values on their way between Python and Rust.

use std::time::{Duration, SystemTime};

use blobcopy_bindings::{Host, Options, Record, Value};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple,
};

/// The options of a call.
pub(crate) fn options(call: &str, given: &Bound<'_, PyDict>) -> PyResult<Options> {
    Ok(Options::new(Host::Python, call, entries(given)?))
}

fn entries(given: &Bound<'_, PyDict>) -> PyResult<Vec<(String, Value)>> {
    let entry = |(name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        Ok((name.extract()?, from_python(&value)?))
    };
    given.iter().map(entry).collect()
}

/// An object of Python. Of a type that no option has, only the name is kept.
fn from_python(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    if object.is_none() {
        return Ok(Value::Nothing);
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Flag(flag.is_true()));
    }
    if object.is_instance_of::<PyString>() {
        return Ok(Value::Text(object.extract::<String>()?.into()));
    }
    if object.is_instance_of::<PyInt>() {
        // What does not fit is no number that can be sent.
        return Ok(object
            .extract()
            .map_or(Value::Whole(i128::MAX), Value::Whole));
    }
    if object.is_instance_of::<PyFloat>() {
        return Ok(Value::Number(object.extract()?));
    }
    if object.is_instance_of::<PyBytes>() || object.is_instance_of::<PyByteArray>() {
        return Ok(Value::Bytes(Bytes::from_owner(
            object.extract::<PyBackedBytes>()?,
        )));
    }
    if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        let items = object.try_iter()?.map(|item| from_python(&item?));
        return Ok(Value::List(items.collect::<PyResult<_>>()?));
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        return from_mapping(mapping);
    }
    of_time(object)
}

fn from_mapping(mapping: &Bound<'_, PyMapping>) -> PyResult<Value> {
    let given = PyDict::new(mapping.py());
    for item in mapping.items()?.iter() {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        if !name.is_instance_of::<PyString>() {
            return Ok(Value::Other("an object with a key that is no text".into()));
        }
        given.set_item(name, value)?;
    }
    Ok(Value::Object(entries(&given)?))
}

/// A time or a duration. A time without a zone is taken as UTC.
fn of_time(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    static DATETIME: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static TIMEDELTA: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static UTC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = object.py();
    if object.is_instance(TIMEDELTA.import(py, "datetime", "timedelta")?)? {
        return Ok(Value::Seconds(
            object.call_method0("total_seconds")?.extract()?,
        ));
    }
    if !object.is_instance(DATETIME.import(py, "datetime", "datetime")?)? {
        return Ok(Value::Other(object.get_type().name()?.to_string().into()));
    }
    let mut time = object.clone();
    if time.call_method0("utcoffset")?.is_none() {
        let zone = PyDict::new(py);
        zone.set_item("tzinfo", UTC.import(py, "datetime", "UTC")?)?;
        time = time.call_method("replace", (), Some(&zone))?;
    }
    let seconds: f64 = time.call_method0("timestamp")?.extract()?;
    let since = Duration::try_from_secs_f64(seconds).ok();
    let time = since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
    Ok(time.map_or(Value::Other("a date before 1970".into()), Value::Time))
}

/// A dictionary of the facts that Python has names for.
pub(crate) fn dictionary(py: Python<'_>, record: Record) -> PyResult<Bound<'_, PyDict>> {
    let dictionary = PyDict::new(py);
    fill(&dictionary, record)?;
    Ok(dictionary)
}

fn fill(dictionary: &Bound<'_, PyDict>, record: Record) -> PyResult<()> {
    for (name, value) in record {
        match (name.python, value) {
            ("", _) => {}
            ("...", Value::Record(beside)) => fill(dictionary, beside)?,
            (name, value) => dictionary.set_item(name, to_python(dictionary.py(), value)?)?,
        }
    }
    Ok(())
}

/// The object of Python that stands for a value.
pub(crate) fn to_python(py: Python<'_>, value: Value) -> PyResult<Bound<'_, PyAny>> {
    Ok(match value {
        Value::Nothing | Value::Other(_) | Value::Object(_) => py.None().into_bound(py),
        Value::Flag(flag) => PyBool::new(py, flag).to_owned().into_any(),
        Value::Whole(whole) => whole.into_pyobject(py)?.into_any(),
        Value::Number(number) => PyFloat::new(py, number).into_any(),
        Value::Seconds(seconds) => Duration::try_from_secs_f64(seconds)
            .unwrap_or_default()
            .into_pyobject(py)?
            .into_any(),
        Value::Text(text) => PyString::new(py, &text).into_any(),
        Value::Time(time) => time.into_pyobject(py)?.into_any(),
        Value::Bytes(bytes) => PyBytes::new(py, &bytes).into_any(),
        Value::Hash(hash) => PyByteArray::new(py, &hash).into_any(),
        Value::List(values) => {
            let items = values.into_iter().map(|value| to_python(py, value));
            PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Value::Pairs(pairs) => {
            let dictionary = PyDict::new(py);
            for (name, value) in pairs {
                dictionary.set_item(name, value)?;
            }
            dictionary.into_any()
        }
        Value::Record(record) => dictionary(py, record)?.into_any(),
    })
}
