//! The checks of a schema: what it demands beyond the Rust type that was found for it.

mod keywords;
mod sees;
mod value;

pub(super) use keywords::{list_keywords, number_keywords, string_keywords};
pub(super) use sees::sees_undeclared;
pub(super) use value::{Functions, Ways};
