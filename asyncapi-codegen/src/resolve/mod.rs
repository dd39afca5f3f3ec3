//! Step 3, resolve: every file the document refers to, and from a `$ref` to what it means.

mod forest;
mod json_pointer;
mod resolver;

pub(crate) use forest::Forest;
pub(crate) use resolver::{Broken, Resolver, Target, pointer, reference};
