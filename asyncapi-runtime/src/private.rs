//! What generated code names. Not for users: no part of it is covered by semantic versioning.

pub use crate::parameters::extract_parameters;
