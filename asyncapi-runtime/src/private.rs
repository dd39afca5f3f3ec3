//! What generated code names. Not for users: no part of it is covered by semantic versioning.

pub use asyncapi_macros::asyncapi_impl;
pub use {axum, http, serde, serde_json};

pub use crate::parameters::extract_parameters;
pub use crate::payload::{Object, ObjectReader, ObjectWriter, Property, read_from_str, read_object};
