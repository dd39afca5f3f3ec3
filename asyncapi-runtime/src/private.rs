//! What generated code names. Not for users: no part of it is covered by semantic versioning.
//!
//! Generated implementations say `__rt::Ok` for `::core::result::Result::Ok`: they cannot rely on a prelude, and
//! short paths are what keeps a macro over hundreds of schemas fast.

pub use core::convert::{From, Infallible, Into};
pub use core::default::Default;
pub use core::fmt::{Display, Formatter, Result as FmtResult};
pub use core::marker::{Send, Sync};
pub use core::ops::{Deref, FnMut};
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, str};
pub use core::result::Result::{self, Err, Ok};
pub use core::str::FromStr;
pub use std::collections::BTreeMap;
pub use std::string::{String, ToString};

pub use asyncapi_macros::asyncapi_impl;
pub use axum::extract::FromRequestParts;
pub use http::request::Parts;
pub use serde::de::MapAccess;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;
pub use {axum, serde_json};

pub use crate::__asyncapi_engine_pattern;
pub use crate::channel::Channel;
pub use crate::client::{Handlers, ListenError, ServerUrl};
pub use crate::event::Event;
pub use crate::headers::{HeaderError, HeaderKind, MessageHeaders, extract_headers};
pub use crate::parameters::{ParameterError, Parameters, PathValues, PathWriter, extract_parameters};
pub use crate::payload::{
    Adapter, AnyObject, BoxOf, Candidate, CandidateBy, Constant, ListOf, MapOf, NullOr, Object, ObjectReader,
    ObjectReaderBy, ObjectWriter, Plain, Property, Resumed, SetOf, Union, UnknownValue, Variant, Variants,
    Whole, WholeNumber, json, json_object, list, map, only_one, read_from_str, read_object, read_only_union,
    read_union, set, string,
};
pub use crate::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
pub use crate::validate::{
    At, Entries, Format, Instance, Items, Json, Num, Pattern, Types, Validate, Violations,
    additional_properties, any_of, constant, contains, dependency, dependent_required, exclusive_maximum,
    exclusive_minimum, format, holds, is_type, item, items, items_from, max_items, max_length,
    max_properties, maximum, min_items, min_length, min_properties, minimum, multiple_of, never, not, one_of,
    one_of_values, pattern, pattern_properties, property, property_names, required, to_value, unique_items,
    values,
};
