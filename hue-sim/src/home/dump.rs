//! A home as the text of `GET /clip/v2/resource`, both ways.

use std::collections::HashMap;
use std::fmt;

use serde_json::{Map, Value};

/// Why a text is no dump. It quotes nothing: a dump tells much about a home.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DumpError {
    /// It is not JSON from this place on.
    NotJson {
        /// Of the first fault, from 1.
        line: usize,
        /// Of the first fault, from 1.
        column: usize,
    },
    /// It is neither an array nor an object with an array `data`.
    NoData,
    /// This resource is not a JSON object.
    NotAnObject {
        /// Its place among the resources, from 0.
        index: usize,
    },
    /// This resource lacks `id` or `type`, or has another thing than text there.
    Nameless {
        /// Its place among the resources, from 0.
        index: usize,
        /// `id` or `type`.
        field: &'static str,
    },
    /// This resource has `type` and `id` of one before it.
    Duplicate {
        /// Its place among the resources, from 0.
        index: usize,
        /// The place of the first.
        first: usize,
    },
}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => write!(f, "not JSON at line {line}, column {column}")?,
            Self::NoData => f.write_str("no resources in it")?,
            Self::NotAnObject { index } => write!(f, "the resource at index {index} is not an object")?,
            Self::Nameless { index, field } => write!(f, "the resource at index {index} has no text as {field:?}")?,
            Self::Duplicate { index, first } => {
                return write!(
                    f,
                    "the resource at index {index} has type and id of the one at index {first}; take one of them out"
                );
            }
        }
        f.write_str("; give what a bridge answers to GET /clip/v2/resource")
    }
}

impl std::error::Error for DumpError {}

pub(crate) fn from_dump(json: &[u8]) -> Result<Vec<Map<String, Value>>, DumpError> {
    let body: Value = serde_json::from_slice(json)
        .map_err(|error| DumpError::NotJson { line: error.line(), column: error.column() })?;
    let data = match body {
        Value::Object(mut body) => body.remove("data"),
        body => Some(body),
    };
    let Some(Value::Array(data)) = data else { return Err(DumpError::NoData) };
    let documents = data
        .into_iter()
        .enumerate()
        .map(|(index, resource)| match resource {
            Value::Object(document) => Ok(document),
            _ => Err(DumpError::NotAnObject { index }),
        })
        .collect::<Result<Vec<_>, _>>()?;
    check_names(&documents)?;
    Ok(documents)
}

fn check_names(documents: &[Map<String, Value>]) -> Result<(), DumpError> {
    let mut places = HashMap::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let text = |field| document.get(field).and_then(Value::as_str).ok_or(DumpError::Nameless { index, field });
        if let Some(first) = places.insert((text("type")?, text("id")?), index) {
            return Err(DumpError::Duplicate { index, first });
        }
    }
    Ok(())
}

/// `id`, `id_v1` and `owner` stand first and `type` last, as bridges write it; the rest is in alphabetical order.
pub(crate) fn to_dump(documents: &[Map<String, Value>]) -> String {
    let resources: Vec<String> = documents.iter().map(to_text).collect();
    format!(r#"{{"errors":[],"data":[{}]}}"#, resources.join(","))
}

fn to_text(document: &Map<String, Value>) -> String {
    let mut fields: Vec<(&String, &Value)> = document.iter().collect();
    fields.sort_by_key(|(name, _)| match name.as_str() {
        "id" => 0,
        "id_v1" => 1,
        "owner" => 2,
        "type" => 4,
        _ => 3,
    });
    let fields: Vec<String> =
        fields.into_iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
    format!("{{{}}}", fields.join(","))
}
