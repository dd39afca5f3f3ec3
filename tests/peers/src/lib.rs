//! One document for both programs: `peers-server` is what foreign clients listen to, `peers-client` listens to foreign
//! servers. The tests that start them are scripts, in the folders beside this one; `cargo xtask test` runs them.

#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "generated from a document of a test")]

pub mod requests;

asyncapi_runtime::asyncapi!("asyncapi.yaml");

/// The value of an option of the program, `--name 17`.
pub fn option<T: std::str::FromStr>(name: &str) -> Option<T> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.next()?;
    arguments.next()?.parse().ok()
}
