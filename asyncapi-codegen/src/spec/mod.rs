//! The specification as data: which objects there are, which fields each has, and what a field holds.
//! [`check::shape`](crate::check) walks a document along these tables.

mod schema;
mod shape;
mod sse;
pub(crate) mod v2;
pub(crate) mod v3;

pub(crate) use schema::{MULTI_FORMAT_SCHEMA, SCHEMA};
pub(crate) use shape::{Field, Format, Keys, Map, Object, Rule, Shape};
