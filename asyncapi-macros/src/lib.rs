//! The procedural macro behind `asyncapi_runtime::asyncapi!`. Use it through that crate: its facade passes the
//! path of the runtime, so that renamed and re-exported dependencies work.

#![forbid(unsafe_code)]

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use asyncapi_codegen::source::FileSystem;
use asyncapi_codegen::{Runtime, bug, expand_to_tokens};
use proc_macro::TokenStream;

/// Expands `($crate) "asyncapi.yaml", options…`.
#[doc(hidden)]
#[proc_macro]
pub fn asyncapi_impl(input: TokenStream) -> TokenStream {
    let base = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let current = env::current_dir().unwrap_or_default();
    let runtime = Runtime { regress: cfg!(feature = "regress") };
    let expand = || expand_to_tokens(input.into(), &base, &current, &FileSystem, runtime);
    let expanded = catch_unwind(AssertUnwindSafe(expand));
    // A panic here is a bug of this crate's, never the user's mistake: it must say so.
    expanded
        .unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            bug(text.as_deref().unwrap_or("a panic without a message"))
        })
        .into()
}
