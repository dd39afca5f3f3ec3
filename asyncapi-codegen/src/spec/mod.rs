//! The specification as data: which objects there are, which fields each has, and what a field holds.
//! [`check::shape`](crate::check) walks a document along these tables.

mod shape;
pub(crate) mod v3;

pub(crate) use shape::{Field, Object, Shape};
